package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The Gauss-Newton step of all weights together, with the whole curvature matrix.
///
/// **Statement**: the least-norm minimiser of `‖r - sum_l a(l) P(l+1) ΔW(l) h(l-1)‖² + lambda sum_l ‖ΔW(l)‖²` is
///
/// `ΔW(l) = a(l) P(l+1)ᵀ Λ h(l-1)ᵀ`, where the `K x B` matrix `Λ` solves
/// `sum_l a(l)² P(l+1) P(l+1)ᵀ Λ h(l-1)ᵀ h(l-1) + lambda Λ = r`.
///
/// That is `Jᵀ (J Jᵀ + lambda I)⁻¹` applied to the residuals, `J` the Jacobian of all outputs in all weights; for
/// `lambda → ∞` it is `1/lambda` times the step down the gradient of the summed loss, for `lambda = 0` it is `J⁺ r`.
///
/// **Assumptions**: linear layers.
///
/// **Shapes**: update `l` is `N(l) x N(l-1)`; entry `l-1` of the array, `l = 1..L`. `lambda` belongs to the summed loss.
///
/// **Numerics**: O(L K N² + L (K B)² + (K B)³): it forms `J Jᵀ`, so undamped errors grow like `eps cond² J`, and
/// combinations of outputs whose gain is below `sqrt(K B eps)` of the largest count as unreachable.
///
/// **Source**: `meulemans2020`, Eq. 5, 174-179, and what problem (82)-(83) of Theorem S6 gives to first order.
public final class FullGaussNewton {
  private FullGaussNewton() {}

  /// `ΔW(l)` for `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the damping negative
  public static DMatrixRMaj[] weightUpdates(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double damping) {
    TargetChecks.requireDamping(damping);
    ForwardPass pass = ForwardPass.of(net, x, y);
    OutputJacobian[] P = OutputJacobian.all(net);
    DMatrixRMaj r = pass.residual(y);
    DMatrixRMaj kernel = kernel(net, pass, P);
    for (int i = 0; i < kernel.numRows; i++) {
      kernel.add(i, i, damping);
    }
    DMatrixRMaj stacked = DMatrixRMaj.wrap(r.getNumElements(), 1, r.data); // row by row: output, then sample
    DMatrixRMaj lambda = PseudoInverse.of(kernel).times(stacked, 0);
    lambda.reshape(r.numRows, r.numCols);
    DMatrixRMaj[] updates = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= updates.length; l++) {
      DMatrixRMaj pulled = CommonOps_DDRM.multTransA(P[l - 1].matrix(), lambda, null);
      updates[l - 1] = CommonOps_DDRM.multTransB(pulled, pass.activities(l - 1), null);
      CommonOps_DDRM.scale(net.scaling(l), updates[l - 1]);
    }
    return updates;
  }

  /// `J Jᵀ = sum_l a(l)² (P(l+1) P(l+1)ᵀ) ⊗ (h(l-1)ᵀ h(l-1))`.
  private static DMatrixRMaj kernel(DeepLinearNet net, ForwardPass pass, OutputJacobian[] P) {
    int n = net.width(net.depth()) * pass.activities(0).numCols;
    DMatrixRMaj kernel = new DMatrixRMaj(n, n);
    for (int l = 1; l <= net.depth(); l++) {
      DMatrixRMaj outputs = CommonOps_DDRM.multTransB(P[l - 1].matrix(), P[l - 1].matrix(), null);
      DMatrixRMaj samples = CommonOps_DDRM.multTransA(pass.activities(l - 1), pass.activities(l - 1), null);
      double a = net.scaling(l);
      CommonOps_DDRM.addEquals(kernel, a * a, CommonOps_DDRM.kron(outputs, samples, null));
    }
    return kernel;
  }
}
