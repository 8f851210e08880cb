package org.linnet.core.linalg;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.device.Rectangle;
import org.linnet.core.device.Side;

/// The Cholesky factorisation of a symmetric positive definite block tridiagonal matrix, from both ends to the middle.
///
/// **Statement**: for diagonal blocks `D(1..n)` and couplings `O(l,k)` of neighbours `l` and `k`, eliminated in the orders
/// `1, 2, ..` and `n, n-1, ..` until they meet at `m`: `U(l)ᵀU(l) = D(l) - sum T(k)ᵀT(k)` over the neighbours `k` of `l` that
/// were eliminated before, and `U(l)ᵀT(l) = O(l,k)` with the neighbour `k` that comes after. It is the Cholesky factorisation
/// of the matrix with its blocks in that order, the middle one last.
///
/// **Numerics**: O(n N³) once, with `N²` numbers for each of the blocks `U` and `T` (as many as the matrix has), and O(n N²)
/// per right-hand side; the two ends on two threads where blocks are large, with the same result as on one. Backward stable,
/// so a solution's relative error is about `eps` times the condition number.
public final class BlockTridiagonalCholesky {
  private final int middle;
  private final Rectangle[] U;
  private final Rectangle[] T; // T[l] couples l to its neighbour nearer to the middle, which has none

  private BlockTridiagonalCholesky(int n) {
    middle = n / 2;
    U = new Rectangle[n];
    T = new Rectangle[n];
  }

  /// The factorisation, or nothing if the matrix is not numerically positive definite. The blocks are not modified.
  ///
  /// @param D the diagonal blocks, of which the upper triangles are read
  /// @param O the blocks below them
  public static Optional<BlockTridiagonalCholesky> factor(DMatrixRMaj[] D, DMatrixRMaj[] O) {
    return factor(1, D, O, 0);
  }

  /// That of `sign M + shift I`.
  static Optional<BlockTridiagonalCholesky> factor(int sign, DMatrixRMaj[] D, DMatrixRMaj[] O, double shift) {
    return new Factoring(sign, D, O, shift).run();
  }

  /// Solves for any number of right-hand sides at once: `b[l]` (`N(l) x B`) is replaced by the solution's block.
  public void solve(DMatrixRMaj[] b) {
    int n = U.length;
    Rectangle[] x = new Rectangle[n];
    double operations = 0;
    for (int l = 0; l < n; l++) {
      x[l] = BlockTridiagonal.rectangle(b[l]);
      operations += 4.0 * U[l].rows() * U[l].rows() * b[l].numCols;
    }
    Both.run(operations, () -> forwards(0, x), () -> forwards(n - 1, x));
    takeNeighbours(middle, x);
    Triangle.solveTransposed(U[middle], x[middle]);
    Triangle.solve(U[middle], x[middle]);
    Both.run(operations, () -> backwards(0, x), () -> backwards(n - 1, x));
  }

  /// The logarithm of the determinant.
  public double logDeterminant() {
    double sum = 0;
    for (Rectangle block : U) {
      for (int i = 0; i < block.rows(); i++) {
        sum += 2 * Math.log(block.numbers()[block.index(i, i)]);
      }
    }
    return sum;
  }

  /// `b(l) := U(l)^-ᵀ (b(l) - T(k)ᵀ b(k))` from `end` until before the middle, `k` the neighbour before.
  private void forwards(int end, Rectangle[] b) {
    int step = Integer.signum(middle - end);
    for (int l = end; l != middle; l += step) {
      if (l != end) {
        b[l].add(-1, Side.TRANSPOSED, T[l - step], b[l - step]);
      }
      Triangle.solveTransposed(U[l], b[l]);
    }
  }

  private void takeNeighbours(int l, Rectangle[] b) {
    for (int k = l - 1; k <= l + 1; k += 2) {
      if (k >= 0 && k < U.length) {
        b[l].add(-1, Side.TRANSPOSED, T[k], b[k]);
      }
    }
  }

  /// `b(l) := U(l)^-1 (b(l) - T(l) b(k))` from the neighbour of the middle to `end`, `k` the neighbour before.
  private void backwards(int end, Rectangle[] b) {
    int step = Integer.signum(end - middle);
    for (int l = middle; l != end;) {
      l += step;
      b[l].add(-1, Side.PLAIN, T[l], b[l - step]);
      Triangle.solve(U[l], b[l]);
    }
  }

  /// The computation of `U` and `T` for `sign M + shift I`.
  private static final class Factoring {
    private final int sign;
    private final DMatrixRMaj[] D;
    private final DMatrixRMaj[] O;
    private final double shift;
    private final BlockTridiagonalCholesky result;
    private final AtomicBoolean definite = new AtomicBoolean(true);

    Factoring(int sign, DMatrixRMaj[] D, DMatrixRMaj[] O, double shift) {
      this.sign = sign;
      this.D = D;
      this.O = O;
      this.shift = shift;
      this.result = new BlockTridiagonalCholesky(D.length);
    }

    Optional<BlockTridiagonalCholesky> run() {
      double operations = 0;
      for (DMatrixRMaj block : D) {
        operations += 2.0 * block.numRows * block.numRows * block.numRows;
      }
      int n = D.length;
      Both.run(operations, () -> eliminate(0), () -> eliminate(n - 1));
      int m = result.middle;
      if (definite.get()) {
        factorBlock(m, m > 0 ? result.T[m - 1] : null, m < n - 1 ? result.T[m + 1] : null);
      }
      return definite.get() ? Optional.of(result) : Optional.empty();
    }

    /// From `end` until before the middle, or until one end finds that the matrix is not positive definite.
    private void eliminate(int end) {
      int step = Integer.signum(result.middle - end);
      for (int l = end; l != result.middle && definite.get(); l += step) {
        factorBlock(l, l == end ? null : result.T[l - step], null);
        if (definite.get()) {
          result.T[l] = coupling(l, step);
          Triangle.solveTransposed(result.U[l], result.T[l]);
        }
      }
    }

    /// `U(l)ᵀU(l) = sign D(l) + shift I - sum TᵀT`, over those neighbours that there are.
    private void factorBlock(int l, Rectangle one, Rectangle other) {
      DMatrixRMaj block = BlockTridiagonal.scaled(D[l], sign);
      for (int i = 0; i < block.numRows; i++) {
        block.add(i, i, shift);
      }
      result.U[l] = BlockTridiagonal.rectangle(block);
      if (one != null) {
        Triangle.subtractGram(one, result.U[l]);
      }
      if (other != null) {
        Triangle.subtractGram(other, result.U[l]);
      }
      if (!Triangle.cholesky(result.U[l])) {
        definite.set(false);
      }
    }

    /// `sign O(l, l + step)`.
    private Rectangle coupling(int l, int step) {
      DMatrixRMaj block = step > 0 ? CommonOps_DDRM.transpose(O[l], null) : O[l - 1];
      return BlockTridiagonal.rectangle(BlockTridiagonal.scaled(block, sign));
    }
  }
}
