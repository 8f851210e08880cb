package org.linnet.core.engine;

import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Schedule.Predictions;
import org.linnet.core.inference.Stopping;

/// How a batch becomes a weight gradient.
public sealed interface Rule {
  /// Predictive coding: inference, then the energy's gradient in the weights. Source: `innocenti2025thesis`, Algorithm 1.
  record PredictiveCoding(Inference inference) implements Rule {
    /// Synchronous gradient descent from the forward pass.
    ///
    /// @param steps `T`
    /// @param stepSize `beta`
    public PredictiveCoding(int steps, double stepSize) {
      this(new Inference.Descent(steps, stepSize));
    }
  }

  /// Incremental predictive coding (iPC): the weights move after every step of inference, down the energy's gradient at the
  /// activities that the step has reached. Source: `ishikawa2024`, section 3.1.1.
  record Incremental(Inference.Descent inference) implements Rule {
    public Incremental {
      if (!(inference.stopping() instanceof Stopping.Never)) {
        throw new IllegalArgumentException("incremental predictive coding takes all its steps: Stopping.Never");
      }
      if (inference.schedule().predictions() == Predictions.FIXED) {
        throw new IllegalArgumentException(
            "incremental predictive coding moves the weights, and with them the predictions: Schedule.Predictions.FOLLOWING");
      }
      if (inference.init() instanceof ActivityInit.Amortised) {
        throw new IllegalArgumentException("incremental predictive coding does not train an amortiser");
      }
    }
  }

  /// Error-based predictive coding (ePC): descent of the energy in the errors `e(1), .., e(H)` from zero, with the activities
  /// `z(l) = p(l) + e(l)`. The same equilibrium, but the output's error reaches every layer in each step; with unit
  /// precisions and step size, the first step makes `e(1), .., e(H)` the errors of backpropagation. The weight gradient is the
  /// energy's at the activities that the last step has reached.
  ///
  /// @param steps of gradient descent, at least 1
  /// @param stepSize `beta`
  record ErrorBased(int steps, double stepSize) implements Rule {
    public ErrorBased {
      if (steps < 1) {
        throw new IllegalArgumentException("error-based inference needs at least one step, got " + steps);
      }
      if (!(stepSize > 0) || !Double.isFinite(stepSize)) {
        throw new IllegalArgumentException("step size must be positive and finite, got " + stepSize);
      }
    }
  }

  /// Backpropagation of the loss.
  record Backpropagation() implements Rule {}
}
