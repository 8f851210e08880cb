package org.linnet.core.device;

import java.util.Arrays;
import org.linnet.core.net.StandardActivation;

/// The processor's vector units through the Vector API, in single or double precision; no native library.
///
/// Rows are padded to whole tiles of the product kernels; element-wise operations leave the padding alone, and products
/// never read it along `k`, so it never enters a real number.
public final class CpuDevice implements Device {
  /// Each thread's space for packed panels.
  private static final ThreadLocal<float[]> FLOATS = ThreadLocal.withInitial(() -> new float[0]);
  private static final ThreadLocal<double[]> DOUBLES = ThreadLocal.withInitial(() -> new double[0]);

  private final Precision precision;
  private final int panel;
  private final int tile;

  /// The device for numbers of this precision.
  public CpuDevice(Precision precision) {
    this.precision = precision;
    this.panel = floats() ? FloatProduct.PANEL : DoubleProduct.PANEL;
    this.tile = floats() ? FloatProduct.TILE : DoubleProduct.TILE;
  }

  @Override
  public String name() {
    int bits = floats() ? FloatProduct.SPECIES.vectorBitSize() : DoubleProduct.SPECIES.vectorBitSize();
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
      FloatProduct.multiply((float) alpha, sideA, A, sideB, B, (float) beta, C, packedFloats(depth * panel));
    } else {
      DoubleProduct.multiply(alpha, sideA, A, sideB, B, beta, C, packedDoubles(depth * panel));
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
      FloatProduct.multiplySum((float) alpha, A, B, C, packedFloats(FloatProduct.scratch(depth, C.columns)));
    } else {
      DoubleProduct.multiplySum(alpha, A, B, C, packedDoubles(DoubleProduct.scratch(depth, C.columns)));
    }
  }

  @Override
  public void add(double alpha, Matrix A, double beta, Matrix C) {
    Checks.requireSameShape(this, A, C);
    int n = run(A);
    for (int i = 0; i < C.rows; i += step(A)) {
      if (floats()) {
        FloatKernels.add((float) alpha, A.floats(), A.row(i), (float) beta, C.floats(), C.row(i), n);
      } else {
        DoubleKernels.add(alpha, A.doubles(), A.row(i), beta, C.doubles(), C.row(i), n);
      }
    }
  }

  @Override
  public void fill(double value, Matrix C) {
    Checks.requireSameShape(this, C, C);
    for (int i = 0; i < C.rows; i++) {
      if (floats()) {
        Arrays.fill(C.floats(), C.row(i), C.row(i) + C.columns, (float) value);
      } else {
        Arrays.fill(C.doubles(), C.row(i), C.row(i) + C.columns, value);
      }
    }
  }

  @Override
  public void activate(StandardActivation phi, Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    int n = run(u);
    for (int i = 0; i < u.rows; i += step(u)) {
      if (floats()) {
        FloatKernels.activate(phi, u.floats(), u.row(i), out.floats(), out.row(i), n);
      } else {
        DoubleKernels.activate(phi, u.doubles(), u.row(i), out.doubles(), out.row(i), n);
      }
    }
  }

  @Override
  public void timesDerivative(double factor, StandardActivation phi, Matrix u, Matrix value, Matrix in, Matrix out) {
    Checks.requireSameShape(this, u, value);
    Checks.requireSameShape(this, u, in);
    Checks.requireSameShape(this, u, out);
    int n = run(u);
    for (int i = 0; i < u.rows; i += step(u)) {
      if (floats()) {
        FloatKernels.timesDerivative((float) factor, phi, u.floats(), u.row(i), value.floats(), value.row(i),
            in.floats(),
            in.row(i), out.floats(), out.row(i), n);
      } else {
        DoubleKernels.timesDerivative(factor, phi, u.doubles(), u.row(i), value.doubles(), value.row(i), in.doubles(),
            in.row(i), out.doubles(), out.row(i), n);
      }
    }
  }

  @Override
  public void adam(Matrix g, Matrix m, Matrix v, Matrix w, AdamStep step) {
    Checks.requireSameShape(this, g, w);
    Checks.requireSameShape(this, m, w);
    Checks.requireSameShape(this, v, w);
    double unbiasM = 1 / (1 - Math.pow(step.b1(), (double) step.t()));
    double unbiasV = 1 / (1 - Math.pow(step.b2(), (double) step.t()));
    int n = run(w);
    for (int i = 0; i < w.rows; i += step(w)) {
      if (floats()) {
        FloatKernels.adam(g.floats(), g.row(i), m.floats(), m.row(i), v.floats(), v.row(i), w.floats(), w.row(i), n,
            step,
            (float) unbiasM, (float) unbiasV);
      } else {
        DoubleKernels.adam(g.doubles(), g.row(i), m.doubles(), m.row(i), v.doubles(), v.row(i), w.doubles(), w.row(i),
            n,
            step, unbiasM, unbiasV);
      }
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
  public void columnSumsOfSquares(Matrix A, double[] sums) {
    Arrays.fill(sums, 0, A.columns, 0);
    for (int i = 0; i < A.rows; i++) {
      if (floats()) {
        FloatKernels.addSquares(A.floats(), A.row(i), sums, A.columns);
      } else {
        DoubleKernels.addSquares(A.doubles(), A.row(i), sums, A.columns);
      }
    }
  }

  private boolean floats() {
    return precision == Precision.FLOAT;
  }

  /// How many numbers lie without a gap from the start of a row: the whole matrix, if its rows are not padded.
  private static int run(Matrix A) {
    return A.stride == A.columns ? A.size() : A.columns;
  }

  private static int step(Matrix A) {
    return A.stride == A.columns ? Math.max(A.rows, 1) : 1;
  }

  private static float[] packedFloats(int numbers) {
    float[] space = FLOATS.get();
    if (space.length < numbers) {
      space = new float[numbers];
      FLOATS.set(space);
    }
    return space;
  }

  private static double[] packedDoubles(int numbers) {
    double[] space = DOUBLES.get();
    if (space.length < numbers) {
      space = new double[numbers];
      DOUBLES.set(space);
    }
    return space;
  }
}
