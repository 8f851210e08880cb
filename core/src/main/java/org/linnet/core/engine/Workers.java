package org.linnet.core.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// A few threads that run numbered tasks together with the caller, and allocate nothing to do so.
final class Workers implements AutoCloseable {
  private static final int SPINS = 2_000;

  private final Thread[] threads;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicInteger round = new AtomicInteger();
  private volatile IntConsumer task;
  private volatile int tasks;
  private volatile boolean closed;
  private volatile Throwable failure;

  /// @param count threads in all, the caller among them
  Workers(int count) {
    threads = new Thread[count - 1];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = Thread.ofPlatform().daemon().name("linnet-worker-" + i).start(this::work);
    }
  }

  /// Runs `work` for `0 .. count-1` and returns when all are done.
  void run(int count, IntConsumer work) {
    if (closed) {
      throw new IllegalStateException("the engine is closed: make another one");
    }
    if (threads.length == 0 || count == 1) {
      for (int i = 0; i < count; i++) {
        work.accept(i);
      }
      return;
    }
    task = work;
    tasks = count;
    next.set(0);
    unfinished.set(threads.length);
    round.incrementAndGet(); // publishes all of the above
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    drain();
    while (unfinished.get() > 0) {
      Thread.onSpinWait();
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a worker failed: " + thrown, thrown);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }

  private void work() {
    int seen = 0;
    while (true) {
      int spins = 0;
      while (round.get() == seen && !closed) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = round.get();
      drain();
      unfinished.decrementAndGet();
    }
  }

  private void drain() {
    IntConsumer work = task;
    int count = tasks;
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        work.accept(i);
      }
    } catch (Throwable thrown) { // reported by run, on the caller's thread
      failure = thrown;
    }
  }
}
