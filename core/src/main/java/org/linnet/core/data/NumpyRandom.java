package org.linnet.core.data;

import org.hipparchus.random.MersenneTwister;

/// The numbers of numpy's legacy `RandomState(seed)`, in the same order: MT19937 words, turned into numbers the way
/// numpy has frozen them. Only what MNIST-1D draws.
final class NumpyRandom {
  private final MersenneTwister words;
  private double cachedGaussian = Double.NaN;

  /// @param seed at least 0: numpy's seeds are unsigned, and Hipparchus extends the sign of a negative one
  NumpyRandom(int seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("the seed must be at least 0, got " + seed);
    }
    this.words = new MersenneTwister(seed);
  }

  /// `rand()`: 53 bits of two words, on `[0, 1)`.
  double uniform() {
    int high = words.nextInt() >>> 5;
    int low = words.nextInt() >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }

  /// `randn()`: the polar method; the second number of a pair comes first, the first one is kept for the next call.
  double gaussian() {
    if (!Double.isNaN(cachedGaussian)) {
      double cached = cachedGaussian;
      cachedGaussian = Double.NaN;
      return cached;
    }
    double u;
    double v;
    double s;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(s) / s);
    cachedGaussian = factor * u;
    return factor * v;
  }

  /// `randint(bound)`: the low bits of a word, drawn again while they are not below the bound.
  int below(int bound) {
    int last = bound - 1;
    if (last == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(last);
    int value;
    do {
      value = words.nextInt() & mask;
    } while (value > last);
    return value;
  }

  /// `permutation(n)`: Fisher-Yates from the end.
  int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
