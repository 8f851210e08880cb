package org.linnet.core.engine;

/// How a batch becomes a weight gradient.
public sealed interface Rule {
  /// Predictive coding: `steps` steps of gradient descent on the activities from the forward pass, all layers at once, each
  /// sample on its own energy; then the energy's gradient in the weights. Source: `innocenti2025thesis`, Algorithm 1.
  ///
  /// @param steps `T`
  /// @param stepSize `beta`
  record PredictiveCoding(int steps, double stepSize) implements Rule {
    public PredictiveCoding {
      if (steps < 1) {
        throw new IllegalArgumentException("inference needs at least one step, got " + steps);
      }
      if (!(stepSize > 0) || !Double.isFinite(stepSize)) {
        throw new IllegalArgumentException("step size must be positive and finite, got " + stepSize);
      }
    }
  }

  /// Backpropagation of the squared error.
  record Backpropagation() implements Rule {}
}
