package org.linnet.core.random;

import java.util.random.RandomGenerator;

/// A seeded stream of random numbers that is the same on every platform and for every thread count.
///
/// The 64-bit words are those of SplitMix64 (Steele, Lea and Flood 2014); Gaussians come from the polar method with
/// `StrictMath`, because the JDK leaves the algorithm of [RandomGenerator#nextGaussian()] open.
/// The whole state is one word and a cached Gaussian. Not safe for use by several threads: give each its own
/// [#split(long)].
public final class RandomStream implements RandomGenerator {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;
  private long state;
  private double cachedGaussian = Double.NaN;

  private RandomStream(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  public static RandomStream of(long seed) {
    return new RandomStream(seed);
  }

  /// The child stream with this key: a function of this stream's seed and the key alone, not of how much has been drawn.
  public RandomStream split(long key) {
    return new RandomStream(mix(mix(seed + GOLDEN) ^ mix(key * GOLDEN + 1)));
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /// A standard normal number, by Marsaglia's polar method.
  @Override
  public double nextGaussian() {
    if (!Double.isNaN(cachedGaussian)) {
      double cached = cachedGaussian;
      cachedGaussian = Double.NaN;
      return cached;
    }
    double u;
    double v;
    double s;
    do {
      u = 2 * nextDouble() - 1;
      v = 2 * nextDouble() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(s) / s);
    cachedGaussian = v * factor;
    return u * factor;
  }

  /// A uniform number in `[0, 1)` with 53 random bits.
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /// A uniform number in `0 .. bound-1`: the high word of the 128-bit product (its bias is below `bound / 2⁶⁴`), because the
  /// JDK leaves the algorithm of its own bounded numbers open.
  ///
  /// @throws IllegalArgumentException if `bound` is not positive
  @Override
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be positive, got " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /// A uniformly random order of `0 .. n-1` (Fisher-Yates).
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long word) {
    long z = word;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
