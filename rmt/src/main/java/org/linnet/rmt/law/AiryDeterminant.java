package org.linnet.rmt.law;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/// The Tracy-Widom distribution function for `β = 1`, and its derivative, as a Fredholm determinant.
///
/// **Statement**: `F(s) = det (I - B)` with the kernel `B(x, y) = Ai(x + y + s)` on `(0, ∞)`, and
/// `F′(s) = -F(s) tr (I - B)⁻¹ B′`, `B′(x, y) = Ai′(x + y + s)`.
///
/// **Numerics**: a quadrature rule with nodes `x(i)` and weights `w(i)` turns it into the determinant of the matrix
/// `δ(ij) - sqrt(w(i) w(j)) Ai(x(i) + x(j) + s)`, which converges exponentially. Gauss-Legendre with 50 nodes, cut where
/// the argument reaches 16: `Ai(16) = 4e-20`. The error for `s >= -10` is that of rounding, some 1e-15 absolute.
///
/// **Source**: Ferrari and Spohn 2005 (the determinant); Bornemann 2010 (the method).
///
/// @param cdf `F(s)`
/// @param density `F′(s)`
record AiryDeterminant(double cdf, double density) {
  private static final int NODES = 50;
  private static final double CUT = 16;

  static AiryDeterminant at(double s) {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES, 0, CUT - s);
    DMatrixRMaj M = CommonOps_DDRM.identity(NODES);
    DMatrixRMaj derivative = new DMatrixRMaj(NODES, NODES);
    for (int i = 0; i < NODES; i++) {
      for (int j = 0; j < NODES; j++) {
        double weight = Math.sqrt(rule.getWeight(i) * rule.getWeight(j));
        Airy airy = Airy.at(rule.getPoint(i) + rule.getPoint(j) + s);
        M.add(i, j, -weight * airy.value);
        derivative.set(i, j, weight * airy.derivative);
      }
    }
    DMatrixRMaj solution = new DMatrixRMaj(NODES, NODES);
    if (!CommonOps_DDRM.solve(M, derivative, solution)) {
      throw new ArithmeticException("I - B is singular at s = " + s);
    }
    double F = CommonOps_DDRM.det(M);
    return new AiryDeterminant(F, -F * CommonOps_DDRM.trace(solution));
  }
}
