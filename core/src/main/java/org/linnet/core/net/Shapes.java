package org.linnet.core.net;

import org.ejml.data.DMatrixRMaj;

/// Checks that data fit a network: one sample per column, finite values.
public final class Shapes {
  private Shapes() {}

  /// Checks one batch of inputs and targets against a network.
  ///
  /// @throws IllegalArgumentException if `x` is not `N(0) x B`, `y` not `N(L) x B` with the same `B >= 1`, or a value is
  /// not finite
  public static void requireFit(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    requireRows("x", x, net, 0);
    requireRows("y", y, net, net.depth());
    if (x.numCols != y.numCols) {
      throw new IllegalArgumentException(
          "x and y must have one column per sample, got " + x.numCols + " and " + y.numCols + " columns");
    }
    if (x.numCols == 0) {
      throw new IllegalArgumentException("at least one sample is needed, got none");
    }
    requireFinite("x", x);
    requireFinite("y", y);
  }

  private static void requireRows(String name, DMatrixRMaj M, DeepLinearNet net, int l) {
    if (M.numRows != net.width(l)) {
      throw new IllegalArgumentException(
          name + " must have N(" + l + ") = " + net.width(l) + " rows, got " + M.numRows);
    }
  }

  private static void requireFinite(String name, DMatrixRMaj M) {
    for (int k = 0; k < M.getNumElements(); k++) {
      if (!Double.isFinite(M.data[k])) {
        throw new IllegalArgumentException(name + " must be finite, got " + M.data[k] + " in row "
            + (k / M.numCols + 1) + " of sample " + (k % M.numCols + 1));
      }
    }
  }
}
