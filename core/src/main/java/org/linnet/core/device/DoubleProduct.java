package org.linnet.core.device;

/// Matrix products in double precision on vector registers, tile by tile: [DoubleTile].
///
/// Rows and strides of matrices are padded to whole tiles, so that there are no edges. `A` is packed into panels of rows, `op(B)`
/// into panels of columns, where they do not lie so. Measured against alternatives in docs/benchmarks.md and docs/tried.md.
final class DoubleProduct {
  private static final int TILE = DoubleTile.ROWS;
  private static final int PANEL = DoubleTile.COLUMNS;

  private DoubleProduct() {}

  /// Computes `C := alpha op(A) op(B) + beta C` with scratch space for the panels of `A` and for [#scratch].
  static void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C,
      double[] scratch) {
    pack(A, scratch);
    multiply(alpha, sideA, A, scratch, sideB, B, beta, C, scratch, factorSize(A));
  }

  /// Computes `C := alpha op(A) op(B) + beta C`, where `A` lies in `panels`, with [#scratch] space that begins at `free`.
  static void multiply(double alpha, Side sideA, Matrix A, double[] panels, Side sideB, Matrix B, double beta, Matrix C,
      double[] scratch, int free) {
    int depth = sideA == Side.PLAIN ? A.columns : A.rows;
    int step = TILE * padded(A.columns);
    boolean inPlace = sideB == Side.PLAIN && B.stride == PANEL; // it is one panel
    if (!inPlace) {
      packPanels(sideB, B, depth, scratch, free);
    }
    double[] b = inPlace ? B.doubles() : scratch;
    int bFrom = inPlace ? B.offset : free;
    int sums = free + panels(C.columns) * PANEL * depth;
    for (int i = 0; i < C.rows; i += TILE) {
      for (int p = 0; p < panels(C.columns); p++) {
        int bAt = bFrom + p * depth * PANEL;
        int cAt = C.row(i) + p * PANEL;
        double[] to = beta == 0 ? C.doubles() : scratch;
        int at = beta == 0 ? cAt : sums;
        int stride = beta == 0 ? C.stride : PANEL;
        if (sideA == Side.PLAIN) {
          DoubleTile.along(depth, panels, i / TILE * step, b, bAt, to, at, stride, alpha);
        } else {
          DoubleTile.across(depth, panels, i * TILE, step, b, bAt, to, at, stride, alpha);
        }
        for (int r = 0; beta != 0 && r < TILE; r++) {
          DoubleKernels.add(1, scratch, sums + r * PANEL, beta, C.doubles(), cAt + r * C.stride, PANEL);
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

  /// The scratch space for a product of this depth and so many columns: the panels of `B`, and the rows of a tile of `A` or a tile of
  /// sums.
  static int scratch(int depth, int columns) {
    return (panels(columns) * PANEL + TILE) * depth + TILE * PANEL;
  }

  // ---- packing

  /// The numbers that the panels of `A` take.
  static int factorSize(Matrix A) {
    return Math.multiplyExact(padded(A.rows), padded(A.columns));
  }

  /// Copies `A` into panels of rows, whose columns are padded to whole tiles, too; what the padded columns hold stays.
  static void pack(Matrix A, double[] panels) {
    for (int i = 0; i < A.rows; i += TILE) {
      packRows(A, i, panels, i * padded(A.columns));
    }
  }

  private static int padded(int n) {
    return Math.ceilDiv(n, TILE) * TILE;
  }

  private static int panels(int columns) {
    return Math.ceilDiv(columns, PANEL);
  }

  /// Copies `op(B)` into panels.
  private static void packPanels(Side side, Matrix B, int depth, double[] packed, int from) {
    int columns = side == Side.PLAIN ? B.columns : B.rows;
    for (int j = 0; j < columns; j += PANEL) {
      int to = from + j * depth;
      if (side == Side.TRANSPOSED) {
        packTransposed(B, j, packed, to);
      } else {
        for (int k = 0; k < depth; k++) {
          System.arraycopy(B.doubles(), B.row(k) + j, packed, to + k * PANEL, PANEL);
        }
      }
    }
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
}
