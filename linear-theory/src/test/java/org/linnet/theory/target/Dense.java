package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.linnet.core.net.DeepLinearNet;

/// The independent routes of the tests: Hipparchus' dense algebra, and Jacobians as differences of forward passes, which are
/// exact but for rounding because the passes are affine.
public final class Dense {
  public static final double EPS = 0x1p-52;

  private Dense() {}

  public static RealMatrix real(DMatrixRMaj M) {
    RealMatrix real = MatrixUtils.createRealMatrix(M.numRows, M.numCols);
    for (int i = 0; i < M.numRows; i++) {
      for (int j = 0; j < M.numCols; j++) {
        real.setEntry(i, j, M.get(i, j));
      }
    }
    return real;
  }

  public static DMatrixRMaj ejml(RealMatrix M) {
    return new DMatrixRMaj(M.getData());
  }

  public static DMatrixRMaj matrix(double[]... rows) {
    return new DMatrixRMaj(rows);
  }

  /// `h(l)` to the output.
  public static RealMatrix upwards(DeepLinearNet net, int l, DMatrixRMaj h) {
    DMatrixRMaj z = h;
    for (int k = l + 1; k <= net.depth(); k++) {
      z = net.predict(k, z);
    }
    return real(z);
  }

  /// The output's Jacobian in the activities of layer `l`.
  public static RealMatrix jacobian(DeepLinearNet net, int l) {
    int n = net.width(l);
    RealMatrix J = MatrixUtils.createRealMatrix(net.width(net.depth()), n);
    RealMatrix base = upwards(net, l, new DMatrixRMaj(n, 1));
    for (int j = 0; j < n; j++) {
      DMatrixRMaj unit = new DMatrixRMaj(n, 1);
      unit.set(j, 0, 1);
      J.setColumnVector(j, upwards(net, l, unit).subtract(base).getColumnVector(0));
    }
    return J;
  }

  /// The Jacobian of all outputs (row by row) in the entries of `W(l)` (row by row).
  public static RealMatrix weightJacobian(DeepLinearNet net, int l, DMatrixRMaj x) {
    DMatrixRMaj W = net.weight(l);
    RealMatrix base = upwards(net, 0, x);
    RealMatrix J = MatrixUtils.createRealMatrix(base.getRowDimension() * base.getColumnDimension(),
        W.getNumElements());
    for (int k = 0; k < W.getNumElements(); k++) {
      RealMatrix moved = upwards(withEntry(net, l, k, 1), 0, x).subtract(base);
      J.setColumn(k, flat(moved));
    }
    return J;
  }

  /// The network with `delta` added to entry `k` of `W(l)`.
  public static DeepLinearNet withEntry(DeepLinearNet net, int l, int k, double delta) {
    DMatrixRMaj[] W = weights(net);
    W[l - 1].data[k] += delta;
    return net.withWeights(W);
  }

  public static DMatrixRMaj[] weights(DeepLinearNet net) {
    DMatrixRMaj[] W = new DMatrixRMaj[net.depth()];
    Arrays.setAll(W, l -> net.weight(l + 1));
    return W;
  }

  public static double[] flat(RealMatrix M) {
    return Arrays.stream(M.getData()).flatMapToDouble(Arrays::stream).toArray();
  }

  public static RealMatrix column(double... entries) {
    return MatrixUtils.createColumnRealMatrix(entries);
  }

  public static RealMatrix identity(int n) {
    return MatrixUtils.createRealIdentityMatrix(n);
  }

  public static RealMatrix inverse(RealMatrix M) {
    return MatrixUtils.inverse(M);
  }

  /// The pseudo-inverse of a matrix whose rank is known.
  public static RealMatrix pseudoInverse(RealMatrix M, int rank) {
    SingularValueDecomposition svd = new SingularValueDecomposition(M);
    RealMatrix sum = MatrixUtils.createRealMatrix(M.getColumnDimension(), M.getRowDimension());
    for (int k = 0; k < rank; k++) {
      RealMatrix v = svd.getV().getColumnMatrix(k);
      RealMatrix u = svd.getU().getColumnMatrix(k);
      sum = sum.add(v.multiply(u.transpose()).scalarMultiply(1 / svd.getSingularValues()[k]));
    }
    return sum;
  }

  /// The largest singular value over the one with the number `rank`.
  public static double condition(RealMatrix M, int rank) {
    double[] s = new SingularValueDecomposition(M).getSingularValues();
    return rank == 0 ? 1 : s[0] / s[rank - 1];
  }

  public static double norm(DMatrixRMaj M) {
    return real(M).getFrobeniusNorm();
  }

  public static void assertClose(RealMatrix expected, DMatrixRMaj actual, double tolerance) {
    assertEquals(expected.getRowDimension() + " x " + expected.getColumnDimension(),
        actual.numRows + " x " + actual.numCols);
    assertEquals(0, real(actual).subtract(expected).getFrobeniusNorm(), tolerance,
        () -> "expected " + expected + " but got " + real(actual));
  }

  public static void assertClose(DMatrixRMaj expected, DMatrixRMaj actual, double tolerance) {
    assertClose(real(expected), actual, tolerance);
  }
}
