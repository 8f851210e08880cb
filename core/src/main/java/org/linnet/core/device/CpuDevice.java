package org.linnet.core.device;

import java.util.Arrays;
import org.linnet.core.net.StandardActivation;

/// The processor's vector units through the Vector API, in single or double precision; no native library.
///
/// Rows are padded to whole tiles of the product kernels. Element-wise operations run over the padding at the ends of rows as
/// well, so it may hold anything; but products never read it along `k`, and reductions and reads leave it out, so it never
/// enters a real number.
public final class CpuDevice implements Device {
  /// Each thread's space for packed panels.
  private static final ThreadLocal<float[]> FLOATS = ThreadLocal.withInitial(() -> new float[0]);
  private static final ThreadLocal<double[]> DOUBLES = ThreadLocal.withInitial(() -> new double[0]);

  private final Precision precision;
  private final int panel;
  private final int tile;

  /// The device for numbers of this precision.
  public CpuDevice(Precision precision) {
    if (precision == Precision.TF32) {
      throw new IllegalArgumentException("the cpu device has no TF32: take FLOAT, or the device cuda");
    }
    this.precision = precision;
    this.panel = floats() ? FloatTile.COLUMNS : DoubleTile.COLUMNS;
    this.tile = floats() ? FloatTile.ROWS : DoubleTile.ROWS;
  }

  @Override
  public String name() {
    int bits = floats() ? FloatTile.SPECIES.vectorBitSize() : DoubleTile.SPECIES.vectorBitSize();
    return "cpu (Vector API, " + (floats() ? "float, " : "double, ") + bits + "-bit vectors)";
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Matrix[] stack(int count, int rows, int columns) {
    int stride = Math.ceilDiv(columns, panel) * panel;
    long one = (long) Math.ceilDiv(rows, tile) * tile * stride;
    if (one * count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          count + " matrices of " + rows + " x " + columns + " do not fit into one array: stack fewer");
    }
    int numbers = (int) (one * count);
    Object store = floats() ? new float[numbers] : new double[numbers];
    Matrix[] stack = new Matrix[count];
    for (int i = 0; i < count; i++) {
      stack[i] = new Matrix(this, store, (int) one * i, rows, columns, stride);
    }
    return stack;
  }

  @Override
  public void write(double[] values, Matrix to) {
    Checks.requireLength(to, values);
    for (int i = 0; i < to.rows; i++) {
      for (int j = 0; j < to.columns; j++) {
        if (floats()) {
          to.floats()[to.row(i) + j] = (float) values[i * to.columns + j];
        } else {
          to.doubles()[to.row(i) + j] = values[i * to.columns + j];
        }
      }
    }
  }

  @Override
  public void read(Matrix from, double[] values) {
    Checks.requireLength(from, values);
    for (int i = 0; i < from.rows; i++) {
      for (int j = 0; j < from.columns; j++) {
        int at = from.row(i) + j;
        values[i * from.columns + j] = floats() ? from.floats()[at] : from.doubles()[at];
      }
    }
  }

  @Override
  public void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C) {
    Checks.requireProduct(this, sideA, A, sideB, B, C);
    int depth = sideA == Side.PLAIN ? A.columns : A.rows;
    if (floats()) {
      FloatProduct.multiply((float) alpha, sideA, A, sideB, B, (float) beta, C,
          floatScratch(FloatProduct.factorSize(A) + FloatProduct.scratch(depth, C.columns)));
    } else {
      DoubleProduct.multiply(alpha, sideA, A, sideB, B, beta, C,
          doubleScratch(DoubleProduct.factorSize(A) + DoubleProduct.scratch(depth, C.columns)));
    }
  }

  @Override
  public Factor factor(Matrix A) {
    Checks.requireSameShape(this, A, A);
    Factor factor = new Factor(A,
        floats() ? new float[FloatProduct.factorSize(A)] : new double[DoubleProduct.factorSize(A)]);
    renew(factor);
    return factor;
  }

  @Override
  public void renew(Factor A) {
    Checks.requireSameShape(this, A.matrix, A.matrix);
    if (floats()) {
      FloatProduct.pack(A.matrix, (float[]) A.panels);
    } else {
      DoubleProduct.pack(A.matrix, (double[]) A.panels);
    }
  }

  @Override
  public void multiply(double alpha, Side side, Factor A, Matrix B, Matrix C) {
    Checks.requireProduct(this, side, A.matrix, Side.PLAIN, B, C);
    if (floats()) {
      FloatProduct.multiply((float) alpha, side, A.matrix, (float[]) A.panels, Side.PLAIN, B, 0, C,
          floatScratch(FloatProduct.scratch(B.rows, C.columns)), 0);
    } else {
      DoubleProduct.multiply(alpha, side, A.matrix, (double[]) A.panels, Side.PLAIN, B, 0, C,
          doubleScratch(DoubleProduct.scratch(B.rows, C.columns)), 0);
    }
  }

  @Override
  public void multiplySum(double alpha, Matrix[] A, Matrix[] B, Matrix C) {
    int depth = 0;
    for (int i = 0; i < A.length; i++) {
      Checks.requireProduct(this, Side.PLAIN, A[i], Side.TRANSPOSED, B[i], C);
      depth += A[i].columns;
    }
    if (floats()) {
      FloatProduct.multiplySum((float) alpha, A, B, C, floatScratch(FloatProduct.scratch(depth, C.columns)));
    } else {
      DoubleProduct.multiplySum(alpha, A, B, C, doubleScratch(DoubleProduct.scratch(depth, C.columns)));
    }
  }

  @Override
  public void add(double alpha, Matrix A, double beta, Matrix C) {
    Checks.requireSameShape(this, A, C);
    if (floats()) {
      FloatKernels.add((float) alpha, A.floats(), A.offset, (float) beta, C.floats(), C.offset, padded(C));
    } else {
      DoubleKernels.add(alpha, A.doubles(), A.offset, beta, C.doubles(), C.offset, padded(C));
    }
  }

  @Override
  public void fill(double value, Matrix C) {
    Checks.requireSameShape(this, C, C);
    if (floats()) {
      Arrays.fill(C.floats(), C.offset, C.offset + padded(C), (float) value);
    } else {
      Arrays.fill(C.doubles(), C.offset, C.offset + padded(C), value);
    }
  }

  @Override
  public void activate(StandardActivation phi, Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    if (floats()) {
      FloatKernels.activate(phi, u.floats(), u.offset, out.floats(), out.offset, padded(u));
    } else {
      DoubleKernels.activate(phi, u.doubles(), u.offset, out.doubles(), out.offset, padded(u));
    }
  }

  @Override
  public void timesDerivative(double factor, StandardActivation phi, Matrix u, Matrix value, Matrix in, Matrix out) {
    Checks.requireSameShape(this, u, value);
    Checks.requireSameShape(this, u, in);
    Checks.requireSameShape(this, u, out);
    if (floats()) {
      FloatKernels.timesDerivative((float) factor, phi, u.floats(), u.offset, value.floats(), value.offset, in.floats(),
          in.offset, out.floats(), out.offset, padded(u));
    } else {
      DoubleKernels.timesDerivative(factor, phi, u.doubles(), u.offset, value.doubles(), value.offset, in.doubles(),
          in.offset, out.doubles(), out.offset, padded(u));
    }
  }

  @Override
  public void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, long t) {
    Checks.requireStep(t);
    adam(g, m, v, w, adam, 1 / (1 - Math.pow(adam.b1(), (double) t)), 1 / (1 - Math.pow(adam.b2(), (double) t)));
  }

  @Override
  public void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, Matrix unbias) {
    Checks.requireCorrections(this, unbias);
    adam(g, m, v, w, adam, ColumnKernels.at(unbias, unbias.offset), ColumnKernels.at(unbias, unbias.offset + 1));
  }

  private void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, double unbiasM, double unbiasV) {
    Checks.requireAdam(this, g, m, v, w);
    if (floats()) {
      FloatKernels.adam(g.floats(), g.offset, m.floats(), m.offset, v.floats(), v.offset, w.floats(), w.offset,
          padded(w), adam, (float) unbiasM, (float) unbiasV);
    } else {
      DoubleKernels.adam(g.doubles(), g.offset, m.doubles(), m.offset, v.doubles(), v.offset, w.doubles(), w.offset,
          padded(w), adam, unbiasM, unbiasV);
    }
  }

  @Override
  public double sumOfSquares(Matrix A) {
    double sum = 0;
    for (int i = 0; i < A.rows; i++) {
      sum += floats()
          ? FloatKernels.sumOfSquares(A.floats(), A.row(i), A.columns)
          : DoubleKernels.sumOfSquares(A.doubles(), A.row(i), A.columns);
    }
    return sum;
  }

  @Override
  public boolean isZero(Matrix A) {
    Checks.requireSameShape(this, A, A);
    return ColumnKernels.isZero(A);
  }

  @Override
  public void columnSumsOfSquares(double alpha, Matrix A, double beta, Matrix sums) {
    Checks.requireRow(this, A, sums);
    double[] squares = doubleScratch(A.stride);
    Arrays.fill(squares, 0, A.stride, 0);
    for (int i = 0; i < A.rows; i++) {
      if (floats()) {
        FloatKernels.addSquares(A.floats(), A.row(i), squares, A.stride);
      } else {
        DoubleKernels.addSquares(A.doubles(), A.row(i), squares, A.stride);
      }
    }
    for (int j = 0; j < A.columns; j++) {
      ColumnKernels.accumulate(alpha * squares[j], beta, sums, j);
    }
  }

  @Override
  public void scaleColumns(Matrix d, Matrix A) {
    Checks.requireRow(this, A, d);
    for (int i = 0; i < A.rows; i++) {
      if (floats()) {
        FloatKernels.multiply(d.floats(), d.offset, A.floats(), A.row(i), A.stride);
      } else {
        DoubleKernels.multiply(d.doubles(), d.offset, A.doubles(), A.row(i), A.stride);
      }
    }
  }

  @Override
  public void reciprocal(double offset, Matrix d) {
    Checks.requireSameShape(this, d, d);
    ColumnKernels.reciprocal(offset, d);
  }

  @Override
  public void softmax(Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    ColumnKernels.softmax(u, out);
  }

  @Override
  public void crossEntropy(double alpha, Matrix y, Matrix u, double beta, Matrix sums) {
    Checks.requireSameShape(this, y, u);
    Checks.requireRow(this, u, sums);
    ColumnKernels.crossEntropy(alpha, y, u, beta, sums);
  }

  private boolean floats() {
    return precision == Precision.FLOAT;
  }

  /// The numbers from the first to the end of the last row's padding.
  private static int padded(Matrix A) {
    return A.rows * A.stride;
  }

  private static float[] floatScratch(int numbers) {
    float[] space = FLOATS.get();
    if (space.length < numbers) {
      space = new float[numbers];
      FLOATS.set(space);
    }
    return space;
  }

  private static double[] doubleScratch(int numbers) {
    double[] space = DOUBLES.get();
    if (space.length < numbers) {
      space = new double[numbers];
      DOUBLES.set(space);
    }
    return space;
  }
}
