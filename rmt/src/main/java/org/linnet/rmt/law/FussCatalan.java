package org.linnet.rmt.law;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.random.RandomStream;

/// The Fuss-Catalan law: squared singular values of a product of square Gaussian matrices.
///
/// **Statement**: let `X(1), .., X(s)` be independent, `n x n`, with independent entries of mean 0 and variance `1/n`. For
/// `n → ∞` the law of the squared singular values of `X(s) .. X(1)` is the Raney law of `p = s + 1`, `r = 1`: moments
/// `binom(k p, k)/(k (p-1) + 1)`, upper end `p^p (p-1)^(1-p)`, density `~ x^(-s/(s+1))` at 0. One factor gives the
/// Marchenko-Pastur law of ratio 1.
///
/// **Numerics**: as [Raney].
///
/// **Source**: Alexeev, Götze and Tikhomirov 2010; Penson and Życzkowski 2011.
///
/// @param factors `s`, at least 1
public record FussCatalan(int factors) implements MatrixLaw {
  public FussCatalan {
    Checks.require(factors >= 1, "a Fuss-Catalan law needs at least one factor, got " + factors);
  }

  @Override
  public double density(double x) {
    return law().density(x);
  }

  @Override
  public double cdf(double x) {
    return law().cdf(x);
  }

  @Override
  public double quantile(double p) {
    return law().quantile(p);
  }

  @Override
  public Interval support() {
    return law().support();
  }

  @Override
  public double moment(int k) {
    return law().moment(k);
  }

  /// The squared singular values of a product of Gaussian `n x n` matrices. Those below `eps` times the largest, squared,
  /// are rounding.
  @Override
  public double[] eigenvalues(int n, RandomStream random) {
    Checks.requireSize(n);
    DMatrixRMaj product = CommonOps_DDRM.identity(n);
    for (int factor = 0; factor < factors; factor++) {
      product = CommonOps_DDRM.mult(Draw.gaussian(random, n, n, 1.0 / n), product, null);
    }
    return Draw.squaredSingularValues(product);
  }

  private Raney law() {
    return new Raney(factors + 1, 1);
  }
}
