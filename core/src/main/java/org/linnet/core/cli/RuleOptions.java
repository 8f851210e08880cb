package org.linnet.core.cli;

import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.init.Descent;
import picocli.CommandLine.Option;

/// How a batch moves the weights.
final class RuleOptions {
  static final String HEADING = "%nLearning rule and optimiser:%n";

  /// The learning rules on the command line.
  enum LearningRule {
    /// Predictive coding.
    PC,
    /// Incremental predictive coding: the weights move after every inference step.
    IPC,
    /// Error-based predictive coding.
    EPC,
    /// Backpropagation.
    BP
  }

  /// The optimisers on the command line.
  enum WeightOptimiser {
    /// Adam, with --weight-decay AdamW.
    ADAM,
    /// Gradient descent, with --momentum.
    SGD,
    /// Normalised least mean squares.
    NLMS
  }

  /// The losses on the command line.
  enum OutputLoss {
    /// Squared error.
    MSE,
    /// Softmax cross-entropy.
    CE
  }

  @Option(names = "--rule", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private LearningRule rule = LearningRule.PC;

  @Option(names = "--loss", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private OutputLoss loss = OutputLoss.MSE;

  @Option(names = "--nudge", paramLabel = "BETA", description = "Let the output move and pull it towards the target with this strength, instead of clamping it.")
  private Double nudge;

  @Option(names = "--activity-decay", paramLabel = "RHO", description = "Adds RHO/2 times the squared norm of the activities.")
  private double activityDecay;

  @Option(names = "--optimiser", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private WeightOptimiser optimiser = WeightOptimiser.SGD;

  @Option(names = "--rate", paramLabel = "ETA", description = "Learning rate of the weights; the parameterisation's factors multiply it.")
  private double rate = 0.05;

  @Option(names = "--momentum", paramLabel = "MU", description = "Momentum of SGD.")
  private double momentum;

  @Option(names = "--weight-decay", paramLabel = "OMEGA", description = "Adds OMEGA/2 times the squared norm of the weights; with Adam, decoupled.")
  private double weightDecay;

  /// Refuses what does not go with targets that are samples.
  void checkGenerative() {
    if (loss != OutputLoss.MSE) {
      throw new IllegalArgumentException(
          "--direction generative compares samples, not classes: it needs --loss mse, got "
              + loss);
    }
  }

  /// @param seed of random starts of inference
  Rule rule(InferenceOptions inference, long seed) {
    if (inference.isAmortised() && (rule != LearningRule.PC || inference.isExact())) {
      throw new IllegalArgumentException("--start amortised needs --rule pc and --steps of at least 1");
    }
    if (inference.isExact() && rule != LearningRule.PC) {
      throw new IllegalArgumentException("--steps 0 (exact inference) needs --rule pc, got " + rule);
    }
    return switch (rule) {
      case PC -> new Rule.PredictiveCoding(inference.inference(seed));
      case IPC -> new Rule.Incremental(inference.descent(seed));
      case EPC -> new Rule.ErrorBased(inference.steps(), inference.stepSize());
      case BP -> new Rule.Backpropagation();
    };
  }

  Objective objective() {
    Loss output = switch (loss) {
      case MSE -> Loss.SQUARED_ERROR;
      case CE -> Loss.CROSS_ENTROPY;
    };
    double decay = optimiser == WeightOptimiser.ADAM ? 0 : weightDecay;
    return new Objective(output, Input.CLAMPED, nudge == null ? new Output.Clamped() : new Output.Nudged(nudge),
        activityDecay, decay);
  }

  Optimiser optimiser() {
    if (momentum != 0 && optimiser != WeightOptimiser.SGD) {
      throw new IllegalArgumentException("--momentum needs --optimiser sgd, got " + optimiser);
    }
    return switch (optimiser) {
      case SGD -> new Optimiser.Sgd(rate, momentum);
      case ADAM -> new Optimiser.Adam(rate, weightDecay);
      case NLMS -> new Optimiser.Nlms(rate, 1e-8);
    };
  }

  /// The kind of optimiser that a parameterisation's rates must be made for.
  Descent descent() {
    return optimiser == WeightOptimiser.ADAM ? Descent.ADAM : Descent.SGD;
  }

  /// Whether there is no inference.
  boolean isBackpropagation() {
    return rule == LearningRule.BP;
  }

  /// Whether inference moves the errors, in its own way.
  boolean isErrorBased() {
    return rule == LearningRule.EPC;
  }

  /// Whether steps are normalised by their own size.
  boolean isNormalised() {
    return optimiser == WeightOptimiser.NLMS;
  }

  /// What a step reports: `energy` or `loss`.
  String stepQuantity() {
    return rule == LearningRule.BP ? "loss" : "energy";
  }
}
