package org.linnet.rmt.law;

import org.ejml.data.DMatrixRMaj;
import org.linnet.core.random.RandomStream;

/// Wigner's semicircle law: eigenvalues of a large symmetric matrix of independent entries.
///
/// **Statement**: let `M` be symmetric, `n x n`, its entries on and above the diagonal independent with mean 0 and variance
/// `R²/(4n)` off the diagonal. For `n → ∞` the law of its eigenvalues has the density `2 sqrt(R² - x²)/(π R²)` on `[-R, R]`
/// and the moments `E X^(2k) = (R/2)^(2k) binom(2k, k)/(k+1)` (Catalan numbers). In the angle of `x = -R cos φ` its
/// distribution function is `(2φ - sin 2φ)/(2π)`.
///
/// **Numerics**: O(1), relative accuracy in the lower tail; quantiles by bisection.
///
/// **Source**: Wigner 1958; `innocenti2025thesis`, C.17.
///
/// @param radius `R`, twice the standard deviation
public record Semicircle(double radius) implements MatrixLaw {
  public Semicircle {
    Checks.requirePositive("the radius of a semicircle", radius);
  }

  /// The semicircle law of this variance, `R²/4`.
  public static Semicircle ofVariance(double variance) {
    Checks.requirePositive("the variance of a semicircle", variance);
    return new Semicircle(2 * Math.sqrt(variance));
  }

  @Override
  public double density(double x) {
    Checks.requireNumber(x);
    return Math.abs(x) > radius ? 0 : 2 * Math.sqrt((radius - x) * (radius + x)) / (Math.PI * radius * radius);
  }

  @Override
  public double cdf(double x) {
    Checks.requireNumber(x);
    double squaredSine = (1 + x / radius) / 2; // sin²(φ/2)
    return atAngle(2 * Math.asin(Math.sqrt(Math.clamp(squaredSine, 0, 1))));
  }

  @Override
  public double quantile(double p) {
    Checks.requireProbability(p);
    if (p > 0.5) {
      return -quantile(1 - p);
    }
    return p == 0 ? -radius : -radius * Math.cos(Elementary.inverse(Semicircle::atAngle, p, 0, Math.PI));
  }

  @Override
  public Interval support() {
    return new Interval(-radius, radius);
  }

  @Override
  public double moment(int k) {
    Checks.requireOrder(k);
    double catalan = 1;
    for (int j = 1; j <= k / 2; j++) {
      catalan *= 2.0 * (2 * j - 1) / (j + 1);
    }
    return k % 2 == 1 ? 0 : catalan * Math.pow(radius / 2, k);
  }

  /// The eigenvalues of an `n x n` matrix of the Gaussian orthogonal ensemble: variance `R²/(2n)` on the diagonal.
  @Override
  public double[] eigenvalues(int n, RandomStream random) {
    Checks.requireSize(n);
    DMatrixRMaj M = Draw.gaussian(random, n, n, radius * radius / (8.0 * n));
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double entry = M.get(i, j) + M.get(j, i); // twice the first on the diagonal
        M.set(i, j, entry);
        M.set(j, i, entry);
      }
    }
    return Draw.eigenvalues(M);
  }

  private static double atAngle(double phi) {
    return Elementary.lessSine(2 * phi) / (2 * Math.PI);
  }
}
