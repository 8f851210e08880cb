package org.linnet.theory.scaling;

import java.util.Map;
import org.hipparchus.fraction.BigFraction;

/// An order condition: what it demands in words, the exponent, and how that compares with zero.
///
/// @param demand such as `hidden preactivations start at order 1`
/// @param exponent the affine form
/// @param relation to zero
public record Condition(String demand, Exponent exponent, Relation relation) {
  /// How the exponent compares with zero.
  public enum Relation {
    /// exactly of order 1
    ZERO,
    /// of order 1 or smaller
    NOT_NEGATIVE
  }

  static Condition exactly(String demand, Exponent exponent) {
    return new Condition(demand, exponent, Relation.ZERO);
  }

  static Condition atMost(String demand, Exponent exponent) {
    return new Condition(demand, exponent, Relation.NOT_NEGATIVE);
  }

  Condition with(Unknown unknown, Exponent value) {
    return new Condition(demand, exponent.with(unknown, value), relation);
  }

  boolean holds(Map<Unknown, BigFraction> values) {
    int sign = exponent.at(values).signum();
    return switch (relation) {
      case ZERO -> sign == 0;
      case NOT_NEGATIVE -> sign >= 0;
    };
  }

  @Override
  public String toString() {
    String sign = switch (relation) {
      case ZERO -> " = 0";
      case NOT_NEGATIVE -> " >= 0";
    };
    return demand + ": " + exponent + sign;
  }
}
