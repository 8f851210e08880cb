package org.linnet.verify.oracle;

import java.util.Locale;

/// Numbers as people write them.
public final class Numbers {
  private Numbers() {}

  /// Integers without a point, other numbers with at most six significant digits and no trailing zeros.
  public static String brief(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : "infinite";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value);
    }
    String text = String.format(Locale.ROOT, Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6 ? "%.6g" : "%.3e", value);
    return text.contains(".") && !text.contains("e") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
