package org.linnet.core.device;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.net.StandardActivation;

/// Element-wise kernels in single precision, on `n` numbers from given positions; `n` is a multiple of the vector length.
///
/// Explicit vectors throughout: the compiler does not vectorise loops over several arrays by itself, because it cannot
/// exclude that they are the same. Only operations with a defined result are used (no vendor `tanh` or `exp`), so that the
/// bits do not depend on whether a loop has been compiled yet.
final class FloatKernels {
  private static final VectorSpecies<Float> SPECIES = FloatTile.SPECIES;
  private static final int LANES = FloatTile.LANES;
  /// As many numbers as there are doubles in a vector.
  private static final VectorSpecies<Float> HALF = VectorSpecies.of(float.class,
      VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
  private static final VectorSpecies<Double> DOUBLES = DoubleTile.SPECIES;
  /// Adding and subtracting it rounds a small number to an integer.
  private static final float ROUNDER = 0x1.8p23f;
  /// What decays below it becomes 0: a processor is a hundred times slower with subnormal numbers, and decay alone would never leave
  /// them, because nine tenths of the smallest few are rounded back to themselves.
  private static final float SMALLEST = Float.MIN_NORMAL;

  private static final float LEAK = (float) 0.01;
  private static final float SELU_LAMBDA = (float) 1.0507009873554805;
  private static final float SELU_LAMBDA_ALPHA = (float) (1.0507009873554805 * 1.6732632423543772);

  private FloatKernels() {}

  /// `c := alpha a + beta c`.
  static void add(float alpha, float[] a, int aFrom, float beta, float[] c, int cFrom, int n) {
    boolean decays = beta != 0 && Math.abs(beta) < 1;
    for (int k = 0; k < n; k += LANES) {
      FloatVector sum = load(a, aFrom + k).mul(alpha);
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
  static void activate(StandardActivation phi, float[] u, int uFrom, float[] out, int outFrom, int n) {
    switch (phi) {
      case LINEAR -> System.arraycopy(u, uFrom, out, outFrom, n);
      case RELU -> relu(u, uFrom, out, outFrom, n);
      case TANH -> tanh(u, uFrom, out, outFrom, n);
      case SIGMOID -> sigmoid(u, uFrom, out, outFrom, n);
      case HARD_TANH -> hardTanh(u, uFrom, out, outFrom, n);
      case LEAKY_RELU -> leakyRelu(u, uFrom, out, outFrom, n);
      case SILU -> silu(u, uFrom, out, outFrom, n);
      case SELU -> selu(u, uFrom, out, outFrom, n);
      case GELU -> gelu(u, uFrom, out, outFrom, n);
    }
  }

  /// `out := factor phi'(u) in`, given `value = phi(u)`.
  static void timesDerivative(float factor, StandardActivation phi, float[] u, int uFrom, float[] value, int valueFrom,
      float[] in, int inFrom, float[] out, int outFrom, int n) {
    switch (phi) {
      case LINEAR -> add(factor, in, inFrom, 0, out, outFrom, n);
      case RELU -> slopes(factor, 0, u, uFrom, in, inFrom, out, outFrom, n);
      case TANH -> tanhSlope(factor, value, valueFrom, in, inFrom, out, outFrom, n);
      case SIGMOID -> sigmoidSlope(factor, value, valueFrom, in, inFrom, out, outFrom, n);
      case HARD_TANH -> hardTanhSlope(factor, u, uFrom, in, inFrom, out, outFrom, n);
      case LEAKY_RELU -> slopes(factor, LEAK * factor, u, uFrom, in, inFrom, out, outFrom, n);
      case SILU -> siluSlope(factor, u, uFrom, value, valueFrom, in, inFrom, out, outFrom, n);
      case SELU -> seluSlope(factor, u, uFrom, value, valueFrom, in, inFrom, out, outFrom, n);
      case GELU -> geluSlope(factor, u, uFrom, value, valueFrom, in, inFrom, out, outFrom, n);
    }
  }

  /// As [Device#adam], with `unbiasM = 1/(1-b1^t)` and `unbiasV = 1/(1-b2^t)`.
  static void adam(float[] g, int gFrom, float[] m, int mFrom, float[] v, int vFrom, float[] w, int wFrom, int n,
      Adam adam,
      float unbiasM, float unbiasV) {
    float b1 = (float) adam.b1();
    float b2 = (float) adam.b2();
    float rate = (float) adam.rate();
    float epsilon = (float) adam.epsilon();
    float decay = (float) adam.decay();
    for (int k = 0; k < n; k += LANES) {
      FloatVector slope = load(g, gFrom + k);
      FloatVector mean = load(m, mFrom + k).mul(b1).add(slope.mul(1 - b1));
      mean = mean.blend(0, mean.abs().compare(VectorOperators.LT, SMALLEST));
      FloatVector square = load(v, vFrom + k).mul(b2).add(slope.mul(slope).mul(1 - b2));
      square = square.blend(0, square.compare(VectorOperators.LT, SMALLEST));
      mean.intoArray(m, mFrom + k);
      square.intoArray(v, vFrom + k);
      FloatVector at = load(w, wFrom + k);
      FloatVector down = mean.mul(unbiasM).div(square.mul(unbiasV).sqrt().add(epsilon));
      at.sub(down.add(at.mul(decay)).mul(rate)).intoArray(w, wFrom + k);
    }
  }

  /// `sums[k] += a[k]²`, in double precision.
  static void addSquares(float[] a, int aFrom, double[] sums, int n) {
    for (int k = 0; k < n; k += HALF.length()) {
      Vector<Double> entry = FloatVector.fromArray(HALF, a, aFrom + k).convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector sum = DoubleVector.fromArray(DOUBLES, sums, k);
      sum.add(entry.mul(entry)).intoArray(sums, k);
    }
  }

  /// `c := a o c`.
  static void multiply(float[] a, int aFrom, float[] c, int cFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      load(a, aFrom + k).mul(load(c, cFrom + k)).intoArray(c, cFrom + k);
    }
  }

  /// The sum of `a[k]²`.
  static double sumOfSquares(float[] a, int aFrom, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double entry = a[aFrom + k];
      sum += entry * entry;
    }
    return sum;
  }

  // one loop to a method: in a larger one the compiler runs out of its inlining budget, and vectors become objects

  private static void relu(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      load(u, uFrom + k).max(0).intoArray(out, outFrom + k);
    }
  }

  /// `exp u - 1 = 2^j (exp r - 1) + 2^j - 1` with `u = j ln 2 + r`: without cancellation at small `u`. Beyond 87 it stays as it is
  /// there. The polynomial of degree 7 errs by less than a roundoff.
  private static FloatVector expm1(FloatVector u) {
    FloatVector y = u.max(-87).min(87);
    FloatVector rounded = y.mul(0x1.715476p0f).add(ROUNDER);
    FloatVector j = rounded.sub(ROUNDER); // the nearest integer, whose bits are the last ones of `rounded`
    FloatVector r = j.fma(constant(-0x1.62e4p-1f), y);
    r = j.fma(constant(-0x1.7f7d1cp-20f), r);
    FloatVector q = FloatVector.broadcast(SPECIES, 1.0f / 5040.0f);
    q = q.fma(r, constant(1.0f / 720.0f));
    q = q.fma(r, constant(1.0f / 120.0f));
    q = q.fma(r, constant(1.0f / 24.0f));
    q = q.fma(r, constant(1.0f / 6.0f));
    q = q.fma(r, constant(1.0f / 2.0f));
    q = q.mul(r).fma(r, r); // exp r - 1
    IntVector exponent = rounded.reinterpretAsInts().add(127);
    FloatVector power = exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats(); // 2^j
    return power.fma(q, power.sub(1));
  }

  /// `(exp 2u - 1) / (exp 2u + 1)`
  private static FloatVector tanh(FloatVector u) {
    FloatVector x = expm1(u.mul(2));
    return x.div(x.add(2));
  }

  private static void tanh(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      tanh(load(u, uFrom + k)).intoArray(out, outFrom + k);
    }
  }

  /// `(1 + tanh(u / 2)) / 2`
  private static void sigmoid(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      tanh(load(u, uFrom + k).mul(0.5f)).add(1).mul(0.5f).intoArray(out, outFrom + k);
    }
  }

  private static void hardTanh(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      load(u, uFrom + k).max(-1).min(1).intoArray(out, outFrom + k);
    }
  }

  private static void leakyRelu(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector at = load(u, uFrom + k);
      at.mul(LEAK).blend(at, at.compare(VectorOperators.GT, 0)).intoArray(out, outFrom + k);
    }
  }

  /// `u / 2 + u / 2 tanh(u / 2)`
  private static void silu(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector half = load(u, uFrom + k).mul(0.5f);
      half.fma(tanh(half), half).intoArray(out, outFrom + k);
    }
  }

  private static void selu(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector at = load(u, uFrom + k);
      expm1(at).mul(SELU_LAMBDA_ALPHA).blend(at.mul(SELU_LAMBDA), at.compare(VectorOperators.GT, 0))
          .intoArray(out, outFrom + k);
    }
  }

  /// The normal distribution function, `(1 + tanh(u p(u²))) / 2`: `p`, fitted to `artanh(erf(u / sqrt 2)) / u`, makes an error of
  /// 1e-8, and beyond 5.75 the function is 0 or 1 in single precision.
  private static FloatVector normalCdf(FloatVector u) {
    FloatVector at = u.max(-5.75f).min(5.75f);
    FloatVector square = at.mul(at);
    FloatVector p = constant(1.5763416E-13f);
    p = p.fma(square, constant(-1.568927E-11f));
    p = p.fma(square, constant(5.9748784E-10f));
    p = p.fma(square, constant(-9.528125E-9f));
    p = p.fma(square, constant(-1.7542217E-8f));
    p = p.fma(square, constant(3.3275603E-6f));
    p = p.fma(square, constant(-5.3433785E-5f));
    p = p.fma(square, constant(-3.526552E-5f));
    p = p.fma(square, constant(0.036334626f));
    p = p.fma(square, constant(0.7978847f));
    return tanh(at.mul(p)).add(1).mul(0.5f);
  }

  private static void gelu(float[] u, int uFrom, float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector at = load(u, uFrom + k);
      normalCdf(at).mul(at).intoArray(out, outFrom + k);
    }
  }

  /// With the slope `above` for `u > 0`, else `below`.
  private static void slopes(float above, float below, float[] u, int uFrom, float[] in, int inFrom, float[] out,
      int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      VectorMask<Float> positive = load(u, uFrom + k).compare(VectorOperators.GT, 0);
      constant(below).blend(above, positive).mul(load(in, inFrom + k)).intoArray(out, outFrom + k);
    }
  }

  private static void hardTanhSlope(float factor, float[] u, int uFrom, float[] in, int inFrom, float[] out,
      int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector at = load(u, uFrom + k);
      VectorMask<Float> inside = at.compare(VectorOperators.GT, -1).and(at.compare(VectorOperators.LE, 1));
      constant(0).blend(factor, inside).mul(load(in, inFrom + k)).intoArray(out, outFrom + k);
    }
  }

  /// With `phi' = s + u s (1 - s) = phi + s (1 - phi)`, `s = (1 + tanh(u / 2)) / 2`.
  private static void siluSlope(float factor, float[] u, int uFrom, float[] value, int valueFrom, float[] in,
      int inFrom,
      float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector phi = load(value, valueFrom + k);
      FloatVector s = tanh(load(u, uFrom + k).mul(0.5f)).add(1).mul(0.5f);
      s.fma(phi.neg().add(1), phi).mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  /// With `lambda alpha exp u = phi + lambda alpha` for `u <= 0`.
  private static void seluSlope(float factor, float[] u, int uFrom, float[] value, int valueFrom, float[] in,
      int inFrom, float[] out,
      int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      VectorMask<Float> positive = load(u, uFrom + k).compare(VectorOperators.GT, 0);
      FloatVector slope = load(value, valueFrom + k).add(SELU_LAMBDA_ALPHA).blend(SELU_LAMBDA, positive);
      slope.mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  /// `phi / u + u exp(-u² / 2) / sqrt(2 pi)`
  private static void geluSlope(float factor, float[] u, int uFrom, float[] value, int valueFrom, float[] in,
      int inFrom,
      float[] out, int outFrom, int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector at = load(u, uFrom + k);
      FloatVector cdf = load(value, valueFrom + k).div(at).blend(0.5f, at.compare(VectorOperators.EQ, 0));
      FloatVector power = expm1(at.mul(at).mul(-0.5f)).add(1);
      power.mul(at).fma(constant(0.3989423f), cdf).mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  /// With `phi' = 1 - phi²`.
  private static void tanhSlope(float factor, float[] value, int valueFrom, float[] in, int inFrom, float[] out,
      int outFrom,
      int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector t = load(value, valueFrom + k);
      FloatVector slope = t.mul(t).neg().add(1);
      slope.mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  /// With `phi' = phi (1 - phi)`.
  private static void sigmoidSlope(float factor, float[] value, int valueFrom, float[] in, int inFrom, float[] out,
      int outFrom,
      int n) {
    for (int k = 0; k < n; k += LANES) {
      FloatVector s = load(value, valueFrom + k);
      FloatVector slope = s.neg().add(1).mul(s);
      slope.mul(load(in, inFrom + k)).mul(factor).intoArray(out, outFrom + k);
    }
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static FloatVector load(float[] a, int from) {
    return FloatVector.fromArray(SPECIES, a, from);
  }
}
