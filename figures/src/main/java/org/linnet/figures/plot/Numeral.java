package org.linnet.figures.plot;

import java.math.BigDecimal;
import java.math.MathContext;

/// Numbers as a journal prints them: `0.02`, `9.8 × 10⁻⁶`, with a true minus.
public final class Numeral {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int LEAST_PLAIN_EXPONENT = -3;
  private static final int GREATEST_PLAIN_EXPONENT = 5;

  private Numeral() {}

  /// `value` to at most `digits` significant digits.
  public static String of(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= LEAST_PLAIN_EXPONENT && exponent <= GREATEST_PLAIN_EXPONENT) {
      return rounded.toPlainString().replace('-', '−');
    }
    String mantissa = rounded.scaleByPowerOfTen(-exponent).toPlainString().replace('-', '−');
    return mantissa.equals("1") ? powerOfTen(exponent) : mantissa + " × " + powerOfTen(exponent);
  }

  /// `10ⁿ`.
  public static String powerOfTen(int exponent) {
    StringBuilder text = new StringBuilder("10").append(exponent < 0 ? "⁻" : "");
    String.valueOf(Math.abs(exponent)).chars().forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
    return text.toString();
  }
}
