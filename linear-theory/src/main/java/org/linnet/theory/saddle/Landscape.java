package org.linnet.theory.saddle;

import org.ejml.data.DMatrixRMaj;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.equilibrium.EquilibratedEnergy;

/// The two functions of the weights that backpropagation and predictive coding descend.
public enum Landscape {
  /// The mean squared error, [SquaredLoss].
  LOSS,
  /// The energy at the inference equilibrium, [EquilibratedEnergy].
  EQUILIBRATED_ENERGY;

  /// The function's value.
  public double value(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return switch (this) {
      case LOSS -> SquaredLoss.value(net, x, y);
      case EQUILIBRATED_ENERGY -> EquilibratedEnergy.energy(net, x, y);
    };
  }

  /// Its gradient in `W(1), .., W(L)`.
  public DMatrixRMaj[] gradient(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return at(net, x, y).gradient();
  }

  /// Its weight Hessian, `p x p`.
  public DMatrixRMaj hessian(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return switch (this) {
      case LOSS -> LossHessian.dense(net, x, y);
      case EQUILIBRATED_ENERGY -> EquilibratedHessian.dense(net, x, y);
    };
  }

  /// The state from which gradients and Hessian products are read.
  Equilibrium at(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return switch (this) {
      case LOSS -> Equilibrium.ofLoss(net, x, y);
      case EQUILIBRATED_ENERGY -> Equilibrium.ofEnergy(net, x, y);
    };
  }
}
