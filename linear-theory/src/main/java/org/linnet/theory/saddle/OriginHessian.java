package org.linnet.theory.saddle;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The weight Hessians of the mean squared error and the equilibrated energy where all weights are zero.
///
/// **Statement**: with `Σxy = x yᵀ/B`, `Σyy = y yᵀ/B` and `T` as in [RowVectorisation], the Hessian at the origin is
///
/// | depth | squared error | equilibrated energy |
/// |---|---|---|
/// | 1 | `a(1)² I ⊗ Σxx` (the origin is not critical unless `Σxy = 0`) | `gamma(1)` times that |
/// | 2 | block `(W(1), W(2))`: `-a(1) a(2) (I ⊗ Σxy) T`, its transpose below, else 0 | `gamma(2)` times that; block `(W(2), W(2))`: `-c Σyy ⊗ I` |
/// | 3 and more | 0 | block `(W(L), W(L))`: `-c Σyy ⊗ I`, else 0 |
///
/// with `c = a(L)² gamma(L)²/gamma(L-1)`. Its eigenvalues at depth 2 are those of the symmetric matrix
/// `[0, -a(1) a(2) gamma(2) Σxy; ., -c Σyy]` of size `N(0) + N(2)` (for the loss without `gamma` and `c`), each `N(1)` times; at
/// greater depth those of `-c Σyy`, each `N(L-1)` times, and zeros. So the energy has negative curvature at the origin exactly
/// if `y` is not zero (and `a(L)` is not), at every depth of 2 or more; the loss only at depth 2 and if `Σxy` is not zero.
///
/// **Assumptions**: no skips, no biases. The network gives widths, scalings and precisions; its weights do not enter.
///
/// **Shapes**: dense forms are `p x p`; eigenvalues ascend.
///
/// **Numerics**: eigenvalues in O((N(0) + K)³), with absolute error `eps` times the largest.
///
/// **Source**: `innocenti2025thesis`, Eq. 4.6-4.9, B.10, B.23-B.30, B.43-B.44.
///
/// **Erratum**: (1) 4.6 and 4.8 print `-Σxy ⊗ I` above and `-I ⊗ Σyx` below the diagonal, which are not each other's transposes
/// (widths `1, 2, 2`, `Σxy = (0, 1)`): in both, the index of `W(1)` or `W(2)` runs by columns on one side and by rows on the
/// other. (2) 4.7 for one hidden layer fails if `Σxy = 0`, and 4.9 if `y = 0`: "the output covariance is positive definite" is
/// neither given nor needed, and `A Aᵀ` is only semidefinite for `A ≠ 0` (`A = (1, 0)ᵀ`); one `y(i) ≠ 0` suffices.
/// (3) For depth 3 and more the energy's Hessian at the origin has no positive eigenvalue, which the thesis' Definition 1 of a
/// strict saddle asks for; it is strict in the usual sense, one negative eigenvalue. (4) B.27 prints `I` for `∂²S/∂W(L)∂W(L)`,
/// which has four indices: `∂²S_ab/∂W_ci ∂W_dj = δ_ij (δ_ac δ_bd + δ_ad δ_bc)`, 2 for widths 1; B.24 says that `∂S/∂W` vanishes
/// because `S` is linear in each matrix, but it is quadratic. B.28 is nevertheless right, and B.26 has the layout of (1).
public final class OriginHessian {
  private OriginHessian() {}

  /// The eigenvalues of a Hessian: `repeated[i]` `multiplicity` times each, and `zeros` further zeros.
  public static final class Spectrum {
    private final double[] repeated; // none positive where there are further zeros
    private final int multiplicity;
    private final int zeros;

    private Spectrum(double[] repeated, int multiplicity, int zeros) {
      this.repeated = repeated;
      this.multiplicity = multiplicity;
      this.zeros = zeros;
    }

    /// The smallest eigenvalue.
    public double smallest() {
      return repeated[0];
    }

    /// The largest eigenvalue.
    public double largest() {
      return zeros > 0 ? 0 : repeated[repeated.length - 1];
    }

    /// All `p` eigenvalues, ascending.
    public double[] all() {
      double[] all = new double[repeated.length * multiplicity + zeros];
      for (int i = 0; i < repeated.length; i++) {
        Arrays.fill(all, i * multiplicity, (i + 1) * multiplicity, repeated[i]);
      }
      return all;
    }
  }

  /// The Hessian of the mean squared error at the origin.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the network has skips or biases
  public static DMatrixRMaj loss(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return assemble(net, x, lossCore(net, x, y));
  }

  /// The Hessian of the equilibrated energy at the origin.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the network has skips or biases
  public static DMatrixRMaj energy(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return assemble(net, x, energyCore(net, x, y));
  }

  /// The eigenvalues of [#loss].
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the network has skips or biases
  public static Spectrum lossSpectrum(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return spectrum(net, lossCore(net, x, y));
  }

  /// The eigenvalues of [#energy].
  ///
  /// @throws IllegalArgumentException if a shape does not fit or the network has skips or biases
  public static Spectrum energySpectrum(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return spectrum(net, energyCore(net, x, y));
  }

  /// What one unit of the repeated index sees: `Σxx` at depth 1, the `N(0) + K` square matrix at depth 2, else `K` square.
  private static DMatrixRMaj lossCore(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    requireOrigin(net, x, y);
    int K = y.numRows;
    return switch (net.depth()) {
      case 1 -> scaled(net.scaling(1) * net.scaling(1), moment(x, x));
      case 2 -> bordered(scaled(-net.scaling(1) * net.scaling(2), moment(x, y)));
      default -> new DMatrixRMaj(K, K);
    };
  }

  private static DMatrixRMaj energyCore(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj core = scaled(net.precision(net.depth()), lossCore(net, x, y));
    int L = net.depth();
    if (L > 1) {
      double c = Math.pow(net.scaling(L) * net.precision(L), 2) / net.precision(L - 1);
      int corner = core.numRows - y.numRows;
      CommonOps_DDRM.insert(scaled(-c, moment(y, y)), core, corner, corner);
    }
    return core;
  }

  private static Spectrum spectrum(DeepLinearNet net, DMatrixRMaj core) {
    int n = core.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(n, false, true);
    eig.decompose(core.copy());
    double[] values = new double[n];
    Arrays.setAll(values, i -> eig.getEigenvalue(i).getReal());
    Arrays.sort(values);
    int L = net.depth();
    int multiplicity = L == 1 ? net.width(1) : net.width(L - 1);
    return new Spectrum(values, multiplicity, RowVectorisation.weights(net) - n * multiplicity);
  }

  /// Repeats the core over the units of the one index that it leaves free.
  private static DMatrixRMaj assemble(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj core) {
    int L = net.depth();
    int p = RowVectorisation.weights(net);
    if (L == 1) {
      return CommonOps_DDRM.kron(CommonOps_DDRM.identity(net.width(1)), core, null); // rows of W(1)
    }
    int inputs = L == 2 ? x.numRows : 0;
    int repeats = net.width(L - 1);
    int last = p - net.width(L) * repeats;
    DMatrixRMaj H = new DMatrixRMaj(p, p);
    for (int unit = 0; unit < repeats; unit++) {
      for (int i = 0; i < core.numRows; i++) {
        for (int j = 0; j < core.numCols; j++) {
          H.set(index(i, unit, inputs, repeats, last), index(j, unit, inputs, repeats, last), core.get(i, j));
        }
      }
    }
    return H;
  }

  /// Where row `i` of the core lies for this hidden unit: `W(1)[unit, i]` or `W(L)[i - inputs, unit]`.
  private static int index(int i, int unit, int inputs, int repeats, int last) {
    return i < inputs ? unit * inputs + i : last + (i - inputs) * repeats + unit;
  }

  private static DMatrixRMaj bordered(DMatrixRMaj upper) {
    int n = upper.numRows + upper.numCols;
    DMatrixRMaj M = new DMatrixRMaj(n, n);
    CommonOps_DDRM.insert(upper, M, 0, upper.numRows);
    CommonOps_DDRM.insert(CommonOps_DDRM.transpose(upper, null), M, upper.numRows, 0);
    return M;
  }

  private static DMatrixRMaj moment(DMatrixRMaj u, DMatrixRMaj w) {
    return scaled(1.0 / u.numCols, CommonOps_DDRM.multTransB(u, w, null));
  }

  private static DMatrixRMaj scaled(double factor, DMatrixRMaj M) {
    CommonOps_DDRM.scale(factor, M);
    return M;
  }

  static void requireOrigin(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    for (int l = 1; l <= net.depth(); l++) {
      if (net.skip(l) != 0) {
        throw new IllegalArgumentException("layer maps vanish at the origin only without skips, got tau(" + l + ") = "
            + net.skip(l) + "; use EquilibratedHessian");
      }
      for (double bias : net.bias(l)) {
        if (bias != 0) {
          throw new IllegalArgumentException("biases must be 0 at the origin, got " + bias + " in b(" + l
              + "); use EquilibratedHessian");
        }
      }
    }
  }
}
