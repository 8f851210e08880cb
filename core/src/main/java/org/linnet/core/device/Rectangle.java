package org.linnet.core.device;

/// A rectangle of a row-major array of doubles, and the product that dense linear algebra on the host is made of.
///
/// Large products run on vector registers where there are any, else as plain loops; both sum in an order that depends on the
/// shapes alone. Everything runs on the calling thread; threads may write to different rectangles of one array.
public final class Rectangle {
  /// Products with fewer multiplications than this are not worth packing.
  private static final long SMALL = 1_000;
  /// Fewer columns than this are treated one by one.
  private static final int FEW_COLUMNS = 7;
  private static final boolean VECTORS = Devices.hasVectors();

  final double[] numbers;
  final int from;
  final int stride;
  final int rows;
  final int columns;

  private Rectangle(double[] numbers, int from, int stride, int rows, int columns) {
    this.numbers = numbers;
    this.from = from;
    this.stride = stride;
    this.rows = rows;
    this.columns = columns;
  }

  /// The whole of a matrix that lies row by row in `numbers`, which is kept, not copied.
  ///
  /// @throws IllegalArgumentException if there are fewer than `rows * columns` numbers
  public static Rectangle of(double[] numbers, int rows, int columns) {
    if (numbers.length < (long) rows * columns) {
      throw new IllegalArgumentException(
          "a matrix of " + rows + " x " + columns + " needs " + (long) rows * columns + " numbers, got "
              + numbers.length);
    }
    return new Rectangle(numbers, 0, columns, rows, columns);
  }

  /// The rectangle of this shape whose first entry is this one's `(i, j)`.
  public Rectangle part(int i, int j, int rows, int columns) {
    if (i < 0 || j < 0 || i + rows > this.rows || j + columns > this.columns) {
      throw new IndexOutOfBoundsException(
          rows + " x " + columns + " from (" + i + ", " + j + ") is not a part of " + this.rows + " x " + this.columns);
    }
    return new Rectangle(numbers, index(i, j), stride, rows, columns);
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /// The array that it is a rectangle of.
  public double[] numbers() {
    return numbers;
  }

  /// Where entry `(i, j)` lies in [#numbers()]; a row is contiguous.
  public int index(int i, int j) {
    return from + i * stride + j;
  }

  /// `this := this + alpha op(A) B`. This must not overlap with `A` or `B`.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  public void add(double alpha, Side side, Rectangle A, Rectangle B) {
    int depth = side == Side.PLAIN ? A.columns : A.rows;
    int height = side == Side.PLAIN ? A.rows : A.columns;
    if (height != rows || depth != B.rows || B.columns != columns) {
      throw new IllegalArgumentException("a " + rows + " x " + columns + " sum needs a product of that shape, got "
          + height + " x " + depth + " times " + B.rows + " x " + B.columns);
    }
    long operations = (long) rows * columns * depth;
    if (columns == 1 && B.stride == 1 && stride == 1) {
      addVector(alpha, side, A, B);
    } else if (operations < SMALL) {
      addPlainly(alpha, side, A, B);
    } else if (columns < FEW_COLUMNS) {
      addColumns(alpha, side, A, B);
    } else if (VECTORS) {
      PackedProduct.add(alpha, side, A, B, this);
    } else {
      addPlainly(alpha, side, A, B);
    }
  }

  /// The same by plain loops, whatever the shapes.
  void addPlainly(double alpha, Side side, Rectangle A, Rectangle B) {
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < B.rows; k++) {
        double a = A.numbers[side == Side.PLAIN ? A.index(i, k) : A.index(k, i)];
        axpy(columns, alpha * a, B.numbers, B.index(k, 0), numbers, index(i, 0));
      }
    }
  }

  /// For single columns, which lie contiguously: row by row of `A`, in any case.
  private void addVector(double alpha, Side side, Rectangle A, Rectangle B) {
    for (int i = 0; i < A.rows; i++) {
      if (side == Side.PLAIN) {
        numbers[from + i] += alpha * dot(A.columns, A.numbers, A.index(i, 0), B.numbers, B.from);
      } else {
        axpy(A.columns, alpha * B.numbers[B.from + i], A.numbers, A.index(i, 0), numbers, from);
      }
    }
  }

  private void addColumns(double alpha, Side side, Rectangle A, Rectangle B) {
    for (int j = 0; j < columns; j++) {
      Rectangle sum = column(j);
      sum.addVector(alpha, side, A, B.column(j));
      for (int i = 0; i < rows; i++) {
        numbers[index(i, j)] = sum.numbers[i];
      }
    }
  }

  /// A contiguous copy of column `j`.
  private Rectangle column(int j) {
    double[] copy = new double[rows];
    for (int i = 0; i < rows; i++) {
      copy[i] = numbers[index(i, j)];
    }
    return of(copy, rows, 1);
  }

  /// `y := y + alpha x`, `n` numbers.
  public static void axpy(int n, double alpha, double[] x, int xFrom, double[] y, int yFrom) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] += alpha * x[xFrom + i];
    }
  }

  /// `xᵀ y`, `n` numbers, in eight interleaved sums.
  public static double dot(int n, double[] x, int xFrom, double[] y, int yFrom) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = 0;
    for (; i < n - 7; i += 8) {
      int a = xFrom + i;
      int b = yFrom + i;
      s0 += x[a] * y[b];
      s1 += x[a + 1] * y[b + 1];
      s2 += x[a + 2] * y[b + 2];
      s3 += x[a + 3] * y[b + 3];
      s4 += x[a + 4] * y[b + 4];
      s5 += x[a + 5] * y[b + 5];
      s6 += x[a + 6] * y[b + 6];
      s7 += x[a + 7] * y[b + 7];
    }
    for (; i < n; i++) {
      s0 += x[xFrom + i] * y[yFrom + i];
    }
    return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
  }
}
