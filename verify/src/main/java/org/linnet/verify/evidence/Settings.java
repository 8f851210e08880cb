package org.linnet.verify.evidence;

/// How much evidence to gather.
///
/// @param seed of everything random
/// @param trials random instances of the whole domain; limits and extensions get a tenth each, at least ten
/// @param threads that work at the same time; the results do not depend on it
public record Settings(long seed, int trials, int threads) {
  public static final long DEFAULT_SEED = 1;
  public static final int DEFAULT_TRIALS = 600;

  public Settings {
    if (trials < 1) {
      throw new IllegalArgumentException("trials must be at least 1, got " + trials);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
  }

  /// The quick setting of `mvn verify`, on all cores.
  public static Settings quick() {
    return new Settings(DEFAULT_SEED, DEFAULT_TRIALS, Runtime.getRuntime().availableProcessors());
  }

  int specialTrials() {
    return Math.max(10, trials / 10);
  }
}
