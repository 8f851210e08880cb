package org.linnet.core.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Commons Math's dense LU decomposition of the assembled matrix.
class BlockTridiagonalCholeskyTest {

  static Stream<int[]> sizes() {
    return Stream.of(new int[]{1}, new int[]{4}, new int[]{3, 3}, new int[]{1, 5, 2}, new int[]{2, 2, 2, 2, 2, 2});
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void itSolvesAndHasTheDeterminantOfTheDenseMatrix(int[] sizes) {
    Blocks blocks = new Blocks(sizes, 10);
    LUDecomposition dense = new LUDecomposition(blocks.dense());
    BlockTridiagonalCholesky cholesky = BlockTridiagonalCholesky.factor(blocks.D, blocks.O).orElseThrow();
    assertEquals(Math.log(dense.getDeterminant()), cholesky.logDeterminant(), 1e-12);
    DMatrixRMaj[] b = blocks.rightHandSides(3);
    RealMatrix expected = dense.getSolver().solve(stacked(b));
    cholesky.solve(b);
    // diagonally dominant: condition number below 10
    assertEquals(0, stacked(b).subtract(expected).getNorm(), 1e-13);
  }

  @Test
  void anIndefiniteMatrixIsRefused() {
    assertTrue(BlockTridiagonalCholesky.factor(new Blocks(new int[]{2, 2}, -10).D, new Blocks(new int[]{2, 2}, 10).O)
        .isEmpty());
  }

  /// Random symmetric blocks with `shift` on the diagonal.
  private static final class Blocks {
    final DMatrixRMaj[] D;
    final DMatrixRMaj[] O;
    private final RandomStream random = RandomStream.of(2);

    Blocks(int[] sizes, double shift) {
      D = new DMatrixRMaj[sizes.length];
      O = new DMatrixRMaj[sizes.length - 1];
      for (int l = 0; l < sizes.length; l++) {
        DMatrixRMaj M = uniform(sizes[l], sizes[l]);
        D[l] = CommonOps_DDRM.add(M, CommonOps_DDRM.transpose(M, null), null);
        for (int i = 0; i < sizes[l]; i++) {
          D[l].add(i, i, shift);
        }
        if (l > 0) {
          O[l - 1] = uniform(sizes[l], sizes[l - 1]);
        }
      }
    }

    DMatrixRMaj[] rightHandSides(int columns) {
      return Stream.of(D).map(block -> uniform(block.numRows, columns)).toArray(DMatrixRMaj[]::new);
    }

    RealMatrix dense() {
      int n = Stream.of(D).mapToInt(block -> block.numRows).sum();
      RealMatrix M = new Array2DRowRealMatrix(n, n);
      int start = 0;
      for (int l = 0; l < D.length; l++) {
        M.setSubMatrix(array(D[l]), start, start);
        if (l < O.length) {
          int below = start + D[l].numRows;
          M.setSubMatrix(array(O[l]), below, start);
          M.setSubMatrix(array(CommonOps_DDRM.transpose(O[l], null)), start, below);
        }
        start += D[l].numRows;
      }
      return M;
    }

    private DMatrixRMaj uniform(int rows, int columns) {
      DMatrixRMaj M = new DMatrixRMaj(rows, columns);
      for (int k = 0; k < M.data.length; k++) {
        M.data[k] = random.nextDouble() - 0.5;
      }
      return M;
    }
  }

  private static RealMatrix stacked(DMatrixRMaj[] blocks) {
    int n = Stream.of(blocks).mapToInt(block -> block.numRows).sum();
    RealMatrix M = new Array2DRowRealMatrix(n, blocks[0].numCols);
    int start = 0;
    for (DMatrixRMaj block : blocks) {
      M.setSubMatrix(array(block), start, 0);
      start += block.numRows;
    }
    return M;
  }

  private static double[][] array(DMatrixRMaj M) {
    double[][] rows = new double[M.numRows][M.numCols];
    for (int i = 0; i < M.numRows; i++) {
      System.arraycopy(M.data, i * M.numCols, rows[i], 0, M.numCols);
    }
    return rows;
  }
}
