package org.linnet.theory.chain;

/// The chain with one hidden unit and two precisions: its equilibrium and energy.
///
/// **Statement**: `F = gamma1/2 (z - w1 x)² + gamma2/2 (y - w2 z)²` is least over `z` at
///
/// `z* = (gamma1 w1 x + gamma2 w2 y)/(gamma1 + gamma2 w2²)`, where it is `F* = (y - w2 w1 x)² / (2 (1/gamma2 + w2²/gamma1))`.
///
/// With `gamma1/gamma2 -> ∞` at fixed `gamma2`, `z*` tends to the forward value `w1 x` and `F*` to `gamma2` times the loss
/// (backpropagation); with `gamma1/gamma2 -> 0` at fixed `gamma1` and `w2 ≠ 0`, `z*` tends to `y/w2` and `F*` to
/// `gamma1/2 (y/w2 - w1 x)²` (target propagation). The relative distances are exactly `1 / (1 + gamma1/(gamma2 w2²))` of the way from
/// forward value to target.
///
/// **Assumptions**: one sample, one hidden unit.
///
/// **Numerics**: a few `eps` apart from the cancellation in `y - w2 w1 x`.
///
/// **Source**: `innocenti2025thesis`, A.5-A.6 (unit precisions), Figure A.5.
///
/// **Erratum**: the caption of Figure A.5 has `gamma1/gamma2 = 2` recover backpropagation and `1/2` target propagation; both do so
/// in the limit only: at ratio 2 with `w2 = 1` the activity is a third of the way to the target, at 1/2 two thirds.
///
/// @param gamma1 the precision of the hidden unit, positive
/// @param gamma2 the precision of the output, positive
public record OneHiddenUnit(double gamma1, double gamma2) {
  public OneHiddenUnit {
    requirePositive("gamma1", gamma1);
    requirePositive("gamma2", gamma2);
  }

  /// `z*`.
  public double activity(double w1, double w2, double x, double y) {
    return (gamma1 * w1 * x + gamma2 * w2 * y) / (gamma1 + gamma2 * w2 * w2);
  }

  /// `F*`.
  public double energy(double w1, double w2, double x, double y) {
    double r = y - w2 * w1 * x;
    return r * r / (2 * (1 / gamma2 + w2 * w2 / gamma1));
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("precision " + name + " must be positive and finite, got " + value);
    }
  }
}
