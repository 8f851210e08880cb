package org.linnet.verify.oracle;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// Random clamped networks from everywhere: depths 1-6, widths 1-12 (all different, all equal, any), batches 1-8, weights
/// and data over six decades, of both signs, and zero.
public final class RandomNets {
  private static final int MAX_DEPTH = 6;
  private static final int MAX_WIDTH = 12;
  private static final int MAX_SAMPLES = 8;
  private static final double DECADES_EACH_WAY = 3;

  private RandomNets() {}

  /// Unit scalings and precisions, no skips.
  public static ClampedNet any(RandomStream random) {
    return of(random, widths(random, 1 + random.nextInt(MAX_DEPTH)));
  }

  /// Of this depth.
  public static ClampedNet ofDepth(RandomStream random, int depth) {
    return of(random, widths(random, depth));
  }

  /// All layers one unit wide.
  public static ClampedNet chain(RandomStream random) {
    int[] widths = new int[2 + random.nextInt(MAX_DEPTH)];
    Arrays.fill(widths, 1);
    return of(random, widths);
  }

  /// Any, with the targets zero.
  public static ClampedNet withoutTarget(RandomStream random) {
    ClampedNet any = any(random);
    return new ClampedNet(any.net(), any.x(), new DMatrixRMaj(any.y().numRows, any.samples()));
  }

  /// Any, with all weights zero.
  public static ClampedNet withoutWeights(RandomStream random) {
    ClampedNet any = any(random);
    DMatrixRMaj[] W = new DMatrixRMaj[any.net().depth()];
    Arrays.setAll(W, l -> new DMatrixRMaj(any.net().width(l + 1), any.net().width(l)));
    return new ClampedNet(DeepLinearNet.of(W), any.x(), any.y());
  }

  /// Any, with random scalings, with skips where widths allow, and with precisions over two decades each way.
  public static ClampedNet generalised(RandomStream random) {
    ClampedNet any = any(random);
    int L = any.net().depth();
    double[] a = new double[L];
    double[] tau = new double[L];
    double[] gamma = new double[L];
    for (int l = 1; l <= L; l++) {
      a[l - 1] = 2 * random.nextGaussian();
      tau[l - 1] = any.net().width(l) == any.net().width(l - 1) && random.nextBoolean() ? 1 : 0;
      gamma[l - 1] = StrictMath.pow(10, 4 * random.nextDouble() - 2);
    }
    return new ClampedNet(any.net().withScalings(a).withSkips(tau).withPrecisions(gamma), any.x(), any.y());
  }

  private static ClampedNet of(RandomStream random, int... widths) {
    int L = widths.length - 1;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    boolean sameScale = random.nextInt(4) > 0;
    double scale = scale(random);
    for (int l = 1; l <= L; l++) {
      W[l - 1] = gaussian(random, widths[l], widths[l - 1], sameScale ? scale : scale(random));
    }
    if (random.nextInt(16) == 0) {
      W[random.nextInt(L)].zero();
    }
    int B = 1 + random.nextInt(MAX_SAMPLES);
    return new ClampedNet(DeepLinearNet.of(W), data(random, widths[0], B), data(random, widths[L], B));
  }

  private static DMatrixRMaj data(RandomStream random, int rows, int B) {
    return gaussian(random, rows, B, random.nextInt(16) == 0 ? 0 : scale(random));
  }

  private static int[] widths(RandomStream random, int depth) {
    int[] widths = Arrays.copyOf(random.permutation(MAX_WIDTH), depth + 1); // all different
    int style = random.nextInt(4);
    int common = 1 + random.nextInt(MAX_WIDTH);
    for (int l = 0; l <= depth; l++) {
      widths[l] = switch (style) {
        case 0 -> common;
        case 1 -> 1 + random.nextInt(MAX_WIDTH);
        default -> widths[l] + 1;
      };
    }
    return widths;
  }

  /// Log-uniform in `[1e-3, 1e3]`.
  private static double scale(RandomStream random) {
    return StrictMath.pow(10, DECADES_EACH_WAY * (2 * random.nextDouble() - 1));
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double scale) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = scale * random.nextGaussian();
    }
    return M;
  }
}
