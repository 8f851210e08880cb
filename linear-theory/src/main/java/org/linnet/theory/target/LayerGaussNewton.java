package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The Gauss-Newton step of each layer's weights alone, and so their minimum-norm update.
///
/// **Statement**: with `X = h(l-1)`, `P = P(l+1)` and the curvature restricted to the block of `W(l)`,
///
/// `ΔW(l) = P⁺ r X⁺ / a(l)`:
///
/// of all `ΔW(l)` that bring `a(l) P ΔW(l) X` nearest to `r`, the one of least norm. Damped, it minimises
/// `‖r - a(l) P ΔW X‖² + lambda ‖ΔW‖²`: with `P = U diag(s) Vᵀ` and `X = M diag(t) Nᵀ`,
///
/// `Vᵀ ΔW M = a s(i) t(j) / (a² s(i)² t(j)² + lambda) (Uᵀ r N)(i, j)`.
///
/// **With one sample** `X⁺ = hᵀ/‖h‖²`, so the update of Gauss-Newton targets, `a beta P⁺ r hᵀ`, is `a² beta ‖h‖²` times this
/// one, and where `P` has full row rank the layer's update alone moves the output by exactly `r`. **With several** they
/// differ in direction: the targets' update is the sum over samples of the single samples' steps weighted by
/// `ω = a² beta ‖h‖²/B` (not by equal weights), while Gauss-Newton inverts the sum.
///
/// **Assumptions**: linear layers. A layer whose input, scaling or output Jacobian vanishes gets no update.
///
/// **Shapes**: update `l` is `N(l) x N(l-1)`; entry `l-1` of the array, `l = 1..L`. `lambda` belongs to the loss summed over
/// the batch.
///
/// **Numerics**: O(L K² N + L N B min(N, B) + L K N B): two singular value decompositions for each layer; never forms the
/// `K B` x `N(l) N(l-1)` Jacobian. Relative error about `eps cond P cond X`.
///
/// **Source**: `meulemans2020`, Theorem 5 (Eq. 79-91), Corollary S6.2 (Eq. 97-108), Eq. 118-121, 174-179.
///
/// **Erratum**: (1) Theorem 5 puts the new output at `h(L) - c e_L` for "contracting" networks; that needs full row rank of
/// `A(L) .. A(l+1)`, not only shrinking widths: with `W(2) = 0`, widths 1, no `ΔW(1)` moves the output. (2) It holds for
/// one layer at a time: the chain `w1 = w2 = x = 1`, `y = 2`, moves by 3 if both layers take their step (`2 · 2`), not by
/// `c1 + c2 = 2`, and with several outputs not along `e_L` beyond first order. (3) Without the assumption that each layer
/// moves alone the joint problem (82) does not split: to first order its solution is [FullGaussNewton]. (4) The proof of
/// Corollary S6.2 says that `I ⊗ hᵀ` has orthonormal rows; its rows are orthogonal with norm `‖h‖`, which is why `1/‖h‖²`
/// appears in Eq. 106.
public final class LayerGaussNewton {
  private LayerGaussNewton() {}

  /// `ΔW(l)` for `l = 1..L`, each as if the other layers stood still.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the damping negative
  public static DMatrixRMaj[] weightUpdates(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double damping) {
    TargetChecks.requireDamping(damping);
    ForwardPass pass = ForwardPass.of(net, x, y);
    DMatrixRMaj r = pass.residual(y);
    OutputJacobian[] P = OutputJacobian.all(net);
    DMatrixRMaj[] updates = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= updates.length; l++) {
      PseudoInverse input = PseudoInverse.of(pass.activities(l - 1));
      updates[l - 1] = solve(P[l - 1].inverse(), input, r, net.scaling(l), damping);
    }
    return updates;
  }

  private static DMatrixRMaj solve(PseudoInverse P, PseudoInverse X, DMatrixRMaj r, double a, double lambda) {
    DMatrixRMaj c = CommonOps_DDRM.multTransA(P.left(), CommonOps_DDRM.mult(r, X.right(), null), null); // Uᵀ r N
    for (int i = 0; i < c.numRows; i++) {
      for (int j = 0; j < c.numCols; j++) {
        double gain = a * P.singularValue(i) * X.singularValue(j);
        c.set(i, j, gain == 0 ? 0 : c.get(i, j) / (gain + lambda / gain));
      }
    }
    return CommonOps_DDRM.multTransB(CommonOps_DDRM.mult(P.right(), c, null), X.left(), null); // V c Mᵀ
  }
}
