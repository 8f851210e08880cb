package org.linnet.theory.scaling;

import org.hipparchus.fraction.BigFraction;

/// The exponents of a feedback network that learns to reconstruct `h(l-1)` from `h(l)`, `l = 2..L`.
///
/// **Statement**: a step on `1/(2 M) ‖phi(Q(l) h(l)) - h(l-1)‖²` with the rate `M^(-t)` changes `Q(l) h(l)` with the exponent
/// `t + 1 - k`, where `h(l)ᵀh(l) = Θ(M^k)`: `k = 1` below the output and `1 - 2s` there (`s = a(L) + b(L)`). So the change has
/// order 1 at `t = 0` below the output and `t = -2s` there. The entries of that step, and of the ridge solution
/// `Q*(l) = h(l-1) (h(l)ᵀh(l) + mu I)⁻¹ h(l)ᵀ`, have the exponent 1 below the output and `1/2 - s` there, so one step
/// reaches the order of `Q*` if the initial entries have at least these exponents.
///
/// **Assumptions**: infinite width, a fixed number of samples and outputs, forward activities of order 1 below the output,
/// `mu` at most of the order of `h(l)ᵀh(l)`.
///
/// **Numerics**: exact.
///
/// **Source**: `ishikawa2024`, Eq. S.154 and S.164-S.173, of which S.171 and S.173 are cut off in print and derived here.
///
/// **Erratum**: S.169 and S.170 subtract the step `rate h(l-1) h(l)ᵀ`; descent from `Q = 0` adds it. Orders do not change.
public final class FeedbackOrders {
  private FeedbackOrders() {}

  /// The exponent of the rate at which `Q(l) h(l)` changes by order 1; `HIDDEN` stands for `1 < l < L`.
  ///
  /// @throws IllegalArgumentException for the input layer, which has no feedback
  public static BigFraction rate(Layer layer, BigFraction s) {
    return squaredNorm(layer, s).subtract(BigFraction.ONE);
  }

  /// The exponent of the entries of `Q*(l)`, and of the step at [#rate].
  ///
  /// @throws IllegalArgumentException for the input layer, which has no feedback
  public static BigFraction trained(Layer layer, BigFraction s) {
    BigFraction activity = switch (layer) {
      case INPUT, HIDDEN -> BigFraction.ZERO;
      case OUTPUT -> s.subtract(BigFraction.ONE_HALF);
    };
    return squaredNorm(layer, s).add(activity); // 1/(hᵀh) times h
  }

  /// `k` of `h(l)ᵀh(l) = Θ(M^k)`.
  private static BigFraction squaredNorm(Layer layer, BigFraction s) {
    return switch (layer) {
      case INPUT -> throw new IllegalArgumentException(
          "feedback starts at l = 2: HIDDEN for 1 < l < L or OUTPUT, got INPUT");
      case HIDDEN -> BigFraction.ONE;
      case OUTPUT -> BigFraction.ONE.subtract(s.multiply(2));
    };
  }
}
