package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linnet.core.engine.Loops.assertClose;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.FakeCuda;
import org.linnet.core.device.Precision;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// A whole training step as one record of a device.
///
/// **Oracle**: the same steps on [ReferenceDevice], which records nothing and asks the host whether the energy is finite;
/// counts of launches at the driver. The driver is a stand-in on the host: what a GPU does with it is not shown here.
///
/// **If wrong**: training on a GPU differs from training elsewhere after the first step, or waits for the host.
class RecordedStepTest {
  private static final Descent DESCENT = new Descent(4, 0.1);
  private static final DeepNet NET = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 5, 5, 2);
  private static final int SAMPLES = 6;

  @BeforeEach
  void reset() {
    assumeTrue(FakeCuda.exists(), "not run: no C++ compiler");
    FakeCuda.reset();
  }

  @AfterEach
  void everyCallWasValid() {
    if (FakeCuda.exists()) {
      assertEquals("", FakeCuda.violations());
    }
  }

  static Stream<Optimiser> optimisers() {
    return Stream.of(new Optimiser.Sgd(0.05), new Optimiser.Sgd(0.05, 0.8), new Optimiser.Adam(0.01),
        new Optimiser.Adam(0.01, 0.2), new Optimiser.Nlms(0.3, 0.1));
  }

  static Stream<Arguments> trainings() {
    DeepNet guess = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 2, 5, 5, 5);
    List<Rule> rules = List.of(new Rule.PredictiveCoding(DESCENT), new Rule.Backpropagation(),
        new Rule.ErrorBased(2, 0.2), new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Zero())),
        new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Normal(0.3, 5))),
        new Rule.PredictiveCoding(DESCENT.withInit(new ActivityInit.Amortised(guess))));
    return optimisers().flatMap(optimiser -> rules.stream()
        .flatMap(rule -> Stream.of(0.0, 0.2).map(decay -> Arguments.of(NET, new Training(rule, optimiser)
            .withObjective(Objective.clamped(Loss.SQUARED_ERROR).withDecay(0, decay))))));
  }

  static Stream<Arguments> linear() {
    return Stream.of(Arguments.of(Loops.linear(3, 5, 5, 2),
        new Training(new Rule.PredictiveCoding(new Inference.Exact()), new Optimiser.Adam(0.01))));
  }

  @ParameterizedTest
  @MethodSource({"trainings", "linear"})
  void recordedStepsTrainAsStepsOneByOne(DeepNet net, Training training) {
    try (Engine plain = Engine.of(new ReferenceDevice(), net, training, 1);
        Engine recorded = Engine.of(FakeCuda.device(Precision.DOUBLE), net, training, 1)) {
      for (int t = 0; t < 4; t++) {
        DMatrixRMaj x = Loops.gaussian(10 + t, 3, SAMPLES);
        DMatrixRMaj y = Loops.gaussian(20 + t, 2, SAMPLES);
        int launches = FakeCuda.count("cuLaunchKernel") + FakeCuda.count("cublasGemmEx");
        double energy = plain.step(x, y);
        // sums of a few dozen products of order 1, four steps in a row
        assertEquals(energy, recorded.step(x, y), 1e-12 * (1 + energy));
        assertClose(plain.net(), recorded.net(), 1e-12);
        boolean norms = training.objective().weightDecay() != 0; // read before the record
        int issued = FakeCuda.count("cuLaunchKernel") + FakeCuda.count("cublasGemmEx") - launches;
        assertEquals(t == 0 ? issued : norms ? 4 : 0, issued, "launches outside of the record, step " + t);
        assertEquals(t, FakeCuda.count("cuGraphLaunch"), "records run, the first step being their making");
      }
      if (training.rule() instanceof Rule.PredictiveCoding(Descent how)
          && how.init() instanceof ActivityInit.Amortised) {
        assertClose(plain.amortiser(), recorded.amortiser(), 1e-12);
      }
    }
  }

  /// A batch that diverges, between others: what comes after is as if it had not been, Adam's step count included.
  @ParameterizedTest
  @MethodSource("optimisers")
  void aStepThatDivergesMovesNothing(Optimiser optimiser) {
    Training training = new Training(new Rule.PredictiveCoding(DESCENT), optimiser);
    DMatrixRMaj x = Loops.input(NET, SAMPLES);
    DMatrixRMaj y = Loops.target(NET, SAMPLES);
    DMatrixRMaj huge = y.copy();
    huge.set(1, 3, 1e200);
    try (Engine engine = Engine.of(FakeCuda.device(Precision.DOUBLE), NET, training, 1);
        Engine undisturbed = Engine.of(FakeCuda.device(Precision.DOUBLE), NET, training, 1)) {
      for (int t = 0; t < 3; t++) {
        assertEquals(Double.POSITIVE_INFINITY, engine.step(x, huge));
        assertEquals(undisturbed.step(x, y), engine.step(x, y));
        for (int l = 1; l <= 4; l++) {
          assertArrayEquals(undisturbed.net().skeleton().weight(l).data, engine.net().skeleton().weight(l).data);
        }
      }
    }
  }

  /// Equal layers at one rate: a launch per line of the optimiser, whatever the depth.
  @Test
  void equalLayersAreMovedAtOnce() {
    DeepNet deep = DeepNet.linear(DeepLinearNet.of(Loops.gaussian(1, 4, 4), Loops.gaussian(2, 4, 4),
        Loops.gaussian(3, 4, 4), Loops.gaussian(4, 4, 4)));
    try (Engine engine = Engine.of(FakeCuda.device(Precision.DOUBLE), deep, new Rule.Backpropagation(),
        new Optimiser.Adam(0.01), 1)) {
      engine.step(Loops.input(deep, 3), Loops.target(deep, 3));
      assertEquals(2, FakeCuda.count("adamIf_double"), "issued and captured");
    }
  }

  static Stream<Arguments> waysThatAllLayersGoTogether() {
    List<Inference> ways = List.of(DESCENT, DESCENT.withSolver(new Solver.Momentum(0.1, 0.9)),
        DESCENT.withSolver(new Solver.Adam(0.1)));
    return ways.stream().flatMap(how -> Stream.of(Placement.values())
        .flatMap(placement -> Stream.of(0.0, 0.1).map(decay -> Arguments.of(how, placement, decay))));
  }

  /// A launch per line of inference and learning, whatever the depth; only a forward pass goes layer by layer.
  @ParameterizedTest
  @MethodSource("waysThatAllLayersGoTogether")
  void equalLayersAreInferredAtOnce(Descent how, Placement placement, double decay) {
    Training training = new Training(new Rule.PredictiveCoding(how.withInit(new ActivityInit.Zero())),
        new Optimiser.Adam(0.01)).withObjective(Objective.clamped(Loss.SQUARED_ERROR).withDecay(decay, 0));
    assertEquals(launches(3, placement, training), launches(6, placement, training));
  }

  /// Those of a first step, of a network of equal layers.
  private static int launches(int L, Placement placement, Training training) {
    FakeCuda.reset();
    DeepLinearNet equal = DeepLinearNet.of(IntStream.range(0, L).mapToObj(k -> Loops.gaussian(k, 4, 4))
        .toArray(DMatrixRMaj[]::new)).withZeroBiases();
    DeepNet net = placement == Placement.BEFORE_MAP
        ? DeepNet.activatedBefore(equal, StandardActivation.TANH)
        : DeepNet.activatedAfter(equal, StandardActivation.TANH);
    try (Engine engine = Engine.of(FakeCuda.device(Precision.DOUBLE), net, training, 1)) {
      engine.step(Loops.input(net, SAMPLES), Loops.target(net, SAMPLES));
      return FakeCuda.count("cuLaunchKernel") + FakeCuda.count("cublasGemmEx")
          + FakeCuda.count("cublasGemmStridedBatchedEx");
    }
  }

  /// Two sizes of batch, and gradients between steps, do not disturb each other.
  @Test
  void eachBatchSizeHasItsOwnRecord() {
    Training training = new Training(new Rule.PredictiveCoding(DESCENT), new Optimiser.Adam(0.01));
    try (Engine plain = Engine.of(new ReferenceDevice(), NET, training, 1);
        Engine recorded = Engine.of(FakeCuda.device(Precision.DOUBLE), NET, training, 1)) {
      for (int samples : new int[]{6, 2, 6, 2}) {
        for (Engine engine : List.of(plain, recorded)) {
          engine.step(Loops.input(NET, samples), Loops.target(NET, samples));
          engine.gradients(Loops.input(NET, samples), Loops.target(NET, samples));
        }
        assertClose(plain.net(), recorded.net(), 1e-12);
        for (int l = 0; l < 4; l++) {
          assertArrayEquals(plain.weightGradients()[l].data, recorded.weightGradients()[l].data, 1e-12);
        }
      }
    }
  }

  /// A rule that reads back goes on without a record, with the same result.
  @Test
  void whatReadsBackIsNotRecorded() {
    for (Rule rule : List.of(new Rule.PredictiveCoding(DESCENT.withStopping(new Stopping.GradientNorm(0.5))),
        new Rule.Incremental(DESCENT))) {
      Training training = new Training(rule, new Optimiser.Adam(0.01));
      try (Engine plain = Engine.of(new ReferenceDevice(), NET, training, 1);
          Engine onGpu = Engine.of(FakeCuda.device(Precision.DOUBLE), NET, training, 1)) {
        for (int t = 0; t < 3; t++) {
          plain.step(Loops.input(NET, SAMPLES), Loops.target(NET, SAMPLES));
          onGpu.step(Loops.input(NET, SAMPLES), Loops.target(NET, SAMPLES));
        }
        assertClose(plain.net(), onGpu.net(), 1e-12);
        assertEquals(0, FakeCuda.count("cuGraphLaunch"));
      }
    }
  }
}
