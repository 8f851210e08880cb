package org.linnet.core.train;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;

/// Training by predictive coding: each step infers the activities of a batch and then descends the energy in the weights,
/// `W(l) <- W(l) - eta ∂F/∂W(l)`.
///
/// **Source**: `innocenti2025thesis`, Algorithm 1 (Eq. 2.3 with `P = I`).
public final class PcTraining {
  private final double learningRate;
  private final Inference inference;
  private DeepNet net;

  private PcTraining(DeepNet net, double learningRate, Inference inference) {
    this.net = net;
    this.learningRate = learningRate;
    this.inference = inference;
  }

  /// Training that starts at `net`.
  ///
  /// @throws IllegalArgumentException if the learning rate is not positive and finite
  public static PcTraining of(DeepNet net, double learningRate, Inference inference) {
    if (!(learningRate > 0) || !Double.isFinite(learningRate)) {
      throw new IllegalArgumentException("learning rate must be positive and finite, got " + learningRate);
    }
    return new PcTraining(net, learningRate, inference);
  }

  /// What one step saw.
  ///
  /// @param energy `F` at the activities that inference ended with, before the weights moved
  /// @param inference how inference ended
  /// @param stable whether the new weights are finite; if not, they were not taken over
  public record Step(double energy, Outcome inference, boolean stable) {}

  /// One step on the batch in the columns of `x` and `y`. If inference diverged or the new weights are not finite, the
  /// weights stay as they were.
  public Step step(DMatrixRMaj x, DMatrixRMaj y) {
    PcEnergy energy = PcEnergy.of(net, x, y);
    Outcome outcome = inference.run(energy);
    if (outcome instanceof Outcome.Diverged) {
      return new Step(energy.value(), outcome, false);
    }
    DMatrixRMaj[] weights = energy.weightGradient();
    boolean stable = true;
    for (int l = 1; l <= weights.length; l++) {
      DMatrixRMaj W = weights[l - 1];
      CommonOps_DDRM.scale(-learningRate, W);
      CommonOps_DDRM.addEquals(W, net.skeleton().weight(l)); // W - eta ∂F/∂W
      stable &= !MatrixFeatures_DDRM.hasUncountable(W);
    }
    if (stable) {
      net = net.withSkeleton(net.skeleton().withWeights(weights));
    }
    return new Step(energy.value(), outcome, stable);
  }

  /// The network as it is now.
  public DeepNet net() {
    return net;
  }

  /// The skeleton of the network as it is now.
  public DeepLinearNet skeleton() {
    return net.skeleton();
  }
}
