package org.linnet.theory.target;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.Shapes;

/// The forward activities `h(0) = x, h(1), .., h(L)` of one batch.
final class ForwardPass {
  private final DeepLinearNet net;
  private final DMatrixRMaj[] h;

  private ForwardPass(DeepLinearNet net, DMatrixRMaj x) {
    this.net = net;
    h = new DMatrixRMaj[net.depth() + 1];
    h[0] = x;
    for (int l = 1; l < h.length; l++) {
      h[l] = net.predict(l, h[l - 1]);
    }
  }

  static ForwardPass of(DeepLinearNet net, DMatrixRMaj x) {
    TargetChecks.requireInput(net, x);
    return new ForwardPass(net, x);
  }

  static ForwardPass of(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireFit(net, x, y);
    return new ForwardPass(net, x);
  }

  /// `h(l)`, `N(l) x B`; not to be modified.
  DMatrixRMaj activities(int l) {
    return h[l];
  }

  /// `r = y - h(L)`; new matrix.
  DMatrixRMaj residual(DMatrixRMaj y) {
    return CommonOps_DDRM.subtract(y, h[h.length - 1], null);
  }

  /// `a(l)/B d(l) h(l-1)ᵀ` for every layer: minus the gradient in `W(l)` of `1/(2B) ‖target(l) - A(l) h(l-1) - b(l)‖²` with
  /// the target `h(l) + d(l)` held fixed.
  DMatrixRMaj[] weightUpdates(DMatrixRMaj[] displacements) {
    DMatrixRMaj[] updates = new DMatrixRMaj[displacements.length];
    for (int l = 1; l <= updates.length; l++) {
      updates[l - 1] = CommonOps_DDRM.multTransB(displacements[l - 1], h[l - 1], null);
      CommonOps_DDRM.scale(net.scaling(l) / h[0].numCols, updates[l - 1]);
    }
    return updates;
  }
}
