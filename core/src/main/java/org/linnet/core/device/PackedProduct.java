package org.linnet.core.device;

/// `C := C + alpha op(A) B` for rectangles of any shape on vector registers, by the tiles of [DoubleTile].
///
/// `A` and `B` are copied piece by piece, tile by tile and panel by panel, into contiguous scratch space of the thread (2.4 MB):
/// a panel of `B` stays in the first cache and a piece of `A` in the second.
final class PackedProduct {
  private static final int TILE = DoubleTile.ROWS;
  private static final int PANEL = DoubleTile.COLUMNS;
  private static final int DEPTH = 256;
  private static final int HEIGHT = 16 * TILE;
  private static final int WIDTH = 1024;

  private static final ThreadLocal<PackedProduct> OWN = ThreadLocal.withInitial(PackedProduct::new);

  private final double[] a = new double[HEIGHT * DEPTH];
  private final double[] b = new double[WIDTH * DEPTH];
  private final double[] sums = new double[TILE * PANEL];

  private PackedProduct() {}

  static void add(double alpha, Side side, Rectangle A, Rectangle B, Rectangle C) {
    PackedProduct own = OWN.get();
    for (int j = 0; j < C.columns; j += WIDTH) {
      int width = Math.min(WIDTH, C.columns - j);
      for (int k = 0; k < B.rows; k += DEPTH) {
        int depth = Math.min(DEPTH, B.rows - k);
        own.packB(B.part(k, j, depth, width));
        for (int i = 0; i < C.rows; i += HEIGHT) {
          int height = Math.min(HEIGHT, C.rows - i);
          if (side == Side.PLAIN) {
            own.packRows(A.part(i, k, height, depth));
          } else {
            own.packColumns(A.part(k, i, depth, height));
          }
          own.tiles(alpha, depth, C.part(i, j, height, width));
        }
      }
    }
  }

  private void tiles(double alpha, int depth, Rectangle C) {
    for (int j = 0; j < C.columns; j += PANEL) {
      for (int i = 0; i < C.rows; i += TILE) {
        DoubleTile.along(depth, a, i * depth, b, j * depth, sums, 0, PANEL, alpha);
        addTo(C.part(i, j, Math.min(TILE, C.rows - i), Math.min(PANEL, C.columns - j)));
      }
    }
  }

  private void addTo(Rectangle C) {
    for (int i = 0; i < C.rows; i++) {
      if (C.columns == PANEL) {
        DoubleKernels.add(1, sums, i * PANEL, 1, C.numbers, C.index(i, 0), PANEL);
      } else {
        Rectangle.axpy(C.columns, 1, sums, i * PANEL, C.numbers, C.index(i, 0));
      }
    }
  }

  /// `b[j depth + k PANEL + c] := B(k, j + c)` for every panel `j`, anything behind the last column.
  private void packB(Rectangle B) {
    for (int j = 0; j < B.columns; j += PANEL) {
      int width = Math.min(PANEL, B.columns - j);
      for (int k = 0; k < B.rows; k++) {
        System.arraycopy(B.numbers, B.index(k, j), b, j * B.rows + k * PANEL, width);
      }
    }
  }

  /// `a[i depth + k TILE + r] := A(k, i + r)` for every tile `i`, anything behind the last column.
  private void packColumns(Rectangle A) {
    for (int i = 0; i < A.columns; i += TILE) {
      int height = Math.min(TILE, A.columns - i);
      for (int k = 0; k < A.rows; k++) {
        System.arraycopy(A.numbers, A.index(k, i), a, i * A.rows + k * TILE, height);
      }
    }
  }

  /// `a[i depth + k TILE + r] := A(i + r, k)` for every tile `i`, anything behind the last row.
  private void packRows(Rectangle A) {
    for (int i = 0; i < A.rows; i++) {
      int to = i / TILE * TILE * A.columns + i % TILE;
      int at = A.index(i, 0);
      for (int k = 0; k < A.columns; k++) {
        a[to + k * TILE] = A.numbers[at + k];
      }
    }
  }
}
