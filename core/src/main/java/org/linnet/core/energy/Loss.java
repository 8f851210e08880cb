package org.linnet.core.energy;

import org.ejml.data.DMatrixRMaj;

/// What the output is compared with its target by.
public enum Loss {
  /// `1/2 ‖y - p‖²`
  SQUARED_ERROR {
    @Override
    public double value(DMatrixRMaj y, DMatrixRMaj p) {
      double sum = 0;
      for (int k = 0; k < y.data.length; k++) {
        double e = y.data[k] - p.data[k];
        sum += e * e;
      }
      return sum / (2 * y.numCols);
    }

    @Override
    public void descent(DMatrixRMaj y, DMatrixRMaj p, DMatrixRMaj out) {
      for (int k = 0; k < y.data.length; k++) {
        out.data[k] = y.data[k] - p.data[k];
      }
    }
  },
  /// `-sum_k y(k) log softmax(p)(k)`, for targets that are probabilities: not negative, with sum 1.
  CROSS_ENTROPY {
    @Override
    public double value(DMatrixRMaj y, DMatrixRMaj p) {
      double sum = 0;
      for (int i = 0; i < y.numCols; i++) {
        double logSum = logSumExp(p, i);
        for (int k = 0; k < y.numRows; k++) {
          sum += y.get(k, i) * (logSum - p.get(k, i));
        }
      }
      return sum / y.numCols;
    }

    @Override
    public void descent(DMatrixRMaj y, DMatrixRMaj p, DMatrixRMaj out) {
      for (int i = 0; i < y.numCols; i++) {
        double logSum = logSumExp(p, i);
        for (int k = 0; k < y.numRows; k++) {
          out.set(k, i, y.get(k, i) - StrictMath.exp(p.get(k, i) - logSum));
        }
      }
    }

    @Override
    public void requireTargets(DMatrixRMaj y) {
      for (int i = 0; i < y.numCols; i++) {
        double sum = 0;
        for (int k = 0; k < y.numRows; k++) {
          if (y.get(k, i) < 0) {
            throw new IllegalArgumentException("cross-entropy needs targets that are probabilities, got " + y.get(k, i)
                + " in sample " + (i + 1));
          }
          sum += y.get(k, i);
        }
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
          throw new IllegalArgumentException(
              "cross-entropy needs targets with sum 1, got " + sum + " in sample " + (i + 1));
        }
      }
    }
  };

  private static final double ROUNDING = 1e-6;

  /// The mean over samples (columns) for targets `y` and outputs `p`, both `K x B`.
  public abstract double value(DMatrixRMaj y, DMatrixRMaj p);

  /// Writes minus the gradient of each sample's loss in `p` into `out`, `K x B`: `y - p`, or `y - softmax(p)`.
  public abstract void descent(DMatrixRMaj y, DMatrixRMaj p, DMatrixRMaj out);

  /// Checks that this loss can take `y` as targets.
  ///
  /// @throws IllegalArgumentException if not
  public void requireTargets(DMatrixRMaj y) {}

  private static double logSumExp(DMatrixRMaj p, int i) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < p.numRows; k++) {
      largest = Math.max(largest, p.get(k, i));
    }
    double sum = 0;
    for (int k = 0; k < p.numRows; k++) {
      sum += StrictMath.exp(p.get(k, i) - largest);
    }
    return largest + StrictMath.log(sum);
  }
}
