package org.linnet.core.linalg;

import org.linnet.core.device.Rectangle;
import org.linnet.core.device.Side;

/// Cholesky factorisation and triangular solves of one block, halved until what is left is small: nearly all of the work is
/// matrix products.
///
/// Triangles `U` are upper; what lies below their diagonal is neither read nor of any meaning.
final class Triangle {
  /// Smaller blocks are treated row by row.
  private static final int SMALL = 24;
  /// So many columns of a small block stay in the first cache.
  private static final int COLUMNS = 64;

  private Triangle() {}

  /// `A := U` with `UᵀU = A`, reading the upper triangle of `A`; false if `A` is not numerically positive definite.
  static boolean cholesky(Rectangle A) {
    int n = A.rows();
    if (n <= SMALL) {
      return choleskyByRows(A);
    }
    int half = half(n);
    Rectangle first = A.part(0, 0, half, half);
    Rectangle right = A.part(0, half, half, n - half);
    Rectangle last = A.part(half, half, n - half, n - half);
    if (!cholesky(first)) {
      return false;
    }
    solveTransposed(first, right);
    subtractGram(right, last);
    return cholesky(last);
  }

  /// `C := C - TᵀT`, in the upper triangle.
  static void subtractGram(Rectangle T, Rectangle C) {
    int n = C.rows();
    if (n <= 2 * SMALL) {
      C.add(-1, Side.TRANSPOSED, T, T);
      return;
    }
    int half = half(n);
    Rectangle left = T.part(0, 0, T.rows(), half);
    Rectangle right = T.part(0, half, T.rows(), n - half);
    subtractGram(left, C.part(0, 0, half, half));
    C.part(0, half, half, n - half).add(-1, Side.TRANSPOSED, left, right);
    subtractGram(right, C.part(half, half, n - half, n - half));
  }

  /// `X := U^-ᵀ X`.
  static void solveTransposed(Rectangle U, Rectangle X) {
    int n = U.rows();
    if (n <= SMALL) {
      solveTransposedByRows(U, X);
      return;
    }
    int half = half(n);
    Rectangle upper = X.part(0, 0, half, X.columns());
    Rectangle lower = X.part(half, 0, n - half, X.columns());
    solveTransposed(U.part(0, 0, half, half), upper);
    lower.add(-1, Side.TRANSPOSED, U.part(0, half, half, n - half), upper);
    solveTransposed(U.part(half, half, n - half, n - half), lower);
  }

  /// `X := U^-1 X`.
  static void solve(Rectangle U, Rectangle X) {
    int n = U.rows();
    if (n <= SMALL) {
      solveByRows(U, X);
      return;
    }
    int half = half(n);
    Rectangle upper = X.part(0, 0, half, X.columns());
    Rectangle lower = X.part(half, 0, n - half, X.columns());
    solve(U.part(half, half, n - half, n - half), lower);
    upper.add(-1, Side.PLAIN, U.part(0, half, half, n - half), lower);
    solve(U.part(0, 0, half, half), upper);
  }

  /// About half of `n`, whole vectors.
  private static int half(int n) {
    return Math.ceilDiv(n, 32) * 16;
  }

  private static boolean choleskyByRows(Rectangle A) {
    double[] u = A.numbers();
    for (int k = 0; k < A.rows(); k++) {
      int row = A.index(k, k);
      int length = A.rows() - k;
      double pivot = u[row];
      if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
        return false;
      }
      u[row] = Math.sqrt(pivot);
      scale(length - 1, 1 / u[row], u, row + 1);
      for (int i = 1; i < length; i++) {
        Rectangle.axpy(length - i, -u[row + i], u, row + i, u, A.index(k + i, k + i));
      }
    }
    return true;
  }

  private static void solveTransposedByRows(Rectangle U, Rectangle X) {
    for (int j = 0; j < X.columns(); j += COLUMNS) {
      int width = Math.min(COLUMNS, X.columns() - j);
      for (int i = 0; i < U.rows(); i++) {
        int row = X.index(i, j);
        for (int k = 0; k < i; k++) {
          Rectangle.axpy(width, -U.numbers()[U.index(k, i)], X.numbers(), X.index(k, j), X.numbers(), row);
        }
        scale(width, 1 / U.numbers()[U.index(i, i)], X.numbers(), row);
      }
    }
  }

  private static void solveByRows(Rectangle U, Rectangle X) {
    for (int j = 0; j < X.columns(); j += COLUMNS) {
      int width = Math.min(COLUMNS, X.columns() - j);
      for (int i = U.rows() - 1; i >= 0; i--) {
        int row = X.index(i, j);
        for (int k = i + 1; k < U.rows(); k++) {
          Rectangle.axpy(width, -U.numbers()[U.index(i, k)], X.numbers(), X.index(k, j), X.numbers(), row);
        }
        scale(width, 1 / U.numbers()[U.index(i, i)], X.numbers(), row);
      }
    }
  }

  private static void scale(int n, double factor, double[] x, int from) {
    for (int i = 0; i < n; i++) {
      x[from + i] *= factor;
    }
  }
}
