package org.linnet.rmt.law;

import java.util.Arrays;
import org.hipparchus.complex.Complex;

/// The Dyson equation of a chain of `H` random blocks, `-1/m(l) = z + m(l-1) + m(l+1)`, solved near the real axis.
///
/// By the symmetry `m(l) = m(H+1-l)` only the first half of the chain is kept, up to the middle. For even `H` this also removes
/// the direction `m(l) → t^((-1)^l) m(l)` in which the equation is degenerate at `z = 0`.
///
/// Four units above the axis the equation is a contraction by `2 (1/4)² = 1/8`. From there Newton's method follows the solution
/// down; a point is accepted only if all `Im m(l) > 0` and the equation holds, which singles out the solution.
final class PathDyson {
  private static final double START = 4;
  private static final double NEAREST = 1e-15;
  private static final double ACCURACY = 1e-13;
  private static final double STAGNATION = 1e-6;
  private static final int NEWTON_STEPS = 15;

  private final int blocks;
  private final Complex[] m; // m(1), .., m(h), h = ceil(H/2)

  private PathDyson(int blocks, Complex[] m) {
    this.blocks = blocks;
    this.m = m;
  }

  /// The solution at `x < 0`, seen from above; nearer to 0 than [#NEAREST] that of `-NEAREST`.
  ///
  /// @throws ArithmeticException if it could not be followed down to the axis
  static PathDyson at(int blocks, double point) {
    double x = Math.min(point, -NEAREST);
    double target = 1e-14 * Math.min(1, -x);
    double height = START;
    PathDyson solution = fixedPoint(blocks, new Complex(x, height));
    for (double factor = 0.1; height > target;) {
      double next = Math.max(target, height * factor);
      PathDyson lower = solution.newton(new Complex(x, next));
      if (lower.m.length > 0) {
        solution = lower;
        height = next;
        factor = Math.max(0.1, factor * factor);
      } else if (factor < 0.99) {
        factor = Math.sqrt(factor);
      } else {
        throw new ArithmeticException("the Dyson equation of " + blocks + " blocks could be followed at x = " + x
            + " only down to the height " + height);
      }
    }
    return solution;
  }

  /// `Im sum m(l)/(πH)`.
  double density() {
    double sum = 0;
    for (int l = 0; l < m.length; l++) {
      sum += copies(l) * m[l].getImaginary();
    }
    return Math.max(0, sum / (Math.PI * blocks));
  }

  /// `[sum arg m(l) - sum Im m(l) m(l+1)]/(πH)`, each pair of neighbours counted from both sides.
  double cdf() {
    double sum = 0;
    for (int l = 0; l < m.length; l++) {
      sum += copies(l) * (m[l].getArgument() - m[l].multiply(neighbours(m, l)).getImaginary() / 2);
    }
    return Math.clamp(sum / (Math.PI * blocks), 0, 1);
  }

  /// The upper end of the spectrum, for `H >= 3`: the least `z` with a positive solution `u = -m`.
  static double edge(int blocks) {
    return Elementary.inverse(z -> hasPositiveSolution(blocks, z) ? 1 : 0, 1, 2, 2 * Math.sqrt(2));
  }

  /// Newton's method for `g(l) = z - u(l-1) - u(l+1) - 1/u(l) = 0` from below: `g` is concave, so `u` rises to the least solution
  /// while the derivative `diag(1/u²) - neighbours` is positive definite; where it is not there is none.
  private static boolean hasPositiveSolution(int blocks, double z) {
    double[] u = new double[blocks + 2];
    Arrays.fill(u, 1, blocks + 1, 1 / z);
    double[] pivot = new double[blocks + 2];
    double[] step = new double[blocks + 2];
    double change = 1;
    for (int i = 0; i < 100 && change > 1e-15; i++) {
      for (int l = 1; l <= blocks; l++) {
        double carried = l == 1 ? 0 : 1 / pivot[l - 1];
        pivot[l] = 1 / (u[l] * u[l]) - carried;
        if (!(pivot[l] > 0)) {
          return false;
        }
        step[l] = 1 / u[l] + u[l - 1] + u[l + 1] - z + carried * step[l - 1];
      }
      change = 0;
      for (int l = blocks; l >= 1; l--) {
        step[l] = (step[l] + (l == blocks ? 0 : step[l + 1])) / pivot[l];
        change = Math.max(change, Math.abs(step[l]) / u[l]);
      }
      for (int l = 1; l <= blocks; l++) {
        u[l] += step[l];
      }
    }
    return true;
  }

  private static PathDyson fixedPoint(int blocks, Complex z) {
    Complex[] m = new Complex[(blocks + 1) / 2];
    Arrays.fill(m, Complex.ZERO);
    PathDyson solution = new PathDyson(blocks, m);
    for (int i = 0; i < 20; i++) { // 8^-20 < 1e-18
      Complex[] previous = m.clone();
      Arrays.setAll(m, l -> z.add(solution.neighbours(previous, l)).reciprocal().negate());
    }
    return solution;
  }

  /// The solution at `z`, from this one as a guess; without blocks if it was not reached.
  private PathDyson newton(Complex z) {
    Complex[] next = m;
    double previous = Double.POSITIVE_INFINITY;
    for (int i = 0; i < NEWTON_STEPS && next.length > 0; i++) {
      Complex[] step = step(next, z);
      double size = relativeSize(step, next);
      next = inUpperHalfPlane(next, step);
      boolean settled = size < ACCURACY || (size < STAGNATION && size > previous / 2);
      if (settled && next.length > 0) {
        return new PathDyson(blocks, next);
      }
      previous = size;
    }
    return new PathDyson(blocks, new Complex[0]);
  }

  /// Solves `δ(l)/m(l)² - δ(l-1) - δ(l+1) = R(l)`, `R(l) = 1/m(l) + z + m(l-1) + m(l+1)`, folded at the middle.
  private Complex[] step(Complex[] m, Complex z) {
    int h = m.length;
    Complex[] pivot = new Complex[h];
    Complex[] delta = new Complex[h];
    for (int l = 0; l < h; l++) {
      Complex inverse = m[l].reciprocal();
      boolean middle = l == h - 1;
      pivot[l] = inverse.multiply(inverse).subtract(middle && blocks % 2 == 0 ? 1 : 0); // m(h+1) = m(h)
      delta[l] = inverse.add(z).add(neighbours(m, l));
      if (l > 0) {
        Complex carried = pivot[l - 1].reciprocal().multiply(middle && blocks % 2 == 1 ? 2 : 1); // m(h+1) = m(h-1)
        pivot[l] = pivot[l].subtract(carried);
        delta[l] = delta[l].add(carried.multiply(delta[l - 1]));
      }
    }
    for (int l = h - 1; l >= 0; l--) {
      delta[l] = (l == h - 1 ? delta[l] : delta[l].add(delta[l + 1])).divide(pivot[l]);
    }
    return delta;
  }

  /// `m` plus the largest of the step, its half, its quarter, .. that keeps all imaginary parts positive.
  private static Complex[] inUpperHalfPlane(Complex[] m, Complex[] step) {
    Complex[] next = new Complex[m.length];
    for (double length = 1; length > 1e-3; length /= 2) {
      double taken = length;
      Arrays.setAll(next, l -> m[l].add(step[l].multiply(taken)));
      if (Arrays.stream(next).allMatch(value -> value.getImaginary() > 0)) {
        return next;
      }
    }
    return new Complex[0];
  }

  private static double relativeSize(Complex[] step, Complex[] m) {
    double size = 0;
    for (int l = 0; l < m.length; l++) {
      size = Math.max(size, step[l].norm() / m[l].norm());
    }
    return size;
  }

  /// `m(l-1) + m(l+1)`, index `l` counting from 0.
  private Complex neighbours(Complex[] m, int l) {
    Complex before = l == 0 ? Complex.ZERO : m[l - 1];
    return before.add(l < m.length - 1 ? m[l + 1] : m[blocks % 2 == 0 ? l : l - 1]);
  }

  /// How many blocks of the chain have the value of the `l`-th of its half.
  private int copies(int l) {
    return blocks % 2 == 1 && l == m.length - 1 ? 1 : 2;
  }
}
