package org.linnet.core.device;

/// What every device refuses.
final class Checks {
  private Checks() {}

  static void requireProduct(Device device, Side sideA, Matrix A, Side sideB, Matrix B, Matrix C) {
    requireOwn(device, A, B);
    requireOwn(device, C, C);
    int m = sideA == Side.PLAIN ? A.rows : A.columns;
    int kA = sideA == Side.PLAIN ? A.columns : A.rows;
    int kB = sideB == Side.PLAIN ? B.rows : B.columns;
    int n = sideB == Side.PLAIN ? B.columns : B.rows;
    if (kA != kB) {
      throw new IllegalArgumentException("op(B) must have " + kA + " rows, the columns of op(A), got " + kB);
    }
    if (C.rows != m || C.columns != n) {
      throw new IllegalArgumentException("C must be " + m + " x " + n + ", got " + C.rows + " x " + C.columns);
    }
    if (C.overlaps(A) || C.overlaps(B)) {
      throw new IllegalArgumentException("C must not share numbers with A or B");
    }
  }

  static void requireSameShape(Device device, Matrix A, Matrix B) {
    requireOwn(device, A, B);
    if (A.rows != B.rows || A.columns != B.columns) {
      throw new IllegalArgumentException("matrices must have one shape, got " + A.rows + " x " + A.columns + " and "
          + B.rows + " x " + B.columns);
    }
  }

  static void requireRow(Device device, Matrix A, Matrix row) {
    requireOwn(device, A, row);
    if (row.rows != 1 || row.columns != A.columns) {
      throw new IllegalArgumentException("a row of one number per column must be 1 x " + A.columns + ", got " + row.rows
          + " x " + row.columns);
    }
  }

  static void requireLength(Matrix A, double[] values) {
    if (values.length != A.size()) {
      throw new IllegalArgumentException(
          "a " + A.rows + " x " + A.columns + " matrix needs " + A.size() + " values, got "
              + values.length);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a device is itself
  private static void requireOwn(Device device, Matrix A, Matrix B) {
    if (A.device != device || B.device != device) {
      throw new IllegalArgumentException("a matrix of another device cannot be used on " + device.name());
    }
  }

  static void requireAdam(Device device, Matrix g, Matrix m, Matrix v, Matrix w) {
    requireSameShape(device, g, w);
    requireSameShape(device, m, w);
    requireSameShape(device, v, w);
  }

  static void requireCorrections(Device device, Matrix unbias) {
    requireOwn(device, unbias, unbias);
    if (unbias.rows != 1 || unbias.columns != 2) {
      throw new IllegalArgumentException(
          "Adam's two corrections must be 1 x 2, got " + unbias.rows + " x " + unbias.columns);
    }
  }

  static void requireStep(long t) {
    if (t < 1) {
      throw new IllegalArgumentException("Adam's step must be at least 1, got " + t);
    }
  }
}
