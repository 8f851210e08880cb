package org.linnet.core.device;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The product of a few rows and two vectors of columns in registers, in single precision.
///
/// `A` lies in panels of 12 rows, column by column: `A(i, k)` at `12 (i / 12) columns + 12 k + i % 12`. A tile of `op(A)` is then
/// read at positions that differ by constants, whose bounds are checked once for many, and from memory in one stream. `B` lies in
/// panels of two vectors of columns, row by row. Where 24 sums do not fit the registers, a tile is computed in thirds.
final class FloatTile {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  /// The columns of a tile of `C`, and of a panel of `B`.
  static final int COLUMNS = 2 * LANES;
  /// The rows of a tile of `C`, and of a panel of `A`.
  static final int ROWS = 12;
  private static final int THIRD = 4;
  /// Whether 24 sums fit: 512-bit vectors come with 32 registers, and so do ARM's.
  private static final boolean MANY_REGISTERS = SPECIES.vectorBitSize() == 512
      || System.getProperty("os.arch").equals("aarch64");

  private FloatTile() {}

  /// `C := alpha A B` for the 12 rows of `A` in the panel at `from`.
  static void along(int depth, float[] a, int from, float[] b, int bFrom, float[] c, int cFrom, int cStride,
      float alpha) {
    if (MANY_REGISTERS) {
      wholeAlong(depth, a, from, b, bFrom, c, cFrom, cStride, alpha);
    } else {
      for (int r = 0; r < ROWS; r += THIRD) {
        thirdAlong(depth, a, from + r, b, bFrom, c, cFrom + r * cStride, cStride, alpha);
      }
    }
  }

  /// `C := alpha Aᵀ B` for the 12 columns of `A` whose part of the first panel is at `from`, and of the next one `step` behind it.
  static void across(int depth, float[] a, int from, int step, float[] b, int bFrom, float[] c, int cFrom, int cStride,
      float alpha) {
    if (MANY_REGISTERS) {
      wholeAcross(depth, a, from, step, b, bFrom, c, cFrom, cStride, alpha);
    } else {
      for (int r = 0; r < ROWS; r += THIRD) {
        thirdAcross(depth, a, from + r * ROWS, step, b, bFrom, c, cFrom + r * cStride, cStride, alpha);
      }
    }
  }

  private static void wholeAlong(int depth, float[] a, int from, float[] b, int bFrom, float[] c, int cFrom,
      int cStride, float alpha) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    FloatVector c50 = zero;
    FloatVector c51 = zero;
    FloatVector c60 = zero;
    FloatVector c61 = zero;
    FloatVector c70 = zero;
    FloatVector c71 = zero;
    FloatVector c80 = zero;
    FloatVector c81 = zero;
    FloatVector c90 = zero;
    FloatVector c91 = zero;
    FloatVector ca0 = zero;
    FloatVector ca1 = zero;
    FloatVector cb0 = zero;
    FloatVector cb1 = zero;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFrom + COLUMNS * k);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFrom + COLUMNS * k + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 8]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 9]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 10]);
      ca0 = x.fma(b0, ca0);
      ca1 = x.fma(b1, ca1);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 11]);
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

  private static void wholeAcross(int depth, float[] a, int from, int step, float[] b, int bFrom, float[] c, int cFrom,
      int cStride, float alpha) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    FloatVector c50 = zero;
    FloatVector c51 = zero;
    FloatVector c60 = zero;
    FloatVector c61 = zero;
    FloatVector c70 = zero;
    FloatVector c71 = zero;
    FloatVector c80 = zero;
    FloatVector c81 = zero;
    FloatVector c90 = zero;
    FloatVector c91 = zero;
    FloatVector ca0 = zero;
    FloatVector ca1 = zero;
    FloatVector cb0 = zero;
    FloatVector cb1 = zero;
    int at = from;
    int bAt = bFrom;
    int left = ROWS; // of the panel
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[at + ROWS]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[at + 2 * ROWS]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 3 * ROWS]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[at + 4 * ROWS]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[at + 5 * ROWS]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[at + 6 * ROWS]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[at + 7 * ROWS]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(SPECIES, a[at + 8 * ROWS]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = FloatVector.broadcast(SPECIES, a[at + 9 * ROWS]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
      x = FloatVector.broadcast(SPECIES, a[at + 10 * ROWS]);
      ca0 = x.fma(b0, ca0);
      ca1 = x.fma(b1, ca1);
      x = FloatVector.broadcast(SPECIES, a[at + 11 * ROWS]);
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

  private static void thirdAlong(int depth, float[] a, int from, float[] b, int bFrom, float[] c, int cFrom,
      int cStride, float alpha) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFrom + COLUMNS * k);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFrom + COLUMNS * k + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[from + ROWS * k + 3]);
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

  private static void thirdAcross(int depth, float[] a, int from, int step, float[] b, int bFrom, float[] c, int cFrom,
      int cStride, float alpha) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    int at = from;
    int bAt = bFrom;
    int left = ROWS; // of the panel
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES);
      FloatVector x;
      x = FloatVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[at + ROWS]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[at + 2 * ROWS]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 3 * ROWS]);
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
