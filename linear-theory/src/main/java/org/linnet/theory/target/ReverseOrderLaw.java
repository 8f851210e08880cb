package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/// When the pseudo-inverse of a product is the product of the pseudo-inverses.
///
/// **Statement**: `(C D)⁺ = D⁺ C⁺` if and only if the range of `D Dᵀ Cᵀ` lies in that of `Cᵀ` and the range of `Cᵀ C D` in
/// that of `D`:
///
/// `C⁺ C D Dᵀ Cᵀ = D Dᵀ Cᵀ` and `D D⁺ Cᵀ C D = Cᵀ C D`.
///
/// Sufficient are orthonormal columns of `C`, orthonormal rows of `D`, `D = Cᵀ`, or full column rank of `C` with full row
/// rank of `D`. Layer-wise pseudo-inverses propagate Gauss-Newton targets in so far as this holds.
///
/// **Assumptions**: none.
///
/// **Shapes**: `C` is `m x k`, `D` is `k x n`.
///
/// **Numerics**: O(N³), three singular value decompositions; the defect is computed to about `eps cond C cond D` times
/// `‖D⁺‖ ‖C⁺‖`.
///
/// **Source**: `meulemans2020`, A.2, list after Eq. 45 (after Campbell and Meyer); the criterion is Greville's (1966).
///
/// **Erratum**: the list is printed as necessary ("can only be factorized if one or more of the following conditions hold").
/// It is not: `C = (0)` and `D = (2)` satisfy none of the four, and both sides are zero.
public final class ReverseOrderLaw {
  private ReverseOrderLaw() {}

  /// `‖(C D)⁺ - D⁺ C⁺‖`, Frobenius.
  ///
  /// @throws IllegalArgumentException if the shapes do not chain or a value is not finite
  public static double defect(DMatrixRMaj C, DMatrixRMaj D) {
    requireChained(C, D);
    DMatrixRMaj whole = new OutputJacobian(C, 1).below(D).inverse().matrix(); // cancellation counts as zero
    DMatrixRMaj parts = CommonOps_DDRM.mult(PseudoInverse.of(D).matrix(), PseudoInverse.of(C).matrix(), null);
    return NormOps_DDRM.normF(CommonOps_DDRM.subtract(whole, parts, null));
  }

  /// The larger of the Frobenius norms by which Greville's two equations fail, each relative to its right side's.
  ///
  /// @throws IllegalArgumentException if the shapes do not chain or a value is not finite
  public static double criterion(DMatrixRMaj C, DMatrixRMaj D) {
    requireChained(C, D);
    DMatrixRMaj product = CommonOps_DDRM.mult(C, D, null);
    DMatrixRMaj first = CommonOps_DDRM.multTransB(D, product, null); // D Dᵀ Cᵀ
    DMatrixRMaj second = CommonOps_DDRM.multTransA(C, product, null); // Cᵀ C D
    return Math.max(relative(PseudoInverse.of(C).filter(first, 0), first),
        relative(PseudoInverse.of(D).rangePart(second), second));
  }

  private static double relative(DMatrixRMaj got, DMatrixRMaj wanted) {
    double norm = NormOps_DDRM.normF(wanted);
    return norm == 0 ? 0 : NormOps_DDRM.normF(CommonOps_DDRM.subtract(got, wanted, null)) / norm;
  }

  private static void requireChained(DMatrixRMaj C, DMatrixRMaj D) {
    TargetChecks.require(C.numCols == D.numRows,
        "D must have " + C.numCols + " rows, the columns of C, got " + D.numRows);
  }
}
