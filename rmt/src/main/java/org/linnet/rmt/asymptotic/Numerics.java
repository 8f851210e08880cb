package org.linnet.rmt.asymptotic;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.analysis.solvers.BrentSolver;

/// Quadrature, roots and maxima of smooth functions.
final class Numerics {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  /// All integrands here are analytic in a neighbourhood of the interval: 100 nodes reach rounding.
  private static final GaussIntegrator LEGENDRE = new GaussIntegratorFactory().legendre(100);

  private Numerics() {}

  static double integral(DoubleUnaryOperator f, double from, double to) {
    double half = (to - from) / 2;
    return half * LEGENDRE.integrate(x -> f.applyAsDouble(from + half * (x + 1)));
  }

  /// The integral over `v` from `from` to `to`, which may be infinite, of an `f` that falls at least like `1/v²`.
  static double unboundedIntegral(DoubleUnaryOperator f, double from, double to) {
    return integral(t -> {
      double cosine = Math.cos(t);
      return f.applyAsDouble(Math.tan(t)) / (cosine * cosine);
    }, Math.atan(from), Math.atan(to));
  }

  static double root(DoubleUnaryOperator f, double from, double to) {
    return new BrentSolver(1e-15, 1e-15 * Math.max(Math.abs(from), Math.abs(to))).solve(300, f::applyAsDouble, from,
        to);
  }

  /// Where a function with one maximum has it, up to the square root of the rounding error.
  static double argMax(DoubleUnaryOperator f, double from, double to) {
    double a = from;
    double b = to;
    double left = b - GOLDEN * (b - a);
    double right = a + GOLDEN * (b - a);
    double fLeft = f.applyAsDouble(left);
    double fRight = f.applyAsDouble(right);
    while (b - a > 1e-9 * (Math.abs(a) + Math.abs(b))) {
      if (fLeft > fRight) {
        b = right;
        right = left;
        fRight = fLeft;
        left = b - GOLDEN * (b - a);
        fLeft = f.applyAsDouble(left);
      } else {
        a = left;
        left = right;
        fLeft = fRight;
        right = a + GOLDEN * (b - a);
        fRight = f.applyAsDouble(right);
      }
    }
    return (a + b) / 2;
  }

  static double square(double x) {
    return x * x;
  }

  static void requireDepth(int H, int least, String remedy) {
    if (H < least) {
      throw new IllegalArgumentException("hidden layers H must be at least " + least + ", got " + H + remedy);
    }
  }
}
