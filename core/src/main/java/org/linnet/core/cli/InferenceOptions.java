package org.linnet.core.cli;

import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import picocli.CommandLine.Option;

/// How the activities of a batch are inferred.
final class InferenceOptions {
  static final String HEADING = "%nInference:%n";

  /// The solvers on the command line.
  enum ActivitySolver {
    /// Gradient descent.
    GD,
    /// Gradient descent with a momentum of 0.9.
    MOMENTUM,
    /// Adam on the activities.
    ADAM,
    /// The gradient flow by adaptive Euler steps.
    EULER,
    /// The gradient flow by adaptive Heun steps.
    HEUN
  }

  /// Where the activities start.
  enum Start {
    /// The forward pass.
    FORWARD,
    /// Zero.
    ZERO,
    /// Gaussian.
    NORMAL,
    /// What a second network makes of the targets, which is trained alongside.
    AMORTISED
  }

  @Option(names = "--steps", paramLabel = "T", description = "Inference steps per batch at most; 0 infers exactly (linear networks only).")
  private int steps = 20;

  @Option(names = "--step-size", paramLabel = "BETA", description = "Step size of inference.")
  private double stepSize = 0.1;

  @Option(names = "--solver", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private ActivitySolver solver = ActivitySolver.GD;

  @Option(names = "--tolerance", paramLabel = "TOL", description = "Relative and absolute tolerance of euler and heun.")
  private double tolerance = 1e-3;

  @Option(names = "--time", paramLabel = "TIME", description = "Where the flow of euler and heun ends.")
  private double time = 20;

  @Option(names = "--start", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}: amortised is what a second network, trained alongside, guesses from the target.")
  private Start start = Start.FORWARD;

  @Option(names = "--deviation", paramLabel = "S", description = "Standard deviation of --start normal.")
  private double deviation = 1;

  @Option(names = "--order", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Schedule.Order order = Schedule.Order.SYNCHRONOUS;

  @Option(names = "--predictions", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}: fixed ones are those of the forward pass.")
  private Schedule.Predictions predictions = Schedule.Predictions.FOLLOWING;

  @Option(names = "--residual", paramLabel = "TOL", description = "Stop a sample when its gradient norm is at most this.")
  private Double residual;

  void check() {
    Checks.requireAtLeast("--steps", steps, 0);
  }

  int steps() {
    return steps;
  }

  double stepSize() {
    return stepSize;
  }

  /// Whether inference is exact.
  boolean isExact() {
    return steps == 0;
  }

  /// Whether steps adapt to the flow.
  boolean isAdaptive() {
    return solver == ActivitySolver.EULER || solver == ActivitySolver.HEUN;
  }

  /// Whether activities start at random.
  boolean isRandom() {
    return start == Start.NORMAL;
  }

  boolean isAmortised() {
    return start == Start.AMORTISED;
  }

  /// Refuses what cannot classify with the input free.
  void checkGenerative() {
    if (isExact() || predictions == Schedule.Predictions.FIXED || isAmortised()) {
      throw new IllegalArgumentException("--direction generative classifies by inference with the input free: it needs"
          + " --steps of at least 1, --predictions following and another --start than amortised");
    }
  }

  /// @param seed of random starts
  Inference inference(long seed) {
    return isExact() ? new Inference.Exact() : descent(seed);
  }

  /// @param seed of random starts
  Inference.Descent descent(long seed) {
    return new Inference.Descent(init(seed), solver(), new Schedule(order, predictions), steps,
        residual == null ? new Stopping.Never() : new Stopping.GradientNorm(residual));
  }

  private ActivityInit init(long seed) {
    return switch (start) {
      case FORWARD, AMORTISED -> new ActivityInit.Forward(); // the second network is drawn when the data are known
      case ZERO -> new ActivityInit.Zero();
      case NORMAL -> new ActivityInit.Normal(deviation, seed);
    };
  }

  private Solver solver() {
    Solver.Pid integral = new Solver.Pid(0, 1, 0);
    return switch (solver) {
      case GD -> new Solver.GradientDescent(stepSize);
      case MOMENTUM -> new Solver.Momentum(stepSize, 0.9);
      case ADAM -> new Solver.Adam(stepSize);
      case EULER -> new Solver.Adaptive(Solver.Method.EULER, tolerance, tolerance, time, integral);
      case HEUN -> new Solver.Adaptive(Solver.Method.HEUN, tolerance, tolerance, time, integral);
    };
  }
}
