package org.linnet.rmt.rescaling;

import org.linnet.core.init.Parameterisation;

/// How a random layer map `A = a W + tau I` with `n` columns scales squared norms: `E[A Aᵀ] = mean I`, and for Gaussian
/// entries of variance `b` the fluctuation that [SecondMoments] needs.
///
/// @param mean `a² b n + tau²`
/// @param spread `(a² b)² n + 2 a² b tau²`
record Gain(double mean, double spread) {
  static Gain of(double variance, int n, double tau) {
    return new Gain(variance * n + tau * tau, variance * (variance * n + 2 * tau * tau));
  }

  static Gain of(Parameterisation parameterisation, int l, int... widths) {
    if (widths[l] < 1 || widths[l - 1] < 1) {
      throw new IllegalArgumentException("widths must be at least 1, got " + widths[l - 1] + " and " + widths[l]);
    }
    double a = parameterisation.scaling(l, widths);
    double tau = parameterisation.hiddenSkips() && l < widths.length - 1 ? 1 : 0;
    return of(a * a * parameterisation.variance(l, widths), widths[l - 1], tau);
  }
}
