package org.linnet.core.device;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// Matrix products in double precision on vector registers: `C := alpha op(A) op(B) + beta C`.
///
/// One tile of 8 rows by two vectors of `C` stays in registers while `k` runs; `A` is read where it lies, by rows or by
/// columns, and `B` too if its rows are short and not transposed, else packed panel by panel. Rows and strides are padded,
/// so there are no edges. Measured against alternatives in docs/benchmarks.md and docs/tried.md.
final class DoubleProduct {
  static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  /// The columns of a panel of `B` and of a tile of `C`.
  static final int PANEL = 2 * LANES;
  /// The rows of a tile of `C`.
  static final int TILE = 8;
  /// Whether 16 accumulators fit: 512-bit vectors come with 32 registers, and so do ARM's.
  private static final boolean MANY_REGISTERS = SPECIES.vectorBitSize() == 512
      || System.getProperty("os.arch").equals("aarch64");
  /// Longer rows of `B` are packed: reading them in place would touch a new page or cache set at every step of `k`.
  private static final int LONGEST_UNPACKED_ROW = 4 * PANEL;

  private DoubleProduct() {}

  /// Computes `C := alpha op(A) op(B) + beta C` with the scratch space `packed` of at least `k * PANEL` numbers.
  static void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C,
      double[] packed) {
    int depth = sideA == Side.PLAIN ? A.columns : A.rows;
    int ri = sideA == Side.PLAIN ? A.stride : 1; // from row to row of op(A)
    int rk = sideA == Side.PLAIN ? 1 : A.stride; // along k
    boolean inPlace = sideB == Side.PLAIN && B.stride <= LONGEST_UNPACKED_ROW;
    for (int j = 0; j < C.columns; j += PANEL) {
      if (!inPlace) {
        pack(sideB, B, j, depth, packed);
      }
      double[] b = inPlace ? B.doubles() : packed;
      int bFrom = inPlace ? B.offset + j : 0;
      int bStride = inPlace ? B.stride : PANEL;
      for (int i = 0; i < C.rows; i += TILE) {
        tile(depth, A.doubles(), A.offset + i * ri, ri, rk, b, bFrom, bStride, C.doubles(), C.row(i) + j, C.stride,
            alpha, beta);
      }
    }
  }

  /// Computes `C := alpha sum_i A(i) B(i)ᵀ`, with scratch space for all panels of all `B(i)` and one tile of all `A(i)`.
  static void multiplySum(double alpha, Matrix[] A, Matrix[] B, Matrix C, double[] packed) {
    int depth = 0;
    for (Matrix part : A) {
      depth += part.columns;
    }
    int panels = Math.ceilDiv(C.columns, PANEL);
    for (int p = 0; p < panels; p++) {
      int at = p * depth * PANEL;
      for (Matrix part : B) {
        packTransposed(part, p * PANEL, part.columns, packed, at);
        at += part.columns * PANEL;
      }
    }
    int rows = panels * depth * PANEL;
    for (int i = 0; i < C.rows; i += TILE) {
      for (int r = 0; r < TILE; r++) {
        int at = rows + r * depth;
        for (Matrix part : A) {
          System.arraycopy(part.doubles(), part.row(i + r), packed, at, part.columns);
          at += part.columns;
        }
      }
      for (int p = 0; p < panels; p++) {
        tile(depth, packed, rows, depth, 1, packed, p * depth * PANEL, PANEL, C.doubles(), C.row(i) + p * PANEL,
            C.stride,
            alpha, 0);
      }
    }
  }

  /// The scratch space that [#multiplySum] needs.
  static int scratch(int depth, int columns) {
    return (Math.ceilDiv(columns, PANEL) * PANEL + TILE) * depth;
  }

  /// Copies columns `j .. j + PANEL - 1` of `op(B)` into `packed`, row by row.
  private static void pack(Side side, Matrix B, int j, int depth, double[] packed) {
    double[] b = B.doubles();
    if (side == Side.PLAIN) {
      for (int k = 0; k < depth; k++) {
        System.arraycopy(b, B.row(k) + j, packed, k * PANEL, PANEL);
      }
      return;
    }
    packTransposed(B, j, depth, packed, 0);
  }

  /// Copies rows `j .. j + PANEL - 1` of `B` into `packed` as columns.
  private static void packTransposed(Matrix B, int j, int depth, double[] packed, int to) {
    double[] b = B.doubles();
    for (int column = 0; column < PANEL; column++) {
      int at = to + column;
      if (j + column >= B.rows) {
        for (int k = 0; k < depth; k++) {
          packed[at + k * PANEL] = 0;
        }
      } else {
        int row = B.row(j + column);
        for (int k = 0; k < depth; k++) {
          packed[at + k * PANEL] = b[row + k];
        }
      }
    }
  }

  /// `C := alpha A B + beta C` for one tile of `C`, with `A` from `a[from]`, rows `ri` and columns `rk` apart.
  static void tile(int depth, double[] a, int from, int ri, int rk, double[] b, int bFrom, int bStride,
      double[] c,
      int cFrom, int cStride, double alpha, double beta) {
    if (MANY_REGISTERS) {
      wholeTile(depth, a, from, ri, rk, b, bFrom, bStride, c, cFrom, cStride, alpha, beta);
    } else {
      halfTile(depth, a, from, ri, rk, b, bFrom, bStride, c, cFrom, cStride, alpha, beta);
      halfTile(depth, a, from + 4 * ri, ri, rk, b, bFrom, bStride, c, cFrom + 4 * cStride, cStride, alpha, beta);
    }
  }

  private static void wholeTile(int depth, double[] a, int from, int ri, int rk, double[] b, int bFrom, int bStride,
      double[] c,
      int cFrom, int cStride, double alpha, double beta) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    DoubleVector c00 = zero;
    DoubleVector c01 = zero;
    DoubleVector c10 = zero;
    DoubleVector c11 = zero;
    DoubleVector c20 = zero;
    DoubleVector c21 = zero;
    DoubleVector c30 = zero;
    DoubleVector c31 = zero;
    DoubleVector c40 = zero;
    DoubleVector c41 = zero;
    DoubleVector c50 = zero;
    DoubleVector c51 = zero;
    DoubleVector c60 = zero;
    DoubleVector c61 = zero;
    DoubleVector c70 = zero;
    DoubleVector c71 = zero;
    int r2 = 2 * ri;
    int r3 = 3 * ri;
    int r4 = 4 * ri;
    int r5 = 5 * ri;
    int r6 = 6 * ri;
    int r7 = 7 * ri;
    int at = from;
    int bAt = bFrom;
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + ri]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + r2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + r3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + r4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(SPECIES, a[at + r5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = DoubleVector.broadcast(SPECIES, a[at + r6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = DoubleVector.broadcast(SPECIES, a[at + r7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      at += rk;
      bAt += bStride;
    }
    int to = cFrom;
    if (beta == 0) {
      c00.mul(alpha).intoArray(c, to);
      c01.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c10.mul(alpha).intoArray(c, to);
      c11.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c20.mul(alpha).intoArray(c, to);
      c21.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c30.mul(alpha).intoArray(c, to);
      c31.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c40.mul(alpha).intoArray(c, to);
      c41.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c50.mul(alpha).intoArray(c, to);
      c51.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c60.mul(alpha).intoArray(c, to);
      c61.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c70.mul(alpha).intoArray(c, to);
      c71.mul(alpha).intoArray(c, to + LANES);
    } else {
      c00.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c01.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c10.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c11.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c20.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c21.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c30.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c31.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c40.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c41.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c50.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c51.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c60.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c61.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c70.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c71.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
    }
  }

  /// The upper or lower half of a tile, for processors with only 16 vector registers.
  private static void halfTile(int depth, double[] a, int from, int ri, int rk, double[] b, int bFrom, int bStride,
      double[] c,
      int cFrom, int cStride, double alpha, double beta) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    DoubleVector c00 = zero;
    DoubleVector c01 = zero;
    DoubleVector c10 = zero;
    DoubleVector c11 = zero;
    DoubleVector c20 = zero;
    DoubleVector c21 = zero;
    DoubleVector c30 = zero;
    DoubleVector c31 = zero;
    int at = from;
    int bAt = bFrom;
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + ri]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 * ri]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 * ri]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      at += rk;
      bAt += bStride;
    }
    int to = cFrom;
    if (beta == 0) {
      c00.mul(alpha).intoArray(c, to);
      c01.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c10.mul(alpha).intoArray(c, to);
      c11.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c20.mul(alpha).intoArray(c, to);
      c21.mul(alpha).intoArray(c, to + LANES);
      to += cStride;
      c30.mul(alpha).intoArray(c, to);
      c31.mul(alpha).intoArray(c, to + LANES);
    } else {
      c00.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c01.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c10.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c11.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c20.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c21.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
      to += cStride;
      c30.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to).mul(beta)).intoArray(c, to);
      c31.mul(alpha).add(DoubleVector.fromArray(SPECIES, c, to + LANES).mul(beta)).intoArray(c, to + LANES);
    }
  }
}
