package org.linnet.core.net;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// A deep linear network: the value that every closed form takes.
///
/// Layer `l = 1..L` maps `z(l-1)` to `A(l) z(l-1) + c(l)` with the layer map `A(l) = a(l) W(l) + tau(l) I`:
///
/// | symbol | meaning | shape | default |
/// |---|---|---|---|
/// | `W(l)` | weights | `N(l) x N(l-1)` | |
/// | `a(l)` | layer scaling (premultiplier) | finite number | 1 |
/// | `tau(l)` | skip connection; not 0 only where `N(l) = N(l-1)` | finite number, usually 0 or 1 | 0 |
/// | `c(l)` | bias | `N(l)` numbers | 0 |
/// | `gamma(l)` | precision of the layer's prediction error | positive number | 1 |
///
/// Immutable: it copies what it is given and hands out copies.
/// Source: `innocenti2025thesis`, Eq. 5.1; precisions as in `ishikawa2024`, Eq. 2.
public final class DeepLinearNet {
  private final DMatrixRMaj[] W;
  private final double[] a;
  private final double[] tau;
  private final double[] gamma;
  private final double[][] c; // empty where the network has no biases

  private DeepLinearNet(DMatrixRMaj[] W, double[] a, double[] tau, double[] gamma, double[][] c) {
    this.W = W;
    this.a = a;
    this.tau = tau;
    this.gamma = gamma;
    this.c = c;
  }

  /// The network with these weights `W(1), .., W(L)`, unit scalings and precisions, and no skips.
  ///
  /// @throws IllegalArgumentException if there is no layer, the shapes do not chain, or an entry is not finite
  public static DeepLinearNet of(DMatrixRMaj... weights) {
    int L = weights.length;
    require(L >= 1, "a network needs at least one weight matrix, got none");
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      W[l - 1] = weights[l - 1].copy();
      requireChained(W, l);
      requireFinite(W[l - 1], l);
    }
    return new DeepLinearNet(W, filled(L, 1), filled(L, 0), filled(L, 1), new double[0][]);
  }

  /// As [#of(DMatrixRMaj...)].
  public static DeepLinearNet of(List<DMatrixRMaj> weights) {
    return of(weights.toArray(DMatrixRMaj[]::new));
  }

  /// This network with other weights of the same shapes.
  public DeepLinearNet withWeights(DMatrixRMaj... weights) {
    requireOnePerLayer("weight matrix", weights.length);
    for (int l = 1; l <= depth(); l++) {
      DMatrixRMaj V = weights[l - 1];
      require(V.numRows == width(l) && V.numCols == width(l - 1),
          "W(" + l + ") must be " + width(l) + " x " + width(l - 1) + ", got " + V.numRows + " x " + V.numCols);
    }
    return new DeepLinearNet(of(weights).W, a, tau, gamma, c);
  }

  /// This network with the layer scalings `a(1), .., a(L)`.
  public DeepLinearNet withScalings(double... scalings) {
    requireOnePerLayer("scaling", scalings.length);
    for (int l = 1; l <= depth(); l++) {
      require(Double.isFinite(scalings[l - 1]), "scaling a(" + l + ") must be finite, got " + scalings[l - 1]);
    }
    return new DeepLinearNet(W, scalings.clone(), tau, gamma, c);
  }

  /// This network with the skip connections `tau(1), .., tau(L)`.
  public DeepLinearNet withSkips(double... skips) {
    requireOnePerLayer("skip", skips.length);
    for (int l = 1; l <= depth(); l++) {
      require(Double.isFinite(skips[l - 1]), "skip tau(" + l + ") must be finite, got " + skips[l - 1]);
      require(skips[l - 1] == 0 || width(l) == width(l - 1), "skip tau(" + l + ") = " + skips[l - 1]
          + " needs layers of equal width, but N(" + (l - 1) + ") = " + width(l - 1) + " and N(" + l + ") = "
          + width(l));
    }
    return new DeepLinearNet(W, a, skips.clone(), gamma, c);
  }

  /// This network with identity skips over the hidden-to-hidden layers `l = 2..H`, as in `innocenti2025thesis` Eq. C.18.
  public DeepLinearNet withHiddenSkips() {
    double[] skips = new double[depth()];
    Arrays.fill(skips, Math.min(1, depth()), Math.max(hiddenLayers(), Math.min(1, depth())), 1);
    return withSkips(skips);
  }

  /// This network with the precisions `gamma(1), .., gamma(L)`.
  public DeepLinearNet withPrecisions(double... precisions) {
    requireOnePerLayer("precision", precisions.length);
    for (int l = 1; l <= depth(); l++) {
      double g = precisions[l - 1];
      require(g > 0 && Double.isFinite(g), "precision gamma(" + l + ") must be positive and finite, got " + g);
    }
    return new DeepLinearNet(W, a, tau, precisions.clone(), c);
  }

  /// This network with the biases `c(1), .., c(L)`.
  public DeepLinearNet withBiases(double[]... biases) {
    requireOnePerLayer("bias", biases.length);
    double[][] copy = new double[depth()][];
    for (int l = 1; l <= depth(); l++) {
      double[] bias = biases[l - 1].clone();
      require(bias.length == width(l), "c(" + l + ") must have N(" + l + ") = " + width(l) + " numbers, got "
          + bias.length);
      for (double entry : bias) {
        require(Double.isFinite(entry), "c(" + l + ") must be finite, got " + entry);
      }
      copy[l - 1] = bias;
    }
    return new DeepLinearNet(W, a, tau, gamma, copy);
  }

  /// This network with a bias of 0 in every layer, for training to move.
  public DeepLinearNet withZeroBiases() {
    double[][] zero = new double[depth()][];
    Arrays.setAll(zero, l -> new double[width(l + 1)]);
    return withBiases(zero);
  }

  /// `L`, the number of weight matrices.
  public int depth() {
    return W.length;
  }

  /// `H = L - 1`.
  public int hiddenLayers() {
    return W.length - 1;
  }

  /// `N(l)` for `l = 0..L`.
  public int width(int l) {
    return l == 0 ? W[0].numCols : W[index(l)].numRows;
  }

  /// `N(0), .., N(L)`.
  public int[] widths() {
    int[] widths = new int[depth() + 1];
    Arrays.setAll(widths, this::width);
    return widths;
  }

  /// `p`, the number of weights and biases in all layers.
  public long parameters() {
    long sum = 0;
    for (DMatrixRMaj M : W) {
      sum += M.getNumElements();
    }
    for (double[] bias : c) {
      sum += bias.length;
    }
    return sum;
  }

  /// A copy of `W(l)`, `N(l) x N(l-1)`.
  public DMatrixRMaj weight(int l) {
    return W[index(l)].copy();
  }

  public double scaling(int l) {
    return a[index(l)];
  }

  public double skip(int l) {
    return tau[index(l)];
  }

  public double precision(int l) {
    return gamma[index(l)];
  }

  /// Whether the network has biases, be they zero.
  public boolean hasBiases() {
    return c.length > 0;
  }

  /// A copy of `c(l)`, `N(l)` numbers; zeros where the network has no biases.
  public double[] bias(int l) {
    return hasBiases() ? c[index(l)].clone() : new double[width(l)];
  }

  /// The prediction `A(l) z + c(l)` for activities `z` of layer `l-1`, one sample per column: `N(l) x B`.
  public DMatrixRMaj predict(int l, DMatrixRMaj z) {
    DMatrixRMaj p = CommonOps_DDRM.mult(layerMap(l), z, null);
    if (hasBiases()) {
      for (int i = 0; i < p.numRows; i++) {
        for (int k = 0; k < p.numCols; k++) {
          p.add(i, k, c[l - 1][i]);
        }
      }
    }
    return p;
  }

  /// `A(l) = a(l) W(l) + tau(l) I`, a new matrix of shape `N(l) x N(l-1)`.
  public DMatrixRMaj layerMap(int l) {
    DMatrixRMaj A = weight(l);
    CommonOps_DDRM.scale(scaling(l), A);
    if (skip(l) != 0) {
      for (int i = 0; i < A.numRows; i++) {
        A.add(i, i, skip(l));
      }
    }
    return A;
  }

  @Override
  public String toString() {
    return "DeepLinearNet[widths " + Arrays.toString(widths()) + ", a " + Arrays.toString(a) + ", tau "
        + Arrays.toString(tau) + ", gamma " + Arrays.toString(gamma) + (hasBiases() ? ", biases" : "") + "]";
  }

  private int index(int l) {
    if (l < 1 || l > W.length) {
      throw new IndexOutOfBoundsException("layer must be in 1.." + W.length + ", got " + l);
    }
    return l - 1;
  }

  private void requireOnePerLayer(String what, int given) {
    require(given == depth(), "one " + what + " per layer is needed: " + depth() + ", got " + given);
  }

  private static void requireChained(DMatrixRMaj[] W, int l) {
    DMatrixRMaj M = W[l - 1];
    require(M.numRows >= 1 && M.numCols >= 1, "W(" + l + ") must not be empty, got " + M.numRows + " x " + M.numCols);
    require(l == 1 || M.numCols == W[l - 2].numRows, l == 1
        ? ""
        : "W(" + l + ") must have " + W[l - 2].numRows + " columns, the rows of W(" + (l - 1) + "), got " + M.numCols);
  }

  private static void requireFinite(DMatrixRMaj M, int l) {
    for (int k = 0; k < M.getNumElements(); k++) {
      if (!Double.isFinite(M.data[k])) {
        throw new IllegalArgumentException("W(" + l + ") must be finite, got " + M.data[k] + " at row "
            + (k / M.numCols + 1) + ", column " + (k % M.numCols + 1));
      }
    }
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  private static double[] filled(int n, double value) {
    double[] v = new double[n];
    Arrays.fill(v, value);
    return v;
  }
}
