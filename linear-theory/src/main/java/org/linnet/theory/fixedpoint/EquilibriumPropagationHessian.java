package org.linnet.theory.fixedpoint;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;

/// The activity Hessian of equilibrium propagation.
///
/// **Statement**: the energy of [EquilibriumPropagation] has the block tridiagonal Hessian with
/// `D(l) = I` for `l < L`, `D(L) = (1 + beta) I`, and `O(l) = -A(l+1)` below the diagonal, `l = 1..L-1`. Unlike predictive
/// coding's it has no `A(l+1)ᵀ A(l+1)` and is indefinite once the weights are large: with two layers, exactly if the largest
/// singular value of `A(2)` exceeds `sqrt(1 + beta)`.
///
/// **Assumptions**: unit precisions, since this energy has none; `beta >= 0`.
///
/// **Shapes**: `N(1) + .. + N(L)` square.
///
/// **Numerics**: exact.
///
/// **Source**: `innocenti2025thesis`, Eq. C.23, C.24.
///
/// **Erratum**: C.23 prints `-W(l+1)` below the diagonal and `-W(k+1)ᵀ` above it for block `(l, k)`; with unequal widths only
/// `-W(l)` and `-W(k)ᵀ` fit, as in C.24. The remark after C.24, that two layers of one unit have a negative eigenvalue if
/// `w2 > 1`, holds for the free phase; nudged, `w2² > 1 + beta` is needed (`w2 = 1.1`, `beta = 1`: both are positive). That
/// Hessians without regulariser are always indefinite holds if some `A(l)`, `l > 1`, is not 0.
public final class EquilibriumPropagationHessian {
  private EquilibriumPropagationHessian() {}

  /// The Hessian for a nudge of strength `beta`, 0 for the free phase.
  ///
  /// @throws IllegalArgumentException if `beta` is negative or not finite, or a precision is not 1
  public static BlockTridiagonal of(DeepLinearNet net, double beta) {
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("the strength beta of the nudge must be at least 0 and finite, got " + beta);
    }
    int L = net.depth();
    DMatrixRMaj[] D = new DMatrixRMaj[L];
    DMatrixRMaj[] O = new DMatrixRMaj[L - 1];
    for (int l = 1; l <= L; l++) {
      requireUnitPrecision(net, l);
      D[l - 1] = CommonOps_DDRM.identity(net.width(l));
      if (l > 1) {
        O[l - 2] = net.layerMap(l);
        CommonOps_DDRM.changeSign(O[l - 2]);
      }
    }
    CommonOps_DDRM.scale(1 + beta, D[L - 1]);
    return BlockTridiagonal.of(D, O);
  }

  private static void requireUnitPrecision(DeepLinearNet net, int l) {
    if (net.precision(l) != 1) {
      throw new IllegalArgumentException("equilibrium propagation's energy has no precisions: gamma(" + l
          + ") must be 1, got " + net.precision(l));
    }
  }
}
