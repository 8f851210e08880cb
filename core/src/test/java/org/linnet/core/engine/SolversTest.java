package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.linnet.core.engine.Loops.assertClose;

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
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Schedule.Order;
import org.linnet.core.inference.Schedule.Predictions;
import org.linnet.core.inference.Solver;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// Solvers, orders and starts over several steps.
///
/// **Oracle**: the definitions in loops over [PcEnergy]'s gradients; difference quotients of [PlainEnergy].
///
/// **If wrong**: what is called momentum, Adam or sequential is something else.
class SolversTest {
  private static final int SAMPLES = 5;

  /// One way of inference in one network.
  record Case(DeepNet net, Loss loss, Descent how) {
    @Override
    public String toString() {
      return net.activation(1) + " " + net.placement() + ", " + loss + ", " + how;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    List<Solver> solvers = List.of(new Solver.GradientDescent(0.1), new Solver.Momentum(0.05, 0.8),
        new Solver.Adam(0.05, 0.6, 0.9, 1e-2));
    List<ActivityInit> starts = List.of(new ActivityInit.Forward(), new ActivityInit.Zero(),
        new ActivityInit.Normal(1, 3));
    for (Solver solver : solvers) {
      for (ActivityInit start : starts) {
        for (Order order : Order.values()) {
          for (int steps : new int[]{1, 3, 7}) { // before the wave has come through four layers, and after
            int i = cases.size();
            DeepNet net = Loops.net(i % 5 == 0 ? StandardActivation.LINEAR : StandardActivation.TANH,
                i % 2 == 0 ? Placement.BEFORE_MAP : Placement.AFTER_MAP, false, 4, 6, 6, 5, 6, 3);
            cases.add(new Case(net, i % 4 < 2 ? Loss.SQUARED_ERROR : Loss.CROSS_ENTROPY,
                new Descent(start, solver, new Schedule(order, Predictions.FOLLOWING), steps,
                    new Descent(1, 1).stopping())));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everySolverFollowsItsDefinition(Case of) {
    DMatrixRMaj x = Loops.input(of.net(), SAMPLES);
    DMatrixRMaj y = Loops.target(of.net(), of.loss(), SAMPLES);
    for (Device device : Devices.usable()) {
      PcEnergy energy = PcEnergy.of(of.net(), of.loss(), x, y);
      Activities z = start(of, device, energy, x, y);
      Loops.Memory memory = new Loops.Memory(of.net(), SAMPLES);
      for (int t = 0; t < of.how().steps(); t++) {
        Loops.step(energy, z, of.how().solver(), of.how().schedule().order(), memory);
      }
      energy.evaluate(z);
      // seven steps over sums of up to six products; Adam divides by 1e-2
      double tolerance = 2e4 * device.precision().unitRoundoff();
      try (Engine engine = engine(device, of.net(), of.loss(), of.how())) {
        if (!(of.how().init() instanceof ActivityInit.Normal)) {
          engine.infer(Loops.gaussian(5, 4, SAMPLES), y); // leaves other numbers in every buffer
        }
        Inferred inferred = engine.infer(x, y);
        for (int l = 1; l <= z.layers(); l++) {
          assertClose(z.layer(l), inferred.activity(l), tolerance, device.name() + ", z(" + l + ")");
        }
      }
      try (Engine engine = engine(device, of.net(), of.loss(), of.how())) {
        assertEquals(energy.value(), engine.gradients(x, y), tolerance * (1 + energy.value()));
        for (int l = 1; l <= of.net().skeleton().depth(); l++) {
          assertEquals(energy.layerValue(l), engine.layerEnergies()[l - 1], tolerance * (1 + energy.value()));
          assertClose(energy.weightGradient()[l - 1], engine.weightGradients()[l - 1], tolerance, "dW(" + l + ")");
          assertArrayEquals(energy.biasGradient()[l - 1], engine.biasGradients()[l - 1], 10 * tolerance);
        }
      }
    }
  }

  private static Activities start(Case of, Device device, PcEnergy energy, DMatrixRMaj x, DMatrixRMaj y) {
    return switch (of.how().init()) {
      case ActivityInit.Forward _ -> energy.forward();
      case ActivityInit.Zero _ -> Activities.zero(of.net().skeleton(), SAMPLES);
      default -> {
        Descent none = new Descent(0, 0.1).withInit(of.how().init());
        try (Engine engine = engine(device, of.net(), of.loss(), none)) {
          yield Loops.hidden(of.net(), engine.infer(x, y).activities());
        }
      }
    };
  }

  static Stream<Objective> objectives() {
    Objective squared = Objective.clamped(Loss.SQUARED_ERROR);
    Objective nudged = Objective.clamped(Loss.CROSS_ENTROPY).withOutput(new Output.Nudged(0.7));
    return Stream.of(squared.withDecay(0.4, 0), nudged, squared.withOutput(new Output.Nudged(0.7)),
        nudged.withDecay(0.2, 0).withInput(Input.FREE));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void fromTheForwardPassEveryObjectiveIsDescended(Objective objective) {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 4, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, objective.loss(), SAMPLES);
    int bottom = objective.input() == Input.FREE ? 0 : 1;
    int top = objective.output() instanceof Output.Nudged ? 3 : 2;
    for (Order order : Order.values()) {
      DMatrixRMaj[] z = PlainEnergy.forward(net, x.copy());
      for (int steps = 1; steps <= 5; steps++) {
        DMatrixRMaj[] before = Arrays.stream(z).map(DMatrixRMaj::copy).toArray(DMatrixRMaj[]::new);
        for (int l = top; l >= bottom; l--) {
          CommonOps_DDRM.addEquals(z[l], -0.1,
              PlainEnergy.gradient(net, objective, order == Order.SEQUENTIAL ? z : before, y, l));
        }
        Descent how = new Descent(steps, 0.1).withSchedule(new Schedule(order, Predictions.FOLLOWING));
        Training training = new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1)).withObjective(objective);
        try (Engine engine = Engine.of(new ReferenceDevice(), net, training, 1)) {
          Inferred inferred = engine.infer(x, y);
          for (int l = 0; l <= top; l++) {
            assertClose(z[l], inferred.activity(l), 1e-8, order + ", z(" + l + ") after " + steps); // quotients
          }
        }
      }
    }
  }

  @Test
  void withoutATargetInferenceIsTheForwardPass() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj[] forward = PlainEnergy.forward(net, x);
    for (Loss loss : Loss.values()) {
      DMatrixRMaj y = Loops.target(net, loss, SAMPLES);
      Objective free = Objective.clamped(loss).withOutput(new Output.Nudged(0));
      for (ActivityInit start : List.of(new ActivityInit.Forward(), new ActivityInit.Zero(),
          new ActivityInit.Normal(1, 2))) {
        for (Order order : Order.values()) {
          Descent how = new Descent(start instanceof ActivityInit.Forward ? 5 : 3000, 0.2).withInit(start)
              .withSchedule(new Schedule(order, Predictions.FOLLOWING));
          Training training = new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1)).withObjective(free);
          try (Engine engine = Engine.of(new ReferenceDevice(), net, training, 1)) {
            Inferred inferred = engine.infer(x, y);
            DMatrixRMaj predicted = engine.predict(x);
            assertEquals(0, inferred.energy(), 1e-25);
            boolean exact = start instanceof ActivityInit.Forward && order == Order.SYNCHRONOUS;
            assertArrayEquals(predicted.data, inferred.activity(3).data, exact ? 0 : 1e-12);
            for (int l = 1; l <= 3; l++) {
              assertClose(forward[l], inferred.activity(l), 1e-12, start + ", z(" + l + ")");
            }
          }
        }
      }
    }
  }

  @Test
  void randomStartsDependOnSeedAndBatchAndPlaceAlone() {
    DeepNet net = Loops.linear(3, 40, 30, 2);
    DMatrixRMaj x = Loops.input(net, 70);
    DMatrixRMaj y = Loops.target(net, 70);
    double[] first = starts(net, 70, 1, 7).get(0);
    assertArrayEquals(first, starts(net, 70, 3, 7).get(0));
    assertArrayEquals(starts(net, 70, 1, 7).get(1), starts(net, 70, 2, 7).get(1));
    assertArrayEquals(Arrays.copyOf(first, 1), Arrays.copyOf(starts(net, 9, 1, 7).get(0), 1));
    assertNotEquals(first[0], starts(net, 70, 1, 7).get(1)[0]);
    assertNotEquals(first[0], starts(net, 70, 1, 8).get(0)[0]);
    assertNotEquals(first[0], first[1]);
    double mean = Arrays.stream(first).average().orElseThrow();
    double square = Arrays.stream(first).map(value -> value * value).average().orElseThrow();
    assertEquals(0, mean, 5 * 0.5 / Math.sqrt(first.length)); // 5 standard deviations
    assertEquals(0.25, square, 5 * 0.25 * Math.sqrt(2.0 / first.length));
    try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR,
        new Descent(0, 1).withInit(new ActivityInit.Zero()))) {
      assertEquals(0, Arrays.stream(engine.infer(x, y).activity(2).data).map(Math::abs).max().orElseThrow());
    }
  }

  /// `z(2)` of two batches, before any step of inference.
  private static List<double[]> starts(DeepNet net, int samples, int threads, long seed) {
    Descent none = new Descent(0, 1).withInit(new ActivityInit.Normal(0.5, seed));
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(none), new Optimiser.Sgd(1),
        threads)) {
      DMatrixRMaj x = Loops.input(net, samples);
      DMatrixRMaj y = Loops.target(net, samples);
      double[] first = engine.infer(x, y).activity(2).data;
      assertArrayEquals(first, engine.infer(x, y).activity(2).data); // until a training step
      engine.step(x, y);
      return List.of(first, engine.infer(x, y).activity(2).data);
    }
  }

  private static Engine engine(Device device, DeepNet net, Loss loss, Descent how) {
    return Engine.of(device, net, new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1))
        .withObjective(Objective.clamped(loss)), 1);
  }
}
