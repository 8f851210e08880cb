package org.linnet.core.inference;

import org.linnet.core.inference.Schedule.Order;
import org.linnet.core.inference.Schedule.Predictions;

/// A whole inference phase: from clamped data to activities at, or on the way to, the equilibrium.
///
/// Every sample moves on its own energy: its trajectory does not depend on the batch it is in.
public sealed interface Inference {

  /// An iteration.
  ///
  /// @param init where the activities start
  /// @param solver how they move
  /// @param schedule in which order, on which predictions
  /// @param steps the cap on steps, at least 0
  /// @param stopping when a sample stops earlier
  record Descent(ActivityInit init, Solver solver, Schedule schedule, int steps, Stopping stopping)
      implements
        Inference {
    public Descent {
      if (steps < 0) {
        throw new IllegalArgumentException("the cap on inference steps must not be negative, got " + steps);
      }
      if (schedule.predictions() == Predictions.FIXED && !(init instanceof ActivityInit.Forward)) {
        throw new IllegalArgumentException("fixed predictions are those of the forward pass: start there");
      }
      boolean plain = schedule.order() == Order.SYNCHRONOUS && schedule.predictions() == Predictions.FOLLOWING;
      if (solver instanceof Solver.Adaptive && !plain) {
        throw new IllegalArgumentException(
            "adaptive steps follow the gradient flow: all layers at once, predictions following");
      }
    }

    /// Synchronous gradient descent from the forward pass, all steps.
    public Descent(int steps, double stepSize) {
      this(new ActivityInit.Forward(), new Solver.GradientDescent(stepSize), Schedule.synchronous(), steps,
          new Stopping.Never());
    }

    public Descent withInit(ActivityInit other) {
      return new Descent(other, solver, schedule, steps, stopping);
    }

    public Descent withSolver(Solver other) {
      return new Descent(init, other, schedule, steps, stopping);
    }

    public Descent withSchedule(Schedule other) {
      return new Descent(init, solver, other, steps, stopping);
    }

    public Descent withStopping(Stopping other) {
      return new Descent(init, solver, schedule, steps, other);
    }
  }

  /// The exact equilibrium of a linear network: [ExactInference].
  record Exact() implements Inference {}
}
