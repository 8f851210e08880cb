package org.linnet.theory.proximal;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;

/// What the classes of this package share: checks, and the errors of given activities.
final class ProximalChecks {
  private ProximalChecks() {}

  static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  static void requireRate(double eta) {
    require(eta > 0 && Double.isFinite(eta), "learning rate must be positive and finite, got " + eta);
  }

  /// Checks the activities `z(1), .., z(L)` for the samples of `x`.
  static void requireActivities(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z) {
    require(x.numRows == net.width(0), "x must have N(0) = " + net.width(0) + " rows, got " + x.numRows);
    require(z.length == net.depth(),
        "one activity matrix per layer is needed, the output's among them: " + net.depth() + ", got " + z.length);
    for (int l = 1; l <= z.length; l++) {
      require(z[l - 1].numRows == net.width(l) && z[l - 1].numCols == x.numCols, "z(" + l + ") must be "
          + net.width(l) + " x " + x.numCols + ", got " + z[l - 1].numRows + " x " + z[l - 1].numCols);
    }
  }

  /// `e(l) = z(l) - A(l) z(l-1) - b(l)` for `l = 1..L`, entry `l-1`.
  static DMatrixRMaj[] errors(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj[] z) {
    DMatrixRMaj[] e = new DMatrixRMaj[z.length];
    for (int l = 1; l <= e.length; l++) {
      e[l - 1] = CommonOps_DDRM.subtract(z[l - 1], net.predict(l, below(x, z, l)), null);
    }
    return e;
  }

  /// `z(l-1)`, where `z(0) = x`.
  static DMatrixRMaj below(DMatrixRMaj x, DMatrixRMaj[] z, int l) {
    return l == 1 ? x : z[l - 2];
  }

  static double squared(DMatrixRMaj M) {
    return CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(M, M, null));
  }
}
