package org.linnet.figures.plot;

import java.util.function.DoubleUnaryOperator;
import org.linnet.figures.plot.Axis.Range;
import org.linnet.figures.plot.Axis.Scale;

/// An axis with its range settled, and how its values are put to XChart.
///
/// A log axis over many decades, or with ticks at powers of two, is put as a linear axis of exponents: XChart would draw nine
/// ticks for each decade.
record Ruler(Kind kind, double least, double greatest) {
  private static final double MANY_DECADES = 3;
  private static final double MARGIN = 0.04;
  private static final double LOG10_OF_2 = Math.log10(2);
  private static final int LINEAR_DIGITS = 8;
  /// What XChart shows as no label. It draws no ticks at all where both ends have the same label, hence two of them.
  private static final String NO_LABEL = " ";
  private static final String NO_LABEL_AT_END = "  ";

  enum Kind {
    LINEAR, FEW_DECADES, MANY_DECADES, POWERS_OF_TWO
  }

  /// The ruler of `axis` where the marks span `least` to `greatest`.
  static Ruler of(Axis axis, double least, double greatest) {
    boolean log = axis.scale() != Scale.LINEAR;
    if (log && !(least > 0)) {
      throw new IllegalArgumentException(
          "values on the log axis '" + axis.title() + "' must be positive, got " + least);
    }
    DoubleUnaryOperator to = log ? Math::log10 : v -> v;
    DoubleUnaryOperator from = log ? v -> Math.pow(10, v) : v -> v;
    double a = to.applyAsDouble(least);
    double b = to.applyAsDouble(greatest);
    switch (axis.range()) {
      case Range.OfMarks _ -> {
        double margin = b > a ? MARGIN * (b - a) : Math.max(Math.abs(a), 1) / 10;
        a -= margin;
        b += margin;
      }
      case Range.Between(double from0, double to0) -> {
        a = to.applyAsDouble(from0);
        b = to.applyAsDouble(to0);
      }
    }
    if (!log) {
      return new Ruler(Kind.LINEAR, a, b);
    }
    if (axis.scale() == Scale.LOG2) {
      return new Ruler(Kind.POWERS_OF_TWO, a / LOG10_OF_2, b / LOG10_OF_2);
    }
    return b - a > MANY_DECADES
        ? new Ruler(Kind.MANY_DECADES, a, b)
        : new Ruler(Kind.FEW_DECADES, from.applyAsDouble(a), from.applyAsDouble(b));
  }

  boolean logarithmic() {
    return kind == Kind.FEW_DECADES;
  }

  /// The value as XChart gets it.
  double put(double value) {
    return switch (kind) {
      case LINEAR, FEW_DECADES -> value;
      case MANY_DECADES -> Math.log10(value);
      case POWERS_OF_TWO -> Math.log10(value) / LOG10_OF_2;
    };
  }

  /// The value at this fraction of the axis.
  double at(double fraction) {
    return logarithmic() ? least * Math.pow(greatest / least, fraction) : least + fraction * (greatest - least);
  }

  /// The tick label of what XChart was given.
  String label(double tick) {
    return switch (kind) {
      case LINEAR -> Numeral.of(tick, LINEAR_DIGITS);
      case FEW_DECADES -> decadeLabel(tick);
      case MANY_DECADES -> tick == Math.rint(tick) ? Numeral.powerOfTen((int) tick) : noLabel(tick);
      case POWERS_OF_TWO -> tick == Math.rint(tick) ? Numeral.of(Math.pow(2, tick), LINEAR_DIGITS) : noLabel(tick);
    };
  }

  private String noLabel(double tick) {
    return tick == greatest ? NO_LABEL_AT_END : NO_LABEL;
  }

  private String decadeLabel(double tick) {
    int exponent = (int) Math.floor(Math.log10(tick) + 1e-9);
    long digit = Math.round(tick / Math.pow(10, exponent));
    boolean crowded = greatest / least > 30;
    boolean shown = digit == 1 || (!crowded && (digit == 2 || digit == 5));
    if (!shown) {
      return NO_LABEL;
    }
    return Numeral.of(digit * Math.pow(10, exponent), 1);
  }
}
