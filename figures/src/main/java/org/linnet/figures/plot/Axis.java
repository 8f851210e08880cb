package org.linnet.figures.plot;

/// An axis: what it measures, its scale and its range.
///
/// @param title with the unit, if there is one; empty for none
public record Axis(String title, Scale scale, Range range) {
  /// How values are spread along the axis.
  public enum Scale {
    /// Equal differences.
    LINEAR,
    /// Equal ratios; values must be positive.
    LOG,
    /// Equal ratios with ticks at powers of two; values must be positive.
    LOG2
  }

  /// Which values the axis covers.
  public sealed interface Range {
    /// Those of the marks, and a little more.
    record OfMarks() implements Range {}

    /// Those from `least` to `greatest`.
    record Between(double least, double greatest) implements Range {
      public Between {
        if (!(least < greatest) || !Double.isFinite(greatest - least)) {
          throw new IllegalArgumentException("an axis must run upwards, got " + least + " to " + greatest);
        }
      }
    }
  }

  public Axis {
    if (scale != Scale.LINEAR && range instanceof Range.Between between && between.least() <= 0) {
      throw new IllegalArgumentException("a log axis must start above 0, got " + between.least());
    }
  }

  /// A linear axis over the marks.
  public static Axis linear(String title) {
    return new Axis(title, Scale.LINEAR, new Range.OfMarks());
  }

  /// A logarithmic axis over the marks.
  public static Axis log(String title) {
    return new Axis(title, Scale.LOG, new Range.OfMarks());
  }

  /// A logarithmic axis over the marks, with ticks at powers of two.
  public static Axis powersOfTwo(String title) {
    return new Axis(title, Scale.LOG2, new Range.OfMarks());
  }

  /// This axis from `least` to `greatest`.
  public Axis between(double least, double greatest) {
    return new Axis(title, scale, new Range.Between(least, greatest));
  }
}
