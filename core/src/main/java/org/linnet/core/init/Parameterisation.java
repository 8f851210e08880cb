package org.linnet.core.init;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholder_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// How a network of given widths is scaled and drawn at random: layer scalings `a(l)`, entries of `W(l)`, skips.
///
/// | name | `a(l)` | entries of `W(l)` | skips |
/// |---|---|---|---|
/// | [StandardGaussian] | 1 | `N(0, 1 / N(l-1))` | none |
/// | [KaimingUniform] | 1 | uniform on `(-1, 1) / sqrt(N(l-1))` | none |
/// | [NeuralTangent] | `N(l-1)^(-1/2)` | `N(0, 1)` | none |
/// | [MuPc] | `N(0)^(-1/2)`, `(N(l-1) L)^(-1/2)`, `N(L-1)^(-1)` | `N(0, 1)` | identity for `l = 2..H` |
/// | [Orthogonal] | 1 | Haar: `W^T W = I` or `W W^T = I` times gain squared | none |
///
/// Source: `innocenti2025thesis`, Table 5.1 and sections 5.3.2, 5.4.1, C.4.
public sealed interface Parameterisation {

  /// A random network with widths `N(0), .., N(L)`; the same stream gives the same network on every platform.
  ///
  /// @throws IllegalArgumentException if there are fewer than two widths, a width is below 1, or (muPC) the hidden
  /// widths differ
  default DeepLinearNet draw(RandomStream random, int... widths) {
    if (widths.length < 2) {
      throw new IllegalArgumentException("a network needs at least an input and an output width, got " + widths.length);
    }
    int L = widths.length - 1;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    for (int l = 1; l <= L; l++) {
      W[l - 1] = weight(random, requirePositive(widths, l), requirePositive(widths, l - 1));
      a[l - 1] = scaling(l, widths);
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a);
    return hiddenSkips() ? net.withHiddenSkips() : net;
  }

  /// The layer scaling `a(l)`.
  double scaling(int l, int... widths);

  /// A random weight matrix of shape `rows x columns`.
  DMatrixRMaj weight(RandomStream random, int rows, int columns);

  /// The variance `b` of an entry of a random weight matrix of shape `rows x columns`.
  double variance(int rows, int columns);

  /// Whether networks are drawn with identity skips over the hidden-to-hidden layers.
  default boolean hiddenSkips() {
    return false;
  }

  /// The standard parameterisation (SP) of Table 5.1: unit scalings, Gaussian weights of variance `1 / N(l-1)`.
  record StandardGaussian() implements Parameterisation {
    @Override
    public double scaling(int l, int... widths) {
      return 1;
    }

    @Override
    public double variance(int rows, int columns) {
      return 1.0 / columns;
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int rows, int columns) {
      return gaussian(random, rows, columns, Math.sqrt(variance(rows, columns)));
    }
  }

  /// PyTorch's default for linear layers, which the thesis trains with: uniform on `(-1, 1) / sqrt(fan-in)`.
  ///
  /// **Erratum**: `innocenti2025thesis` C.4 prints `U(-1/N(l-1), 1/N(l))`, which is not symmetric for unequal widths and
  /// lacks the square root; PyTorch's documented bound is `1 / sqrt(N(l-1))`.
  record KaimingUniform() implements Parameterisation {
    @Override
    public double scaling(int l, int... widths) {
      return 1;
    }

    @Override
    public double variance(int rows, int columns) {
      return 1.0 / (3 * columns);
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int rows, int columns) {
      DMatrixRMaj W = new DMatrixRMaj(rows, columns);
      double bound = 1 / Math.sqrt(columns);
      for (int k = 0; k < W.data.length; k++) {
        W.data[k] = bound * (2 * random.nextDouble() - 1);
      }
      return W;
    }
  }

  /// The neural tangent parameterisation (NTP): standard Gaussian weights behind `1 / sqrt(fan-in)`.
  record NeuralTangent() implements Parameterisation {
    @Override
    public double scaling(int l, int... widths) {
      return 1 / Math.sqrt(widths[l - 1]);
    }

    @Override
    public double variance(int rows, int columns) {
      return 1;
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int rows, int columns) {
      return gaussian(random, rows, columns, 1);
    }
  }

  /// Depth-muP for predictive coding (muPC) with identity skips, Table 5.1.
  record MuPc() implements Parameterisation {
    @Override
    public double scaling(int l, int... widths) {
      int L = widths.length - 1;
      if (l == L) {
        return 1.0 / widths[L - 1];
      }
      return l == 1 ? 1 / Math.sqrt(widths[0]) : 1 / Math.sqrt((double) widths[l - 1] * L);
    }

    @Override
    public double variance(int rows, int columns) {
      return 1;
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int rows, int columns) {
      return gaussian(random, rows, columns, 1);
    }

    @Override
    public boolean hiddenSkips() {
      return true;
    }
  }

  /// Haar-distributed orthonormal columns (or rows, where the matrix is wide) times a gain.
  record Orthogonal(double gain) implements Parameterisation {
    public Orthogonal {
      if (!(gain > 0) || !Double.isFinite(gain)) {
        throw new IllegalArgumentException("gain must be positive and finite, got " + gain);
      }
    }

    public Orthogonal() {
      this(1);
    }

    @Override
    public double scaling(int l, int... widths) {
      return 1;
    }

    @Override
    public double variance(int rows, int columns) {
      return gain * gain / Math.max(rows, columns);
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int rows, int columns) {
      int tall = Math.max(rows, columns);
      int thin = Math.min(rows, columns);
      QRDecompositionHouseholder_DDRM qr = new QRDecompositionHouseholder_DDRM();
      qr.decompose(gaussian(random, tall, thin, 1));
      DMatrixRMaj Q = qr.getQ(null, true);
      DMatrixRMaj R = qr.getR(null, true);
      // Q sign(diag R) is Haar, Q alone is not
      DMatrixRMaj W = new DMatrixRMaj(rows, columns);
      for (int i = 0; i < tall; i++) {
        for (int j = 0; j < thin; j++) {
          double value = gain * Math.copySign(1, R.get(j, j)) * Q.get(i, j);
          W.set(rows >= columns ? i : j, rows >= columns ? j : i, value);
        }
      }
      return W;
    }
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double deviation) {
    DMatrixRMaj W = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < W.data.length; k++) {
      W.data[k] = deviation * random.nextGaussian();
    }
    return W;
  }

  private static int requirePositive(int[] widths, int l) {
    if (widths[l] < 1) {
      throw new IllegalArgumentException("width N(" + l + ") must be at least 1, got " + widths[l]);
    }
    return widths[l];
  }
}
