package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/// How nearly the transpose of a wide random matrix is its pseudo-inverse.
///
/// **Statement**: let the `m` rows of `M` be independent and uniform on the unit sphere of `n` dimensions. Then `Mᵀ`
/// satisfies the symmetry conditions of a pseudo-inverse exactly, the two others fail by the same amount, and
///
/// `E ‖M Mᵀ M - M‖² = m (m-1) (n + m - 2) / n²`,
///
/// so `Mᵀ` is an `ε`-pseudo-inverse with probability at least `1 - m (m-1) (n + m - 2) / (n ε)²` (Markov), which tends to
/// 1 for `n → ∞`. For two independent unit vectors, one uniform, `P(|⟨u, v⟩| >= ε) <= 2 exp(-n ε²/2)`, and for `k` of them
/// the largest of all pairs exceeds `ε` with probability at most `k (k-1) exp(-n ε²/2)`.
///
/// **Assumptions**: as stated; Frobenius norm.
///
/// **Shapes**: `M` is `m x n`, an inverse `n x m`.
///
/// **Numerics**: O(1); the residuals O(m² n).
///
/// **Source**: `meulemans2020`, Definition S1, Lemma S10, Lemma S11, Theorem S12 (Eq. 143-161). The constants and the final
/// bound, not in the source as we have it, are ours: `E ⟨a,b⟩² = 1/n` and `E ⟨a,b⟩⟨b,c⟩⟨c,a⟩ = 1/n²` for the rows.
///
/// **Erratum**: Theorem S12 takes rows "from the unit ball, scaled appropriately"; scaled means each to unit norm. With one
/// common factor the row norms spread by `O(1/n)` in the ball, and with Gaussian entries by `O(1/sqrt n)`, which adds to
/// the residual.
public final class TransposeAsInverse {
  private TransposeAsInverse() {}

  /// By how much `inverse` misses the four conditions of a pseudo-inverse of `M`, in Frobenius norms.
  ///
  /// @param first `‖M X M - M‖`
  /// @param second `‖X M X - X‖`
  /// @param third `‖M X - (M X)ᵀ‖`
  /// @param fourth `‖X M - (X M)ᵀ‖`
  public record Residuals(double first, double second, double third, double fourth) {}

  /// The residuals of `X` as a pseudo-inverse of `M`.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  public static Residuals residuals(DMatrixRMaj M, DMatrixRMaj X) {
    TargetChecks.requireShape("X", X, M.numCols, M.numRows);
    DMatrixRMaj MX = CommonOps_DDRM.mult(M, X, null);
    DMatrixRMaj XM = CommonOps_DDRM.mult(X, M, null);
    return new Residuals(distance(CommonOps_DDRM.mult(MX, M, null), M), distance(CommonOps_DDRM.mult(XM, X, null), X),
        distance(MX, CommonOps_DDRM.transpose(MX, null)), distance(XM, CommonOps_DDRM.transpose(XM, null)));
  }

  /// `m (m-1) (n + m - 2) / n²`.
  ///
  /// @throws IllegalArgumentException if a size is not positive
  public static double expectedSquaredResidual(int m, int n) {
    TargetChecks.require(m >= 1 && n >= 1, "sizes must be positive, got " + m + " x " + n);
    return (double) m * (m - 1) * ((double) n + m - 2) / ((double) n * n);
  }

  /// `min(1, k (k-1) exp(-n ε²/2))`: a bound of the probability that some two of `k` random unit vectors in `n` dimensions
  /// have an inner product of magnitude `epsilon` or more.
  ///
  /// @throws IllegalArgumentException if a size or `epsilon` is not positive
  public static double largestInnerProductBound(int k, int n, double epsilon) {
    TargetChecks.require(k >= 1 && n >= 1, "sizes must be positive, got " + k + " vectors of " + n);
    TargetChecks.require(epsilon > 0, "epsilon must be positive, got " + epsilon);
    return Math.min(1, (double) k * (k - 1) * Math.exp(-n * epsilon * epsilon / 2));
  }

  private static double distance(DMatrixRMaj a, DMatrixRMaj b) {
    return NormOps_DDRM.normF(CommonOps_DDRM.subtract(a, b, null));
  }
}
