package org.linnet.theory.dynamics;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.equilibrium.EquilibratedEnergy;

/// One exact step of predictive coding: inference to its equilibrium, then gradient descent on the weights.
///
/// **Statement**: `W(l) - eta ∂F*/∂W(l)` for all `l` at once, with the gradient of [EquilibratedEnergy].
///
/// **Assumptions**: linear layers; input and output clamped; exact equilibrium; biases stay.
///
/// **Shapes**: `x` is `N(0) x B`, `y` is `K x B`.
///
/// **Numerics**: O(H K N²) and O(H N² B); the error of the gradient times `eta`.
///
/// **Source**: `innocenti2025thesis`, Eq. 2.3 and 3.2.
public final class PcStep {
  private PcStep() {}

  /// The network after a step with learning rate `eta`.
  ///
  /// @throws IllegalArgumentException if a shape does not fit, a value is not finite, or the step leaves the finite numbers
  public static DeepLinearNet after(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y, double eta) {
    DMatrixRMaj[] W = EquilibratedEnergy.gradient(net, x, y);
    for (int l = 1; l <= W.length; l++) {
      CommonOps_DDRM.add(net.weight(l), -eta, W[l - 1], W[l - 1]);
    }
    return net.withWeights(W);
  }
}
