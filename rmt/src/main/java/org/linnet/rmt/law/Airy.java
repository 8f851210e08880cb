package org.linnet.rmt.law;

/// Airy's function `Ai` and its derivative for real arguments from -20 up.
///
/// **Statement**: `Ai` is the solution of `y″ = x y` with `Ai ~ exp(-ξ)/(2 sqrt π x^(1/4))`, `ξ = 2/3 x^(3/2)`, for `x → ∞`.
///
/// **Numerics**: beyond 10 the asymptotic series, whose smallest term there is 1e-18. Below, Taylor steps of the differential
/// equation from the nearest of a row of points half a unit apart, which were reached from 10 by the same steps: downwards
/// `Ai` is the growing solution, so the steps are stable. Relative error below 1e-14 for positive arguments; for negative
/// ones, where `Ai` oscillates, this is relative to the amplitude.
///
/// **Source**: DLMF 9.2, 9.7.
final class Airy {
  private static final double LOWEST = -20;
  private static final double HIGHEST = 10;
  private static final double SPACING = 0.5;
  private static final Airy[] GRID = grid();

  final double value;
  final double derivative;

  private Airy(double value, double derivative) {
    this.value = value;
    this.derivative = derivative;
  }

  /// `Ai(x)` and `Ai′(x)`.
  static Airy at(double x) {
    Checks.require(x >= LOWEST, "the argument of Airy's function must be at least " + LOWEST + ", got " + x);
    if (x >= HIGHEST) {
      return asymptotic(x);
    }
    int k = (int) Math.round((HIGHEST - x) / SPACING);
    double x0 = HIGHEST - k * SPACING;
    return GRID[k].step(x0, x - x0);
  }

  private static Airy[] grid() {
    Airy[] grid = new Airy[(int) Math.round((HIGHEST - LOWEST) / SPACING) + 1];
    grid[0] = asymptotic(HIGHEST);
    for (int k = 1; k < grid.length; k++) {
      grid[k] = grid[k - 1].step(HIGHEST - (k - 1) * SPACING, -SPACING);
    }
    return grid;
  }

  /// From `x` to `x + h` by `y = sum a(n) hⁿ`, `(n+1)(n+2) a(n+2) = x a(n) + a(n-1)`.
  private Airy step(double x, double h) {
    double[] a = {0, value, derivative}; // a(n-1), a(n), a(n+1)
    double sum = value + derivative * h;
    double slope = derivative;
    double power = h; // h^(n+1)
    for (int n = 0; n < 40; n++) {
      double next = (x * a[1] + a[0]) / ((n + 1) * (n + 2));
      slope += (n + 2) * next * power;
      power *= h;
      sum += next * power;
      a[0] = a[1];
      a[1] = a[2];
      a[2] = next;
    }
    return new Airy(sum, slope);
  }

  /// `exp(-ξ)/(2 sqrt π) (x^(-1/4) sum (-1)^k u(k) ξ^(-k), -x^(1/4) sum (-1)^k v(k) ξ^(-k))`, up to the smallest term.
  private static Airy asymptotic(double x) {
    double xi = 2 * x * Math.sqrt(x) / 3;
    double term = 1; // (-1)^k u(k) ξ^(-k)
    double value = 1;
    double slope = 1;
    for (int k = 1; k < 2 * xi && Math.abs(term) > 0x1p-60; k++) {
      term *= -(6.0 * k - 5) * (6.0 * k - 3) * (6.0 * k - 1) / (216.0 * k * (2 * k - 1)) / xi;
      value += term;
      slope -= term * (6.0 * k + 1) / (6.0 * k - 1); // v(k) = -(6k+1)/(6k-1) u(k)
    }
    double factor = Math.exp(-xi) / (2 * Math.sqrt(Math.PI));
    double root = Math.sqrt(Math.sqrt(x));
    return new Airy(factor / root * value, -factor * root * slope);
  }
}
