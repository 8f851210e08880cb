package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;

/// Checks that the classes of this package share.
final class TargetChecks {
  private TargetChecks() {}

  static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  static void requireFinite(String name, DMatrixRMaj M) {
    for (int k = 0; k < M.getNumElements(); k++) {
      if (!Double.isFinite(M.data[k])) {
        throw new IllegalArgumentException(name + " must be finite, got " + M.data[k] + " at row "
            + (k / M.numCols + 1) + ", column " + (k % M.numCols + 1));
      }
    }
  }

  static void requireDamping(double lambda) {
    require(lambda >= 0 && Double.isFinite(lambda), "damping must be finite and at least 0, got " + lambda);
  }

  static void requireShape(String name, DMatrixRMaj M, int rows, int columns) {
    require(M.numRows == rows && M.numCols == columns,
        name + " must be " + rows + " x " + columns + ", got " + M.numRows + " x " + M.numCols);
  }

  /// Checks one matrix per layer: displacements `N(l) x B`.
  static void requireDisplacements(DeepLinearNet net, DMatrixRMaj[] displacements, int samples) {
    requireOnePerLayer("displacement", net, displacements.length);
    for (int l = 1; l <= net.depth(); l++) {
      requireShape("displacement " + l, displacements[l - 1], net.width(l), samples);
    }
  }

  static void requireOnePerLayer(String what, DeepLinearNet net, int given) {
    require(given == net.depth(), "one " + what + " per layer is needed: " + net.depth() + ", got " + given);
  }

  /// Checks inputs alone: `N(0) x B`, `B >= 1`, finite.
  static void requireInput(DeepLinearNet net, DMatrixRMaj x) {
    require(x.numRows == net.width(0), "x must have N(0) = " + net.width(0) + " rows, got " + x.numRows);
    require(x.numCols >= 1, "at least one sample is needed, got none");
    requireFinite("x", x);
  }
}
