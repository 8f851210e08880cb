package org.linnet.core.linalg;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/// The Cholesky factorisation of a symmetric positive definite block tridiagonal matrix.
///
/// **Statement**: for diagonal blocks `D(1..n)` and subdiagonal blocks `O(1..n-1)` (block row `l+1`, block column `l`),
/// `C(l) C(l)ᵀ = D(l) - T(l-1)ᵀ T(l-1)` and `C(l) T(l) = O(l)ᵀ`: the factor has `C(l)` on its diagonal and `T(l)ᵀ` below.
///
/// **Numerics**: O(n N³) once and O(n N²) per right-hand side; backward stable, so a solution's relative error is about
/// `eps` times the condition number.
public final class BlockTridiagonalCholesky {
  private final DMatrixRMaj[] C; // lower triangular
  private final DMatrixRMaj[] T; // C(l)^-1 O(l)ᵀ

  private BlockTridiagonalCholesky(DMatrixRMaj[] C, DMatrixRMaj[] T) {
    this.C = C;
    this.T = T;
  }

  /// The factorisation, or nothing if the matrix is not numerically positive definite. The blocks are not modified.
  public static Optional<BlockTridiagonalCholesky> factor(DMatrixRMaj[] D, DMatrixRMaj[] O) {
    int n = D.length;
    DMatrixRMaj[] C = new DMatrixRMaj[n];
    DMatrixRMaj[] T = new DMatrixRMaj[Math.max(n - 1, 0)];
    for (int l = 0; l < n; l++) {
      DMatrixRMaj block = D[l].copy();
      if (l > 0) {
        CommonOps_DDRM.multAddTransA(-1, T[l - 1], T[l - 1], block); // D(l) - T(l-1)ᵀ T(l-1)
      }
      CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(block.numRows, true);
      if (!cholesky.decompose(block)) {
        return Optional.empty();
      }
      C[l] = cholesky.getT(null);
      if (l < n - 1) {
        T[l] = CommonOps_DDRM.transpose(O[l], null);
        solveLower(C[l], T[l]);
      }
    }
    return Optional.of(new BlockTridiagonalCholesky(C, T));
  }

  /// Solves for any number of right-hand sides at once: `b[l]` (`N(l) x B`) is replaced by the solution's block.
  public void solve(DMatrixRMaj[] b) {
    int n = C.length;
    for (int l = 0; l < n; l++) {
      if (l > 0) {
        CommonOps_DDRM.multAddTransA(-1, T[l - 1], b[l - 1], b[l]);
      }
      solveLower(C[l], b[l]);
    }
    for (int l = n - 1; l >= 0; l--) {
      if (l < n - 1) {
        CommonOps_DDRM.multAdd(-1, T[l], b[l + 1], b[l]);
      }
      solveLowerTransposed(C[l], b[l]);
    }
  }

  /// The logarithm of the determinant.
  public double logDeterminant() {
    double sum = 0;
    for (DMatrixRMaj c : C) {
      for (int i = 0; i < c.numRows; i++) {
        sum += 2 * Math.log(c.get(i, i));
      }
    }
    return sum;
  }

  /// `X := C^-1 X`.
  private static void solveLower(DMatrixRMaj C, DMatrixRMaj X) {
    for (int i = 0; i < C.numRows; i++) {
      for (int k = 0; k < i; k++) {
        addRow(X, i, -C.unsafe_get(i, k), k);
      }
      scaleRow(X, i, 1 / C.unsafe_get(i, i));
    }
  }

  /// `X := C^-ᵀ X`.
  private static void solveLowerTransposed(DMatrixRMaj C, DMatrixRMaj X) {
    for (int i = C.numRows - 1; i >= 0; i--) {
      scaleRow(X, i, 1 / C.unsafe_get(i, i));
      for (int k = 0; k < i; k++) {
        addRow(X, k, -C.unsafe_get(i, k), i);
      }
    }
  }

  private static void addRow(DMatrixRMaj X, int to, double factor, int from) {
    int columns = X.numCols;
    int t = to * columns;
    int f = from * columns;
    for (int j = 0; j < columns; j++) {
      X.data[t + j] += factor * X.data[f + j];
    }
  }

  private static void scaleRow(DMatrixRMaj X, int row, double factor) {
    int start = row * X.numCols;
    for (int j = 0; j < X.numCols; j++) {
      X.data[start + j] *= factor;
    }
  }
}
