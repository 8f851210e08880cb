package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// When each sample stops, and what is said of it.
///
/// **Oracle**: each sample alone, in a loop over [PcEnergy]'s gradients that looks at the rule after every step; the exact
/// equilibrium of a linear network.
///
/// **If wrong**: convergence is claimed where there is none, or a sample's end depends on its batch.
class StoppingTest {
  private static final int CAP = 400;
  private static final int SAMPLES = 40; // more than one chunk

  static Stream<Descent> ways() {
    List<Descent> ways = new ArrayList<>();
    for (Solver solver : List.of(new Solver.GradientDescent(0.15), new Solver.Momentum(0.1, 0.5),
        new Solver.Adam(0.15, 0.5, 0.9, 1))) { // a larger epsilon: no chatter at the end
      for (Schedule schedule : List.of(Schedule.synchronous(), Schedule.sequential())) {
        for (ActivityInit start : List.of(new ActivityInit.Forward(), new ActivityInit.Zero())) {
          for (Stopping rule : List.of(new Stopping.GradientNorm(0.05), new Stopping.EnergyChange(1e-3),
              new Stopping.EnergyGap(0.05, 0.3))) {
            ways.add(new Descent(start, solver, schedule, CAP, rule));
          }
        }
      }
    }
    return ways.stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everySampleStopsAtItsOwnStep(Descent how) {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = easyAndHard(net);
    Inferred together = infer(new ReferenceDevice(), net, how, x, y);
    int[] steps = new int[6];
    double worst = 0;
    for (int i = 0; i < steps.length; i++) {
      PcEnergy energy = PcEnergy.of(net, Loops.column(x, i), Loops.column(y, i));
      Activities z = how.init() instanceof ActivityInit.Forward ? energy.forward() : Activities.zero(net.skeleton(), 1);
      steps[i] = run(energy, z, how);
      Inferred alone = infer(new ReferenceDevice(), net, how, Loops.column(x, i), Loops.column(y, i));
      assertEquals(steps[i], alone.outcome().steps());
      double residual = norm(Loops.gradient(energy, z));
      worst = Math.max(worst, residual);
      assertEquals(residual, alone.outcome().residual(), 1e-10);
      assertEquals(energy.value(), alone.energy(), 1e-10 * (1 + energy.value()));
      assertEquals(steps[i] < CAP, alone.outcome() instanceof Outcome.Converged, "" + alone.outcome());
      for (int l = 1; l <= 3; l++) {
        assertArrayEquals(alone.activity(l).data, Loops.column(together.activity(l), i).data);
        assertArrayEquals(z.layer(l).data, alone.activity(l).data, 1e-10);
      }
    }
    assertTrue(Arrays.stream(steps).distinct().count() >= 3, Arrays.toString(steps));
    assertTrue(together.outcome().residual() >= worst - 1e-10, together.outcome() + " for " + worst);
    assertTrue(together.outcome().steps() >= Arrays.stream(steps).max().orElseThrow());
  }

  /// The steps that one sample takes by the rule's definition.
  private static int run(PcEnergy energy, Activities z, Descent how) {
    Loops.Memory memory = new Loops.Memory(energy.net(), 1);
    double before = Double.POSITIVE_INFINITY;
    for (int t = 0; t < how.steps(); t++) {
      double squared = Math.pow(norm(Loops.gradient(energy, z)), 2);
      double value = energy.value();
      boolean stops = switch (how.stopping()) {
        case Stopping.Never _ -> false;
        case Stopping.GradientNorm(double tolerance) -> Math.sqrt(squared) <= tolerance;
        case Stopping.EnergyChange(double relative) -> Math.abs(before - value) <= relative * value;
        case Stopping.EnergyGap(double relative, double c) -> value <= (1 + relative) * (value - squared / (2 * c));
      };
      if (stops) {
        return t;
      }
      before = value;
      Loops.step(energy, z, how.solver(), how.schedule().order(), memory);
    }
    return how.steps();
  }

  private static DMatrixRMaj easyAndHard(DeepNet net) {
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    DMatrixRMaj predicted = PcEnergy.of(net, Loops.input(net, SAMPLES), y).evaluate(
        PcEnergy.of(net, Loops.input(net, SAMPLES), y).forward()).prediction();
    for (int i = 0; i < SAMPLES; i++) {
      CommonOps_DDRM.scaleCol(i % 5, y, i);
      for (int k = 0; k < y.numRows && i % 5 == 0; k++) {
        y.set(k, i, predicted.get(k, i) + 1e-4); // next to nothing to do from the forward pass
      }
    }
    return y;
  }

  @Test
  void theEnergyGapIsCertified() {
    DeepNet net = Loops.linear(3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = easyAndHard(net);
    ActivityHessian.Bounds bounds = ActivityHessian.of(net.skeleton()).eigenvalueBounds();
    Activities exact = ExactInference.of(net.skeleton()).equilibrium(x, y);
    for (double relative : new double[]{1, 1e-2, 1e-6}) {
      Descent how = new Descent(100_000, bounds.bestStepSize())
          .withStopping(new Stopping.EnergyGap(relative, bounds.lower()));
      Inferred inferred = infer(new ReferenceDevice(), net, how, x, y);
      assertInstanceOf(Outcome.Converged.class, inferred.outcome());
      for (int i = 0; i < SAMPLES; i++) {
        double least = energy(net, x, y, i, Stream.of(1, 2, 3).map(exact::layer).toList());
        double reached = energy(net, x, y, i, inferred.activities().subList(1, 4));
        assertEquals(reached, inferred.energies().get(i), 1e-12 * (1 + reached));
        assertTrue(reached <= (1 + relative) * least * (1 + 1e-12), reached + " for " + least);
      }
    }
  }

  private static double energy(DeepNet net, DMatrixRMaj x, DMatrixRMaj y, int i, List<DMatrixRMaj> hidden) {
    Activities z = Activities.zero(net.skeleton(), 1);
    for (int l = 1; l <= z.layers(); l++) {
      z.layer(l).setTo(Loops.column(hidden.get(l - 1), i));
    }
    return PcEnergy.of(net, Loops.column(x, i), Loops.column(y, i)).evaluate(z).value();
  }

  @Test
  void divergenceIsReportedAndLeavesTheWeights() {
    DeepNet net = Loops.linear(3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    List<Solver> solvers = List.of(new Solver.GradientDescent(50), new Solver.Momentum(50, 0.5));
    for (Device device : Devices.usable()) {
      for (Solver solver : solvers) {
        for (Stopping rule : List.of(new Stopping.Never(), new Stopping.GradientNorm(1e-6))) {
          Descent how = new Descent(200, 1).withSolver(solver).withStopping(rule);
          try (Engine engine = engine(device, net, how)) {
            Outcome outcome = engine.infer(x, y).outcome();
            Outcome.Diverged diverged = assertInstanceOf(Outcome.Diverged.class, outcome);
            assertTrue(rule instanceof Stopping.Never ? diverged.steps() == 200 : diverged.steps() < 60, "" + outcome);
            assertEquals("diverged at step " + diverged.steps() + ": the step size 50.0 must be below 2 / (largest "
                + "eigenvalue of the Hessian in what moves: the activities, or, in error-based inference, the errors); "
                + "try a tenth of it", diverged.advice());
            assertTrue(!Double.isFinite(engine.step(x, y)), device.name() + ", " + how);
            Loops.assertClose(net, engine.net(), 2 * device.precision().unitRoundoff());
          }
        }
      }
    }
  }

  /// With unit weights, one hidden unit has the curvature 2: a step of size 5 multiplies the gradient, at first `x - y = -1`, by
  /// `1 - 5 * 2 = -9`, and 9^12 < 1e12 < 9^13.
  @Test
  void growthByTwelveOrdersIsDivergenceThoughTheNumbersAreFinite() {
    DMatrixRMaj one = new DMatrixRMaj(new double[][]{{1}});
    DeepNet net = DeepNet.linear(DeepLinearNet.of(one, one));
    for (int steps : new int[]{12, 13}) {
      for (Rule rule : List.of(new Rule.PredictiveCoding(steps, 5), new Rule.ErrorBased(steps, 5))) {
        try (Engine engine = Engine.of(new ReferenceDevice(), net, rule, new Optimiser.Sgd(1), 1)) {
          Outcome outcome = engine.infer(one, new DMatrixRMaj(new double[][]{{2}})).outcome();
          assertEquals(Math.pow(9, steps), outcome.residual(), 1e-12 * Math.pow(9, steps));
          assertEquals(steps == 13, outcome instanceof Outcome.Diverged, rule + ": " + outcome);
        }
      }
    }
  }

  @Test
  void aBatchDoesNotRememberTheEnergyOfTheOneBefore() {
    DeepNet net = Loops.linear(3, 5, 5, 4, 2);
    try (Engine engine = engine(new ReferenceDevice(), net,
        new Descent(0, 0.1).withStopping(new Stopping.EnergyChange(1e-3)))) {
      for (int batch = 0; batch < 2; batch++) {
        Outcome outcome = engine.infer(Loops.input(net, SAMPLES), Loops.target(net, SAMPLES)).outcome();
        assertInstanceOf(Outcome.StepLimit.class, outcome);
      }
    }
  }

  @Test
  void withoutAHiddenLayerThereIsNothingToWaitFor() {
    DeepNet net = Loops.linear(3, 2);
    for (Solver solver : List.of(new Solver.GradientDescent(0.1), new Solver.Adaptive())) {
      Descent how = new Descent(5, 0.1).withSolver(solver).withStopping(new Stopping.GradientNorm(1e-9));
      assertEquals(new Outcome.Converged(0, 0),
          infer(new ReferenceDevice(), net, how, Loops.input(net, SAMPLES), Loops.target(net, SAMPLES)).outcome());
    }
  }

  @Test
  void aGradientThatGrowsIsNotYetDivergence() {
    DeepNet net = Loops.linear(3, 5, 5, 4, 2);
    double tooLarge = 2.5 / ActivityHessian.of(net.skeleton()).eigenvalueBounds().upper(); // grows by 1.4 to 1.5 a step
    Descent how = new Descent(12, tooLarge).withStopping(new Stopping.GradientNorm(1e-9));
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    Inferred few = infer(new ReferenceDevice(), net, new Descent(0, 1), x, y);
    Inferred many = infer(new ReferenceDevice(), net, how, x, y);
    assertInstanceOf(Outcome.StepLimit.class, many.outcome());
    assertTrue(many.outcome().residual() > 5 * few.outcome().residual(), few.outcome() + ", " + many.outcome());
  }

  @Test
  void oneLostSampleDoesNotMoveTheOthers() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 3);
    DMatrixRMaj y = Loops.target(net, 3);
    CommonOps_DDRM.scaleCol(1e160, y, 1); // its gradient's square is beyond the largest number
    Descent how = new Descent(500, 0.1).withStopping(new Stopping.GradientNorm(1e-3));
    Inferred together = infer(new ReferenceDevice(), net, how, x, y);
    Inferred alone = infer(new ReferenceDevice(), net, how, Loops.column(x, 2), Loops.column(y, 2));
    assertInstanceOf(Outcome.Diverged.class, together.outcome());
    assertInstanceOf(Outcome.Converged.class, alone.outcome());
    assertArrayEquals(alone.activity(2).data, Loops.column(together.activity(2), 2).data);
    Inferred lost = infer(new ReferenceDevice(), net, how, Loops.column(x, 1), Loops.column(y, 1));
    assertEquals("the energy's gradient is not finite before the first step: the weights or the data are too large",
        assertInstanceOf(Outcome.Diverged.class, lost.outcome()).advice());
  }

  @Test
  void theVerdictIsThatOfTheWorstSample() {
    DeepNet net = Loops.linear(3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = PlainEnergy.forward(net, x)[4]; // nothing to do, but in the first chunk
    Descent how = new Descent(3, 0.1).withStopping(new Stopping.GradientNorm(1e-9));
    assertTrue(infer(new ReferenceDevice(), net, how, x, y).outcome() instanceof Outcome.Converged(int steps, double _)
        && steps == 0);
    y.set(0, 0, 5);
    assertTrue(
        infer(new ReferenceDevice(), net, how, x, y).outcome() instanceof Outcome.StepLimit(int steps, double norm)
            && steps == 3 && norm > 0.1);
    y.set(0, 0, 1e160);
    assertTrue(infer(new ReferenceDevice(), net, how, x, y)
        .outcome() instanceof Outcome.Diverged(int steps, double norm, double stepSize) && steps == 0 && norm > 1
        && stepSize == 0.1);
  }

  @Test
  void atTheCapTheResidualIsThatOfTheEndWatchedOrNot() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false, 3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    for (int steps : new int[]{0, 1, 2, 9}) {
      for (Schedule schedule : List.of(Schedule.synchronous(), Schedule.sequential())) {
        for (Stopping rule : List.of(new Stopping.Never(), new Stopping.GradientNorm(1e-12))) {
          Descent how = new Descent(steps, 0.1).withSchedule(schedule).withStopping(rule);
          Inferred inferred = infer(new ReferenceDevice(), net, how, x, y);
          Activities gradient = Loops.gradient(PcEnergy.of(net, x, y), Loops.hidden(net, inferred.activities()));
          Outcome.StepLimit limit = assertInstanceOf(Outcome.StepLimit.class, inferred.outcome());
          assertEquals(steps, limit.steps());
          assertEquals(norm(gradient), limit.residual(), 1e-13);
          assertEquals("not converged after " + steps + " steps (gradient norm " + limit.residual()
              + "): allow more steps, or, if the network is linear, use exact inference", limit.advice());
        }
      }
    }
  }

  /// The largest norm of a sample.
  private static double norm(Activities gradient) {
    double[] squared = new double[gradient.layer(1).numCols];
    gradient.squaredNorms(squared);
    return Math.sqrt(Arrays.stream(squared).max().orElseThrow());
  }

  /// After two other batches, which leave other numbers in every buffer, and the verdict of divergence.
  private static Inferred infer(Device device, DeepNet net, Descent how, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj far = Loops.gaussian(8, y.numRows, y.numCols);
    CommonOps_DDRM.scale(1e160, far);
    try (Engine engine = engine(device, net, how)) {
      engine.infer(x, far);
      engine.infer(Loops.gaussian(9, x.numRows, x.numCols), y);
      return engine.infer(x, y);
    }
  }

  private static Engine engine(Device device, DeepNet net, Descent how) {
    return Engine.of(device, net, new Rule.PredictiveCoding(how), new Optimiser.Sgd(1), 1);
  }
}
