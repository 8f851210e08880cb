package org.linnet.core.linalg;

import java.util.concurrent.CompletableFuture;

/// Two pieces of independent work, at the same time where it is worth a second thread.
final class Both {
  /// Below so many multiplications (about 0.1 ms), a second thread costs more than it saves.
  private static final double WORTH_A_THREAD = 1e6;

  private Both() {}

  /// Runs both and returns when both are done.
  ///
  /// @param operations about how many multiplications both take together
  static void run(double operations, Runnable first, Runnable second) {
    if (operations < WORTH_A_THREAD) {
      first.run();
      second.run();
      return;
    }
    CompletableFuture<Void> other = CompletableFuture.runAsync(second);
    try {
      first.run();
    } finally {
      other.join();
    }
  }
}
