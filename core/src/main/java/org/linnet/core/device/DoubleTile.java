package org.linnet.core.device;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// The product of a few rows and two vectors of columns in registers, in double precision.
///
/// `A` lies in panels of 12 rows, column by column: `A(i, k)` at `12 (i / 12) columns + 12 k + i % 12`. A tile of `op(A)` is then
/// read at positions that differ by constants, whose bounds are checked once for many, and from memory in one stream. `B` lies in
/// panels of two vectors of columns, row by row. Where 24 sums do not fit the registers, a tile is computed in thirds.
final class DoubleTile {
  static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  /// The columns of a tile of `C`, and of a panel of `B`.
  static final int COLUMNS = 2 * LANES;
  /// The rows of a tile of `C`, and of a panel of `A`.
  static final int ROWS = 12;
  private static final int THIRD = 4;
  /// Whether 24 sums fit: 512-bit vectors come with 32 registers, and so do ARM's.
  private static final boolean MANY_REGISTERS = SPECIES.vectorBitSize() == 512
      || System.getProperty("os.arch").equals("aarch64");

  private DoubleTile() {}

  /// `C := alpha A B` for the 12 rows of `A` in the panel at `from`.
  static void along(int depth, double[] a, int from, double[] b, int bFrom, double[] c, int cFrom, int cStride,
      double alpha) {
    if (MANY_REGISTERS) {
      wholeAlong(depth, a, from, b, bFrom, c, cFrom, cStride, alpha);
    } else {
      for (int r = 0; r < ROWS; r += THIRD) {
        thirdAlong(depth, a, from + r, b, bFrom, c, cFrom + r * cStride, cStride, alpha);
      }
    }
  }

  /// `C := alpha Aᵀ B` for the 12 columns of `A` whose part of the first panel is at `from`, and of the next one `step` behind it.
  static void across(int depth, double[] a, int from, int step, double[] b, int bFrom, double[] c, int cFrom,
      int cStride,
      double alpha) {
    if (MANY_REGISTERS) {
      wholeAcross(depth, a, from, step, b, bFrom, c, cFrom, cStride, alpha);
    } else {
      for (int r = 0; r < ROWS; r += THIRD) {
        thirdAcross(depth, a, from + r * ROWS, step, b, bFrom, c, cFrom + r * cStride, cStride, alpha);
      }
    }
  }

  private static void wholeAlong(int depth, double[] a, int from, double[] b, int bFrom, double[] c, int cFrom,
      int cStride, double alpha) {
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
    DoubleVector c80 = zero;
    DoubleVector c81 = zero;
    DoubleVector c90 = zero;
    DoubleVector c91 = zero;
    DoubleVector ca0 = zero;
    DoubleVector ca1 = zero;
    DoubleVector cb0 = zero;
    DoubleVector cb1 = zero;
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bFrom + COLUMNS * k);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bFrom + COLUMNS * k + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 8]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 9]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 10]);
      ca0 = x.fma(b0, ca0);
      ca1 = x.fma(b1, ca1);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 11]);
      cb0 = x.fma(b0, cb0);
      cb1 = x.fma(b1, cb1);
    }
    int to = cFrom;
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
    to += cStride;
    c80.mul(alpha).intoArray(c, to);
    c81.mul(alpha).intoArray(c, to + LANES);
    to += cStride;
    c90.mul(alpha).intoArray(c, to);
    c91.mul(alpha).intoArray(c, to + LANES);
    to += cStride;
    ca0.mul(alpha).intoArray(c, to);
    ca1.mul(alpha).intoArray(c, to + LANES);
    to += cStride;
    cb0.mul(alpha).intoArray(c, to);
    cb1.mul(alpha).intoArray(c, to + LANES);
  }

  private static void wholeAcross(int depth, double[] a, int from, int step, double[] b, int bFrom, double[] c,
      int cFrom, int cStride, double alpha) {
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
    DoubleVector c80 = zero;
    DoubleVector c81 = zero;
    DoubleVector c90 = zero;
    DoubleVector c91 = zero;
    DoubleVector ca0 = zero;
    DoubleVector ca1 = zero;
    DoubleVector cb0 = zero;
    DoubleVector cb1 = zero;
    int at = from;
    int bAt = bFrom;
    int left = ROWS; // of the panel
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + ROWS]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 * ROWS]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 * ROWS]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = DoubleVector.broadcast(SPECIES, a[at + 4 * ROWS]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = DoubleVector.broadcast(SPECIES, a[at + 5 * ROWS]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = DoubleVector.broadcast(SPECIES, a[at + 6 * ROWS]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = DoubleVector.broadcast(SPECIES, a[at + 7 * ROWS]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = DoubleVector.broadcast(SPECIES, a[at + 8 * ROWS]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = DoubleVector.broadcast(SPECIES, a[at + 9 * ROWS]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
      x = DoubleVector.broadcast(SPECIES, a[at + 10 * ROWS]);
      ca0 = x.fma(b0, ca0);
      ca1 = x.fma(b1, ca1);
      x = DoubleVector.broadcast(SPECIES, a[at + 11 * ROWS]);
      cb0 = x.fma(b0, cb0);
      cb1 = x.fma(b1, cb1);
      at++;
      bAt += COLUMNS;
      left--;
      if (left == 0) {
        left = ROWS;
        at += step - ROWS;
      }
    }
    int to = cFrom;
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
    to += cStride;
    c80.mul(alpha).intoArray(c, to);
    c81.mul(alpha).intoArray(c, to + LANES);
    to += cStride;
    c90.mul(alpha).intoArray(c, to);
    c91.mul(alpha).intoArray(c, to + LANES);
    to += cStride;
    ca0.mul(alpha).intoArray(c, to);
    ca1.mul(alpha).intoArray(c, to + LANES);
    to += cStride;
    cb0.mul(alpha).intoArray(c, to);
    cb1.mul(alpha).intoArray(c, to + LANES);
  }

  private static void thirdAlong(int depth, double[] a, int from, double[] b, int bFrom, double[] c, int cFrom,
      int cStride, double alpha) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    DoubleVector c00 = zero;
    DoubleVector c01 = zero;
    DoubleVector c10 = zero;
    DoubleVector c11 = zero;
    DoubleVector c20 = zero;
    DoubleVector c21 = zero;
    DoubleVector c30 = zero;
    DoubleVector c31 = zero;
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bFrom + COLUMNS * k);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bFrom + COLUMNS * k + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[from + ROWS * k + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    int to = cFrom;
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
  }

  private static void thirdAcross(int depth, double[] a, int from, int step, double[] b, int bFrom, double[] c,
      int cFrom, int cStride, double alpha) {
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
    int left = ROWS; // of the panel
    for (int k = 0; k < depth; k++) {
      DoubleVector b0 = DoubleVector.fromArray(SPECIES, b, bAt);
      DoubleVector b1 = DoubleVector.fromArray(SPECIES, b, bAt + LANES);
      DoubleVector x;
      x = DoubleVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = DoubleVector.broadcast(SPECIES, a[at + ROWS]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = DoubleVector.broadcast(SPECIES, a[at + 2 * ROWS]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = DoubleVector.broadcast(SPECIES, a[at + 3 * ROWS]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      at++;
      bAt += COLUMNS;
      left--;
      if (left == 0) {
        left = ROWS;
        at += step - ROWS;
      }
    }
    int to = cFrom;
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
  }
}
