package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linnet.core.engine.Loops.assertClose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Schedule.Order;
import org.linnet.core.inference.Solver;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// The fixed prediction assumption.
///
/// **Oracle**: the recursion of the errors (`ishikawa2024`, section 3.1.1) and the chain rule in plain loops; difference
/// quotients of the loss.
///
/// **If wrong**: what is said to be backpropagation is not.
class FixedPredictionsTest {
  private static final int SAMPLES = 5;

  /// One way of inference in one network.
  record Case(DeepNet net, Loss loss, Descent how) {
    @Override
    public String toString() {
      return net.activation(1) + " " + net.placement() + ", " + loss + ", " + how;
    }
  }

  static Stream<Case> fixed() {
    List<Case> cases = new ArrayList<>();
    for (StandardActivation phi : StandardActivation.values()) {
      for (Placement placement : Placement.values()) {
        for (Loss loss : Loss.values()) {
          for (Schedule schedule : List.of(Schedule.sequential().fixed(), Schedule.synchronous().fixed())) {
            DeepNet net = Loops.net(phi, placement, false, 3, 4, 4, 4, 2);
            cases.add(new Case(net, loss, new Descent(cases.size() % 7, 0.4).withSchedule(schedule)));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("fixed")
  void withFixedPredictionsTheErrorsFollowTheirRecursion(Case of) {
    DMatrixRMaj x = Loops.input(of.net(), SAMPLES);
    DMatrixRMaj y = Loops.target(of.net(), of.loss(), SAMPLES);
    DMatrixRMaj[] z = PlainEnergy.forward(of.net(), x);
    DMatrixRMaj[] e = fixedErrors(of, z, y);
    for (Device device : Devices.usable()) {
      double tolerance = 1e3 * device.precision().unitRoundoff();
      try (Engine engine = engine(device, of.net(), of.loss(), of.how())) {
        Inferred inferred = engine.infer(x, y);
        engine.gradients(x, y);
        for (int l = 1; l < e.length; l++) {
          DMatrixRMaj[] expected = Loops.layerGradient(of.net(), l, z[l - 1], scaled(of.net().skeleton().precision(l),
              e[l]));
          assertClose(expected[0], engine.weightGradients()[l - 1], tolerance, device.name() + ", dW(" + l + ")");
          assertArrayEquals(expected[1].data, engine.biasGradients()[l - 1], 10 * tolerance);
          for (int k = 0; k < e[l].data.length && l < e.length - 1; k++) {
            assertEquals(z[l].data[k] + e[l].data[k], inferred.activity(l).data[k], 10 * tolerance);
          }
        }
      }
    }
  }

  /// `e(l) := (1 - beta gamma(l)) e(l) + beta gamma(l+1) [∂p(l+1)/∂z(l,0)]ᵀ e(l+1)`, with the error above before or after
  /// its own step.
  private static DMatrixRMaj[] fixedErrors(Case of, DMatrixRMaj[] z, DMatrixRMaj y) {
    int L = of.net().skeleton().depth();
    double beta = ((Solver.GradientDescent) of.how().solver()).stepSize();
    DMatrixRMaj[] e = new DMatrixRMaj[L + 1];
    Arrays.setAll(e, l -> z[l].createLike());
    of.loss().descent(y, z[L], e[L]);
    for (int t = 0; t < of.how().steps(); t++) {
      DMatrixRMaj[] before = Arrays.stream(e).map(DMatrixRMaj::copy).toArray(DMatrixRMaj[]::new);
      for (int l = L - 1; l >= 1; l--) {
        DMatrixRMaj above = of.how().schedule().order() == Order.SEQUENTIAL ? e[l + 1] : before[l + 1];
        DMatrixRMaj pulled = Loops.pull(of.net(), l, z[l], above);
        for (int k = 0; k < e[l].data.length; k++) {
          e[l].data[k] = (1 - beta * of.net().skeleton().precision(l)) * e[l].data[k]
              + beta * of.net().skeleton().precision(l + 1) * pulled.data[k];
        }
      }
    }
    return e;
  }

  @ParameterizedTest
  @MethodSource("fixed")
  void oneSweepWithFixedPredictionsAndUnitStepIsBackpropagation(Case of) {
    DeepNet net = Loops.net((StandardActivation) of.net().activation(1), of.net().placement(), true, 3, 4, 4, 4, 2);
    DMatrixRMaj x = Loops.input(net, SAMPLES);
    DMatrixRMaj y = Loops.target(net, of.loss(), SAMPLES);
    Descent sweep = new Descent(1, 1).withSchedule(Schedule.sequential().fixed());
    Training backwards = new Training(new Rule.Backpropagation(), new Optimiser.Sgd(1))
        .withObjective(Objective.clamped(of.loss()));
    try (Engine fixed = engine(new ReferenceDevice(), net, of.loss(), sweep);
        Engine back = Engine.of(new ReferenceDevice(), net, backwards, 1)) {
      fixed.gradients(x, y);
      double loss = back.gradients(x, y);
      assertEquals(PlainEnergy.loss(net, of.loss(), x, y) / SAMPLES, loss, 1e-14 * (1 + loss));
      for (int l = 1; l <= 4; l++) {
        assertClose(back.weightGradients()[l - 1], fixed.weightGradients()[l - 1], 1e-14, "dW(" + l + ")");
        assertArrayEquals(back.biasGradients()[l - 1], fixed.biasGradients()[l - 1], 1e-14);
        for (int k = 0; k < 4; k++) {
          double h = 1e-5;
          double slope = (PlainEnergy.loss(PlainEnergy.withWeight(net, l, k, h), of.loss(), x, y)
              - PlainEnergy.loss(PlainEnergy.withWeight(net, l, k, -h), of.loss(), x, y)) / (2 * h * SAMPLES);
          assertEquals(slope, fixed.weightGradients()[l - 1].data[k], 2e-8 * (1 + Math.abs(slope)));
        }
      }
    }
  }

  private static DMatrixRMaj scaled(double factor, DMatrixRMaj M) {
    DMatrixRMaj scaled = M.copy();
    CommonOps_DDRM.scale(factor, scaled);
    return scaled;
  }

  private static Engine engine(Device device, DeepNet net, Loss loss, Descent how) {
    return Engine.of(device, net, new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1))
        .withObjective(Objective.clamped(loss)), 1);
  }
}
