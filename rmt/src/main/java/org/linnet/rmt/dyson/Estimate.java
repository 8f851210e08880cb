package org.linnet.rmt.dyson;

/// A number with its accuracy, or the reason why it could not be had.
public sealed interface Estimate permits Estimate.Value, Estimate.Missing {
  /// The number, for callers to whom a missing one is an exception.
  ///
  /// @throws ArithmeticException with the reason where there is none
  default double orElseThrow() {
    return switch (this) {
      case Value v -> v.value();
      case Missing m -> throw new ArithmeticException(m.reason());
    };
  }

  /// A number.
  ///
  /// @param value the number
  /// @param error by how much it may be off: an estimate of the numerical error unless the method that returns it says
  /// otherwise
  record Value(double value, double error) implements Estimate {}

  /// No number.
  ///
  /// @param reason why, and what to do instead
  record Missing(String reason) implements Estimate {}
}
