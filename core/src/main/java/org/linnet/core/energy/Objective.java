package org.linnet.core.energy;

/// What the activities and weights of a network descend, and where data enter.
///
/// **Statement**: for one sample, with predictions `p(l)` and errors `e(l) = z(l) - p(l)`,
///
/// `F = sum_(l=1..L) gamma(l)/2 ‖e(l)‖² + beta loss(y, z(L)) + rho/2 sum_(l free) ‖z(l)‖²`;
///
/// a training step adds `omega/2 sum_l ‖W(l)‖²` to the mean over its samples. Where the output is clamped, `z(L) = y` and
/// the loss takes the place of the last error: the summand is `gamma(L) loss(y, p(L))` alone.
///
/// **Source**: `ishikawa2024`, Eq. S.10 (nudging); `innocenti2025thesis`, Eq. C.21 (equilibrium propagation).
///
/// @param loss what the output and its target are compared by
/// @param input whether the input is data
/// @param output how the target enters
/// @param activityDecay `rho`, not negative
/// @param weightDecay `omega`, not negative; biases do not decay
public record Objective(Loss loss, Input input, Output output, double activityDecay, double weightDecay) {
  /// Whether the input is data.
  public enum Input {
    /// `z(0) = x`: discriminative, or generative with the roles of the data swapped.
    CLAMPED,
    /// `z(0)` is inferred where it is not known, starting from `x`: unsupervised learning, and filling in.
    FREE
  }

  /// How the target enters.
  public sealed interface Output {
    /// `z(L) = y`.
    record Clamped() implements Output {}

    /// `z(L)` is free and pulled towards the target with strength `beta >= 0`; with 0, there is no target.
    record Nudged(double beta) implements Output {
      public Nudged {
        requireNotNegative("nudging beta", beta);
      }
    }
  }

  public Objective {
    requireNotNegative("activity decay", activityDecay);
    requireNotNegative("weight decay", weightDecay);
  }

  /// Input and output clamped, no decay.
  public static Objective clamped(Loss loss) {
    return new Objective(loss, Input.CLAMPED, new Output.Clamped(), 0, 0);
  }

  public Objective withInput(Input other) {
    return new Objective(loss, other, output, activityDecay, weightDecay);
  }

  public Objective withOutput(Output other) {
    return new Objective(loss, input, other, activityDecay, weightDecay);
  }

  /// This objective with an activity decay of `rho` and a weight decay of `omega`.
  public Objective withDecay(double rho, double omega) {
    return new Objective(loss, input, output, rho, omega);
  }

  /// Whether input and output are both data.
  public boolean clampsBothEnds() {
    return input == Input.CLAMPED && output instanceof Output.Clamped;
  }

  private static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and not negative, got " + value);
    }
  }
}
