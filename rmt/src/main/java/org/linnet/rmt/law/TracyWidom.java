package org.linnet.rmt.law;

import org.linnet.core.random.RandomStream;

/// The Tracy-Widom law for `β = 1`: the fluctuation of the extreme eigenvalue of a large real symmetric matrix.
///
/// **Statement**: let `λ` be the largest eigenvalue of an `n x n` matrix of the Gaussian orthogonal ensemble, variance 1 off
/// the diagonal and 2 on it. For `n → ∞` the law of `n^(1/6) (λ - 2 sqrt n)` has the distribution function
///
/// `F(s) = exp(-1/2 ∫_s^∞ q(x) + (x - s) q(x)² dx)`, `q″ = x q + 2 q³`, `q ~ Ai` at `∞` (Painlevé II);
///
/// mean -1.2065335745820, variance 1.607781034581, skewness 0.29346452408, excess kurtosis 0.1652429384. The same law holds
/// at every soft edge, where the limit density vanishes like a square root.
///
/// **Numerics**: not from Painlevé, whose solution is unstable in both directions, but from the Fredholm determinant
/// `F(s) = det (I - B)`, `B(x, y) = Ai(x + y + s)` on `(0, ∞)`, and its derivative. On first use (some tenths of a second) they
/// are evaluated at 101 Chebyshev points of `[-10, 14]`; the polynomials through these values are the table. Their distance
/// from the determinants is at most 2e-15 for `cdf`, 1e-15 for `density`; beyond the interval, where less than 1e-16 of the
/// mass lies, they are 0 or 1. These errors are absolute: a quantile of `p` near 0 or 1 is that of a probability within 2e-15
/// of `p`. Moments are integrals of the polynomials, relative error below 1e-12 up to the order 6.
///
/// **Source**: Tracy and Widom 1996; Ferrari and Spohn 2005 (the determinant); Bornemann 2010 (its evaluation, the digits of
/// the moments); Dumitriu and Edelman 2002 (the tridiagonal matrix).
public record TracyWidom() implements Law {
  /// The mean.
  public static final double MEAN = -1.2065335745820;
  /// The standard deviation, the root of the variance.
  public static final double DEVIATION = 1.267983057687;

  private static final Interval TABLE = new Interval(-10, 14);
  private static final int DEGREE = 100;

  /// Filled on first use.
  private static final class Table {
    static final AiryDeterminant[] VALUES = values();
    static final Chebyshev CDF = Chebyshev.through(TABLE, DEGREE, k -> VALUES[k].cdf());
    static final Chebyshev DENSITY = Chebyshev.through(TABLE, DEGREE, k -> VALUES[k].density());

    private static AiryDeterminant[] values() {
      AiryDeterminant[] values = new AiryDeterminant[DEGREE + 1];
      for (int k = 0; k <= DEGREE; k++) {
        values[k] = AiryDeterminant.at(Chebyshev.point(TABLE, DEGREE, k));
      }
      return values;
    }
  }

  @Override
  public double density(double x) {
    Checks.requireNumber(x);
    return x < TABLE.lower() || x > TABLE.upper() ? 0 : Math.max(0, Table.DENSITY.at(x));
  }

  @Override
  public double cdf(double x) {
    Checks.requireNumber(x);
    if (x < TABLE.lower()) {
      return 0;
    }
    return x > TABLE.upper() ? 1 : Math.clamp(Table.CDF.at(x), 0, 1);
  }

  @Override
  public double quantile(double p) {
    Checks.requireProbability(p);
    if (p == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return p == 1 ? Double.POSITIVE_INFINITY : Elementary.inverse(this::cdf, p, TABLE.lower(), TABLE.upper());
  }

  @Override
  public Interval support() {
    return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  @Override
  public double moment(int k) {
    Checks.requireOrder(k);
    return Chebyshev.through(TABLE, DEGREE,
        i -> Table.VALUES[i].density() * Math.pow(Chebyshev.point(TABLE, DEGREE, i), k)).integral();
  }

  /// The scaled largest eigenvalue `n^(1/6) (λ - 2 sqrt(n - 1/2))` of one `n x n` matrix of the Gaussian orthogonal ensemble.
  ///
  /// It is drawn in O(n) as that of the tridiagonal matrix which Householder's reduction leaves: `N(0, 2)` on the diagonal,
  /// `χ(n-1), .., χ(1)` beside it, all independent. Centred at `n - 1/2` instead of `n`, its law differs from the limit by
  /// `O(n^(-2/3))` instead of `O(n^(-1/3))` (Johnstone and Ma 2012).
  ///
  /// @throws IllegalArgumentException if `n` is below 1
  public double scaledLargestEigenvalue(int n, RandomStream random) {
    Checks.requireSize(n);
    double[] diagonal = new double[n];
    double[] squaredBeside = new double[n]; // the last is not used
    for (int i = 0; i < n; i++) {
      diagonal[i] = Math.sqrt(2) * random.nextGaussian();
      squaredBeside[i] = i < n - 1 ? chiSquared(random, n - 1 - i) : 0;
    }
    return Math.cbrt(Math.sqrt(n)) * (largestEigenvalue(diagonal, squaredBeside) - 2 * Math.sqrt(n - 0.5));
  }

  /// A chi-squared number, by the method of Marsaglia and Tsang 2000 for gamma laws of shape `k/2 >= 1`.
  private static double chiSquared(RandomStream random, int k) {
    if (k == 1) {
      double g = random.nextGaussian();
      return g * g;
    }
    double d = k / 2.0 - 1.0 / 3;
    for (;;) {
      double g = random.nextGaussian();
      double root = 1 + g / (3 * Math.sqrt(d));
      double v = root * root * root;
      if (v > 0 && StrictMath.log(1 - random.nextDouble()) < g * g / 2 + d * (1 - v + StrictMath.log(v))) {
        return 2 * d * v;
      }
    }
  }

  /// By bisection: `x` is above all eigenvalues exactly if all pivots of `x I - T` are positive.
  private static double largestEigenvalue(double[] diagonal, double[] squaredBeside) {
    double bound = 0; // Gershgorin
    for (int i = 0; i < diagonal.length; i++) {
      double before = i == 0 ? 0 : Math.sqrt(squaredBeside[i - 1]);
      bound = Math.max(bound, Math.abs(diagonal[i]) + before + Math.sqrt(squaredBeside[i]));
    }
    return Elementary.inverse(x -> isAbove(x, diagonal, squaredBeside) ? 1 : 0, 1, -bound, bound);
  }

  private static boolean isAbove(double x, double[] diagonal, double[] squaredBeside) {
    double pivot = x - diagonal[0];
    for (int i = 1; i < diagonal.length && pivot > 0; i++) {
      pivot = x - diagonal[i] - squaredBeside[i - 1] / pivot;
    }
    return pivot > 0;
  }
}
