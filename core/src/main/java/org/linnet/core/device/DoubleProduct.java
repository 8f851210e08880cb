package org.linnet.core.device;

import java.util.Arrays;

/// Matrix products in double precision on vector registers, tile by tile: [DoubleTile].
///
/// Rows and strides of matrices are padded to whole tiles, so that there are no edges. `op(A)` is packed into panels of rows, `B`
/// into panels of columns, where they do not lie so. Measured against alternatives in docs/benchmarks.md and docs/tried.md.
final class DoubleProduct {
  private static final int TILE = DoubleTile.ROWS;
  private static final int PANEL = DoubleTile.COLUMNS;

  private DoubleProduct() {}

  /// Computes `C := alpha op(A) op(B) + beta C` with [#scratch] space.
  static void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C,
      double[] scratch) {
    int depth = sideA == Side.PLAIN ? A.columns : A.rows;
    int panels = panels(C.columns);
    boolean inPlace = isPanel(sideB, B);
    double[] b = inPlace ? B.doubles() : pack(sideB, B, depth, scratch);
    int bFrom = inPlace ? B.offset : 0;
    int rows = panels * depth * PANEL;
    int sums = rows + TILE * depth;
    for (int i = 0; i < C.rows; i += TILE) {
      if (sideA == Side.PLAIN) {
        packRows(A, i, scratch, rows);
      } else {
        packColumns(A, i, scratch, rows);
      }
      for (int p = 0; p < panels; p++) {
        int bAt = bFrom + p * depth * PANEL;
        int cAt = C.row(i) + p * PANEL;
        if (beta == 0) {
          DoubleTile.along(depth, scratch, rows, b, bAt, C.doubles(), cAt, C.stride, alpha);
        } else {
          DoubleTile.along(depth, scratch, rows, b, bAt, scratch, sums, PANEL, alpha);
          for (int r = 0; r < TILE; r++) {
            DoubleKernels.add(1, scratch, sums + r * PANEL, beta, C.doubles(), cAt + r * C.stride, PANEL);
          }
        }
      }
    }
  }

  /// Computes `C := alpha sum_i A(i) B(i)ᵀ` with [#scratch] space.
  static void multiplySum(double alpha, Matrix[] A, Matrix[] B, Matrix C, double[] scratch) {
    int depth = 0;
    for (Matrix part : A) {
      depth += part.columns;
    }
    int panels = panels(C.columns);
    for (int p = 0; p < panels; p++) {
      int at = p * depth * PANEL;
      for (Matrix part : B) {
        packTransposed(part, p * PANEL, scratch, at);
        at += part.columns * PANEL;
      }
    }
    int rows = panels * depth * PANEL;
    for (int i = 0; i < C.rows; i += TILE) {
      int at = rows;
      for (Matrix part : A) {
        packRows(part, i, scratch, at);
        at += part.columns * TILE;
      }
      for (int p = 0; p < panels; p++) {
        DoubleTile.along(depth, scratch, rows, scratch, p * depth * PANEL, C.doubles(), C.row(i) + p * PANEL, C.stride,
            alpha);
      }
    }
  }

  /// The scratch space for a product of this depth and so many columns.
  static int scratch(int depth, int columns) {
    return (panels(columns) * PANEL + TILE) * depth + TILE * PANEL;
  }

  // ---- a factor of many products: all of `A` in panels of rows, whose columns are padded to whole tiles, too

  /// The numbers that the panels of `A` take.
  static int factorSize(Matrix A) {
    return Math.multiplyExact(padded(A.rows), padded(A.columns));
  }

  /// Copies `A` into `panels`; the padded columns stay zero.
  static void pack(Matrix A, double[] panels) {
    for (int i = 0; i < A.rows; i += TILE) {
      packRows(A, i, panels, i * padded(A.columns));
    }
  }

  /// Computes `C := alpha op(A) B` with [#scratch] space, where `A` lies in `panels`.
  static void multiply(double alpha, Side side, Matrix A, double[] panels, Matrix B, Matrix C, double[] scratch) {
    int depth = B.rows;
    boolean inPlace = isPanel(Side.PLAIN, B);
    double[] b = inPlace ? B.doubles() : pack(Side.PLAIN, B, depth, scratch);
    int bFrom = inPlace ? B.offset : 0;
    int step = TILE * padded(A.columns);
    for (int i = 0; i < C.rows; i += TILE) {
      for (int p = 0; p < panels(C.columns); p++) {
        int bAt = bFrom + p * depth * PANEL;
        int cAt = C.row(i) + p * PANEL;
        if (side == Side.PLAIN) {
          DoubleTile.along(depth, panels, i / TILE * step, b, bAt, C.doubles(), cAt, C.stride, alpha);
        } else {
          DoubleTile.across(depth, panels, i * TILE, step, b, bAt, C.doubles(), cAt, C.stride, alpha);
        }
      }
    }
  }

  private static int padded(int n) {
    return Math.ceilDiv(n, TILE) * TILE;
  }

  // ---- packing

  private static int panels(int columns) {
    return Math.ceilDiv(columns, PANEL);
  }

  /// Whether `op(B)` lies as one panel.
  private static boolean isPanel(Side side, Matrix B) {
    return side == Side.PLAIN && B.stride == PANEL;
  }

  /// Copies `op(B)` into panels; returns where they are.
  private static double[] pack(Side side, Matrix B, int depth, double[] packed) {
    int columns = side == Side.PLAIN ? B.columns : B.rows;
    for (int j = 0; j < columns; j += PANEL) {
      int to = j * depth;
      if (side == Side.TRANSPOSED) {
        packTransposed(B, j, packed, to);
      } else {
        for (int k = 0; k < depth; k++) {
          System.arraycopy(B.doubles(), B.row(k) + j, packed, to + k * PANEL, PANEL);
        }
      }
    }
    return packed;
  }

  /// Copies rows `j .. j + PANEL - 1` of `B` as columns.
  private static void packTransposed(Matrix B, int j, double[] packed, int to) {
    for (int column = 0; column < PANEL; column++) {
      packRow(B, j + column, packed, to + column, PANEL);
    }
  }

  /// Copies rows `i .. i + TILE - 1` of `A` as columns.
  private static void packRows(Matrix A, int i, double[] packed, int to) {
    for (int r = 0; r < TILE; r++) {
      packRow(A, i + r, packed, to + r, TILE);
    }
  }

  /// Copies row `i` of `A`, or zeros behind the last one, to every `step`-th place.
  private static void packRow(Matrix A, int i, double[] packed, int to, int step) {
    double[] a = A.doubles();
    if (i >= A.rows) {
      for (int k = 0; k < A.columns; k++) {
        packed[to + k * step] = 0;
      }
      return;
    }
    int row = A.row(i);
    for (int k = 0; k < A.columns; k++) {
      packed[to + k * step] = a[row + k];
    }
  }

  /// Copies columns `i .. i + TILE - 1` of `A`, or zeros behind the last one, row by row.
  private static void packColumns(Matrix A, int i, double[] packed, int to) {
    int columns = Math.min(TILE, A.columns - i);
    for (int k = 0; k < A.rows; k++) {
      int at = to + k * TILE;
      System.arraycopy(A.doubles(), A.row(k) + i, packed, at, columns);
      Arrays.fill(packed, at + columns, at + TILE, 0);
    }
  }
}
