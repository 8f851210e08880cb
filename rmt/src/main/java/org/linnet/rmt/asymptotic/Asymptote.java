package org.linnet.rmt.asymptotic;

/// A value that is exact only in a limit, with how far from it one is.
///
/// The error is an envelope of the differences from exact edges of `N -> ∞` (depths 1 to 128 and the ranges that each law
/// names), not a proven bound, unless it is 0: then the value is a closed form.
///
/// @param value the value
/// @param relativeError the largest relative error to expect
public record Asymptote(double value, double relativeError) {
  public Asymptote {
    if (!Double.isFinite(value) || !(relativeError >= 0)) {
      throw new IllegalArgumentException(
          "a value must be finite and its error at least 0, got " + value + " and " + relativeError);
    }
  }

  /// A closed form.
  static Asymptote exact(double value) {
    return new Asymptote(value, 0);
  }

  /// Whether another value is within the error.
  public boolean admits(double other) {
    return Math.abs(other - value) <= relativeError * Math.abs(value);
  }
}
