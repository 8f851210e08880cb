package org.linnet.core.device.cuda;

/// Matrix products of one shape, `C := alpha op(A) op(B) + beta C` with `op(A)` of `m x k` and `C` of `m x n`, whose matrices lie
/// at constant distances. It is filled anew for each call, so that a call allocates nothing.
public final class Products implements Cloneable {
  public boolean transposedA;
  public boolean transposedB;
  public int m;
  public int n;
  public int k;
  public double alpha;
  public double beta;
  /// Addresses of the first product's matrices, whose rows follow each other without gaps.
  public long A;
  public long B;
  public long C;
  /// The numbers in a row of `A` and of `B`; `C` has `n`.
  public int rowA;
  public int rowB;
  int count = 1;
  /// The numbers from one product's matrices to the next one's.
  long strideA;
  long strideB;
  long strideC;

  /// The same products, on their own.
  public Products copy() {
    try {
      return (Products) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// These products and one more above or below them, or null if it does not continue them: if shape, constants or distances
  /// differ, or where one's output would be another's input or output.
  ///
  /// @param bytes of a number
  public Products with(Products one, int bytes) {
    if (!sameShape(one)) {
      return null;
    }
    boolean above = one.C > C;
    Products merged = (above ? this : one).copy();
    merged.count = count + 1;
    int steps = above ? count : 1;
    merged.strideA = distance(A, one.A, above, steps * (long) bytes);
    merged.strideB = distance(B, one.B, above, steps * (long) bytes);
    merged.strideC = distance(C, one.C, above, steps * (long) bytes);
    boolean continues = merged.strideA == strideA && merged.strideB == strideB && merged.strideC == strideC;
    return (count == 1 || continues) && merged.areIndependent(bytes) ? merged : null;
  }

  private boolean sameShape(Products one) {
    return transposedA == one.transposedA && transposedB == one.transposedB && m == one.m && n == one.n && k == one.k
        && alpha == one.alpha && beta == one.beta;
  }

  /// The stride at which `one` continues, or -1 if it is not a whole number of numbers, or points backwards.
  private static long distance(long mine, long one, boolean above, long unit) {
    long distance = above ? one - mine : mine - one;
    return distance % unit == 0 ? Math.max(distance / unit, -1) : -1;
  }

  private boolean areIndependent(int bytes) {
    return strideA >= 0 && strideB >= 0 && strideC >= (long) m * n
        && apart(A, (count - 1) * strideA + (long) m * k, bytes)
        && apart(B, (count - 1) * strideB + (long) k * n, bytes);
  }

  /// Whether `numbers` numbers from `address` lie outside of all that is written.
  private boolean apart(long address, long numbers, int bytes) {
    long written = (count - 1) * strideC + (long) m * n;
    return address + numbers * bytes <= C || C + written * bytes <= address;
  }

  @Override
  public String toString() {
    return "%d of %d x %d x %d".formatted(count, m, k, n);
  }
}
