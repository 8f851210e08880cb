package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// The feedback weights that layer-wise reconstruction ends at.
///
/// **Statement**: `Q(l)` maps layer `l` back to layer `l-1`. With `h` the forward activities of the batch,
///
/// - ridge: `‖Q h(l) - h(l-1)‖² + mu ‖Q‖²` is least at `Q(l) = h(l-1) (h(l)ᵀ h(l) + mu I)⁻¹ h(l)ᵀ`; for `mu = 0` the least
///   minimiser is `h(l-1) h(l)⁺`;
/// - noise: with `h̃ = h(l-1) + sigma ε`, `ε` standard normal, the expectation of `sum_i ‖Q (A(l) h̃ + b(l)) - h̃‖²` has the
///   least minimiser `Q(l) = T U⁺` with `T = [h(l-1), sqrt(B) sigma I]` and `U = [h(l), sqrt(B) sigma A(l)]`; without biases
///   that is `Γ A(l)ᵀ (A(l) Γ A(l)ᵀ)⁺`, `Γ = T Tᵀ`;
/// - white noise, `sigma → ∞`: `Q(l) = A(l)⁺`.
///
/// **Assumptions**: linear feedback without biases. The ridge form holds for nonlinear forward layers too.
///
/// **Shapes**: `Q(l)` is `N(l-1) x N(l)`, entry `l-1` of the arrays, `l = 1..L` (targets need `l = 2..L`).
///
/// **Numerics**: O(L N² (B + N)); never forms the Gram matrices, so the relative error is about `eps` times the condition of
/// `h(l)` or `U` undamped, not its square.
///
/// **Source**: `ishikawa2024`, Eq. S.119-S.120; `meulemans2020`, Eq. 4, 40-44.
///
/// **Erratum**: `meulemans2020` calls white noise "approximately true in practical use-cases", noise of the order of
/// the activities. There `Γ = sum_i h hᵀ + B sigma² I` is not near a multiple of `I`: with one sample `h = (1, 0)`,
/// `A = (1, 1)` and `sigma = 1` (as large as `h`), `Q = (2, 1)ᵀ/3`, while `A⁺ = (1, 1)ᵀ/2`.
public final class ReconstructionFeedback {
  private ReconstructionFeedback() {}

  /// `h(l-1) (h(l)ᵀ h(l) + mu I)⁻¹ h(l)ᵀ` for `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or `mu` negative
  public static DMatrixRMaj[] ridge(DeepLinearNet net, DMatrixRMaj x, double mu) {
    ForwardPass pass = ForwardPass.of(net, x);
    DMatrixRMaj[] Q = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= Q.length; l++) {
      DMatrixRMaj inverse = PseudoInverse.of(pass.activities(l)).damped(mu);
      Q[l - 1] = CommonOps_DDRM.mult(pass.activities(l - 1), inverse, null);
    }
    return Q;
  }

  /// `T U⁺` for `l = 1..L`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or `sigma` negative
  public static DMatrixRMaj[] noisy(DeepLinearNet net, DMatrixRMaj x, double sigma) {
    TargetChecks.require(sigma >= 0 && Double.isFinite(sigma), "sigma must be finite and at least 0, got " + sigma);
    ForwardPass pass = ForwardPass.of(net, x);
    DMatrixRMaj[] Q = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= Q.length; l++) {
      DMatrixRMaj noise = CommonOps_DDRM.identity(net.width(l - 1));
      CommonOps_DDRM.scale(sigma * Math.sqrt(x.numCols), noise);
      DMatrixRMaj T = CommonOps_DDRM.concatColumns(pass.activities(l - 1), noise, null);
      DMatrixRMaj U = CommonOps_DDRM.concatColumns(pass.activities(l),
          CommonOps_DDRM.mult(net.layerMap(l), noise, null), null);
      Q[l - 1] = CommonOps_DDRM.mult(T, PseudoInverse.of(U).matrix(), null);
    }
    return Q;
  }

  /// `A(l)⁺` for `l = 1..L`.
  public static DMatrixRMaj[] whiteNoise(DeepLinearNet net) {
    DMatrixRMaj[] Q = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= Q.length; l++) {
      Q[l - 1] = PseudoInverse.of(net.layerMap(l)).matrix();
    }
    return Q;
  }
}
