package org.linnet.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What work allocates on the calling thread once it is warm.
public final class Allocations {
  private static final int ROUNDS = 50;
  private static final long PATIENCE = 30_000_000_000L;

  private Allocations() {}

  /// The bytes per run of `work` in the first fifty runs in a row that allocate next to nothing; or, if there are none within half
  /// a minute, in those that allocate least. How many runs the compiler needs until then depends on how busy the machine is.
  public static long whenWarm(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (long start = System.nanoTime(); least / ROUNDS >= 16 && System.nanoTime() - start < PATIENCE;) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS; i++) {
        work.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least / ROUNDS;
  }
}
