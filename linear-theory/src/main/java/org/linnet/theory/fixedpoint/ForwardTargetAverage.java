package org.linnet.theory.fixedpoint;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.equilibrium.RescalingFactor;

/// The inference equilibrium as an average of the forward pass and of targets.
///
/// **Statement**: `z*(l) = Omega(l) f(l) + (I - Omega(l)) t(l)`, with the forward pass `f(l)` from `x`, the target `t(l)`, which is
/// the `z(l)` that the layers above would choose if those below did not exist ([FreeInput] of the layers `l+1..L`), and
///
/// `Omega(l) = (I + Sigma(l) J(l))⁻¹`, `Sigma(l) = I/gamma(l) + A(l) Sigma(l-1) A(l)ᵀ`, `Sigma(0) = 0`,
/// `J(l) = P(l+1)ᵀ S(l)⁻¹ P(l+1)`,
///
/// where `S(l)` is the rescaling of the layers `l+1..L`. `Sigma(l)` is the variance of `z(l)` given `x` in the generative
/// model, `J(l)` the precision that `y` brings to it. The weight `Omega(l)` does not depend on the data.
///
/// If `A(l+1), .., A(L)` have full row rank, `t(l)` may be replaced by the targets of target propagation with pseudo-inverses,
/// `t(L) = y`, `t(l) = A(l+1)⁺ (t(l+1) - c(l+1))`: both have the same image under `P(l+1)`, which is all that `I - Omega(l)` sees.
///
/// **Assumptions**: linear layers, input and output clamped.
///
/// **Shapes**: `Omega(l)` is `N(l) x N(l)`, `t(l)` is `N(l) x B`.
///
/// **Numerics**: O(L N³); relative error of `Omega` about `eps cond(I + Sigma J)`, of `t` that of [FreeInput].
///
/// **Source**: `innocenti2025thesis`, chapter 3 (the cited interpretation, without a formula); `ishikawa2024`, §3.1.2.
///
/// **Erratum**: as printed ("an average of BP's forward pass values and the local targets computed by target propagation") it
/// fails where a layer above does not have full row rank: with one hidden unit, `A(1) = 0`, `A(2) = (1, 1)ᵀ`, `A(3) = (1, 0)`
/// and `y = 1`, unit precisions, target propagation gives `t(1) = 1/2` and the average 1/6, but the equilibrium is 1/3, since
/// the layers above ask for `t(1) = 1`. The targets above hold always.
public final class ForwardTargetAverage {
  private ForwardTargetAverage() {}

  /// `Omega(l)`, the weight of the forward pass.
  ///
  /// @throws IllegalArgumentException if `l` is not a hidden layer
  public static DMatrixRMaj forwardWeight(DeepLinearNet net, int l) {
    requireHidden(net, l);
    DeepLinearNet above = SubNetwork.of(net, l + 1, net.depth());
    DMatrixRMaj P = CommonOps_DDRM.identity(net.width(l));
    for (int k = 1; k <= above.depth(); k++) {
      P = CommonOps_DDRM.mult(above.layerMap(k), P, null);
    }
    DMatrixRMaj whitened = RescalingFactor.of(above).whiten(P);
    DMatrixRMaj J = CommonOps_DDRM.multTransA(whitened, whitened, null);
    DMatrixRMaj weight = CommonOps_DDRM.identity(net.width(l));
    CommonOps_DDRM.multAdd(forwardVariance(net, l), J, weight); // I + Sigma J
    CommonOps_DDRM.invert(weight);
    return weight;
  }

  /// `t(l)` for the targets in the columns of `y`.
  ///
  /// @throws IllegalArgumentException if `l` is not a hidden layer or `y` does not fit
  public static DMatrixRMaj target(DeepLinearNet net, int l, DMatrixRMaj y) {
    requireHidden(net, l);
    return FreeInput.input(SubNetwork.of(net, l + 1, net.depth()), y);
  }

  /// `Sigma(l)`.
  private static DMatrixRMaj forwardVariance(DeepLinearNet net, int l) {
    DMatrixRMaj Sigma = new DMatrixRMaj(net.width(0), net.width(0));
    for (int k = 1; k <= l; k++) {
      DMatrixRMaj A = net.layerMap(k);
      DMatrixRMaj next = CommonOps_DDRM.identity(net.width(k));
      CommonOps_DDRM.scale(1 / net.precision(k), next);
      CommonOps_DDRM.multAddTransB(CommonOps_DDRM.mult(A, Sigma, null), A, next); // I/gamma + A Sigma Aᵀ
      Sigma = next;
    }
    return Sigma;
  }

  private static void requireHidden(DeepLinearNet net, int l) {
    if (l < 1 || l > net.hiddenLayers()) {
      throw new IllegalArgumentException("layer must be hidden, in 1.." + net.hiddenLayers() + ", got " + l);
    }
  }
}
