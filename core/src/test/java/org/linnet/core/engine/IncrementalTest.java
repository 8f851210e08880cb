package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.core.engine.Loops.assertClose;

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
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Solver;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// Incremental predictive coding.
///
/// **Oracle**: a loop that makes a new [PcEnergy] whenever the weights move.
///
/// **If wrong**: a rule that is compared with others is not what it is called.
class IncrementalTest {
  private static final int SAMPLES = 5;

  static Stream<Descent> incremental() {
    Descent descent = new Descent(6, 0.1);
    return Stream.of(descent, descent.withInit(new ActivityInit.Zero()), descent.withSchedule(Schedule.sequential()),
        descent.withSolver(new Solver.Momentum(0.1, 0.6)),
        descent.withSolver(new Solver.Adam(0.05, 0.6, 0.9, 1e-2)).withInit(new ActivityInit.Zero())
            .withSchedule(Schedule.sequential()));
  }

  @ParameterizedTest
  @MethodSource("incremental")
  void incrementalWeightsMoveAfterEveryStepOfInference(Descent how) {
    for (Placement placement : Placement.values()) {
      DeepNet net = Loops.net(StandardActivation.TANH, placement, false, 3, 5, 5, 4, 2);
      for (Device device : Devices.usable()) {
        double tolerance = 1e4 * device.precision().unitRoundoff();
        try (Engine engine = Engine.of(device, net, new Rule.Incremental(how), new Optimiser.Sgd(0.05), 2)) {
          DeepNet expected = net;
          for (int batch = 3; batch <= 4; batch++) {
            DMatrixRMaj x = Loops.input(net, batch);
            DMatrixRMaj y = Loops.target(net, batch);
            PcEnergy energy = PcEnergy.of(expected, x, y);
            Activities z = how.init() instanceof ActivityInit.Zero
                ? Activities.zero(net.skeleton(), batch)
                : energy.forward();
            Loops.Memory memory = new Loops.Memory(net, batch);
            double last = 0;
            for (int t = 0; t < how.steps(); t++) {
              energy = PcEnergy.of(expected, x, y);
              Loops.step(energy, z, how.solver(), how.schedule().order(), memory);
              last = energy.evaluate(z).value();
              expected = Loops.moved(expected, 0.05, energy.weightGradient(), energy.biasGradient());
            }
            assertEquals(last, engine.step(x, y), tolerance * (1 + last));
            assertClose(expected, engine.net(), tolerance);
          }
        }
      }
    }
  }

  /// With Adam, the weights move once a step of inference, too, and its count goes on.
  @Test
  void incrementalAdamCountsEveryMove() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    double[] m = new double[10];
    double[] v = new double[10];
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.Incremental(new Descent(1, 0.1)),
        new Optimiser.Adam(0.01), 1);
        Engine three = Engine.of(new ReferenceDevice(), net, new Rule.Incremental(new Descent(3, 0.1)),
            new Optimiser.Adam(0.01), 1)) {
      double[] w = net.skeleton().weight(2).data;
      for (int t = 1; t <= 3; t++) {
        PcEnergy energy = PcEnergy.of(engine.net(), x, y);
        Activities z = energy.forward();
        z.add(-0.1, Loops.gradient(energy, z));
        double[] g = energy.evaluate(z).weightGradient()[1].data;
        for (int k = 0; k < w.length; k++) {
          m[k] = 0.9 * m[k] + 0.1 * g[k];
          v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k];
          w[k] -= 0.01 * m[k] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[k] / (1 - Math.pow(0.999, t))) + 1e-8);
        }
        engine.step(x, y);
      }
      assertArrayEquals(w, engine.net().skeleton().weight(2).data, 1e-12);
      three.step(x, y);
      double moved = CommonOps_DDRM.elementMaxAbs(
          CommonOps_DDRM.subtract(three.net().skeleton().weight(2), net.skeleton().weight(2), null));
      assertTrue(moved > 0.02 && moved <= 0.03 + 1e-9, "three moves of nearly 0.01 each, got " + moved);
    }
  }

  @ParameterizedTest
  @MethodSource("incremental")
  void gradientsAndInferenceLeaveTheWeights(Descent how) {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false, 3, 5, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    try (Engine incremental = Engine.of(new ReferenceDevice(), net, new Rule.Incremental(how), new Optimiser.Sgd(1), 1);
        Engine plain = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(how), new Optimiser.Sgd(1), 1)) {
      Inferred expected = plain.infer(x, y);
      Inferred inferred = incremental.infer(x, y);
      assertEquals(expected.outcome().steps(), inferred.outcome().steps());
      assertEquals(expected.outcome().residual(), inferred.outcome().residual(), 1e-12);
      for (int l = 0; l <= 4; l++) {
        assertClose(expected.activity(l), inferred.activity(l), 1e-13, "z(" + l + ")");
      }
      assertEquals(plain.gradients(x, y), incremental.gradients(x, y), 1e-12);
      assertClose(plain.weightGradients()[1], incremental.weightGradients()[1], 1e-12, "dW(2)");
      assertClose(net, incremental.net(), 0);
      assertClose(net, plain.net(), 0);
    }
  }

  @Test
  void onceTheEnergyIsNotFiniteTheWeightsStay() {
    DeepNet net = Loops.linear(3, 5, 2);
    Rule rule = new Rule.Incremental(new Descent(400, 50));
    try (Engine engine = Engine.of(new ReferenceDevice(), net, rule, new Optimiser.Sgd(Double.MIN_VALUE), 1)) {
      assertTrue(!Double.isFinite(engine.step(Loops.input(net, SAMPLES), Loops.target(net, SAMPLES))));
      assertClose(net, engine.net(), 1e-12); // what is finite, times the least rate
    }
  }
}
