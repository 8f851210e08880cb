package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.core.engine.Loops.assertClose;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Outcome;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// Error-based and exact predictive coding.
///
/// **Oracle**: the chain rule in plain loops over [PcEnergy]; the exact equilibrium, and the gradient that vanishes there.
///
/// **If wrong**: rules that are compared with each other are not what they are called.
class RulesTest {
  private static final int SAMPLES = 5;

  static Stream<DeepNet> nets() {
    return Stream.of(Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 4, 4, 5, 2),
        Loops.net(StandardActivation.GELU, Placement.AFTER_MAP, false, 3, 4, 4, 5, 2), Loops.linear(4, 3, 3, 2),
        Loops.net(StandardActivation.TANH, Placement.AFTER_MAP, false, 3, 2));
  }

  @ParameterizedTest
  @MethodSource("nets")
  void errorBasedInferenceDescendsInTheErrors(DeepNet net) {
    for (Loss loss : Loss.values()) {
      DMatrixRMaj x = Loops.input(net, SAMPLES);
      DMatrixRMaj y = Loops.target(net, loss, SAMPLES);
      PcEnergy energy = PcEnergy.of(net, loss, x, y);
      Activities z = energy.forward();
      Activities e = Activities.zero(net.skeleton(), SAMPLES);
      for (int t = 0; t < 4; t++) {
        descendErrors(net, energy, z, e, 0.2);
      }
      energy.evaluate(z);
      for (Device device : Devices.usable()) {
        double tolerance = 1e4 * device.precision().unitRoundoff();
        try (Engine engine = engine(device, net, loss, new Rule.ErrorBased(4, 0.2))) {
          Inferred inferred = engine.infer(x, y);
          assertEquals(energy.value(), inferred.energy(), tolerance * (1 + energy.value()));
          for (int l = 1; l <= z.layers(); l++) {
            assertClose(z.layer(l), inferred.activity(l), tolerance, "z(" + l + ")");
          }
          engine.gradients(x, y);
          for (int l = 1; l <= net.skeleton().depth(); l++) {
            assertClose(energy.weightGradient()[l - 1], engine.weightGradients()[l - 1], tolerance, "dW(" + l + ")");
          }
        }
      }
    }
  }

  /// `e(l) := e(l) - beta (gamma(l) e(l) - [∂p(l+1)/∂z(l)]ᵀ .. [∂p(L)/∂z(L-1)]ᵀ gamma(L) e(L))`, then `z(l) := p(l) + e(l)`
  /// from the first layer up.
  private static void descendErrors(DeepNet net, PcEnergy energy, Activities z, Activities e, double beta) {
    int L = net.skeleton().depth();
    DMatrixRMaj pulled = energy.evaluate(z).error(L);
    CommonOps_DDRM.scale(net.skeleton().precision(L), pulled);
    for (int l = L - 1; l >= 1; l--) {
      pulled = Loops.pull(net, l, z.layer(l), pulled);
      CommonOps_DDRM.scale(1 - beta * net.skeleton().precision(l), e.layer(l));
      CommonOps_DDRM.addEquals(e.layer(l), beta, pulled);
    }
    for (int l = 1; l < L; l++) {
      CommonOps_DDRM.subtractEquals(z.layer(l), energy.evaluate(z).error(l)); // p(l), at the layer below as it is now
      CommonOps_DDRM.addEquals(z.layer(l), e.layer(l));
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void theFirstStepOfErrorBasedInferenceFindsTheErrorsOfBackpropagation(DeepNet some) {
    double[] ones = new double[some.skeleton().depth()];
    java.util.Arrays.fill(ones, 1);
    DeepNet net = some.withSkeleton(some.skeleton().withPrecisions(ones));
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR, new Rule.ErrorBased(1, 1))) {
      Activities z = Loops.hidden(net, engine.infer(x, y).activities());
      PcEnergy energy = PcEnergy.of(net, x, y).evaluate(z);
      DMatrixRMaj[] forward = PlainEnergy.forward(net, x);
      DMatrixRMaj back = CommonOps_DDRM.subtract(y, forward[forward.length - 1], null);
      for (int l = net.skeleton().depth() - 1; l >= 1; l--) {
        back = Loops.pull(net, l, forward[l], back);
        assertClose(back, energy.error(l), 1e-13, "e(" + l + ")");
      }
    }
  }

  static Stream<DeepNet> linear() {
    return Stream.of(Loops.linear(3, 5, 4, 2), Loops.linear(2, 3, 2), Loops.linear(3, 4, 4, 4, 2), Loops.linear(3, 2));
  }

  @ParameterizedTest
  @MethodSource("linear")
  void exactErrorBasedAndLongInferenceMeetWhereTheGradientVanishes(DeepNet net) {
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    PcEnergy energy = PcEnergy.of(net, x, y);
    for (Rule rule : List.of(new Rule.PredictiveCoding(new Inference.Exact()), new Rule.ErrorBased(6000, 0.05),
        new Rule.PredictiveCoding(6000, 0.1))) {
      try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR, rule)) {
        Inferred inferred = engine.infer(x, y);
        Activities z = Loops.hidden(net, inferred.activities());
        Activities gradient = Loops.gradient(energy, z);
        for (int l = 1; l <= z.layers(); l++) {
          assertEquals(0, NormOps_DDRM.normF(gradient.layer(l)), 1e-9, rule + ", z(" + l + ")");
        }
        assertEquals(energy.evaluate(z).value(), inferred.energy(), 1e-13 * (1 + inferred.energy()));
        assertEquals(0, distance(engine), 1e-8);
        assertEquals(0, inferred.outcome().residual(), 1e-9);
        if (rule instanceof Rule.PredictiveCoding(Inference.Exact _)) {
          assertTrue(inferred.outcome() instanceof Outcome.Converged(int steps, double _) && steps == 0);
        }
        engine.gradients(x, y);
        assertClose(energy.weightGradient()[0], engine.weightGradients()[0], 1e-9, "dW(1)");
      }
    }
  }

  @Test
  void theDistanceToTheEquilibriumIsTheLargestOfASample() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 40);
    DMatrixRMaj y = Loops.target(net, 40);
    Activities exact = ExactInference.of(net.skeleton()).equilibrium(x, y);
    for (int steps : new int[]{0, 3}) {
      try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR,
          new Rule.PredictiveCoding(steps, 0.1))) {
        Activities difference = Loops.hidden(net, engine.infer(x, y).activities());
        difference.add(-1, exact);
        double[] squared = new double[40];
        difference.squaredNorms(squared);
        double largest = Math.sqrt(java.util.Arrays.stream(squared).max().orElseThrow());
        assertEquals(largest, distance(engine), 1e-12);
      }
    }
  }

  private static double distance(Engine engine) {
    return assertInstanceOf(Distance.Known.class, engine.distanceToEquilibrium()).value();
  }

  @Test
  void anIllConditionedEquilibriumIsReportedAndLeavesTheWeights() {
    DMatrixRMaj W = new DMatrixRMaj(new double[][]{{1e9, 1e9}, {1e9, 1e9}});
    DeepNet net = DeepNet.linear(DeepLinearNet.of(W, W, W).withZeroBiases());
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR,
        new Rule.PredictiveCoding(new Inference.Exact()))) {
      assertTrue(Double.isNaN(engine.step(x, y)));
      assertClose(net, engine.net(), 0);
      Outcome.Diverged outcome = assertInstanceOf(Outcome.Diverged.class, engine.infer(x, y).outcome());
      assertEquals("the energy's gradient is not finite before the first step: the weights or the data are too large",
          outcome.advice());
      assertEquals(
          new Distance.Unknown("the activity Hessian is not positive definite in double precision: its condition "
              + "number exceeds 1e16; scale the weights down"),
          engine.distanceToEquilibrium());
    }
  }

  @Test
  void incrementalInferenceThatDivergesNamesItsStepSize() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    Rule rule = new Rule.Incremental(new Descent(500, 40));
    try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR, rule)) {
      Outcome outcome = engine.infer(Loops.input(net, SAMPLES), Loops.target(net, SAMPLES)).outcome();
      assertEquals(40, assertInstanceOf(Outcome.Diverged.class, outcome).stepSize());
    }
  }

  @Test
  void errorBasedInferenceThatDivergesLeavesTheWeights() {
    DeepNet net = Loops.linear(3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, SAMPLES);
    try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR, new Rule.ErrorBased(500, 40))) {
      assertTrue(!Double.isFinite(engine.step(x, y)));
      assertClose(net, engine.net(), 0);
      Outcome.Diverged outcome = assertInstanceOf(Outcome.Diverged.class, engine.infer(x, y).outcome());
      assertEquals(500, outcome.steps());
      assertEquals(40, outcome.stepSize());
    }
    try (Engine engine = engine(new ReferenceDevice(), net, Loss.SQUARED_ERROR, new Rule.Backpropagation())) {
      assertEquals("backpropagation has no inference: choose a rule that has, or use predict",
          assertThrows(IllegalArgumentException.class, () -> engine.infer(x, y)).getMessage());
    }
  }

  private static Engine engine(Device device, DeepNet net, Loss loss, Rule rule) {
    return Engine.of(device, net, new Training(rule, new Optimiser.Sgd(1)).withObjective(Objective.clamped(loss)), 1);
  }
}
