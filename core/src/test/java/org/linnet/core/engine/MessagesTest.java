package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.Activation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// Wrong calls.
///
/// **Oracle**: the rules as their documentation states them.
///
/// **If wrong**: parts that do not go together run, or nobody learns why they do not.
class MessagesTest {
  private static final DeepNet NET = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 4, 2);
  private static final DeepNet LINEAR = Loops.linear(3, 5, 4, 2);
  private static final Objective CLAMPED = Objective.clamped(Loss.SQUARED_ERROR);
  private static final Descent DESCENT = new Descent(3, 0.1);

  @Test
  void rulesAndObjectivesThatDoNotGoTogetherAreNamed() {
    Rule exact = new Rule.PredictiveCoding(new Inference.Exact());
    refused("exact inference needs a linear network; use gradient descent for this one", NET, exact, CLAMPED);
    for (Objective objective : List.of(Objective.clamped(Loss.CROSS_ENTROPY), CLAMPED.withInput(Input.FREE),
        CLAMPED.withOutput(new Output.Nudged(1)), CLAMPED.withDecay(0.1, 0))) {
      refused("exact inference needs the squared error, both ends clamped and no activity decay; use gradient descent",
          LINEAR, exact, objective);
      if (objective.loss() == Loss.SQUARED_ERROR) {
        refused("backpropagation needs input and output clamped and no activity decay", NET, new Rule.Backpropagation(),
            objective);
        refused("error-based predictive coding needs input and output clamped and no activity decay", NET,
            new Rule.ErrorBased(1, 1), objective);
      }
    }
    refused("fixed predictions need a clamped input", NET,
        new Rule.PredictiveCoding(DESCENT.withSchedule(Schedule.sequential().fixed())), CLAMPED.withInput(Input.FREE));
    refused(
        "a short step changes the energy little, and a rejected one not at all: adaptive steps need another stopping rule "
            + "than the change of the energy",
        NET,
        new Rule.PredictiveCoding(
            DESCENT.withSolver(new Solver.Adaptive()).withStopping(new Stopping.EnergyChange(1e-3))),
        CLAMPED);
    refused("incremental predictive coding counts its steps: adaptive ones cannot be counted beforehand", NET,
        new Rule.Incremental(DESCENT.withSolver(new Solver.Adaptive())), CLAMPED);
    Activation cube = new Activation() {
      @Override
      public double value(double u) {
        return u * u * u;
      }

      @Override
      public double derivative(double u) {
        return 3 * u * u;
      }
    };
    DeepNet own = DeepNet.activatedBefore(NET.skeleton(), cube);
    refused("the engine needs standard activations: StandardActivation", own, new Rule.Backpropagation(), CLAMPED);
    DeepNet reversed = DeepNet.activatedBefore(Loops.linear(2, 4, 5).skeleton(), cube);
    refused("the engine needs standard activations: StandardActivation", NET, amortised(reversed), CLAMPED);
  }

  @Test
  void anAmortiserHasTheWidthsFromTheTargetDown() {
    DeepNet shallow = Loops.linear(2, 4, 5);
    DeepNet deep = Loops.linear(2, 4, 5, 3);
    refused("the amortiser must have widths [2, 4, 5], from the target down, got [2, 4, 5, 3]", NET, amortised(deep),
        CLAMPED);
    refused("the amortiser must have widths [2, 4, 5, 3], from the target down, got [2, 4, 5]", NET, amortised(shallow),
        CLAMPED.withInput(Input.FREE));
    try (Engine engine = engine(NET, new Rule.Backpropagation(), CLAMPED)) {
      assertEquals("inference does not start from an amortiser",
          assertThrows(IllegalStateException.class, engine::amortiser).getMessage());
      assertEquals(0, engine(Loops.linear(3, 2).withSkeleton(noBiases()), new Rule.Backpropagation(), CLAMPED)
          .biasGradients().length);
    }
  }

  private static org.linnet.core.net.DeepLinearNet noBiases() {
    return org.linnet.core.net.DeepLinearNet.of(Loops.gaussian(1, 2, 3));
  }

  @Test
  void wrongOptionsAreNamed() {
    message("at least one thread is needed, got 0",
        () -> Engine.of(new ReferenceDevice(), NET, new Rule.Backpropagation(), new Optimiser.Sgd(1), 0));
    message("error-based inference needs at least one step, got 0", () -> new Rule.ErrorBased(0, 1));
    message("step size must be positive and finite, got NaN", () -> new Rule.ErrorBased(1, Double.NaN));
    message("incremental predictive coding takes all its steps: Stopping.Never",
        () -> new Rule.Incremental(DESCENT.withStopping(new Stopping.GradientNorm(1))));
    message("incremental predictive coding does not train an amortiser",
        () -> new Rule.Incremental(DESCENT.withInit(new ActivityInit.Amortised(NET))));
    message("incremental predictive coding moves the weights, and with them the predictions: "
        + "Schedule.Predictions.FOLLOWING",
        () -> new Rule.Incremental(DESCENT.withSchedule(Schedule.synchronous().fixed())));
    message("learning rate must be positive and finite, got 0.0", () -> new Optimiser.Sgd(0));
    message("learning rate must be positive and finite, got -1.0", () -> new Optimiser.Nlms(-1, 0));
    message("learning rate must be positive and finite, got Infinity",
        () -> new Optimiser.Adam(Double.POSITIVE_INFINITY));
    message("momentum must be in [0, 1), got 1.0", () -> new Optimiser.Sgd(1, 1));
    message("Adam's b1 must be in [0, 1), got 1.0", () -> new Optimiser.Adam(1, 1, 0.9, 1e-8, 0));
    message("Adam's b2 must be in [0, 1), got -0.1", () -> new Optimiser.Adam(1, 0.9, -0.1, 1e-8, 0));
    message("Adam's epsilon must be positive and the weight decay not negative, got 0.0 and -1.0",
        () -> new Optimiser.Adam(1, 0.9, 0.9, 0, -1));
    message("epsilon must be finite and not negative, got -1.0", () -> new Optimiser.Nlms(1, -1));
    message("nudging beta must be finite and not negative, got -1.0", () -> new Output.Nudged(-1));
    message("activity decay must be finite and not negative, got NaN", () -> CLAMPED.withDecay(Double.NaN, 0));
    message("weight decay must be finite and not negative, got -0.5", () -> CLAMPED.withDecay(0, -0.5));
    message("the controller's gains must be finite with a positive sum, so that larger errors shorten the step, got "
        + "0.0, 1.0 and -2.0", () -> new Solver.Pid(0, 1, -2));
  }

  @Test
  void ratesFitTheNetwork() {
    message("one factor per layer is needed for weights and biases, got 1 and 2",
        () -> new LayerRates(List.of(1.0), List.of(1.0, 1.0)));
    message("a rate factor must be finite and not negative, got -1.0",
        () -> new LayerRates(List.of(1.0), List.of(-1.0)));
    message("one rate factor per layer is needed: 3, got 2",
        () -> Engine.of(new ReferenceDevice(), NET,
            new Training(new Rule.Backpropagation(), new Optimiser.Sgd(1), CLAMPED,
                Optional.of(LayerRates.uniform(2)))));
  }

  @Test
  void dataThatDoNotFitAreNamedAndChangeNothing() {
    DMatrixRMaj x = Loops.input(NET, 2);
    DMatrixRMaj y = Loops.target(NET, 2);
    try (Engine engine = engine(NET, new Rule.PredictiveCoding(1, 0.1), Objective.clamped(Loss.CROSS_ENTROPY))) {
      DMatrixRMaj half = new DMatrixRMaj(new double[][]{{0.5, 0.5}, {0.5, 0.4}});
      message("cross-entropy needs targets with sum 1, got 0.9 in sample 2", () -> engine.step(x, half));
      half.set(1, 1, -0.4);
      message("cross-entropy needs targets that are probabilities, got -0.4 in sample 2", () -> engine.infer(x, half));
      message("the objective clamps the input: filling in needs Objective.withInput(FREE)",
          () -> engine.infer(x, x, half));
      message("x must have N(0) = 3 rows, got 2", () -> engine.predict(y));
      assertArrayEquals(NET.skeleton().weight(1).data, engine.net().skeleton().weight(1).data);
    }
    try (Engine engine = engine(NET, new Rule.PredictiveCoding(1, 0.1), CLAMPED.withInput(Input.FREE))) {
      message("the known entries must be marked in a 3 x 2 matrix like x, got 3 x 1",
          () -> engine.infer(x, Loops.column(x, 0), y));
      message("the known entries must be marked in a 3 x 2 matrix like x, got 2 x 2", () -> engine.infer(x, y, y));
      DMatrixRMaj marks = new DMatrixRMaj(3, 2);
      marks.set(1, 1, Double.NaN);
      message("the known entries must be marked by a number and the others by 0, got NaN",
          () -> engine.infer(x, marks, y));
      message("exact inference needs the squared error, both ends clamped and no activity decay; use gradient descent",
          () -> engine(LINEAR, new Rule.PredictiveCoding(1, 0.1), CLAMPED.withInput(Input.FREE))
              .distanceToEquilibrium());
    }
  }

  @Test
  void whatIsAskedBeforeTheFirstBatchIsRefused() {
    try (Engine engine = engine(LINEAR, new Rule.PredictiveCoding(1, 0.1), CLAMPED)) {
      for (Executable early : List.<Executable>of(engine::outcome, engine::layerEnergies, engine::activityNorms,
          engine::distanceToEquilibrium, engine::inferenceFlops)) {
        assertEquals("there is no batch: call step, gradients or infer first; predict leaves none",
            assertThrows(IllegalStateException.class, early).getMessage());
        engine.gradients(Loops.input(LINEAR, 2), Loops.target(LINEAR, 2));
        engine.predict(Loops.input(LINEAR, 2)); // whose forward pass lies where the batch's activities were
      }
    }
  }

  /// With threads, it would wait for them forever.
  @Test
  @Timeout(60)
  void aClosedEngineTakesNoBatch() {
    for (int threads : new int[]{1, 3}) {
      Engine engine = Engine.of(new ReferenceDevice(), LINEAR, new Rule.PredictiveCoding(1, 0.1), new Optimiser.Sgd(1),
          threads);
      engine.close();
      assertEquals("the engine is closed: make another one", assertThrows(IllegalStateException.class,
          () -> engine.step(Loops.input(LINEAR, 2), Loops.target(LINEAR, 2))).getMessage());
      assertArrayEquals(LINEAR.skeleton().weight(1).data, engine.net().skeleton().weight(1).data);
    }
  }

  private static Rule amortised(DeepNet guess) {
    return new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Amortised(guess)));
  }

  private static void refused(String expected, DeepNet net, Rule rule, Objective objective) {
    message(expected, () -> engine(net, rule, objective));
  }

  private static Engine engine(DeepNet net, Rule rule, Objective objective) {
    return Engine.of(new ReferenceDevice(), net, new Training(rule, new Optimiser.Sgd(1)).withObjective(objective), 1);
  }

  private static void message(String expected, Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
