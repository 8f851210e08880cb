package org.linnet.core.inference;

import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;

/// Gradient descent on the activities: `z <- z - beta ∂F/∂z`, all layers at once, each sample on its own energy.
///
/// For a linear network it converges when `beta < 2 / lambda_max` of the activity Hessian, fastest at
/// `2 / (lambda_min + lambda_max)`: [ActivityHessian#eigenvalueBounds()].
/// Source: `innocenti2025thesis`, Algorithm 1.
///
/// @param stepSize `beta`
/// @param maxSteps the cap on steps; 0 leaves the activities as they are
/// @param stopping when to stop earlier
public record GradientDescent(double stepSize, int maxSteps, Stopping stopping) {
  private static final double BLOWN_UP = 1e12;

  public GradientDescent {
    if (!(stepSize > 0) || !Double.isFinite(stepSize)) {
      throw new IllegalArgumentException("step size must be positive and finite, got " + stepSize);
    }
    if (maxSteps < 0) {
      throw new IllegalArgumentException("the cap on steps must not be negative, got " + maxSteps);
    }
  }

  /// Moves `z` towards the equilibrium and leaves `energy` evaluated at the `z` that it returns with.
  public Outcome infer(PcEnergy energy, Activities z) {
    Activities gradient = Activities.zero(energy.net().skeleton(), energy.samples());
    double[] squared = new double[energy.samples()];
    double bound = Double.POSITIVE_INFINITY;
    for (int step = 0;; step++) {
      energy.evaluate(z).activityGradient(gradient);
      gradient.squaredNorms(squared);
      double largest = 0;
      double sum = 0;
      for (double g : squared) {
        largest = Math.max(largest, g); // NaN wins
        sum += g;
      }
      if (step == 0) {
        bound = BLOWN_UP * BLOWN_UP * Math.max(largest, Double.MIN_NORMAL);
      }
      if (!(largest <= bound)) {
        return new Outcome.Diverged(step, Math.sqrt(largest), stepSize);
      }
      if (stopping.met(energy.value(), largest, sum / squared.length)) {
        return new Outcome.Converged(step, Math.sqrt(largest));
      }
      if (step == maxSteps) {
        return new Outcome.StepLimit(step, Math.sqrt(largest));
      }
      z.add(-stepSize, gradient); // z <- z - beta ∂F/∂z
    }
  }
}
