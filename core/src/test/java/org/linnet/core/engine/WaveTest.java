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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.Inference.Descent;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// The wave of errors that runs down from the output, and the layers below it, which are not computed. On a GPU it does not
/// rest: the operations of its record cannot depend on numbers.
///
/// **Oracle**: the same sample beside others, whose waves have come farther; counts of products by hand; descent of the whole
/// energy.
///
/// **If wrong**: what is left out would have changed a result.
class WaveTest {
  /// Widths with skips between equal neighbours, and a step so small that the wave soon changes no bit.
  private static final int[] WIDTHS = {4, 6, 6, 6, 6, 6, 3};
  private static final double TINY = 1e-4;

  static Stream<Arguments> runs() {
    List<Descent> ways = List.of(new Descent(7, TINY), new Descent(4, TINY),
        new Descent(7, TINY).withSolver(new Solver.Momentum(TINY, 0.9)),
        new Descent(7, TINY).withStopping(new Stopping.GradientNorm(1e-30)));
    List<Arguments> runs = new ArrayList<>();
    for (Descent how : ways) {
      for (Placement placement : Placement.values()) {
        for (Loss loss : Loss.values()) {
          for (boolean nudged : new boolean[]{false, true}) {
            Devices.usable().stream().filter(device -> device.chunk() != Integer.MAX_VALUE)
                .forEach(device -> runs.add(Arguments.of(device, how, placement, loss, nudged)));
          }
        }
      }
    }
    return runs.stream();
  }

  /// The first sample's output error is far smaller than the second's, so that alone its wave ends layers above.
  @ParameterizedTest
  @MethodSource("runs")
  void aSampleHasTheSameBitsBesideOneWhoseWaveComesFarther(Device device, Descent how, Placement placement, Loss loss,
      boolean nudged) {
    DeepNet net = Loops.net(StandardActivation.TANH, placement, false, WIDTHS);
    Objective objective = nudged
        ? Objective.clamped(loss).withOutput(new Output.Nudged(1))
        : Objective.clamped(loss);
    Training training = new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1)).withObjective(objective);
    DMatrixRMaj x = Loops.input(net, 2);
    try (Engine engine = Engine.of(device, net, training, 1)) {
      DMatrixRMaj y = targets(engine.predict(x), loss);
      List<DMatrixRMaj> together = engine.infer(x, y).activities();
      double energy = engine.infer(x, y).energies().get(0);
      Inferred alone = engine.infer(column(x, 0), column(y, 0));
      assertEquals(alone.energies().get(0), energy);
      for (int l = 0; l < together.size(); l++) {
        assertArrayEquals(alone.activity(l).data, column(together.get(l), 0).data, "z(" + l + ")");
      }
    }
  }

  private static DMatrixRMaj targets(DMatrixRMaj output, Loss loss) {
    DMatrixRMaj y = output.copy();
    switch (loss) {
      case SQUARED_ERROR -> {
        y.add(0, 0, 1e-3);
        y.add(0, 1, 1e3);
      }
      case CROSS_ENTROPY -> {
        CommonOps_DDRM.elementExp(y, y);
        CommonOps_DDRM.divideCols(y, CommonOps_DDRM.sumCols(y, null).data); // the output as probabilities
        y.add(0, 0, -1e-4);
        y.add(1, 0, 1e-4);
        for (int k = 0; k < y.numRows; k++) {
          y.set(k, 1, k == 0 ? 1 : 0);
        }
      }
    }
    return y;
  }

  /// `k` layers below the output, activities of order 1 move by some `beta^k`; half a unit in their last place is `6e-8` in single and
  /// `1e-16` in double precision.
  @Test
  void theWaveEndsWhereItChangesNoBit() {
    assertEquals(List.of(0, 0, 0, 0, 0, 1, 1), layersThatLearn(new Descent(7, 1e-6), Precision.FLOAT));
    assertEquals(List.of(0, 0, 0, 1, 1, 1, 1), layersThatLearn(new Descent(7, 1e-5), Precision.DOUBLE));
    assertEquals(List.of(1, 1, 1, 1, 1, 1, 1), layersThatLearn(new Descent(7, 0.1), Precision.DOUBLE));
    assertEquals(List.of(0, 0, 0, 1, 1, 1, 1), layersThatLearn(new Descent(3, 0.1), Precision.DOUBLE));
  }

  /// The last sample is of another chunk.
  @Test
  void oneSampleMayMakeALayerLearn() {
    DeepNet net = residual();
    DMatrixRMaj x = Loops.input(net, 40);
    Rule rule = new Rule.PredictiveCoding(7, 1e-6);
    try (Engine engine = Engine.of(Devices.named("cpu", Precision.FLOAT), net, rule, new Optimiser.Sgd(1), 1)) {
      DMatrixRMaj y = engine.predict(x);
      y.add(0, 0, 1);
      engine.gradients(x, y);
      assertEquals(0, CommonOps_DDRM.elementMaxAbs(engine.weightGradients()[4]));
      y.add(0, 39, 1e7);
      engine.gradients(x, y);
      DMatrixRMaj both = engine.weightGradients()[4];
      engine.gradients(column(x, 39), column(y, 39));
      CommonOps_DDRM.scale(40, both);
      assertClose(engine.weightGradients()[4], both, 1e-6, "dW(5)");
      assertNotEquals(0, both.data[0]);
    }
  }

  /// The larger the error, the farther and the sooner the wave comes: it ends at a rest, on its way, or where it just began.
  @Test
  void anInferenceThatCameFartherLeavesNothingBehind() {
    DeepNet net = residual();
    DMatrixRMaj x = Loops.input(net, 1);
    Rule rule = new Rule.PredictiveCoding(7, 1e-3);
    for (double error = 1e-6; error < 1e6; error *= 1.5) {
      try (Engine used = Engine.of(Devices.named("cpu", Precision.FLOAT), net, rule, new Optimiser.Sgd(1), 1);
          Engine fresh = Engine.of(Devices.named("cpu", Precision.FLOAT), net, rule, new Optimiser.Sgd(1), 1)) {
        DMatrixRMaj y = used.predict(x);
        DMatrixRMaj far = y.copy();
        far.add(0, 0, 1e15);
        y.add(0, 0, error);
        used.gradients(x, far);
        used.gradients(x, y);
        fresh.gradients(x, y);
        assertArrayEquals(fresh.layerEnergies(), used.layerEnergies(), "error " + error);
      }
    }
  }

  /// 1 for each layer whose weight gradient is not zero; it is that of the whole energy up to rounding.
  private static List<Integer> layersThatLearn(Descent how, Precision precision) {
    DeepNet net = residual();
    DMatrixRMaj x = Loops.input(net, 40);
    DMatrixRMaj y = Loops.target(net, 40);
    PcEnergy energy = PcEnergy.of(net, x, y);
    Activities z = energy.forward();
    Activities gradient = z.copy();
    double beta = ((Solver.GradientDescent) how.solver()).stepSize();
    for (int t = 0; t < how.steps(); t++) {
      energy.evaluate(z).activityGradient(gradient);
      z.add(-beta, gradient);
    }
    DMatrixRMaj[] expected = energy.evaluate(z).weightGradient();
    Device device = Devices.named("cpu", precision);
    try (Engine engine = Engine.of(device, net, new Rule.PredictiveCoding(how), new Optimiser.Sgd(1), 1)) {
      DMatrixRMaj far = y.copy();
      CommonOps_DDRM.scale(1e20, far);
      engine.gradients(x, far); // leaves other numbers in every buffer
      engine.gradients(x, y);
      DMatrixRMaj[] measured = engine.weightGradients();
      List<Integer> learn = new ArrayList<>();
      for (int l = 0; l < measured.length; l++) {
        // errors are differences of activities of order 1 to 10
        assertArrayEquals(expected[l].data, measured[l].data, 1e3 * device.precision().unitRoundoff(),
            "dW(" + (l + 1) + ")");
        learn.add(Arrays.stream(measured[l].data).allMatch(each -> each == 0) ? 0 : 1);
        if (learn.getLast() == 0) {
          assertEquals(0, engine.layerEnergies()[l], "energy of layer " + (l + 1));
        }
      }
      return learn;
    }
  }

  /// Of six hidden layers the wave moves the highest alone. Each of the first and the last step needs fewer products than those
  /// between: the pulls at layers 6 and 5, the predictions of 6 and 7.
  @Test
  void whatDoesNotMoveIsNotComputed() {
    DeepNet net = residual();
    int steps = 5;
    long product = 2L * 6 * 6 * 40;
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(steps, 1e-10),
        new Optimiser.Sgd(1), 1)) {
      engine.gradients(Loops.input(net, 40), Loops.target(net, 40));
      long forward = 7 + 1; // and what pulls at layer 6
      long first = 1 + 2;
      long last = 2;
      assertEquals((forward + first + (steps - 2) * 4L + last) * product, engine.inferenceFlops());
      assertEquals(2 * product, engine.gradientFlops()); // layers 6 and 7
    }
  }

  /// Momentum gathers at a layer that rests, until it moves.
  @Test
  void aLayerThatRestsIsStillPulled() {
    DeepNet net = residual();
    DMatrixRMaj x = Loops.input(net, 3);
    DMatrixRMaj y = Loops.target(net, 3);
    Descent how = new Descent(300, 1e-9).withSolver(new Solver.Momentum(1e-9, 0.999));
    PcEnergy energy = PcEnergy.of(net, x, y);
    Activities z = energy.forward();
    Activities start = z.copy();
    Loops.Memory memory = new Loops.Memory(net, 3);
    for (int t = 0; t < how.steps(); t++) {
      Loops.step(energy, z, how.solver(), how.schedule().order(), memory);
    }
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(how), new Optimiser.Sgd(1),
        1)) {
      DMatrixRMaj inferred = engine.infer(x, y).activity(5);
      assertNotEquals(start.layer(5).data[0], inferred.data[0]);
      DMatrixRMaj expected = CommonOps_DDRM.subtract(z.layer(5), start.layer(5), null);
      DMatrixRMaj moves = CommonOps_DDRM.subtract(inferred, start.layer(5), null);
      assertClose(expected, moves, 1e-2, "moves of layer 5"); // of 1e-12, some 10^4 units in the last place
    }
  }

  /// Seven layers of six units with skips, so that activities keep their size.
  private static DeepNet residual() {
    int[] widths = new int[8];
    Arrays.fill(widths, 6);
    return DeepNet.activatedBefore(
        new Parameterisation.StandardGaussian().draw(RandomStream.of(3), widths).withHiddenSkips(),
        StandardActivation.TANH);
  }

  private static DMatrixRMaj column(DMatrixRMaj M, int j) {
    return CommonOps_DDRM.extractColumn(M, j, null);
  }
}
