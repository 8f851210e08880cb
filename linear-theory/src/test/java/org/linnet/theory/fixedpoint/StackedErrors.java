package org.linnet.theory.fixedpoint;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.linnet.core.net.DeepLinearNet;

/// Brute force: the errors of all layers, each times the root of its precision, as one affine function `E z - d` of the free
/// activities, entry by entry from the network's numbers; the equilibrium is its least-squares solution by Hipparchus'
/// singular value decomposition.
public final class StackedErrors {
  private final DeepLinearNet net;
  private final int first;
  private final int last;
  private final List<double[]> E = new ArrayList<>();
  private final List<double[]> d = new ArrayList<>();

  /// With the layers `first..last` free; `x` counts where layer 0 is not, `y` where layer `L` is not.
  public StackedErrors(DeepLinearNet net, int first, int last, DMatrixRMaj x, DMatrixRMaj y) {
    this.net = net;
    this.first = first;
    this.last = last;
    for (int l = 1; l <= net.depth(); l++) {
      for (int i = 0; i < net.width(l); i++) {
        addError(l, i, x, y);
      }
    }
  }

  private void addError(int l, int i, DMatrixRMaj x, DMatrixRMaj y) {
    double root = Math.sqrt(net.precision(l));
    double[] row = new double[size()];
    double[] constant = new double[x.numCols];
    for (int k = 0; k < constant.length; k++) {
      constant[k] = root * (net.bias(l)[i] - (l > last ? y.get(i, k) : 0));
    }
    if (l <= last) {
      row[start(l) + i] = root;
    }
    DMatrixRMaj W = net.weight(l);
    for (int j = 0; j < W.numCols; j++) {
      double A = net.scaling(l) * W.get(i, j) + (i == j ? net.skip(l) : 0);
      if (l - 1 >= first) {
        row[start(l - 1) + j] = -root * A;
      } else {
        for (int k = 0; k < constant.length; k++) {
          constant[k] += root * A * x.get(j, k);
        }
      }
    }
    E.add(row);
    d.add(constant);
  }

  /// Adds `beta/2 ‖z(l) - data‖²` to the energy.
  public StackedErrors nudge(int l, double beta, DMatrixRMaj data) {
    double root = Math.sqrt(beta);
    for (int i = 0; i < data.numRows; i++) {
      double[] row = new double[size()];
      row[start(l) + i] = root;
      double[] constant = new double[data.numCols];
      for (int k = 0; k < constant.length; k++) {
        constant[k] = root * data.get(i, k);
      }
      E.add(row);
      d.add(constant);
    }
    return this;
  }

  /// The Hessian of one sample's energy, `Eᵀ E`.
  public RealMatrix hessian() {
    return matrix(E).transposeMultiply(matrix(E));
  }

  /// The equilibrium, `z(first)` to `z(last)` one under the other, of smallest norm where there are many.
  public RealMatrix solution() {
    return new SingularValueDecomposition(matrix(E)).getSolver().solve(matrix(d));
  }

  /// The energy of the batch at the equilibrium, with its `1/(2B)`.
  public double energy() {
    double norm = matrix(E).multiply(solution()).subtract(matrix(d)).getFrobeniusNorm();
    return norm * norm / (2 * d.getFirst().length);
  }

  /// `z(l)` at the equilibrium.
  public DMatrixRMaj activity(int l) {
    RealMatrix z = solution();
    return new DMatrixRMaj(
        z.getSubMatrix(start(l), start(l) + net.width(l) - 1, 0, z.getColumnDimension() - 1).getData());
  }

  /// The condition number of `E`.
  public double condition() {
    return new SingularValueDecomposition(matrix(E)).getConditionNumber();
  }

  private int start(int l) {
    int sum = 0;
    for (int k = first; k < l; k++) {
      sum += net.width(k);
    }
    return sum;
  }

  private int size() {
    return start(last + 1);
  }

  private static RealMatrix matrix(List<double[]> rows) {
    return MatrixUtils.createRealMatrix(rows.toArray(double[][]::new));
  }
}
