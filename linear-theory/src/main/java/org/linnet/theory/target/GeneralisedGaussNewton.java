package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// The generalised Gauss-Newton step for losses other than the squared error, and how targets propagate it.
///
/// **Statement**: for a loss with gradient `g` and positive semidefinite Hessian `H` in the output, and the Jacobian `J` of
/// the output in what is changed (activities of a layer, or weights), the step is `-(Jᵀ H J + lambda I)⁻¹ Jᵀ g`. With
/// `H = C Cᵀ`, `C = U sqrt(Σ)` over the positive eigenvalues, difference reconstruction of the output `Cᵀ h(L)` gives the
/// feedback
///
/// `G = (Cᵀ J)ᵀ (Cᵀ J Jᵀ C + lambda I)⁻¹ = (Jᵀ H J + lambda I)⁻¹ Jᵀ C`,
///
/// and the output target `Cᵀ h(L) - beta C⁺ g` is propagated to `-beta G C⁺ g`: `beta` times the step if and only if
/// `Jᵀ (g - C C⁺ g) = 0`, so whenever `g` lies in the range of `H`.
///
/// **Assumptions**: `H` symmetric positive semidefinite, as for losses convex in the output. At `lambda = 0` the step is
/// that of least norm and needs `Jᵀ g` in the range of `Jᵀ H J`; its part outside is left out.
///
/// **Shapes**: `J` is `K x N`, `H` is `K x K`, `g` is `K x 1`, the step `N x 1`, `C` is `K x rank H`.
///
/// **Numerics**: O(K³ + K N min(K, N)). Both go through `M = Cᵀ J`, not `Jᵀ H J`; the propagated form has relative error
/// about `eps cond M cond C`, the direct one, which needs `Jᵀ g` as given, `eps cond² M` at `lambda = 0`. Eigenvalues of at
/// most `4 K eps` times the largest entry of `H` count as zero.
///
/// **Source**: `meulemans2020`, Eq. 180-197 (Appendix D).
///
/// **Erratum**: the print assumes `H` positive definite, "hence `K` is invertible", and names softmax with cross-entropy as
/// a use. Its Hessian `diag(p) - p pᵀ` has the null vector `(1, .., 1)` for every `p`, so `K⁻¹ = Σ^(-1/2) Uᵀ` does not
/// exist (two classes: `p = (1/2, 1/2)`). With `C⁺` for `K⁻¹` the claim holds, because `g = p - y` sums to zero and so lies
/// in the range. The same mends the element-wise cross-entropy `-sum y log p`, whose `H = diag(y/p²)` is singular for
/// one-hot `y`.
public final class GeneralisedGaussNewton {
  private GeneralisedGaussNewton() {}

  /// `-(Jᵀ H J + lambda I)⁻¹ Jᵀ g`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, `H` is not symmetric positive
  /// semidefinite, or the damping negative
  public static DMatrixRMaj step(DMatrixRMaj J, DMatrixRMaj H, DMatrixRMaj g, double lambda) {
    requireFit(J, H, g, lambda);
    PseudoInverse M = PseudoInverse.of(CommonOps_DDRM.multTransA(factor(H), J, null));
    DMatrixRMaj v = CommonOps_DDRM.multTransA(J, g, null);
    DMatrixRMaj seen = CommonOps_DDRM.multTransA(M.right(), v, null);
    DMatrixRMaj step = CommonOps_DDRM.subtract(v, CommonOps_DDRM.mult(M.right(), seen, null), null);
    CommonOps_DDRM.scale(lambda == 0 ? 0 : -1 / lambda, step); // on the null space of Jᵀ H J
    for (int i = 0; i < seen.numRows; i++) {
      double s = M.singularValue(i);
      seen.set(i, 0, -seen.get(i, 0) / (s * s + lambda));
    }
    CommonOps_DDRM.multAdd(M.right(), seen, step);
    return step;
  }

  /// `-G C⁺ g`, what targets propagate for a step size of 1.
  ///
  /// @throws IllegalArgumentException as [#step]
  public static DMatrixRMaj propagated(DMatrixRMaj J, DMatrixRMaj H, DMatrixRMaj g, double lambda) {
    requireFit(J, H, g, lambda);
    DMatrixRMaj C = factor(H);
    DMatrixRMaj target = PseudoInverse.of(C).times(g, 0);
    DMatrixRMaj step = PseudoInverse.of(CommonOps_DDRM.multTransA(C, J, null)).times(target, lambda);
    CommonOps_DDRM.changeSign(step);
    return step;
  }

  /// `C` with `H = C Cᵀ`, of full column rank.
  ///
  /// @throws IllegalArgumentException if `H` is not symmetric positive semidefinite
  public static DMatrixRMaj factor(DMatrixRMaj H) {
    TargetChecks.requireFinite("H", H);
    double tolerance = 4 * H.numRows * PseudoInverse.EPS * CommonOps_DDRM.elementMaxAbs(H);
    TargetChecks.require(isSymmetric(H, tolerance), "H must be symmetric, the Hessian of a loss");
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(H.numRows, true, true);
    if (!eigen.decompose(H.copy())) {
      throw new ArithmeticException("the eigenvalues of H did not converge; scale the loss");
    }
    DMatrixRMaj C = new DMatrixRMaj(H.numRows, 0);
    for (int k = 0; k < H.numRows; k++) {
      double value = eigen.getEigenvalue(k).getReal();
      TargetChecks.require(value >= -tolerance * H.numRows,
          "H must be positive semidefinite, as for a loss convex in the output, got the eigenvalue " + value);
      if (value > tolerance) {
        DMatrixRMaj column = eigen.getEigenVector(k).copy();
        CommonOps_DDRM.scale(Math.sqrt(value), column);
        C = CommonOps_DDRM.concatColumns(C, column, null);
      }
    }
    return C;
  }

  private static boolean isSymmetric(DMatrixRMaj H, double tolerance) {
    boolean symmetric = H.numRows == H.numCols;
    for (int i = 0; symmetric && i < H.numRows; i++) {
      for (int j = 0; j < i; j++) {
        symmetric &= Math.abs(H.get(i, j) - H.get(j, i)) <= tolerance;
      }
    }
    return symmetric;
  }

  private static void requireFit(DMatrixRMaj J, DMatrixRMaj H, DMatrixRMaj g, double lambda) {
    TargetChecks.requireDamping(lambda);
    TargetChecks.requireFinite("J", J);
    TargetChecks.requireShape("H", H, J.numRows, J.numRows);
    TargetChecks.requireShape("g", g, J.numRows, 1);
    TargetChecks.requireFinite("g", g);
  }
}
