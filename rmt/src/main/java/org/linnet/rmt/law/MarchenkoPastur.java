package org.linnet.rmt.law;

import java.util.List;
import org.linnet.core.random.RandomStream;

/// The Marchenko-Pastur law: eigenvalues of `XᵀX/n` for a large matrix of independent entries.
///
/// **Statement**: let `X` be `n x p` with independent entries of mean 0 and variance `v`, `n, p → ∞`, `p/n → c`. With `v = 1`
/// the law of the eigenvalues of `XᵀX/n` has the density `sqrt((b - x)(x - a)) / (2π c x)` on `a, b = (1 ∓ sqrt c)²`, and for
/// `c > 1` an atom of mass `1 - 1/c` at 0. Its moments are `sum_(r=0..k-1) c^r binom(k, r) binom(k-1, r)/(r+1)` (Narayana
/// numbers); `v` scales `x`.
///
/// In the angle of `x = 1 + c - 2 sqrt c cos θ` the distribution function is elementary: with `q = sqrt c <= 1`,
/// `A = atan2(q sin θ, 1 - q cos θ)`, `B = θ + A` (two angles of the triangle with the sides `1`, `q`, `sqrt x`),
///
/// `π F = θ + sin θ/q - (1/q² - 1) A = [u(2B) - u(2A)/q²]/2`, `u(t) = t - sin t`.
///
/// For `c > 1` the continuous part is that of `1/c` times `1/c`, in the same angle.
///
/// **Numerics**: O(1); quantiles by bisection. The first form of `F` cancels at the lower edge, the second where `q` is near 1
/// and the edge is hard; the second is used for `θ < 1 - q`. That leaves an absolute error of some `eps` times the larger of 1
/// and the density, which is also what the rounding of `x` brings, and a relative one of some `eps/|1 - q|` at the lower
/// edge.
///
/// **Source**: Marchenko and Pastur 1967; `innocenti2025thesis`, C.15 (there for `c = 1`). The closed form of `F` is
/// derived from `sin t/(1 + q² - 2 q cos t) = sum_(n>=1) q^(n-1) sin n t`.
///
/// @param ratio `c`, columns over rows
/// @param variance `v`, of an entry of `X`
public record MarchenkoPastur(double ratio, double variance) implements MatrixLaw {
  public MarchenkoPastur {
    Checks.requirePositive("the ratio of a Marchenko-Pastur law", ratio);
    Checks.requirePositive("the variance of a Marchenko-Pastur law", variance);
  }

  /// With variance 1.
  public MarchenkoPastur(double ratio) {
    this(ratio, 1);
  }

  @Override
  public double density(double x) {
    Checks.requireNumber(x);
    Interval ends = support();
    if (x < ends.lower() || x > ends.upper()) {
      return 0;
    }
    double root = ends.lower() == 0
        ? Math.sqrt((ends.upper() - x) / x) // a hard edge, where the density is infinite
        : Math.sqrt((ends.upper() - x) * (x - ends.lower())) / x;
    return root / (2 * Math.PI * ratio * variance);
  }

  @Override
  public double cdf(double x) {
    Checks.requireNumber(x);
    return x < 0 ? 0 : atAngle(angle(x));
  }

  @Override
  public double quantile(double p) {
    Checks.requireProbability(p);
    if (p <= massAtZero()) {
      return ratio > 1 ? 0 : support().lower();
    }
    if (p == 1) {
      return support().upper();
    }
    double s = Math.sin(Elementary.inverse(this::atAngle, p, 0, Math.PI) / 2);
    return variance * (lowerEdge() + 4 * Math.sqrt(ratio) * s * s);
  }

  @Override
  public Interval support() {
    double upper = 1 + Math.sqrt(ratio);
    return new Interval(variance * lowerEdge(), variance * upper * upper);
  }

  @Override
  public List<Atom> atoms() {
    return massAtZero() > 0 ? List.of(new Atom(0, massAtZero())) : List.of();
  }

  @Override
  public double moment(int k) {
    Checks.requireOrder(k);
    double term = 1; // c^r times a Narayana number
    double sum = 1;
    for (int r = 0; r < k - 1; r++) {
      term *= ratio * (k - 1 - r) / (r + 2) * (k - r) / (r + 1);
      sum += term;
    }
    return sum * Math.pow(variance, k);
  }

  /// The `n` eigenvalues of `XᵀX/m` for a Gaussian `X` of `n` columns and the nearest whole number `m >= 1` to `n/ratio` of
  /// rows.
  @Override
  public double[] eigenvalues(int n, RandomStream random) {
    Checks.requireSize(n);
    long rows = Math.max(1, Math.round(n / ratio));
    Checks.require(rows <= Integer.MAX_VALUE / n,
        "a matrix of " + n + " columns and the ratio " + ratio + " has " + rows
            + " rows, too many; ask for fewer eigenvalues");
    return Draw.squaredSingularValues(Draw.gaussian(random, (int) rows, n, variance / rows));
  }

  private double massAtZero() {
    return Math.max(0, 1 - 1 / ratio);
  }

  /// `(1 - sqrt c)²`.
  private double lowerEdge() {
    double gap = (1 - ratio) / (1 + Math.sqrt(ratio));
    return gap * gap;
  }

  /// `θ` of `x = a + 4 sqrt c sin²(θ/2)`, 0 below and `π` above the support.
  private double angle(double x) {
    double squaredSine = (x / variance - lowerEdge()) / (4 * Math.sqrt(ratio));
    return 2 * Math.asin(Math.sqrt(Math.clamp(squaredSine, 0, 1)));
  }

  private double atAngle(double theta) {
    double q = Math.min(Math.sqrt(ratio), 1 / Math.sqrt(ratio));
    double s = Math.sin(theta / 2);
    double gap = Math.abs(1 - ratio) / ((1 + Math.sqrt(ratio)) * Math.max(1, Math.sqrt(ratio))); // 1 - q
    double A = Math.atan2(q * Math.sin(theta), gap + 2 * q * s * s);
    double mass = theta < gap
        ? (Elementary.lessSine(2 * (theta + A)) - Elementary.lessSine(2 * A) / (q * q)) / 2
        : theta + Math.sin(theta) / q - gap * (1 + q) / (q * q) * A;
    return massAtZero() + Math.min(1, 1 / ratio) * Math.clamp(mass / Math.PI, 0, 1);
  }
}
