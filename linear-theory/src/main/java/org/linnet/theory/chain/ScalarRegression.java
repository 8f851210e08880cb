package org.linnet.theory.chain;

/// Data with one input and one target, as far as a linear map sees them: `1/(2B) sum_i (y(i) - p x(i))² = (floor + xx (p - m)²)/2`.
///
/// @param xx `sum_i x(i)²/B`, not negative
/// @param slope `m`, the best `p`; 0 if all inputs are zero
/// @param floor twice the smallest loss, not negative; 0 up to rounding if the data lie on a line through the origin
public record ScalarRegression(double xx, double slope, double floor) {
  public ScalarRegression {
    require(xx >= 0 && Double.isFinite(xx), "xx must be finite and not negative, got " + xx);
    require(Double.isFinite(slope), "slope must be finite, got " + slope);
    require(floor >= 0 && Double.isFinite(floor), "floor must be finite and not negative, got " + floor);
  }

  /// One sample.
  public static ScalarRegression pair(double x, double y) {
    return of(new double[]{x}, new double[]{y});
  }

  /// The samples `(x[i], y[i])`.
  ///
  /// @throws IllegalArgumentException if there is none, or not as many inputs as targets
  public static ScalarRegression of(double[] x, double[] y) {
    require(x.length == y.length, "x and y must have one number per sample, got " + x.length + " and " + y.length);
    require(x.length > 0, "at least one sample is needed, got none");
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += x[i] * x[i];
      xy += x[i] * y[i];
    }
    double slope = xx == 0 ? 0 : xy / xx;
    double floor = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = y[i] - slope * x[i];
      floor += residual * residual;
    }
    return new ScalarRegression(xx / x.length, slope, floor / x.length);
  }

  /// `sum_i x(i) y(i)/B`.
  public double xy() {
    return xx * slope;
  }

  /// `sum_i y(i)²/B`.
  public double yy() {
    return floor + xx * slope * slope;
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
