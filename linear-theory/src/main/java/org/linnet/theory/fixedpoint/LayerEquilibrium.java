package org.linnet.theory.fixedpoint;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// One layer at equilibrium with its neighbours: a compromise between its prediction and its local target.
///
/// **Statement**: for given `z(l-1)` and `z(l+1)` the energy is least in `z(l)` at
///
/// `z(l) = (gamma(l) I + gamma(l+1) Aᵀ A)⁻¹ (gamma(l) p(l) + gamma(l+1) Aᵀ (z(l+1) - c(l+1)))`, `A = A(l+1)`,
///
/// with the prediction `p(l) = A(l) z(l-1) + c(l)`. Because `Aᵀ = Aᵀ A A⁺`, this is an average with matrix weights that add up to
/// the identity, of `p(l)` (weight proportional to `gamma(l)`) and the local target `A⁺ (z(l+1) - c(l+1))` of target propagation
/// with pseudo-inverses. As `gamma(l+1)/gamma(l)` grows, `z(l)` tends to the target in the row space of `A` and stays the
/// prediction in its null space; as it vanishes, `z(l)` tends to the prediction. The equilibrium of all layers is the
/// activities for which this holds at every hidden layer; [ForwardTargetAverage] solves that for the ends alone.
///
/// **Assumptions**: linear layers.
///
/// **Shapes**: `z(l)` is `N(l) x B`.
///
/// **Numerics**: O(N³) once and O(N²) per sample; relative error `eps cond(A)² gamma(l+1)/gamma(l)` at most.
///
/// **Source**: `ishikawa2024`, Eq. 8; `innocenti2025thesis`, Figure A.5 (the limits).
///
/// **Erratum**: Eq. 8 prints `gamma(l+1)/gamma(l)` where its reciprocal is meant: with `A(l) = A(l+1) = 1`, `z(l-1) = 0`,
/// `z(l+1) = 1`, `gamma(l) = 1`, `gamma(l+1) = 3` the energy is least at 3/4, and the printed form gives 1/4. So the limit of
/// target propagation is that of precisions that grow with depth, not of decaying ones. The caption of Figure A.5 says that
/// the ratios 2 and 1/2 recover backpropagation and target propagation; they are on the way to these limits, which need a ratio
/// that grows or vanishes.
public final class LayerEquilibrium {
  private LayerEquilibrium() {}

  /// `z(l)` for `below = z(l-1)` and `above = z(l+1)`.
  ///
  /// @throws IllegalArgumentException if `l` is not a hidden layer or a shape does not fit
  public static DMatrixRMaj activities(DeepLinearNet net, int l, DMatrixRMaj below, DMatrixRMaj above) {
    requireFit(net, l, below, above);
    DMatrixRMaj A = net.layerMap(l + 1);
    DMatrixRMaj curvature = CommonOps_DDRM.identity(net.width(l));
    CommonOps_DDRM.scale(net.precision(l), curvature);
    CommonOps_DDRM.multAddTransA(net.precision(l + 1), A, A, curvature); // gamma(l) I + gamma(l+1) Aᵀ A
    DMatrixRMaj pull = net.predict(l, below);
    CommonOps_DDRM.scale(net.precision(l), pull);
    DMatrixRMaj offset = net.predict(l + 1, new DMatrixRMaj(net.width(l), above.numCols)); // c(l+1)
    CommonOps_DDRM.multAddTransA(net.precision(l + 1), A, CommonOps_DDRM.subtract(above, offset, null), pull);
    DMatrixRMaj z = new DMatrixRMaj(pull.numRows, pull.numCols);
    CommonOps_DDRM.solveSPD(curvature, pull, z);
    return z;
  }

  private static void requireFit(DeepLinearNet net, int l, DMatrixRMaj below, DMatrixRMaj above) {
    if (l < 1 || l > net.hiddenLayers()) {
      throw new IllegalArgumentException("layer must be hidden, in 1.." + net.hiddenLayers() + ", got " + l);
    }
    requireRows("z(" + (l - 1) + ")", below, net.width(l - 1));
    requireRows("z(" + (l + 1) + ")", above, net.width(l + 1));
    if (below.numCols != above.numCols) {
      throw new IllegalArgumentException("z(" + (l - 1) + ") and z(" + (l + 1)
          + ") must have one column per sample, got " + below.numCols + " and " + above.numCols + " columns");
    }
  }

  private static void requireRows(String name, DMatrixRMaj M, int rows) {
    if (M.numRows != rows) {
      throw new IllegalArgumentException(name + " must have " + rows + " rows, got " + M.numRows);
    }
  }
}
