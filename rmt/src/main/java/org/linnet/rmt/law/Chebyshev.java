package org.linnet.rmt.law;

import java.util.function.IntToDoubleFunction;

/// A polynomial on an interval, in Chebyshev polynomials, through values at Chebyshev points.
final class Chebyshev {
  private final Interval interval;
  private final double[] coefficients;

  private Chebyshev(Interval interval, double[] coefficients) {
    this.interval = interval;
    this.coefficients = coefficients;
  }

  /// The `k`-th of `n + 1` points, `cos(kπ/n)` brought onto the interval: from the upper end, `k = 0`, to the lower.
  static double point(Interval interval, int n, int k) {
    double middle = (interval.lower() + interval.upper()) / 2;
    return middle + (interval.upper() - middle) * Math.cos(Math.PI * k / n);
  }

  /// The polynomial of degree `n` with these values at the points.
  static Chebyshev through(Interval interval, int n, IntToDoubleFunction values) {
    double[] coefficients = new double[n + 1];
    for (int j = 0; j <= n; j++) {
      double sum = 0;
      for (int k = 0; k <= n; k++) {
        double half = k == 0 || k == n ? 0.5 : 1;
        sum += half * values.applyAsDouble(k) * Math.cos(Math.PI * ((long) j * k % (2L * n)) / n);
      }
      coefficients[j] = (j == 0 || j == n ? 1 : 2) * sum / n;
    }
    return new Chebyshev(interval, coefficients);
  }

  /// The polynomial at `x`, by Clenshaw's recurrence.
  double at(double x) {
    double t = (2 * x - interval.lower() - interval.upper()) / (interval.upper() - interval.lower());
    double next = 0;
    double afterNext = 0;
    for (int j = coefficients.length - 1; j > 0; j--) {
      double b = coefficients[j] + 2 * t * next - afterNext;
      afterNext = next;
      next = b;
    }
    return coefficients[0] + t * next - afterNext;
  }

  /// The integral over the interval (the Clenshaw-Curtis rule): `∫ T(j) = 2/(1 - j²)` on `[-1, 1]` for even `j`.
  double integral() {
    double sum = 0;
    for (int j = 0; j < coefficients.length; j += 2) {
      sum += coefficients[j] * 2 / (1 - (double) j * j);
    }
    return sum * (interval.upper() - interval.lower()) / 2;
  }
}
