package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The targets that make local learning backpropagation: every layer moves along its loss gradient.
///
/// **Statement**: with the output target `h(L) + beta r` and `h(l) - ∂ℓ(l+1)/∂h(l)`, `ℓ(l) = 1/2 ‖target(l) - h(l)‖²` below
/// it,
///
/// `target(l) - h(l) = beta P(l+1)ᵀ r = -beta ∂ℒ/∂h(l)`, `ℒ = 1/2 ‖r‖²`,
///
/// and the local gradient steps on the weights are `-beta` times the gradient of the mean loss. `lambda` times the damped
/// Gauss-Newton target tends to it for `lambda → ∞`.
///
/// **Assumptions**: a target is held fixed when the loss of its layer is differentiated.
///
/// **Shapes**: displacement `l` is `N(l) x B`, update `l` is `N(l) x N(l-1)`; entry `l-1` of the arrays, `l = 1..L`.
///
/// **Numerics**: O(L N² B), without forming `P(l+1)`; backward stable layer by layer.
///
/// **Source**: `alonso2022`, Eq. 1-3; `meulemans2020`, Eq. 142 and section 3.1 (the error of backpropagation).
public final class GradientTarget {
  private GradientTarget() {}

  /// `beta P(l+1)ᵀ r` for `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the step size not positive
  public static DMatrixRMaj[] displacements(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double stepSize) {
    return displacements(net, ForwardPass.of(net, x, y), y, stepSize);
  }

  /// The updates `a(l)/B beta P(l+1)ᵀ r h(l-1)ᵀ = -beta ∂ℒ/∂W(l)`, `ℒ = 1/(2B) ‖r‖²`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the step size not positive
  public static DMatrixRMaj[] weightUpdates(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double stepSize) {
    ForwardPass pass = ForwardPass.of(net, x, y);
    return pass.weightUpdates(displacements(net, pass, y, stepSize));
  }

  private static DMatrixRMaj[] displacements(DeepLinearNet net, ForwardPass pass, DMatrixRMaj y, double stepSize) {
    int L = net.depth();
    DMatrixRMaj[] d = new DMatrixRMaj[L];
    d[L - 1] = pass.residual(y);
    CommonOps_DDRM.scale(new TargetStep(stepSize, 0).stepSize(), d[L - 1]);
    for (int l = L - 1; l >= 1; l--) {
      d[l - 1] = CommonOps_DDRM.multTransA(net.layerMap(l + 1), d[l], null); // A(l+1)ᵀ d(l+1)
    }
    return d;
  }
}
