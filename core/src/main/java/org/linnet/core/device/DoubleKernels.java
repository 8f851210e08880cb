package org.linnet.core.device;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.net.StandardActivation;

/// Element-wise kernels in double precision, on `n` numbers from given positions; `n` is a multiple of the vector length.
///
/// Explicit vectors throughout: the compiler does not vectorise loops over several arrays by itself, because it cannot
/// exclude that they are the same. Only operations with a defined result are used (no vendor `tanh` or `exp`), so that the
/// bits do not depend on whether a loop has been compiled yet.
final class DoubleKernels {
  private static final VectorSpecies<Double> SPECIES = DoubleTile.SPECIES;
  private static final int LANES = DoubleTile.LANES;
  /// Adding and subtracting it rounds a small number to an integer.
  private static final double ROUNDER = 0x1.8p52;
  /// What decays below it becomes 0: a processor is a hundred times slower with subnormal numbers, and decay alone would never leave
  /// them, because nine tenths of the smallest few are rounded back to themselves.
  private static final double SMALLEST = Double.MIN_NORMAL;

  private static final double LEAK = 0.01;
  private static final double SELU_LAMBDA = 1.0507009873554805;
  private static final double SELU_LAMBDA_ALPHA = 1.0507009873554805 * 1.6732632423543772;

  private DoubleKernels() {}

  /// `c := alpha a + beta c`.
  static void add(double alpha, double[] a, int aFrom, double beta, double[] c, int cFrom, int n) {
    boolean decays = beta != 0 && Math.abs(beta) < 1;
    for (int k = 0; k < n; k += LANES) {
      DoubleVector sum = load(a, aFrom + k).mul(alpha);
      if (beta != 0) {
        sum = sum.add(load(c, cFrom + k).mul(beta));
      }
      if (decays) {
        sum = sum.blend(0, sum.abs().compare(VectorOperators.LT, SMALLEST));
      }
      sum.intoArray(c, cFrom + k);
    }
  }

  /// `out := phi(u)`.
  static void activate(StandardActivation phi, double[] u, int uFrom, double[] out, int outFrom, int n) {
    switch (phi) {
      case LINEAR -> System.arraycopy(u, uFrom, out, outFrom, n);
      case RELU -> relu(u, uFrom, out, outFrom, n);
      case TANH -> tanh(u, uFrom, out, outFrom, n);
      case SIGMOID -> sigmoid(u, uFrom, out, outFrom, n);
      case HARD_TANH -> hardTanh(u, uFrom, out, outFrom, n);
      case LEAKY_RELU -> leakyRelu(u, uFrom, out, outFrom, n);
      case GELU, SILU, SELU -> {
        for (int k = 0; k < n; k++) {
          out[outFrom + k] = phi.value(u[uFrom + k]);
        }
      }
    }
  }

  /// `out := factor phi'(u) in`, given `value = phi(u)`.
  static void timesDerivative(double factor, StandardActivation phi, double[] u, int uFrom, double[] value,
      int valueFrom,
      double[] in, int inFrom, double[] out, int outFrom, int n) {
    switch (phi) {
      case LINEAR -> add(factor, in, inFrom, 0, out, outFrom, n);
      case RELU -> slopes(factor, 0, u, uFrom, in, inFrom, out, outFrom, n);
      case TANH -> tanhSlope(factor, value, valueFrom, in, inFrom, out, outFrom, n);
      case SIGMOID -> sigmoidSlope(factor, value, valueFrom, in, inFrom, out, outFrom, n);
      case HARD_TANH -> hardTanhSlope(factor, u, uFrom, in, inFrom, out, outFrom, n);
      case LEAKY_RELU -> slopes(factor, LEAK * factor, u, uFrom, in, inFrom, out, outFrom, n);
      case SELU -> seluSlope(factor, u, uFrom, value, valueFrom, in, inFrom, out, outFrom, n);
      case GELU, SILU -> {
        for (int k = 0; k < n; k++) {
          out[outFrom + k] = factor * phi.derivative(u[uFrom + k]) * in[inFrom + k];
        }
      }
    }
  }

  /// As [Device#adam], with `unbiasM = 1/(1-b1^t)` and `unbiasV = 1/(1-b2^t)`.
  static void adam(double[] g, int gFrom, double[] m, int mFrom, double[] v, int vFrom, double[] w, int wFrom, int n,
      Adam adam,
      double unbiasM, double unbiasV) {
    double b1 = adam.b1();
    double b2 = adam.b2();
    double rate = adam.rate();
    double epsilon = adam.epsilon();
    double decay = adam.decay();
    for (int k = 0; k < n; k += LANES) {
      DoubleVector slope = load(g, gFrom + k);
      DoubleVector mean = load(m, mFrom + k).mul(b1).add(slope.mul(1 - b1));
      mean = mean.blend(0, mean.abs().compare(VectorOperators.LT, SMALLEST));
      DoubleVector square = load(v, vFrom + k).mul(b2).add(slope.mul(slope).mul(1 - b2));
      square = square.blend(0, square.compare(VectorOperators.LT, SMALLEST));
      mean.intoArray(m, mFrom + k);
      square.intoArray(v, vFrom + k);
      DoubleVector at = load(w, wFrom + k);
      DoubleVector down = mean.mul(unbiasM).div(square.mul(unbiasV).sqrt().add(epsilon));
      at.sub(down.add(at.mul(decay)).mul(rate)).intoArray(w, wFrom + k);
    }
  }

  /// `sums[k] += a[k]²`.
  static void addSquares(double[] a, int aFrom, double[] sums, int n) {
    for (int k = 0; k < n; k += LANES) {
      DoubleVector entry = load(a, aFrom + k);
      entry.fma(entry, load(sums, k)).intoArray(sums, k);
    }
  }

  /// `c := a o c`.
  static void multiply(double[] a, int aFrom, double[] c, int cFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      load(a, aFrom + k).mul(load(c, cFrom + k)).intoArray(c, cFrom + k);
    }
  }

  /// The sum of `a[k]²`.
  static double sumOfSquares(double[] a, int aFrom, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double entry = a[aFrom + k];
      sum += entry * entry;
    }
    return sum;
  }

  // one loop to a method: in a larger one the compiler runs out of its inlining budget, and vectors become objects

  private static void relu(double[] u, int uFrom, double[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      load(u, uFrom + k).max(0).intoArray(out, outFrom + k);
    }
  }

  /// `tanh u = x / (x + 2)` with `x = exp(2u) - 1 = 2^j (exp r - 1) + 2^j - 1`, `2u = j ln 2 + r`: without cancellation at small
  /// `u`. The polynomial of degree 13 errs by less than a roundoff.
  private static void tanh(double[] u, int uFrom, double[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      DoubleVector at = load(u, uFrom + k);
      DoubleVector y = at.mul(2).max(-40).min(40); // tanh has become 1 long before
      DoubleVector rounded = y.mul(0x1.71547652b82fep0).add(ROUNDER);
      DoubleVector j = rounded.sub(ROUNDER); // the nearest integer, whose bits are the last ones of `rounded`
      DoubleVector r = j.fma(constant(-0x1.62e42feep-1), y);
      r = j.fma(constant(-0x1.a39ef35793c76p-33), r);
      DoubleVector q = DoubleVector.broadcast(SPECIES, 1.0 / 6227020800.0);
      q = q.fma(r, constant(1.0 / 479001600.0));
      q = q.fma(r, constant(1.0 / 39916800.0));
      q = q.fma(r, constant(1.0 / 3628800.0));
      q = q.fma(r, constant(1.0 / 362880.0));
      q = q.fma(r, constant(1.0 / 40320.0));
      q = q.fma(r, constant(1.0 / 5040.0));
      q = q.fma(r, constant(1.0 / 720.0));
      q = q.fma(r, constant(1.0 / 120.0));
      q = q.fma(r, constant(1.0 / 24.0));
      q = q.fma(r, constant(1.0 / 6.0));
      q = q.fma(r, constant(1.0 / 2.0));
      q = q.mul(r).fma(r, r); // exp r - 1
      LongVector exponent = rounded.reinterpretAsLongs().add(1023);
      DoubleVector power = exponent.lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles(); // 2^j
      DoubleVector x = power.fma(q, power.sub(1));
      x.div(x.add(2)).intoArray(out, outFrom + k);
    }
  }

  /// `(1 + tanh(u / 2)) / 2`
  private static void sigmoid(double[] u, int uFrom, double[] out, int outFrom, int n) {
    add(0.5, u, uFrom, 0, out, outFrom, n);
    tanh(out, outFrom, out, outFrom, n);
    for (int k = 0; k < n; k += LANES) {
      load(out, outFrom + k).add(1).mul(0.5).intoArray(out, outFrom + k);
    }
  }

  private static void hardTanh(double[] u, int uFrom, double[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      load(u, uFrom + k).max(-1).min(1).intoArray(out, outFrom + k);
    }
  }

  private static void leakyRelu(double[] u, int uFrom, double[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      DoubleVector at = load(u, uFrom + k);
      at.mul(LEAK).blend(at, at.compare(VectorOperators.GT, 0)).intoArray(out, outFrom + k);
    }
  }

  /// With the slope `above` for `u > 0`, else `below`.
  private static void slopes(double above, double below, double[] u, int uFrom, double[] in, int inFrom, double[] out,
      int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      VectorMask<Double> positive = load(u, uFrom + k).compare(VectorOperators.GT, 0);
      constant(below).blend(above, positive).mul(load(in, inFrom + k)).intoArray(out, outFrom + k);
    }
  }

  private static void hardTanhSlope(double factor, double[] u, int uFrom, double[] in, int inFrom, double[] out,
      int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      DoubleVector at = load(u, uFrom + k);
      VectorMask<Double> inside = at.compare(VectorOperators.GT, -1).and(at.compare(VectorOperators.LE, 1));
      constant(0).blend(factor, inside).mul(load(in, inFrom + k)).intoArray(out, outFrom + k);
    }
  }

  /// With `lambda alpha exp u = phi + lambda alpha` for `u <= 0`.
  private static void seluSlope(double factor, double[] u, int uFrom, double[] value, int valueFrom, double[] in,
      int inFrom, double[] out,
      int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      VectorMask<Double> positive = load(u, uFrom + k).compare(VectorOperators.GT, 0);
      DoubleVector slope = load(value, valueFrom + k).add(SELU_LAMBDA_ALPHA).blend(SELU_LAMBDA, positive);
      slope.mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  /// With `phi' = 1 - phi²`.
  private static void tanhSlope(double factor, double[] value, int valueFrom, double[] in, int inFrom, double[] out,
      int outFrom,
      int n) {
    for (int k = 0; k < n; k += LANES) {
      DoubleVector t = load(value, valueFrom + k);
      DoubleVector slope = t.mul(t).neg().add(1);
      slope.mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  /// With `phi' = phi (1 - phi)`.
  private static void sigmoidSlope(double factor, double[] value, int valueFrom, double[] in, int inFrom, double[] out,
      int outFrom,
      int n) {
    for (int k = 0; k < n; k += LANES) {
      DoubleVector s = load(value, valueFrom + k);
      DoubleVector slope = s.neg().add(1).mul(s);
      slope.mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  private static DoubleVector constant(double value) {
    return DoubleVector.broadcast(SPECIES, value);
  }

  private static DoubleVector load(double[] a, int from) {
    return DoubleVector.fromArray(SPECIES, a, from);
  }
}
