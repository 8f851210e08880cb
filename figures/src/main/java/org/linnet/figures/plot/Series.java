package org.linnet.figures.plot;

import java.util.stream.IntStream;

/// Points in the plane, in order; where `y` is not finite there is a gap, as after a run that diverged. Immutable.
public final class Series {
  private final double[] x;
  private final double[] y;

  private Series(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /// The points `(x[i], y[i])`.
  ///
  /// @throws IllegalArgumentException if the numbers of values differ, there are none, or an `x` is not finite
  public static Series of(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException("x and y must have as many values, got " + x.length + " and " + y.length);
    }
    if (x.length == 0) {
      throw new IllegalArgumentException("a series needs at least one point, got none");
    }
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        throw new IllegalArgumentException("x of point " + i + " must be finite, got " + x[i]);
      }
    }
    return new Series(x.clone(), y.clone());
  }

  public int size() {
    return x.length;
  }

  public double x(int i) {
    return x[i];
  }

  public double y(int i) {
    return y[i];
  }

  /// Whether point `i` is missing.
  public boolean gap(int i) {
    return !Double.isFinite(y[i]);
  }

  /// About `count` of the points, evenly spaced, the first and the last among them.
  public Series thinned(int count) {
    int n = Math.min(Math.max(count, 2), x.length);
    int[] kept = IntStream.range(0, n).map(k -> n == 1 ? 0 : (int) Math.round((double) k * (x.length - 1) / (n - 1)))
        .toArray();
    return new Series(IntStream.of(kept).mapToDouble(i -> x[i]).toArray(),
        IntStream.of(kept).mapToDouble(i -> y[i]).toArray());
  }
}
