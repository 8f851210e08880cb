package org.linnet.theory.scaling;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;

/// An affine form in the unknown exponents, exact: `constant + sum of terms`.
///
/// @param terms the non-zero coefficients
/// @param constant what remains when all unknowns are zero
public record Exponent(Map<Unknown, BigFraction> terms, BigFraction constant) {
  public Exponent {
    EnumMap<Unknown, BigFraction> nonZero = new EnumMap<>(Unknown.class);
    nonZero.putAll(terms);
    nonZero.values().removeIf(BigFraction::isZero);
    terms = Collections.unmodifiableMap(nonZero);
  }

  /// A number.
  public static Exponent of(BigFraction constant) {
    return new Exponent(Map.of(), constant);
  }

  /// A whole number.
  public static Exponent of(int constant) {
    return of(new BigFraction(constant));
  }

  /// One unknown.
  public static Exponent of(Unknown unknown) {
    return new Exponent(Map.of(unknown, BigFraction.ONE), BigFraction.ZERO);
  }

  public Exponent plus(Exponent other) {
    EnumMap<Unknown, BigFraction> sum = new EnumMap<>(Unknown.class);
    sum.putAll(terms);
    other.terms.forEach((unknown, coefficient) -> sum.merge(unknown, coefficient, BigFraction::add));
    return new Exponent(sum, constant.add(other.constant));
  }

  public Exponent minus(Exponent other) {
    return plus(other.times(BigFraction.MINUS_ONE));
  }

  public Exponent times(BigFraction factor) {
    EnumMap<Unknown, BigFraction> product = new EnumMap<>(Unknown.class);
    terms.forEach((unknown, coefficient) -> product.put(unknown, coefficient.multiply(factor)));
    return new Exponent(product, constant.multiply(factor));
  }

  /// The coefficient of an unknown, zero where it does not occur.
  public BigFraction coefficient(Unknown unknown) {
    return terms.getOrDefault(unknown, BigFraction.ZERO);
  }

  /// This form with one unknown replaced by another form.
  public Exponent with(Unknown unknown, Exponent value) {
    return minus(of(unknown).times(coefficient(unknown))).plus(value.times(coefficient(unknown)));
  }

  /// The value where the unknowns have these values; those not named are zero.
  public BigFraction at(Map<Unknown, BigFraction> values) {
    BigFraction sum = constant;
    for (Map.Entry<Unknown, BigFraction> term : terms.entrySet()) {
      sum = sum.add(term.getValue().multiply(values.getOrDefault(term.getKey(), BigFraction.ZERO)));
    }
    return sum;
  }

  /// As it is written, `-1 - gammaBar - 2 a(1)`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(constant.isZero() && !terms.isEmpty() ? "" : written(constant));
    terms.forEach((unknown, coefficient) -> {
      boolean negative = coefficient.signum() < 0;
      if (text.isEmpty()) {
        text.append(negative ? "-" : "");
      } else {
        text.append(negative ? " - " : " + ");
      }
      BigFraction size = coefficient.abs();
      text.append(size.equals(BigFraction.ONE) ? "" : written(size) + " ").append(unknown);
    });
    return text.toString();
  }

  private static String written(BigFraction value) {
    return value.toString().replace(" ", "");
  }
}
