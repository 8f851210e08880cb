package org.linnet.core.cli;

import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.net.StandardActivation;
import picocli.CommandLine.Option;

/// How a batch moves the weights.
final class RuleOptions {
  static final String HEADING = "%nLearning rule and optimiser:%n";

  /// The learning rules on the command line.
  enum LearningRule {
    /// Predictive coding.
    PC,
    /// Backpropagation.
    BP
  }

  /// The optimisers on the command line.
  enum WeightOptimiser {
    /// Adam.
    ADAM,
    /// Plain gradient descent.
    SGD
  }

  @Option(names = "--rule", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private LearningRule rule = LearningRule.PC;

  @Option(names = "--steps", paramLabel = "T", description = "Inference steps per batch; 0 infers exactly (linear networks only).")
  private int steps = 20;

  @Option(names = "--step-size", paramLabel = "BETA", description = "Step size of inference.")
  private double stepSize = 0.1;

  @Option(names = "--optimiser", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private WeightOptimiser optimiser = WeightOptimiser.SGD;

  @Option(names = "--rate", paramLabel = "ETA", description = "Learning rate of the weights.")
  private double rate = 0.05;

  void check() {
    Checks.requireAtLeast("--steps", steps, 0);
  }

  Rule rule() {
    return switch (rule) {
      case PC -> new Rule.PredictiveCoding(steps, stepSize);
      case BP -> new Rule.Backpropagation();
    };
  }

  Optimiser optimiser() {
    return switch (optimiser) {
      case SGD -> new Optimiser.Sgd(rate);
      case ADAM -> new Optimiser.Adam(rate);
    };
  }

  double rate() {
    return rate;
  }

  /// What a step reports: `energy` or `loss`.
  String stepQuantity() {
    return rule == LearningRule.BP ? "loss" : "energy";
  }

  /// Whether inference is exact, after a check that it is possible.
  boolean isExact(StandardActivation activation) {
    if (rule != LearningRule.PC || steps > 0) {
      return false;
    }
    if (activation != StandardActivation.LINEAR) {
      throw new IllegalArgumentException("--steps 0 (exact inference) needs --activation linear, got " + activation);
    }
    if (optimiser != WeightOptimiser.SGD) {
      throw new IllegalArgumentException("--steps 0 (exact inference) needs --optimiser sgd, got " + optimiser);
    }
    return true;
  }
}
