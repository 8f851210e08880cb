package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: sums over entries by definition, in integers: doubles that hold small integers are added without rounding in
/// whatever order, so the numbers must be equal.
///
/// **If wrong**: every block tridiagonal factorisation, and exact inference with it.
class RectangleTest {
  private final RandomStream random = RandomStream.of(31);

  /// Rows, columns and depth about the edges of tiles (8), panels (16 or less), and of what is packed at once (128, 1024, 256).
  @ParameterizedTest
  @CsvSource({"1,1,1", "5,1,9", "300,1,70", "3,3,3", "40,3,50", "7,6,300", "8,16,8", "9,17,33", "16,7,100",
      "127,15,257",
      "128,16,256", "129,33,255", "137,1040,12", "24,1024,3", "12,1025,513", "1,20,700", "100,9,1"})
  void aProductIsAddedByDefinition(int rows, int columns, int depth) {
    for (Side side : Side.values()) {
      Rectangle A = side == Side.PLAIN ? integers(rows, depth) : integers(depth, rows);
      Rectangle B = integers(depth, columns);
      Rectangle C = integers(rows, columns);
      double[] expected = expected(-3, side, A, B, C);
      double[] before = C.numbers().clone();
      C.add(-3, side, A, B);
      assertArrayEquals(expected, C.numbers(), side + "");
      System.arraycopy(before, 0, C.numbers(), 0, before.length);
      C.addPlainly(-3, side, A, B);
      assertArrayEquals(expected, C.numbers(), side + ", plainly");
    }
  }

  @Test
  void whatIsNotAnIntegerIsRoundedAsItShouldBe() {
    Rectangle A = Rectangle.of(new double[30 * 40], 30, 40);
    Rectangle B = Rectangle.of(new double[40 * 50], 40, 50);
    Arrays.fill(A.numbers(), 1.0 / 3);
    Arrays.fill(B.numbers(), 0.3);
    Rectangle C = Rectangle.of(new double[30 * 50], 30, 50);
    C.add(0.5, Side.PLAIN, A, B);
    for (double entry : C.numbers()) {
      assertEquals(2, entry, 40 * 0x1p-52); // 40 products, each sum at most 4 with half an ulp
    }
  }

  @Test
  void wrongCallsAreNamed() {
    Rectangle C = Rectangle.of(new double[6], 2, 3);
    assertEquals("a matrix of 2 x 4 needs 8 numbers, got 6",
        assertThrows(IllegalArgumentException.class, () -> Rectangle.of(new double[6], 2, 4)).getMessage());
    assertEquals("a 2 x 3 sum needs a product of that shape, got 3 x 2 times 2 x 3", assertThrows(
        IllegalArgumentException.class, () -> C.add(1, Side.TRANSPOSED, C, C)).getMessage());
    assertEquals("2 x 2 from (1, 1) is not a part of 2 x 3",
        assertThrows(IndexOutOfBoundsException.class, () -> C.part(1, 1, 2, 2)).getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> C.part(0, 2, 1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> C.part(-1, 0, 1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> C.part(0, -1, 1, 1));
  }

  /// What the whole array of `C` holds afterwards.
  private static double[] expected(int alpha, Side side, Rectangle A, Rectangle B, Rectangle C) {
    double[] expected = C.numbers().clone();
    for (int i = 0; i < C.rows(); i++) {
      for (int j = 0; j < C.columns(); j++) {
        long sum = 0;
        for (int k = 0; k < B.rows(); k++) {
          double a = A.numbers()[side == Side.PLAIN ? A.index(i, k) : A.index(k, i)];
          sum += Math.round(a * B.numbers()[B.index(k, j)]);
        }
        expected[C.index(i, j)] += (double) (alpha * sum);
      }
    }
    return expected;
  }

  /// Random integers from -9 to 9, as a part of something larger; a single column lies contiguously.
  private Rectangle integers(int rows, int columns) {
    int wide = columns == 1 ? 1 : columns + 5;
    double[] numbers = new double[(rows + 3) * wide];
    Arrays.setAll(numbers, k -> random.nextInt(19) - 9);
    return Rectangle.of(numbers, rows + 3, wide).part(2, columns == 1 ? 0 : 3, rows, columns);
  }
}
