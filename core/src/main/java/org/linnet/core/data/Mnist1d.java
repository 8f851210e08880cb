package org.linnet.core.data;

import java.util.Arrays;

/// MNIST-1D, a small and hard relative of MNIST that is generated, not downloaded: ten one-dimensional digit shapes,
/// padded, scaled, shifted, sheared and buried in noise; 4,000 + 1,000 samples of 40 features in 10 classes.
///
/// Seed 42 gives the published arrays, bit for bit in single precision: every random number is drawn, and every sum
/// taken, in the order of the published procedure. It is Linnet's embedded default data set.
///
/// **Source**: S. Greydanus, "Scaling down deep learning", 2020 (arXiv:2011.14439), code under Apache-2.0.
public final class Mnist1d {
  /// The name it is loaded by.
  public static final String NAME = "mnist-1d";
  /// The seed of the published arrays.
  public static final int PUBLISHED_SEED = 42;

  private static final int CLASSES = 10;
  private static final int PER_CLASS = 500;
  private static final int TRAIN = 4000;
  private static final int FEATURES = 40;
  private static final int LEAST_PADDING = 36;
  private static final int MOST_PADDING = 60;
  private static final int SIGNAL = 72;
  private static final int SHIFTS = 48;
  private static final double OFFSET = 1e-8;
  private static final double SCALING = 0.4;
  private static final double SMOOTH_NOISE = 0.25;
  private static final double WHITE_NOISE = 0.02;
  private static final double SHEAR = 0.75;

  private static final double[][] SHAPES = {
      {5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5},
      {5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5},
      {5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5},
      {5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5},
      {5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5},
      {5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5},
      {5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5},
      {5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5},
      {5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5},
      {5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5}};

  private Mnist1d() {}

  /// The published data set.
  public static Dataset generate() {
    return generate(PUBLISHED_SEED);
  }

  /// The data set of another seed.
  ///
  /// @throws IllegalArgumentException if the seed is negative
  public static Dataset generate(int seed) {
    NumpyRandom random = new NumpyRandom(seed);
    double[][] samples = new double[CLASSES * PER_CLASS][];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(SHAPES[i / PER_CLASS], random);
    }
    int[] order = random.permutation(samples.length);
    double[] all = new double[samples.length * FEATURES];
    byte[] labels = new byte[samples.length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(samples[order[i]], 0, all, i * FEATURES, FEATURES);
      labels[i] = (byte) (order[i] / PER_CLASS);
    }
    standardise(all);
    String provenance = "generated from seed " + seed + " by the procedure of Greydanus (2020)"
        + (seed == PUBLISHED_SEED ? ", which gives the published arrays" : "") + "; 4000 to train, 1000 to test";
    return new Dataset(NAME, "MNIST-1D", split(all, labels, 0, TRAIN), split(all, labels, TRAIN, samples.length),
        provenance);
  }

  private static Split split(double[] all, byte[] labels, int from, int to) {
    float[] values = new float[(to - from) * FEATURES];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) all[from * FEATURES + k];
    }
    return new Split(new Values.Floats(values), new Values.Bytes(Arrays.copyOfRange(labels, from, to)), CLASSES,
        Normalisation.none());
  }

  private static double[] sample(double[] shape, NumpyRandom random) {
    int padding = LEAST_PADDING + (int) (random.uniform() * (MOST_PADDING + 1 - LEAST_PADDING));
    double[] x = resampled(padded(template(shape), padding), SIGNAL);
    double scale = 1 + SCALING * (random.uniform() - 0.5);
    for (int t = 0; t < SIGNAL; t++) {
      x[t] *= scale;
    }
    x = rotated(x, random.below(SHIFTS));
    double[] smooth = smoothed(noise(SMOOTH_NOISE, random));
    double[] white = noise(WHITE_NOISE, random);
    double shear = SHEAR * (random.uniform() - 0.5);
    for (int t = 0; t < SIGNAL; t++) {
      double signal = x[t] == 0 ? smooth[t] : x[t];
      x[t] = signal + white[t] - shear * (knot(t, SIGNAL) - 0.5);
    }
    return resampled(x, FEATURES);
  }

  /// Zero mean, unit variance, then shifted to start at 0, a sixth as high.
  private static double[] template(double[] shape) {
    double[] x = shape.clone();
    standardise(x);
    double first = x[0];
    for (int t = 0; t < x.length; t++) {
      x[t] = (x[t] - first) / 6;
    }
    return x;
  }

  /// The template, lifted off exact zero, and `padding` exact zeros.
  private static double[] padded(double[] template, int padding) {
    double[] x = Arrays.copyOf(template, template.length + padding);
    for (int t = 0; t < template.length; t++) {
      x[t] += OFFSET;
    }
    return x;
  }

  /// The last `k` points move to the front.
  private static double[] rotated(double[] x, int k) {
    double[] y = new double[x.length];
    System.arraycopy(x, x.length - k, y, 0, k);
    System.arraycopy(x, 0, y, k, x.length - k);
    return y;
  }

  private static double[] noise(double deviation, NumpyRandom random) {
    double[] x = new double[SIGNAL];
    for (int t = 0; t < SIGNAL; t++) {
      x[t] = deviation * random.gaussian();
    }
    return x;
  }

  /// Linear interpolation at `n` equidistant points, both ends kept. Where a new point meets an old one exactly, the
  /// old value is kept exactly: a zero stays a zero, and noise goes there.
  private static double[] resampled(double[] x, int n) {
    double[] y = new double[n];
    int left = 0;
    for (int i = 0; i < n; i++) {
      double at = knot(i, n);
      while (left < x.length - 1 && knot(left + 1, x.length) <= at) {
        left++;
      }
      double from = knot(left, x.length);
      y[i] = at == from ? x[left] : (x[left + 1] - x[left]) / (knot(left + 1, x.length) - from) * (at - from) + x[left];
    }
    return y;
  }

  /// Point `i` of `n` equidistant ones on `[0, 1]`, rounded as numpy's `linspace` rounds it.
  private static double knot(int i, int n) {
    return i == n - 1 ? 1 : i * (1.0 / (n - 1));
  }

  /// A Gaussian filter of standard deviation 2, cut at four of them, with borders reflected (`c b a | a b c`).
  private static double[] smoothed(double[] x) {
    double[] weights = Kernel.WEIGHTS;
    int n = x.length;
    double[] y = new double[n];
    for (int t = 0; t < n; t++) {
      double sum = weights[0] * x[t];
      for (int d = 1; d < weights.length; d++) {
        sum += weights[d] * (x[reflected(t - d, n)] + x[reflected(t + d, n)]);
      }
      y[t] = sum;
    }
    return y;
  }

  private static int reflected(int t, int n) {
    if (t < 0) {
      return -1 - t;
    }
    return t < n ? t : 2 * n - 1 - t;
  }

  /// One half of the symmetric filter, from its centre.
  private static final class Kernel {
    static final double[] WEIGHTS = weights(2, 8);

    static double[] weights(double sigma, int radius) {
      double[] w = new double[radius + 1];
      double sum = 0;
      for (int d = 0; d <= radius; d++) {
        w[d] = StrictMath.exp(-0.5 * d * d / (sigma * sigma));
        sum += d == 0 ? w[d] : 2 * w[d];
      }
      for (int d = 0; d <= radius; d++) {
        w[d] /= sum;
      }
      return w;
    }
  }

  /// Subtracts the mean of all values and divides by their population standard deviation.
  private static void standardise(double[] x) {
    double mean = Arrays.stream(x).sum() / x.length;
    double squares = 0;
    for (double value : x) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / x.length);
    for (int k = 0; k < x.length; k++) {
      x[k] = (x[k] - mean) / deviation;
    }
  }
}
