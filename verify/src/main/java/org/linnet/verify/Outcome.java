package org.linnet.verify;

/// How one form of a statement fared against the oracle on one instance.
public sealed interface Outcome {

  /// The two were compared.
  ///
  /// @param difference what the form says minus what the oracle says, not negative
  /// @param tolerance the largest difference that rounding and truncation explain on this instance
  /// @param reading both in words: `0.25 instead of 0.5`
  record Compared(double difference, double tolerance, String reading) implements Outcome {
    public Compared {
      if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
        throw new IllegalArgumentException("tolerance must be finite and not negative, got " + tolerance);
      }
    }

    /// `difference / tolerance`: beyond 1 the form is refuted. A difference of zero is 0 for every tolerance.
    public double residual() {
      return difference == 0 ? 0 : Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / tolerance;
    }
  }

  /// Neither can be told: the tolerance on this instance is too large for the comparison to mean anything.
  ///
  /// @param why the cause, the same words for all instances that share it
  record Unresolved(String why) implements Outcome {}

  /// The form says nothing about this instance.
  ///
  /// @param why the cause, the same words for all instances that share it
  record Skipped(String why) implements Outcome {}

  /// Whether the form is wrong on this instance.
  default boolean refutes() {
    return this instanceof Compared compared && compared.residual() > 1;
  }
}
