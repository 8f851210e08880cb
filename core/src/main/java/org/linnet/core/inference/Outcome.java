package org.linnet.core.inference;

/// How an inference run ended; the activities hold the last state in every case.
public sealed interface Outcome {
  /// The steps that were taken.
  int steps();

  /// The largest norm of a sample's activity gradient at the last state.
  double residual();

  /// The stopping rule was met.
  record Converged(int steps, double residual) implements Outcome {}

  /// The cap on steps was reached first.
  record StepLimit(int steps, double residual) implements Outcome {
    /// What to try next.
    public String advice() {
      return "not converged after " + steps + " steps (gradient norm " + residual
          + "): allow more steps, or, if the network is linear, use exact inference";
    }
  }

  /// The gradient flow came to its end, which is no equilibrium yet. Source of the flow: [Solver.Adaptive].
  record EndOfFlow(int steps, double residual, double time) implements Outcome {
    /// What to try next.
    public String advice() {
      return "the flow came to its end at time " + time + " after " + steps + " steps, with a gradient norm of "
          + residual
          + ": let it run for a longer time, or, if the network is linear, use exact inference";
    }
  }

  /// The activities grew without bound (their gradient's norm by a factor of 1e12, or to no finite number), or adaptive steps
  /// became too small to move them.
  ///
  /// @param stepSize of the solver; 0 where steps are adaptive
  record Diverged(int steps, double residual, double stepSize) implements Outcome {
    /// What to try next.
    public String advice() {
      if (steps == 0) {
        return "the energy's gradient is not finite before the first step: the weights or the data are too large";
      }
      if (stepSize == 0) {
        return "diverged at step " + steps
            + ", whatever the step size: try a larger tolerance, or scale down the weights or"
            + " the data";
      }
      return "diverged at step " + steps + ": the step size " + stepSize
          + " must be below 2 / (largest eigenvalue of the Hessian in what moves: the activities, or, in error-based inference,"
          + " the errors); try a tenth of it";
    }
  }
}
