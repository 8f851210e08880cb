package org.linnet.core.device;

import org.linnet.core.net.StandardActivation;

/// Plain Java in double precision, written to be read: the oracle of all other devices.
public final class ReferenceDevice implements Device {
  @Override
  public String name() {
    return "reference (plain Java, double)";
  }

  @Override
  public Precision precision() {
    return Precision.DOUBLE;
  }

  @Override
  public Matrix[] stack(int count, int rows, int columns) {
    double[] store = new double[count * rows * columns];
    Matrix[] stack = new Matrix[count];
    for (int i = 0; i < count; i++) {
      stack[i] = new Matrix(this, store, i * rows * columns, rows, columns, columns);
    }
    return stack;
  }

  @Override
  public void write(double[] values, Matrix to) {
    Checks.requireLength(to, values);
    System.arraycopy(values, 0, to.doubles(), to.offset, values.length);
  }

  @Override
  public void read(Matrix from, double[] values) {
    Checks.requireLength(from, values);
    System.arraycopy(from.doubles(), from.offset, values, 0, values.length);
  }

  @Override
  public void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C) {
    Checks.requireProduct(this, sideA, A, sideB, B, C);
    int depth = sideA == Side.PLAIN ? A.columns : A.rows;
    for (int i = 0; i < C.rows; i++) {
      for (int j = 0; j < C.columns; j++) {
        double sum = 0;
        for (int k = 0; k < depth; k++) {
          sum += entry(sideA, A, i, k) * entry(sideB, B, k, j);
        }
        int c = C.row(i) + j;
        C.doubles()[c] = alpha * sum + (beta == 0 ? 0 : beta * C.doubles()[c]);
      }
    }
  }

  @Override
  public void multiplySum(double alpha, Matrix[] A, Matrix[] B, Matrix C) {
    for (int i = 0; i < A.length; i++) {
      multiply(alpha, Side.PLAIN, A[i], Side.TRANSPOSED, B[i], i == 0 ? 0 : 1, C);
    }
  }

  @Override
  public void add(double alpha, Matrix A, double beta, Matrix C) {
    Checks.requireSameShape(this, A, C);
    for (int k = 0; k < C.size(); k++) {
      int c = C.offset + k;
      C.doubles()[c] = alpha * A.doubles()[A.offset + k] + (beta == 0 ? 0 : beta * C.doubles()[c]);
    }
  }

  @Override
  public void fill(double value, Matrix C) {
    Checks.requireSameShape(this, C, C);
    for (int k = 0; k < C.size(); k++) {
      C.doubles()[C.offset + k] = value;
    }
  }

  @Override
  public void activate(StandardActivation phi, Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    for (int k = 0; k < u.size(); k++) {
      out.doubles()[out.offset + k] = phi.value(u.doubles()[u.offset + k]);
    }
  }

  @Override
  public void timesDerivative(double factor, StandardActivation phi, Matrix u, Matrix value, Matrix in, Matrix out) {
    Checks.requireSameShape(this, u, value);
    Checks.requireSameShape(this, u, in);
    Checks.requireSameShape(this, u, out);
    for (int k = 0; k < u.size(); k++) {
      double slope = phi.derivative(u.doubles()[u.offset + k]);
      out.doubles()[out.offset + k] = factor * slope * in.doubles()[in.offset + k];
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
    adam(g, m, v, w, adam, unbias.doubles()[unbias.offset], unbias.doubles()[unbias.offset + 1]);
  }

  private void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, double unbiasM, double unbiasV) {
    Checks.requireAdam(this, g, m, v, w);
    for (int k = 0; k < w.size(); k++) {
      double slope = g.doubles()[g.offset + k];
      double mean = adam.b1() * m.doubles()[m.offset + k] + (1 - adam.b1()) * slope;
      double square = adam.b2() * v.doubles()[v.offset + k] + (1 - adam.b2()) * slope * slope;
      double at = w.doubles()[w.offset + k];
      m.doubles()[m.offset + k] = mean;
      v.doubles()[v.offset + k] = square;
      w.doubles()[w.offset + k] = at
          - adam.rate() * (mean * unbiasM / (Math.sqrt(square * unbiasV) + adam.epsilon()) + adam.decay() * at);
    }
  }

  @Override
  public double sumOfSquares(Matrix A) {
    double sum = 0;
    for (int k = 0; k < A.size(); k++) {
      double entry = A.doubles()[A.offset + k];
      sum += entry * entry;
    }
    return sum;
  }

  @Override
  public boolean isZero(Matrix A) {
    for (int i = 0; i < A.rows; i++) {
      for (int j = 0; j < A.columns; j++) {
        if (A.doubles()[A.row(i) + j] != 0) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void columnSumsOfSquares(double alpha, Matrix A, double beta, Matrix sums) {
    Checks.requireRow(this, A, sums);
    for (int j = 0; j < A.columns; j++) {
      double sum = 0;
      for (int i = 0; i < A.rows; i++) {
        sum += entry(Side.PLAIN, A, i, j) * entry(Side.PLAIN, A, i, j);
      }
      accumulate(alpha * sum, beta, sums, j);
    }
  }

  @Override
  public void scaleColumns(Matrix d, Matrix A) {
    Checks.requireRow(this, A, d);
    for (int i = 0; i < A.rows; i++) {
      for (int j = 0; j < A.columns; j++) {
        A.doubles()[A.row(i) + j] *= d.doubles()[d.offset + j];
      }
    }
  }

  @Override
  public void reciprocal(double offset, Matrix d) {
    Checks.requireSameShape(this, d, d);
    for (int k = d.offset; k < d.offset + d.size(); k++) {
      double sum = offset + d.doubles()[k];
      d.doubles()[k] = sum == 0 ? 0 : 1 / sum;
    }
  }

  @Override
  public void softmax(Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    for (int j = 0; j < u.columns; j++) {
      double max = max(u, j);
      double sum = sumOfExponentials(u, j, max);
      for (int i = 0; i < u.rows; i++) {
        out.doubles()[out.row(i) + j] = StrictMath.exp(entry(Side.PLAIN, u, i, j) - max) / sum;
      }
    }
  }

  @Override
  public void crossEntropy(double alpha, Matrix y, Matrix u, double beta, Matrix sums) {
    Checks.requireSameShape(this, y, u);
    Checks.requireRow(this, u, sums);
    for (int j = 0; j < u.columns; j++) {
      double max = max(u, j);
      double logSum = StrictMath.log(sumOfExponentials(u, j, max));
      double sum = 0;
      for (int i = 0; i < u.rows; i++) {
        sum += entry(Side.PLAIN, y, i, j) * (max - entry(Side.PLAIN, u, i, j) + logSum);
      }
      accumulate(alpha * sum, beta, sums, j);
    }
  }

  private static double max(Matrix u, int j) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < u.rows; i++) {
      max = Math.max(max, entry(Side.PLAIN, u, i, j));
    }
    return max;
  }

  /// `sum_i exp(u(i,j) - max)`: between 1 and the number of rows, so it neither overflows nor vanishes.
  private static double sumOfExponentials(Matrix u, int j, double max) {
    double sum = 0;
    for (int i = 0; i < u.rows; i++) {
      sum += StrictMath.exp(entry(Side.PLAIN, u, i, j) - max);
    }
    return sum;
  }

  /// `sums(j) := value + beta sums(j)`.
  private static void accumulate(double value, double beta, Matrix sums, int j) {
    double[] s = sums.doubles();
    s[sums.offset + j] = value + (beta == 0 ? 0 : beta * s[sums.offset + j]);
  }

  private static double entry(Side side, Matrix A, int i, int j) {
    return side == Side.PLAIN ? A.doubles()[A.row(i) + j] : A.doubles()[A.row(j) + i];
  }
}
