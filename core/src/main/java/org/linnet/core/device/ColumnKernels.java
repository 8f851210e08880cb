package org.linnet.core.device;

/// Kernels of the loss, column by column, and of rows, in either precision. These matrices have as few rows as there are
/// classes, and exponentials cost more than finding the numbers, so these are plain loops; they compute in double precision.
final class ColumnKernels {
  private ColumnKernels() {}

  /// `out(k,j) := exp u(k,j) / sum_i exp u(i,j)`.
  static void softmax(Matrix u, Matrix out) {
    for (int j = 0; j < u.columns; j++) {
      double max = max(u, j);
      double sum = 0;
      for (int i = 0; i < u.rows; i++) {
        double power = StrictMath.exp(at(u, u.row(i) + j) - max);
        set(out, out.row(i) + j, power);
        sum += power;
      }
      for (int i = 0; i < u.rows; i++) {
        set(out, out.row(i) + j, at(out, out.row(i) + j) / sum);
      }
    }
  }

  /// `sums(j) := alpha sum_k y(k,j) (log sum_i exp u(i,j) - u(k,j)) + beta sums(j)`.
  static void crossEntropy(double alpha, Matrix y, Matrix u, double beta, Matrix sums) {
    for (int j = 0; j < u.columns; j++) {
      double max = max(u, j);
      double powers = 0;
      for (int i = 0; i < u.rows; i++) {
        powers += StrictMath.exp(at(u, u.row(i) + j) - max);
      }
      double logSum = StrictMath.log(powers);
      double sum = 0;
      for (int i = 0; i < u.rows; i++) {
        sum += at(y, y.row(i) + j) * (max - at(u, u.row(i) + j) + logSum);
      }
      accumulate(alpha * sum, beta, sums, j);
    }
  }

  /// `d := 1 / (offset + d)`, or 0 where the sum is 0.
  static void reciprocal(double offset, Matrix d) {
    for (int i = 0; i < d.rows; i++) {
      for (int k = d.row(i); k < d.row(i) + d.columns; k++) {
        double sum = offset + at(d, k);
        set(d, k, sum == 0 ? 0 : 1 / sum);
      }
    }
  }

  /// Whether every entry is 0.
  static boolean isZero(Matrix A) {
    for (int i = 0; i < A.rows; i++) {
      for (int k = A.row(i); k < A.row(i) + A.columns; k++) {
        if (at(A, k) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /// `sums(j) := value + beta sums(j)`; with `beta = 0`, `sums` is not read.
  static void accumulate(double value, double beta, Matrix sums, int j) {
    set(sums, sums.offset + j, value + (beta == 0 ? 0 : beta * at(sums, sums.offset + j)));
  }

  /// Subtracting it from the exponents keeps the sum of exponentials between 1 and the number of rows.
  private static double max(Matrix u, int j) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < u.rows; i++) {
      max = Math.max(max, at(u, u.row(i) + j));
    }
    return max;
  }

  static double at(Matrix A, int k) {
    return A.store instanceof float[] floats ? floats[k] : A.doubles()[k];
  }

  private static void set(Matrix A, int k, double value) {
    if (A.store instanceof float[] floats) {
      floats[k] = (float) value;
    } else {
      A.doubles()[k] = value;
    }
  }
}
