package org.linnet.core.init;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholder_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// How a network of given widths is scaled, drawn at random and trained: layer scalings `a(l)`, entries of `W(l)`, skips,
/// precisions, and the factors of the base learning rate. They belong together: the same initial network learns features
/// at one scaling of its rates and none at another.
///
/// | name | `a(l)` | entries of `W(l)` | skips | rates |
/// |---|---|---|---|---|
/// | [StandardGaussian] | 1 | `N(0, 1 / N(l-1))` | none | 1 |
/// | [KaimingUniform] | 1 | uniform on `(-1, 1) / sqrt(N(l-1))` | none | 1 |
/// | [NeuralTangent] | `N(l-1)^(-1/2)` | `N(0, 1)` | none | 1 |
/// | [MuPc] | `N(0)^(-1/2)`, `(N(l-1) L)^(-1/2)`, `N(L-1)^(-1) / gamma0` | `N(0, 1)` | identity for `l = 2..H` | 1 |
/// | [DepthMuP] | as `MuPc` | `N(0, 1)` | as `MuPc` | for SGD or Adam, constant in `N` and `L` |
/// | [Abc] | powers of the width | powers of the width | none | powers of the width; muP of each rule |
/// | [Orthogonal] | 1 | Haar: `W^T W = I` or `W W^T = I` times gain squared | none | 1 |
///
/// Source: `innocenti2025thesis`, Table 5.1 and sections 5.3.2, 5.4.1, C.4; `ishikawa2024`, Table 1.
public sealed interface Parameterisation
    permits Parameterisation.StandardGaussian, Parameterisation.KaimingUniform, Parameterisation.NeuralTangent,
    Parameterisation.MuPc, Parameterisation.Orthogonal, Abc, DepthMuP {

  /// A random network with widths `N(0), .., N(L)`; the same stream gives the same network on every platform.
  ///
  /// @throws IllegalArgumentException if there are fewer than two widths, a width is below 1, or (muPC, Depth-muP) the
  /// hidden widths differ
  default DeepLinearNet draw(RandomStream random, int... widths) {
    requirePositive(widths);
    int L = widths.length - 1;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] gamma = new double[L];
    for (int l = 1; l <= L; l++) {
      W[l - 1] = weight(random, l, widths);
      a[l - 1] = scaling(l, widths);
      gamma[l - 1] = precision(l, widths);
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a).withPrecisions(gamma);
    return hiddenSkips() ? net.withHiddenSkips() : net;
  }

  /// The layer scaling `a(l)`.
  double scaling(int l, int... widths);

  /// The variance `b` of an entry of `W(l)`.
  double variance(int l, int... widths);

  /// A random `W(l)`, `N(l) x N(l-1)`: independent Gaussian entries unless the parameterisation says otherwise.
  default DMatrixRMaj weight(RandomStream random, int l, int... widths) {
    return gaussian(random, widths[l], widths[l - 1], Math.sqrt(variance(l, widths)));
  }

  /// The factor of the base learning rate for `W(l)`: the optimiser moves `W(l)` at the base rate times this. Its ratio at
  /// two tuples of widths is what carries a rate that was tuned at one of them to the other.
  default double rate(int l, int... widths) {
    return 1;
  }

  /// As [#rate] for a bias that is added to `a(l) W(l) phi(z(l-1))`.
  default double biasRate(int l, int... widths) {
    return 1;
  }

  /// The precision `gamma(l)` of the layer's prediction error. Backpropagation does not see it.
  default double precision(int l, int... widths) {
    return 1;
  }

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
    public double variance(int l, int... widths) {
      return 1.0 / widths[l - 1];
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
    public double variance(int l, int... widths) {
      return 1.0 / (3 * widths[l - 1]);
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int l, int... widths) {
      DMatrixRMaj W = new DMatrixRMaj(widths[l], widths[l - 1]);
      double bound = 1 / Math.sqrt(widths[l - 1]);
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
    public double variance(int l, int... widths) {
      return 1;
    }
  }

  /// Depth-muP for predictive coding (muPC) with identity skips, Table 5.1, with the feature-learning strength `gamma0`.
  ///
  /// The output is divided by `gamma0`, so for the same change of the output the activities must change `gamma0` times as
  /// much: small values approach the kernel regime. The thesis has no `gamma0` (it is 1) and trains with Adam at one rate
  /// for all layers and sizes (5.8), hence rates of 1; [DepthMuP] scales them with width, depth and `gamma0`.
  ///
  /// @param gamma0 feature-learning strength
  record MuPc(double gamma0) implements Parameterisation {
    public MuPc {
      requirePositive(gamma0);
    }

    /// Feature-learning strength 1, as in the thesis.
    public MuPc() {
      this(1);
    }

    @Override
    public double scaling(int l, int... widths) {
      int L = widths.length - 1;
      if (l == L) {
        return 1 / (gamma0 * widths[L - 1]);
      }
      return l == 1 ? 1 / Math.sqrt(widths[0]) : 1 / Math.sqrt((double) widths[l - 1] * L);
    }

    @Override
    public double variance(int l, int... widths) {
      return 1;
    }

    @Override
    public boolean hiddenSkips() {
      return true;
    }

    static void requirePositive(double gamma0) {
      if (!(gamma0 > 0) || !Double.isFinite(gamma0)) {
        throw new IllegalArgumentException("gamma0 must be positive and finite, got " + gamma0);
      }
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
    public double variance(int l, int... widths) {
      return gain * gain / Math.max(widths[l], widths[l - 1]);
    }

    @Override
    public DMatrixRMaj weight(RandomStream random, int l, int... widths) {
      int rows = widths[l];
      int columns = widths[l - 1];
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

  private static void requirePositive(int... widths) {
    if (widths.length < 2) {
      throw new IllegalArgumentException("a network needs at least an input and an output width, got " + widths.length);
    }
    for (int l = 0; l < widths.length; l++) {
      if (widths[l] < 1) {
        throw new IllegalArgumentException("width N(" + l + ") must be at least 1, got " + widths[l]);
      }
    }
  }
}
