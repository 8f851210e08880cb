package org.linnet.core.linalg;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.device.Rectangle;
import org.linnet.core.device.Side;

/// A symmetric block tridiagonal matrix: blocks `D(1..n)` on the diagonal, `O(1..n-1)` below it (block row `l+1`, block column
/// `l`) and `O(l)ᵀ` above it.
///
/// **Shapes**: `D(l)` is `N(l) x N(l)` and symmetric, `O(l)` is `N(l+1) x N(l)`.
///
/// The blocks are kept, not copied, and handed out as they are: do not write to them.
public final class BlockTridiagonal {
  private final DMatrixRMaj[] D;
  private final DMatrixRMaj[] O;

  private BlockTridiagonal(DMatrixRMaj[] D, DMatrixRMaj[] O) {
    this.D = D;
    this.O = O;
  }

  /// The matrix with these blocks.
  ///
  /// @throws IllegalArgumentException if there is no block, or the shapes do not fit
  public static BlockTridiagonal of(DMatrixRMaj[] D, DMatrixRMaj[] O) {
    require(D.length >= 1, "a block tridiagonal matrix needs at least one diagonal block, got none");
    require(O.length == D.length - 1,
        D.length + " diagonal blocks need " + (D.length - 1) + " blocks below them, got " + O.length);
    for (int l = 1; l <= D.length; l++) {
      requireShape("D(" + l + ")", D[l - 1], D[l - 1].numRows, D[l - 1].numRows);
    }
    for (int l = 1; l < D.length; l++) {
      requireShape("O(" + l + ")", O[l - 1], D[l].numRows, D[l - 1].numRows);
    }
    return new BlockTridiagonal(D.clone(), O.clone());
  }

  /// `n`, the number of diagonal blocks.
  public int blocks() {
    return D.length;
  }

  /// `D(l)`, `l = 1..n`.
  public DMatrixRMaj diagonal(int l) {
    return D[l - 1];
  }

  /// `O(l)`, `l = 1..n-1`.
  public DMatrixRMaj below(int l) {
    return O[l - 1];
  }

  /// The number of rows.
  public int size() {
    return Arrays.stream(D).mapToInt(block -> block.numRows).sum();
  }

  /// This matrix plus `shift` times the identity.
  public BlockTridiagonal plus(double shift) {
    return affine(1, shift);
  }

  /// `shift` times the identity minus this matrix.
  public BlockTridiagonal from(double shift) {
    return affine(-1, shift);
  }

  /// `product := M v`, block by block; `v[l-1]` and `product[l-1]` are `N(l) x B` and must not be the same matrices. Large
  /// blocks are multiplied on two threads, with the same result as on one.
  public void multiply(DMatrixRMaj[] v, DMatrixRMaj[] product) {
    int n = D.length;
    double operations = 0;
    for (DMatrixRMaj block : v) {
      operations += 3.0 * block.numRows * block.numRows * block.numCols;
    }
    Both.run(operations, () -> multiply(0, n / 2, v, product), () -> multiply(n / 2, n, v, product));
  }

  private void multiply(int from, int to, DMatrixRMaj[] v, DMatrixRMaj[] product) {
    for (int l = from; l < to; l++) {
      product[l].zero();
      Rectangle sum = rectangle(product[l]);
      sum.add(1, Side.PLAIN, rectangle(D[l]), rectangle(v[l]));
      if (l > 0) {
        sum.add(1, Side.PLAIN, rectangle(O[l - 1]), rectangle(v[l - 1]));
      }
      if (l < O.length) {
        sum.add(1, Side.TRANSPOSED, rectangle(O[l]), rectangle(v[l + 1]));
      }
    }
  }

  /// The Cholesky factorisation, or nothing if the matrix is not numerically positive definite.
  public Optional<BlockTridiagonalCholesky> cholesky() {
    return choleskyAbove(0);
  }

  /// The Cholesky factorisation of this matrix minus `lower` times the identity, or nothing if that is not numerically
  /// positive definite: there is one just if all eigenvalues are above `lower`. Nothing is copied but the factor.
  public Optional<BlockTridiagonalCholesky> choleskyAbove(double lower) {
    return BlockTridiagonalCholesky.factor(1, D, O, -lower);
  }

  /// That of `upper` times the identity minus this matrix: there is one just if all eigenvalues are below `upper`.
  public Optional<BlockTridiagonalCholesky> choleskyBelow(double upper) {
    return BlockTridiagonalCholesky.factor(-1, D, O, upper);
  }

  /// The whole matrix, for small sizes.
  public DMatrixRMaj dense() {
    DMatrixRMaj M = new DMatrixRMaj(size(), size());
    int start = 0;
    for (int l = 0; l < D.length; l++) {
      CommonOps_DDRM.insert(D[l], M, start, start);
      int next = start + D[l].numRows;
      if (l < O.length) {
        CommonOps_DDRM.insert(O[l], M, next, start);
        CommonOps_DDRM.insert(CommonOps_DDRM.transpose(O[l], null), M, start, next);
      }
      start = next;
    }
    return M;
  }

  private BlockTridiagonal affine(double factor, double shift) {
    DMatrixRMaj[] diagonal = scaled(D, factor);
    for (DMatrixRMaj block : diagonal) {
      for (int i = 0; i < block.numRows; i++) {
        block.add(i, i, shift);
      }
    }
    return new BlockTridiagonal(diagonal, factor == 1 ? O : scaled(O, factor));
  }

  private static DMatrixRMaj[] scaled(DMatrixRMaj[] blocks, double factor) {
    return Arrays.stream(blocks).map(block -> scaled(block, factor)).toArray(DMatrixRMaj[]::new);
  }

  static DMatrixRMaj scaled(DMatrixRMaj block, double factor) {
    DMatrixRMaj scaled = block.copy();
    if (factor != 1) {
      CommonOps_DDRM.scale(factor, scaled);
    }
    return scaled;
  }

  static Rectangle rectangle(DMatrixRMaj block) {
    return Rectangle.of(block.data, block.numRows, block.numCols);
  }

  private static void requireShape(String name, DMatrixRMaj block, int rows, int columns) {
    require(block.numRows == rows && block.numCols == columns,
        name + " must be " + rows + " x " + columns + ", got " + block.numRows + " x " + block.numCols);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
