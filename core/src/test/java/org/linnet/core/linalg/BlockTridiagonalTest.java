package org.linnet.core.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// **Oracle**: a matrix written out by hand, with blocks of 2, 1 and 2 rows.
class BlockTridiagonalTest {
  private static final double[][] WHOLE = {{9, 1, 2, 0, 0}, {1, 8, 3, 0, 0}, {2, 3, 7, 4, 5}, {0, 0, 4, 9, 6},
      {0, 0, 5, 6, 9}};
  private static final BlockTridiagonal M = BlockTridiagonal.of(
      new DMatrixRMaj[]{matrix(new double[][]{{9, 1}, {1, 8}}), matrix(new double[][]{{7}}),
          matrix(new double[][]{{9, 6}, {6, 9}})},
      new DMatrixRMaj[]{matrix(new double[][]{{2, 3}}), matrix(new double[][]{{4}, {5}})});

  @Test
  void itsBlocksLieWhereTheyShould() {
    assertEquals(3, M.blocks());
    assertEquals(5, M.size());
    assertEquals(7, M.diagonal(2).get(0));
    assertEquals(5, M.below(2).get(1, 0));
    assertDense(0, 1, M.dense());
  }

  @Test
  void itMultipliesBlockVectors() {
    DMatrixRMaj[] v = {matrix(new double[][]{{1, 0}, {2, 1}}), matrix(new double[][]{{3, -1}}),
        matrix(new double[][]{{4, 0}, {5, 2}})};
    DMatrixRMaj[] product = {new DMatrixRMaj(2, 2), new DMatrixRMaj(1, 2), new DMatrixRMaj(2, 2)};
    M.multiply(v, product);
    double[][] whole = {{1, 0}, {2, 1}, {3, -1}, {4, 0}, {5, 2}};
    int row = 0;
    for (DMatrixRMaj block : product) {
      for (int i = 0; i < block.numRows; i++, row++) {
        for (int k = 0; k < 2; k++) {
          double expected = 0;
          for (int j = 0; j < 5; j++) {
            expected += WHOLE[row][j] * whole[j][k];
          }
          assertEquals(expected, block.get(i, k));
        }
      }
    }
  }

  @Test
  void shiftsLeaveItAsItWas() {
    assertDense(3, 1, M.plus(3).dense());
    assertDense(100, -1, M.from(100).dense());
    assertDense(0, 1, M.dense());
  }

  @Test
  void itIsFactoredOnlyIfItIsPositiveDefinite() {
    assertTrue(M.plus(10).cholesky().isPresent());
    assertFalse(M.plus(-10).cholesky().isPresent());
  }

  @Test
  void blocksThatDoNotFitAreNamed() {
    DMatrixRMaj one = new DMatrixRMaj(1, 1);
    DMatrixRMaj two = new DMatrixRMaj(2, 2);
    message("a block tridiagonal matrix needs at least one diagonal block, got none");
    message("2 diagonal blocks need 1 blocks below them, got 0", one, two);
    message("D(1) must be 1 x 1, got 1 x 2", new DMatrixRMaj(1, 2));
    assertEquals("O(1) must be 2 x 1, got 1 x 2", assertThrows(IllegalArgumentException.class, () -> BlockTridiagonal
        .of(new DMatrixRMaj[]{one, two}, new DMatrixRMaj[]{new DMatrixRMaj(1, 2)})).getMessage());
  }

  private static void message(String expected, DMatrixRMaj... diagonal) {
    Executable wrong = () -> BlockTridiagonal.of(diagonal, new DMatrixRMaj[0]);
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  private static void assertDense(double shift, double factor, DMatrixRMaj actual) {
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        assertEquals(factor * WHOLE[i][j] + (i == j ? shift : 0), actual.get(i, j), "(" + i + ", " + j + ")");
      }
    }
  }

  private static DMatrixRMaj matrix(double[][] rows) {
    return new DMatrixRMaj(rows);
  }
}
