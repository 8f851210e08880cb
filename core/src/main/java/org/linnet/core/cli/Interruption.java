package org.linnet.core.cli;

import java.util.concurrent.CountDownLatch;

/// Lets work end in order when the process is told to end (Ctrl-C, or the signal TERM): the process waits until it is closed.
final class Interruption implements AutoCloseable {
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  /// @param stop asks the work to end; called from another thread
  Interruption(Runnable stop) {
    hook = new Thread(() -> {
      stop.run();
      try {
        over.await();
      } catch (InterruptedException impatient) {
        Thread.currentThread().interrupt();
      }
    }, "linnet-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // it is running
    }
  }
}
