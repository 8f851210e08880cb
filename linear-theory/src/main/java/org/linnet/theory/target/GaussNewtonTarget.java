package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The Gauss-Newton target: the smallest change of a layer's activities that moves the output towards its target.
///
/// **Statement**: for the hidden layers, `target(l) - h(l) = beta P(l+1)⁺ r`, damped
///
/// `beta P(l+1)ᵀ (P(l+1) P(l+1)ᵀ + lambda I)⁻¹ r = beta (P(l+1)ᵀ P(l+1) + lambda I)⁻¹ P(l+1)ᵀ r`,
///
/// and `beta r` for the output. It is the Gauss-Newton step of the loss `1/2 ‖r‖²` in the activities with the curvature
/// restricted to the layer's block, and the change of least norm among those that bring the output nearest to
/// `h(L) + beta r`. The weights then take a gradient step on `1/(2B) ‖target(l) - h(l)‖²` with the target held fixed.
///
/// **Assumptions**: linear layers (in a nonlinear network `P(l+1)` is the Jacobian, one for each sample). Any architecture,
/// batch and rank. The update of a layer never points away from the loss gradient: see [GradientAlignment].
///
/// **Shapes**: displacement `l` is `N(l) x B`, update `l` is `N(l) x N(l-1)`; entry `l-1` of the arrays, `l = 1..L`.
///
/// **Numerics**: O(L K N (K + N) + L K N B); relative error about `eps cond P(l+1)`, with singular values of at most
/// `max(K, N(l)) eps ρ` times the largest taken as zero, where `ρ` measures the cancellation in forming `P(l+1)`.
///
/// **Source**: `meulemans2020`, Lemma S2 (Eq. 21-30), Condition 2 (Eq. 13, 78-80), Condition S3 (Eq. 164), Theorem 6;
/// `ishikawa2024`, section 3.1.2 (with `δ_l = P(l+1)ᵀ`, `ρ = lambda`); `alonso2022`, section 3.2 (difference target
/// propagation's target, `beta = 1`).
///
/// **Erratum**: Theorem 6 also says that with infinitesimal learning rates the network converges to the global minimum,
/// since "the equilibrium is unique for backpropagation (convex objective)". The objective of the weights is not convex for
/// `L >= 2`: at `W(1) = W(2) = 0` and `y ≠ 0`, widths 1, all updates vanish and the loss does not. What holds is that the
/// update of a layer vanishes exactly where its loss gradient does (`ker P⁺ = ker Pᵀ`), so the two flows rest at the same
/// points, saddles included.
public final class GaussNewtonTarget {
  private GaussNewtonTarget() {}

  /// `target(l) - h(l)` for `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] displacements(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, TargetStep step) {
    return displacements(net, ForwardPass.of(net, x, y), y, step);
  }

  /// The updates `a(l)/B (target(l) - h(l)) h(l-1)ᵀ` of the weights for a learning rate of 1.
  ///
  /// @throws IllegalArgumentException if a shape does not fit or a value is not finite
  public static DMatrixRMaj[] weightUpdates(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, TargetStep step) {
    ForwardPass pass = ForwardPass.of(net, x, y);
    return pass.weightUpdates(displacements(net, pass, y, step));
  }

  private static DMatrixRMaj[] displacements(DeepLinearNet net, ForwardPass pass, DMatrixRMaj y, TargetStep step) {
    int L = net.depth();
    DMatrixRMaj r = pass.residual(y);
    CommonOps_DDRM.scale(step.stepSize(), r);
    OutputJacobian[] P = OutputJacobian.all(net);
    DMatrixRMaj[] d = new DMatrixRMaj[L];
    for (int l = 1; l < L; l++) {
      d[l - 1] = P[l - 1].inverse().times(r, step.damping());
    }
    d[L - 1] = r;
    return d;
  }
}
