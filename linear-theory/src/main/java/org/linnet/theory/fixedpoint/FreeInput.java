package org.linnet.theory.fixedpoint;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;
import org.linnet.theory.equilibrium.RescalingFactor;

/// The fixed point of inference with the input free and the output clamped, as in unsupervised learning.
///
/// **Statement**: the input that minimises the energy is the weighted least-squares solution of `P(1) z(0) = y - f0`, with `f0`
/// the forward pass of a zero input (0 without biases) and `P(1) = A(L) .. A(1)`:
///
/// `z*(0) = (M P(1))⁺ M (y - f0)`, `Mᵀ M = S⁻¹`, `⁺` the pseudo-inverse.
///
/// Given it, all other activities are those of [FixedPoint] and the energy is that of
/// [org.linnet.theory.equilibrium.EquilibratedEnergy], both with `z*(0)` for `x`. If `P(1)` has full row rank, the energy is 0
/// and the network generates `y` by a forward pass.
///
/// **Assumptions**: linear layers. If `P(1)` does not have full column rank, the minimisers are many and this is the one of
/// smallest norm; the activity Hessian (`ActivityHessian.withFreeInput`) is then singular.
///
/// **Shapes**: `z*(0)` is `N(0) x B`.
///
/// **Numerics**: O(H N³) for the product of all maps and O(N³) for the pseudo-inverse. It takes for 0 the singular values that
/// rounding could have made: up to `n u sqrt(gamma(L))` times the product of the maps' Frobenius norms, with `n` the sum of all
/// widths and `u = 2^-53`. The relative error is that number over the smallest singular value that is kept.
///
/// **Source**: `innocenti2025thesis`, the first remark after Eq. C.9, which states the system (no source term at the first
/// layers, one more block) but not its solution.
public final class FreeInput {
  private FreeInput() {}

  /// The input `z*(0)` for the targets in the columns of `y`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj input(DeepLinearNet net, DMatrixRMaj y) {
    DMatrixRMaj zero = new DMatrixRMaj(net.width(0), y.numCols);
    Shapes.requireFit(net, zero, y);
    DMatrixRMaj f = zero;
    DMatrixRMaj P = CommonOps_DDRM.identity(net.width(0));
    for (int l = 1; l <= net.depth(); l++) {
      f = net.predict(l, f);
      P = CommonOps_DDRM.mult(net.layerMap(l), P, null); // A(l) .. A(1)
    }
    RescalingFactor factor = RescalingFactor.of(net);
    DMatrixRMaj target = factor.whiten(CommonOps_DDRM.subtract(y, f, null)); // M (y - f0)
    return leastSquares(factor.whiten(P), target, roundoff(net));
  }

  /// What rounding may do to a singular value of `M P(1)`.
  private static double roundoff(DeepLinearNet net) {
    double product = 0x1p-53 * Arrays.stream(net.widths()).sum() * Math.sqrt(net.precision(net.depth()));
    for (int l = 1; l <= net.depth(); l++) {
      product *= NormOps_DDRM.normF(net.layerMap(l));
    }
    return product;
  }

  /// `V diag(1/s) Uᵀ b`, without the singular values `s` up to `smallest`.
  private static DMatrixRMaj leastSquares(DMatrixRMaj M, DMatrixRMaj b, double smallest) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(M.numRows, M.numCols, true, true,
        true);
    if (!svd.decompose(M)) {
      throw new ArithmeticException("the singular value decomposition of the whole map did not converge");
    }
    double[] s = svd.getSingularValues();
    DMatrixRMaj inverse = new DMatrixRMaj(svd.numberOfSingularValues(), svd.numberOfSingularValues());
    for (int i = 0; i < inverse.numRows; i++) {
      inverse.set(i, i, s[i] > smallest ? 1 / s[i] : 0);
    }
    DMatrixRMaj coordinates = CommonOps_DDRM.mult(inverse, CommonOps_DDRM.mult(svd.getU(null, true), b, null), null);
    return CommonOps_DDRM.mult(svd.getV(null, false), coordinates, null);
  }
}
