package org.linnet.rmt.law;

/// A Raney law: the law whose moments are the Raney numbers `A_k(p, r) = r/(k p + r) binom(k p + r, k)`.
///
/// **Statement**: for `p > 1`, `0 < r <= p` there is one such law. It has no atom, the support `[0, p^p (p-1)^(1-p)]`, and in
/// the parameter `0 < φ < π/p`, with `ρ = sin pφ/sin (p-1)φ`, the point and the density
///
/// `x = ρ^(p-1) sin pφ/sin φ`, `f = ρ^r sin rφ/(π x)`.
///
/// Known members: `(2, 1)` is the Marchenko-Pastur law of ratio 1; `(p, 1)` is [FussCatalan]; `(3, 2)`, with the moments
/// 1, 2, 7, 30, 143, is the limit of the activity Hessian's spectrum for ever deeper linear networks of unit gain,
/// with the upper end 27/4, the density `sin φ sin 2φ/(π sin 3φ)`, and `√3/(2π) x^(-1/3)` near 0. For other `p` and `r` there
/// is no simple matrix model, hence no sampling here.
///
/// **Why**: the generating function `B = 1 + z B^p`, `B^r = sum A_k z^k`, has at `z = 1/x` the solution `B = ρ exp(iφ)`, since
/// `B - 1 = exp(ipφ) sin φ/sin (p-1)φ`; the density is `Im B^r/(π x)`.
///
/// **Numerics**: everything is computed in `δ = π/p - φ`, which is exact near `x = 0` (a pole of the density for `r < p`).
/// The distribution function is the integral of `f dx` over `δ^r` by the double-exponential rule; all terms are positive, so
/// its error of some 1e-14 is relative, in the lower tail too. Density and distribution function take one bisection for `δ`, some 60 evaluations; a quantile
/// some 60 integrals of 70 points. Near the upper end the density inherits the error of `x`: absolute error of some
/// `sqrt eps`.
///
/// **Source**: Penson and Życzkowski 2011; Forrester and Liu 2015 (the parametric form); Młotkowski 2010 (existence).
///
/// @param p above 1
/// @param r in `(0, p]`
public record Raney(double p, double r) implements Law {
  private static final double STEP = 0.1;

  public Raney {
    Checks.require(p > 1 && Double.isFinite(p), "p of a Raney law must be above 1 and finite, got " + p);
    Checks.require(r > 0 && r <= p, "r of a Raney law must be in (0, p], got r = " + r + " with p = " + p);
  }

  @Override
  public double density(double x) {
    Checks.requireNumber(x);
    if (x < 0 || x >= upper()) {
      return 0;
    }
    if (x == 0) {
      return r < p ? Double.POSITIVE_INFINITY : 0;
    }
    double delta = parameter(x);
    return Math.pow(rho(delta), r) * sine(r, delta) / (Math.PI * x);
  }

  @Override
  public double cdf(double x) {
    Checks.requireNumber(x);
    if (x <= 0) {
      return 0;
    }
    return x >= upper() ? 1 : below(parameter(x));
  }

  @Override
  public double quantile(double probability) {
    Checks.requireProbability(probability);
    if (probability == 0) {
      return 0;
    }
    return probability == 1 ? upper() : point(Elementary.inverse(this::below, probability, 0, top()));
  }

  @Override
  public Interval support() {
    return new Interval(0, upper());
  }

  @Override
  public double moment(int k) {
    Checks.requireOrder(k);
    double number = 1;
    for (int j = 0; j < k; j++) {
      number *= (j == 0 ? r : k * p + r - j) / (j + 1);
    }
    return number;
  }

  private double upper() {
    return p * Math.pow(p / (p - 1), p - 1);
  }

  private double top() {
    return Math.PI / p;
  }

  /// `δ` of `x`, in which `x` increases.
  private double parameter(double x) {
    return Elementary.inverse(this::point, x, 0, top());
  }

  private double point(double delta) {
    return Math.pow(rho(delta), p - 1) * sine(p, delta) / sine(1, delta);
  }

  private double rho(double delta) {
    return sine(p, delta) / sine(p - 1, delta);
  }

  /// `sin nφ`, `0 <= n <= p`, from whichever of `φ` and `π - nφ = π (1 - n/p) + nδ` is exact.
  private double sine(double n, double delta) {
    double phi = top() - delta;
    return phi < delta ? Math.sin(n * phi) : Math.sin(Math.PI * (1 - n / p) + n * delta);
  }

  private double cotangent(double n, double delta) {
    double phi = top() - delta;
    return phi < delta ? 1 / Math.tan(n * phi) : -1 / Math.tan(Math.PI * (1 - n / p) + n * delta);
  }

  /// The mass below the point of `delta`: `∫ ρ^r sin rφ |d log x/dδ| dδ/π` over `v = (δ/delta)^r`, in which the integrand is
  /// bounded.
  private double below(double delta) {
    double sum = 0;
    for (double t = -3.5; t < 3.5 + STEP / 2; t += STEP) {
      double e = Math.exp(-Math.PI * Math.sinh(t));
      double weight = Math.PI * Math.cosh(t) * e / ((1 + e) * (1 + e)); // dv/dt of v = 1/(1 + e)
      double d = Math.max(delta * Math.pow(1 + e, -1 / r), Double.MIN_NORMAL);
      sum += weight * Math.pow(rho(d) / d, r) * sine(r, d) * d * logarithmicSlope(d);
    }
    return Math.min(1, STEP * sum * Math.pow(delta, r) / (Math.PI * r));
  }

  /// `d log x/dδ = -p² cot pφ + cot φ + (p-1)² cot (p-1)φ`.
  private double logarithmicSlope(double delta) {
    return -p * p * cotangent(p, delta) + cotangent(1, delta) + (p - 1) * (p - 1) * cotangent(p - 1, delta);
  }
}
