package org.linnet.theory.trustregion;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// The steps that minimise a linear or quadratic model of a function within a trust region.
///
/// **Statement**: within `dᵀ A d <= p`, `A` positive definite, the linear model `f + gᵀ d` is least at
/// `d = -sqrt(p / gᵀ A⁻¹ g) A⁻¹ g`; for `A = I` this is gradient descent with the rate `sqrt(p) / ‖g‖`. The damped Newton step
/// `d = -(H + I/alpha)⁻¹ g` is the stationary point of `f + gᵀ d + 1/2 dᵀ H d + ‖d‖²/(2 alpha)`; if `H + I/alpha` is positive
/// semidefinite it minimises the quadratic model `f + gᵀ d + 1/2 dᵀ H d` within `‖d‖² <= p`, `p` its own squared length.
///
/// **Assumptions**: `A` and `H` symmetric; `A` positive definite; `-1/alpha` not an eigenvalue of `H`.
///
/// **Shapes**: `g` and `d` are columns of `n` entries, `A` and `H` are `n x n`.
///
/// **Numerics**: O(n³); relative error `eps` times the condition number of `A` or of `H + I/alpha`.
///
/// **Source**: `innocenti2025thesis`, Eq. 3.3 and L456.
///
/// **Erratum**: L456 writes the quadratic model with `dᵀ H d` and without the 1/2; its step would be `-(2 H + I/alpha)⁻¹ g`. With
/// `f = 1 + d + d²` read as that model (`g = 1`, `H = 1`, `alpha = 1`) the damped minimum is at -1/3, the printed step is -1/2.
public final class TrustRegionStep {
  private TrustRegionStep() {}

  /// The minimiser of `gᵀ d` within `dᵀ A d <= p`; zero if `g` is zero.
  ///
  /// @throws IllegalArgumentException if `p` is not positive or `A` is not positive definite or not of the size of `g`
  public static DMatrixRMaj linear(DMatrixRMaj g, DMatrixRMaj A, double p) {
    require(p > 0 && Double.isFinite(p), "the radius p must be positive and finite, got " + p);
    requireSquare("A", A, g);
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(A.numRows, true);
    require(cholesky.decompose(A.copy()), "A must be positive definite, and its Cholesky factorisation fails");
    DMatrixRMaj d = new DMatrixRMaj(g.numRows, 1);
    CommonOps_DDRM.solve(A, g, d); // A⁻¹ g
    double squared = CommonOps_DDRM.dot(g, d);
    CommonOps_DDRM.scale(squared == 0 ? 0 : -Math.sqrt(p / squared), d);
    return d;
  }

  /// A damped Newton step: where it goes, its squared length, and whether it minimises the quadratic model within that.
  public record Newton(DMatrixRMaj step, double squaredRadius, boolean minimises) {}

  /// `-(H + I/alpha)⁻¹ g`.
  ///
  /// @throws IllegalArgumentException if `alpha` is not positive, `H` is not of the size of `g`, or `H + I/alpha` is singular
  public static Newton newton(DMatrixRMaj g, DMatrixRMaj H, double alpha) {
    require(alpha > 0, "alpha must be positive, got " + alpha);
    requireSquare("H", H, g);
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(H.numRows, true, true);
    eig.decompose(H.copy());
    DMatrixRMaj d = new DMatrixRMaj(g.numRows, 1);
    boolean minimises = true;
    for (int i = 0; i < H.numRows; i++) {
      double damped = eig.getEigenvalue(i).getReal() + 1 / alpha;
      require(damped != 0, "H + I/alpha must not be singular, but H has the eigenvalue -1/alpha = " + -1 / alpha
          + "; change alpha");
      minimises &= damped > 0;
      DMatrixRMaj v = eig.getEigenVector(i);
      CommonOps_DDRM.addEquals(d, -CommonOps_DDRM.dot(v, g) / damped, v);
    }
    double length = NormOps_DDRM.normF(d);
    return new Newton(d, length * length, minimises);
  }

  private static void requireSquare(String name, DMatrixRMaj M, DMatrixRMaj g) {
    require(g.numCols == 1, "g must be one column, got " + g.numCols);
    require(M.numRows == g.numRows && M.numCols == g.numRows, name + " must be " + g.numRows + " x " + g.numRows
        + ", the entries of g, got " + M.numRows + " x " + M.numCols);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
