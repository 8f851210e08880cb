package org.linnet.core.inference;

import java.util.Arrays;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;

/// A whole inference phase: from clamped data to activities at, or on the way to, the equilibrium.
public sealed interface Inference {

  /// Runs the phase and leaves `energy` evaluated at the activities that it ends with.
  Outcome run(PcEnergy energy);

  /// Gradient descent from a start.
  record Descent(ActivityInit start, GradientDescent descent) implements Inference {
    @Override
    public Outcome run(PcEnergy energy) {
      return descent.infer(energy, start.of(energy));
    }
  }

  /// The exact equilibrium, for linear networks.
  record Exact() implements Inference {
    @Override
    public Outcome run(PcEnergy energy) {
      if (!energy.net().isLinear()) {
        throw new IllegalArgumentException("exact inference needs a linear network; use gradient descent for this one");
      }
      Activities z = ExactInference.of(energy.net().skeleton()).equilibrium(energy.input(), energy.target());
      Activities gradient = z.copy();
      energy.evaluate(z).activityGradient(gradient);
      double[] squared = new double[energy.samples()];
      gradient.squaredNorms(squared);
      return new Outcome.Converged(0, Math.sqrt(Arrays.stream(squared).max().orElse(0)));
    }
  }
}
