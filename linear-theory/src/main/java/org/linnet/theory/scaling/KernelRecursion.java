package org.linnet.theory.scaling;

import org.hipparchus.special.Erf;
import org.linnet.core.net.Activation;
import org.linnet.core.net.StandardActivation;

/// The mean square of activities through infinitely wide random layers.
///
/// **Statement**: with independent weights of mean zero and variance `v/M`, the mean square `q(k) = hᵀh/M` of the activities
/// `h(k) = phi(W(k) h(k-1))` converges almost surely as `M` grows, to `q(k) = G(v q(k-1))`, `G(q) = E[phi(sqrt(q) u)²]`, `u`
/// standard normal. Closed forms: `G(q) = q (phi(1)² + phi(-1)²)/2` for linear, ReLU and leaky ReLU;
/// `q (erf(t/√2) - sqrt(2/π) t exp(-t²/2)) + erfc(t/√2)` with `t = q^(-1/2)` for the hard tanh.
///
/// **Assumptions**: `phi` grows at most polynomially. It is smooth on both sides of zero, or one of the closed forms.
///
/// **Numerics**: relative error below 1e-12 for `q` in `[1e-12, 1e12]`: the substitution `u = exp(π/2 sinh t)` and the
/// trapezoidal rule, whose step is halved until two values agree; a few hundred evaluations.
///
/// **Source**: `ishikawa2024`, Eq. S.39, S.96-S.100; the substitution is Takahasi and Mori's (1974).
///
/// **Erratum**: S.97 and S.98 print the variances `1/M^(a(L)+b(L))` and `1/sqrt(M)`. With them a linear layer would multiply
/// `q` by `sqrt(M)`; they are the standard deviations, as `q = Θ(M^(-2(a(L)+b(L))))` below S.100 has it.
public final class KernelRecursion {
  /// `u` from 1e-31, far below the scale `q^(-1/2)` on which `phi` turns, to 47, where the normal density underflows.
  private static final double FROM = -4.5;
  private static final double TO = 1.625;
  private static final double AGREEMENT = 1e-14;
  private static final int HALVINGS = 9;

  private KernelRecursion() {}

  /// `q(0), .., q(depth)`.
  ///
  /// @param v variance of an entry of `W(k)`, times the width
  /// @param q0 mean square of the first layer's inputs
  /// @throws IllegalArgumentException if `v` or `q0` is not a number from 0 to infinity, or as [#layer]
  public static double[] layers(Activation phi, double v, double q0, int depth) {
    double[] q = new double[depth + 1];
    q[0] = q0;
    for (int k = 1; k <= depth; k++) {
      q[k] = layer(phi, v * q[k - 1]);
    }
    return q;
  }

  /// `G(q)`.
  ///
  /// @throws IllegalArgumentException if `q` is negative or not finite, or if `phi` has a kink away from zero
  public static double layer(Activation phi, double q) {
    if (!(q >= 0) || !Double.isFinite(q)) {
      throw new IllegalArgumentException("a mean square must be finite and at least 0, got " + q);
    }
    if (q == 0) {
      return phi.value(0) * phi.value(0);
    }
    if (phi instanceof StandardActivation standard) {
      return switch (standard) {
        case LINEAR, RELU, LEAKY_RELU -> q * both(phi, 1) / 2;
        case HARD_TANH -> hardTanh(q);
        case TANH, SIGMOID, GELU, SILU, SELU -> quadrature(phi, q);
      };
    }
    return quadrature(phi, q);
  }

  private static double hardTanh(double q) {
    double t = 1 / Math.sqrt(q);
    double inside = Erf.erf(t / Math.sqrt(2)) - Math.sqrt(2 / Math.PI) * t * Math.exp(-t * t / 2);
    return q * inside + Erf.erfc(t / Math.sqrt(2));
  }

  /// `∫_0^∞ (phi(sqrt(q) u)² + phi(-sqrt(q) u)²) N(u) du`.
  private static double quadrature(Activation phi, double q) {
    double h = 0.125;
    double sum = trapezoid(phi, q, 0, h);
    double change = Double.POSITIVE_INFINITY;
    for (int i = 0; i < HALVINGS; i++) {
      double refined = (sum + trapezoid(phi, q, h / 2, h)) / 2;
      change = Math.abs(refined - sum);
      sum = refined;
      h /= 2;
      if (change <= AGREEMENT * Math.abs(sum)) {
        return sum;
      }
    }
    throw new IllegalArgumentException("phi must be smooth on both sides of zero: halving the quadrature's step to " + h
        + " still changes its value " + sum + " by " + change);
  }

  /// `h` times the sum of the integrand at `FROM + offset + i h`.
  private static double trapezoid(Activation phi, double q, double offset, double h) {
    double sum = 0;
    for (double t = FROM + offset; t <= TO; t += h) {
      double u = Math.exp(Math.PI / 2 * Math.sinh(t));
      double density = Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
      sum += both(phi, Math.sqrt(q) * u) * density * u * Math.PI / 2 * Math.cosh(t);
    }
    return h * sum;
  }

  private static double both(Activation phi, double u) {
    double right = phi.value(u);
    double left = phi.value(-u);
    return right * right + left * left;
  }
}
