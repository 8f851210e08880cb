package org.linnet.core.engine;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule.Predictions;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;

/// Which networks, rules and objectives go together.
final class Requirements {
  private Requirements() {}

  static void check(DeepNet net, Training training) {
    standard(net);
    Objective objective = training.objective();
    switch (training.rule()) {
      case Rule.Backpropagation _ -> clamped("backpropagation", objective);
      case Rule.ErrorBased _ -> clamped("error-based predictive coding", objective);
      case Rule.PredictiveCoding(Inference.Exact _) -> exact(net, objective);
      case Rule.PredictiveCoding(Descent how) -> descent(net, how, objective);
      case Rule.Incremental(Descent how) -> {
        descent(net, how, objective);
        require(!(how.solver() instanceof Solver.Adaptive),
            "incremental predictive coding counts its steps: adaptive ones cannot be counted beforehand");
      }
    }
  }

  /// The equilibrium that [org.linnet.core.inference.ExactInference] knows.
  static void exact(DeepNet net, Objective objective) {
    require(net.isLinear(), "exact inference needs a linear network; use gradient descent for this one");
    require(objective.loss() == Loss.SQUARED_ERROR && objective.clampsBothEnds() && objective.activityDecay() == 0,
        "exact inference needs the squared error, both ends clamped and no activity decay; use gradient descent");
  }

  static void freeInput(Training training, DMatrixRMaj x, DMatrixRMaj known) {
    require(training.objective().input() == Input.FREE,
        "the objective clamps the input: filling in needs Objective.withInput(FREE)");
    require(known.numRows == x.numRows && known.numCols == x.numCols, "the known entries must be marked in a "
        + x.numRows + " x " + x.numCols + " matrix like x, got " + known.numRows + " x " + known.numCols);
    for (double mark : known.data) {
      require(Double.isFinite(mark), "the known entries must be marked by a number and the others by 0, got " + mark);
    }
  }

  static void inference(Training training) {
    require(!(training.rule() instanceof Rule.Backpropagation),
        "backpropagation has no inference: choose a rule that has, or use predict");
  }

  /// The network that inference starts from, if any.
  static Optional<DeepNet> amortiser(Training training) {
    return training.rule() instanceof Rule.PredictiveCoding(Descent how)
        && how.init() instanceof ActivityInit.Amortised(DeepNet net) ? Optional.of(net) : Optional.empty();
  }

  /// Whether a step issues the same operations for every batch of a size, without reading from the device.
  static boolean isFixedSequence(Training training) {
    return switch (training.rule()) {
      case Rule.PredictiveCoding(Descent how) -> how.stopping() instanceof Stopping.Never
          && !(how.solver() instanceof Solver.Adaptive);
      case Rule.PredictiveCoding _ -> true;
      case Rule.Incremental _ -> false;
      case Rule.ErrorBased _,Rule.Backpropagation _ -> true;
    };
  }

  private static void descent(DeepNet net, Descent how, Objective objective) {
    require(how.schedule().predictions() == Predictions.FOLLOWING || objective.input() == Input.CLAMPED,
        "fixed predictions need a clamped input");
    require(!(how.solver() instanceof Solver.Adaptive && how.stopping() instanceof Stopping.EnergyChange),
        "a short step changes the energy little, and a rejected one not at all: adaptive steps need another stopping rule"
            + " than the change of the energy");
    if (how.init() instanceof ActivityInit.Amortised(DeepNet amortiser)) {
      standard(amortiser);
      DeepLinearNet s = net.skeleton();
      int bottom = objective.input() == Input.FREE ? 0 : 1;
      int[] widths = new int[s.depth() - bottom + 1];
      Arrays.setAll(widths, k -> s.width(s.depth() - k));
      require(Arrays.equals(widths, amortiser.skeleton().widths()), "the amortiser must have widths "
          + Arrays.toString(widths) + ", from the target down, got " + Arrays.toString(amortiser.skeleton().widths()));
    }
  }

  private static void clamped(String rule, Objective objective) {
    require(objective.clampsBothEnds() && objective.activityDecay() == 0,
        rule + " needs input and output clamped and no activity decay");
  }

  private static void standard(DeepNet net) {
    require(net.activations().stream().allMatch(StandardActivation.class::isInstance),
        "the engine needs standard activations: StandardActivation");
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
