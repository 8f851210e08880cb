package org.linnet.verify.oracle;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;

/// Dense linear algebra in decimal arithmetic of a chosen number of digits, written for reading; matrices are `Dfp[rows][]`.
///
/// Products skip zeros, so that block structure is used without being mentioned.
public final class Decimal {
  private static final int LEAST_DIGITS = 60;
  private static final Map<Integer, Decimal> BY_DIGITS = new ConcurrentHashMap<>();

  private final DfpField field;
  private final int digits;
  private final Map<Integer, Dfp> powersOfTwo = new ConcurrentHashMap<>();

  private Decimal(int digits) {
    this.digits = digits;
    this.field = new DfpField(digits);
  }

  /// Arithmetic of at least `digits` digits.
  public static Decimal ofDigits(int digits) {
    int level = LEAST_DIGITS;
    while (level < digits) {
      level = level * 8 / 5; // few levels: a field takes up to a second to make
    }
    return BY_DIGITS.computeIfAbsent(level, Decimal::new);
  }

  public int digits() {
    return digits;
  }

  /// `value` exactly, or to the last digit if its binary fraction has more digits than this arithmetic.
  public Dfp number(double value) {
    if (value == 0) {
      return field.getZero();
    }
    int exponent = Math.getExponent(value) - 52;
    long mantissa = (long) Math.scalb(value, -exponent);
    return field.newDfp(mantissa).multiply(powersOfTwo.computeIfAbsent(exponent, this::powerOfTwo));
  }

  private Dfp powerOfTwo(int exponent) {
    Dfp power = field.getTwo().pow(Math.abs(exponent));
    return exponent < 0 ? power.reciprocal() : power;
  }

  public Dfp[][] zero(int rows, int columns) {
    Dfp[][] A = new Dfp[rows][columns];
    for (Dfp[] row : A) {
      Arrays.fill(row, field.getZero());
    }
    return A;
  }

  public Dfp[][] identity(int n) {
    Dfp[][] A = zero(n, n);
    for (int i = 0; i < n; i++) {
      A[i][i] = field.getOne();
    }
    return A;
  }

  public Dfp[][] matrix(DMatrixRMaj M) {
    Dfp[][] A = zero(M.numRows, M.numCols);
    for (int i = 0; i < M.numRows; i++) {
      for (int j = 0; j < M.numCols; j++) {
        A[i][j] = number(M.get(i, j));
      }
    }
    return A;
  }

  public Dfp[][] transpose(Dfp[][] A) {
    Dfp[][] T = zero(A[0].length, A.length);
    for (int i = 0; i < A.length; i++) {
      for (int j = 0; j < A[0].length; j++) {
        T[j][i] = A[i][j];
      }
    }
    return T;
  }

  /// `A B`.
  public Dfp[][] times(Dfp[][] A, Dfp[][] B) {
    Dfp[][] C = zero(A.length, B[0].length);
    for (int i = 0; i < A.length; i++) {
      for (int k = 0; k < B.length; k++) {
        addMultiple(C[i], A[i][k], B[k], 0);
      }
    }
    return C;
  }

  /// `A + s B`.
  public Dfp[][] plus(Dfp[][] A, Dfp s, Dfp[][] B) {
    Dfp[][] C = new Dfp[A.length][];
    for (int i = 0; i < A.length; i++) {
      C[i] = A[i].clone();
      addMultiple(C[i], s, B[i], 0);
    }
    return C;
  }

  /// `A⁻¹ B` for a symmetric positive definite `A`, by elimination, which needs no pivoting then.
  public Dfp[][] solve(Dfp[][] A, Dfp[][] B) {
    int n = A.length;
    Dfp[][] U = plus(A, field.getZero(), A);
    Dfp[][] X = plus(B, field.getZero(), B);
    for (int k = 0; k < n; k++) {
      Dfp pivot = U[k][k].reciprocal();
      for (int i = k + 1; i < n; i++) {
        Dfp factor = U[k][i].isZero() ? field.getZero() : U[k][i].multiply(pivot).negate();
        addMultiple(U[i], factor, U[k], i); // the upper triangle suffices
        addMultiple(X[i], factor, X[k], 0);
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      Dfp pivot = U[k][k].reciprocal();
      for (int j = 0; j < X[k].length; j++) {
        X[k][j] = X[k][j].multiply(pivot);
      }
      for (int i = 0; i < k; i++) {
        addMultiple(X[i], U[i][k].negate(), X[k], 0);
      }
    }
    return X;
  }

  /// `sum_ij A(i,j) B(i,j)`.
  public Dfp inner(Dfp[][] A, Dfp[][] B) {
    Dfp sum = field.getZero();
    for (int i = 0; i < A.length; i++) {
      for (int j = 0; j < A[i].length; j++) {
        sum = sum.add(A[i][j].multiply(B[i][j]));
      }
    }
    return sum;
  }

  /// `to := to + s from`, from this column on.
  private static void addMultiple(Dfp[] to, Dfp s, Dfp[] from, int column) {
    if (s.isZero()) {
      return;
    }
    for (int j = column; j < to.length; j++) {
      if (!from[j].isZero()) {
        to[j] = to[j].add(s.multiply(from[j]));
      }
    }
  }
}
