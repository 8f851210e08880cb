package org.linnet.rmt.law;

import java.util.function.DoubleUnaryOperator;

/// Numerical pieces that the laws share.
final class Elementary {
  private Elementary() {}

  /// The smallest number found in `(lower, upper]` at which the increasing function reaches `target`, by bisection down to
  /// neighbouring doubles: the function is never evaluated at the ends.
  static double inverse(DoubleUnaryOperator increasing, double target, double lower, double upper) {
    double below = lower;
    double reached = upper;
    for (;;) {
      double middle = below + (reached - below) / 2;
      if (middle <= below || middle >= reached) {
        return reached;
      }
      if (increasing.applyAsDouble(middle) < target) {
        below = middle;
      } else {
        reached = middle;
      }
    }
  }

  /// `t - sin t` for `t >= 0` without cancellation.
  static double lessSine(double t) {
    if (t > 1) {
      return t - Math.sin(t);
    }
    double term = t * t * t / 6;
    double sum = term;
    for (int k = 4; Math.abs(term) > 0x1p-56 * sum; k += 2) {
      term *= -t * t / (k * (k + 1));
      sum += term;
    }
    return sum;
  }
}
