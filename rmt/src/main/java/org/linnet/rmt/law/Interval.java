package org.linnet.rmt.law;

/// The real numbers from `lower` to `upper`; an end may be infinite.
///
/// @param lower lower end
/// @param upper upper end, not below the lower
public record Interval(double lower, double upper) {
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException("an interval must have lower <= upper, got " + lower + " and " + upper);
    }
  }

  /// All sums of a number of this interval and one of the other.
  public Interval plus(Interval other) {
    return new Interval(lower + other.lower, upper + other.upper);
  }
}
