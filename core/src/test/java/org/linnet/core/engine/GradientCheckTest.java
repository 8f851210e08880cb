package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.Device;
import org.linnet.core.device.FakeCuda;
import org.linnet.core.device.Precision;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Schedule;
import org.linnet.core.inference.Schedule.Order;
import org.linnet.core.init.Abc;
import org.linnet.core.init.DepthMuP;
import org.linnet.core.init.Descent;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// Every activation, on both sides of the map, with every objective, both orders, and in turn every parameterisation, with
/// and without biases.
///
/// **Oracle**: difference quotients of [PlainEnergy].
///
/// **If wrong**: what is trained is not what is said.
class GradientCheckTest {
  private static final double BETA = 0.05;
  private static final int SAMPLES = 3;

  /// One combination.
  record Case(DeepNet net, Objective objective, Order order) {
    DMatrixRMaj x() {
      return gaussian(RandomStream.of(1), net.skeleton().width(0), SAMPLES);
    }

    DMatrixRMaj y() {
      DMatrixRMaj y = gaussian(RandomStream.of(2), net.skeleton().width(net.skeleton().depth()), SAMPLES);
      return objective.loss() == Loss.SQUARED_ERROR ? y : softmax(y);
    }

    Engine engine(Device device, int steps) {
      Inference how = new Inference.Descent(steps, BETA).withInit(new ActivityInit.Normal(1, 5))
          .withSchedule(new Schedule(order, Schedule.Predictions.FOLLOWING));
      return Engine.of(device, net,
          new Training(new Rule.PredictiveCoding(how), new Optimiser.Sgd(1)).withObjective(objective), 2);
    }

    @Override
    public String toString() {
      return net.activation(2) + " " + net.placement() + ", " + objective + ", " + order + ", a(2) = "
          + net.skeleton().scaling(2) + (net.skeleton().hasBiases() ? ", biases" : "");
    }
  }

  static Stream<Case> cases() {
    Objective squared = Objective.clamped(Loss.SQUARED_ERROR);
    Objective entropy = Objective.clamped(Loss.CROSS_ENTROPY);
    Objective decayed = squared.withDecay(0.3, 0.2);
    List<Objective> objectives = List.of(squared, entropy, decayed, squared.withOutput(new Output.Nudged(0.7)),
        entropy.withOutput(new Output.Nudged(1.3)).withDecay(0.2, 0), decayed.withInput(Input.FREE),
        squared.withOutput(new Output.Nudged(0)).withInput(Input.FREE));
    List<Parameterisation> starts = List.of(new Parameterisation.StandardGaussian(),
        new Parameterisation.KaimingUniform(), new Parameterisation.NeuralTangent(), new Parameterisation.MuPc(),
        new Parameterisation.Orthogonal(), Abc.predictiveCoding(-1), Abc.targetPropagation(),
        new DepthMuP(2, Descent.SGD));
    List<Case> cases = new ArrayList<>();
    for (StandardActivation phi : StandardActivation.values()) {
      for (Objective objective : objectives) {
        for (Order order : Order.values()) {
          int i = cases.size() / 2;
          DeepLinearNet net = net(starts.get(i % starts.size()), i % 3 == 0, i);
          cases.add(new Case(DeepNet.activatedBefore(net, phi), objective, order));
          cases.add(new Case(DeepNet.activatedAfter(net, phi), objective, order));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStepMovesEveryLayerDownItsSlope(Case of) {
    for (Device device : devices()) {
      DMatrixRMaj[] z = activities(of, device, 0);
      DMatrixRMaj[] after = activities(of, device, 1);
      int L = of.net().skeleton().depth();
      int top = of.objective().output() instanceof Output.Nudged ? L : L - 1;
      int bottom = of.objective().input() == Input.FREE ? 0 : 1;
      for (int l = top; l >= bottom; l--) {
        DMatrixRMaj slope = PlainEnergy.gradient(of.net(), of.objective(), z, of.y(), l);
        DMatrixRMaj moved = CommonOps_DDRM.subtract(z[l], after[l], null);
        CommonOps_DDRM.divide(moved, BETA);
        // quotients err by rounding over 1e-5 and by third derivatives times 1e-10
        assertArrayEquals(slope.data, moved.data, 2e-8 * (1 + CommonOps_DDRM.elementMaxAbs(slope)), "z(" + l + ")");
        if (of.order() == Order.SEQUENTIAL) {
          z[l] = after[l]; // the layers below see this one moved
        }
      }
      for (int l = 0; l <= L; l++) {
        boolean free = l >= bottom && l <= top;
        assertArrayEquals(free ? after[l].data : l == 0 ? of.x().data : of.y().data, after[l].data, 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theWeightGradientsAreTheSlopesOfTheMeanEnergyWhereInferenceEnds(Case of) {
    for (Device device : devices()) {
      DMatrixRMaj[] z = activities(of, device, 3);
      try (Engine engine = of.engine(device, 3)) {
        double energy = engine.gradients(of.x(), of.y());
        assertEquals(meanEnergy(of, of.net(), z), energy, 1e-12 * (1 + energy));
        for (int l = 1; l <= of.net().skeleton().depth(); l++) {
          double[] gradient = engine.weightGradients()[l - 1].data;
          for (int k = 0; k < gradient.length; k++) {
            int layer = l;
            int entry = k;
            assertSlope(h -> meanEnergy(of, PlainEnergy.withWeight(of.net(), layer, entry, h), z), gradient[k]);
          }
          for (int j = 0; of.net().skeleton().hasBiases() && j < of.net().skeleton().width(l); j++) {
            int layer = l;
            int unit = j;
            assertSlope(h -> meanEnergy(of, PlainEnergy.withBias(of.net(), layer, unit, h), z),
                engine.biasGradients()[l - 1][j]);
          }
        }
      }
    }
  }

  /// The mean over samples, and the weight decay.
  private static double meanEnergy(Case of, DeepNet net, DMatrixRMaj[] z) {
    double decay = 0;
    for (int l = 1; l <= net.skeleton().depth(); l++) {
      for (double w : net.skeleton().weight(l).data) {
        decay += of.objective().weightDecay() / 2 * w * w;
      }
    }
    return PlainEnergy.sum(net, of.objective(), z, of.y()) / SAMPLES + decay;
  }

  private static void assertSlope(java.util.function.DoubleUnaryOperator energy, double gradient) {
    double h = 1e-5;
    double slope = (energy.applyAsDouble(h) - energy.applyAsDouble(-h)) / (2 * h);
    assertEquals(slope, gradient, 2e-8 * (1 + Math.abs(slope)));
  }

  private static DMatrixRMaj[] activities(Case of, Device device, int steps) {
    try (Engine engine = of.engine(device, steps)) {
      return engine.infer(of.x(), of.y()).activities().toArray(DMatrixRMaj[]::new);
    }
  }

  private static List<Device> devices() {
    return FakeCuda.andUsable().filter(device -> device.precision() == Precision.DOUBLE).toList();
  }

  private static DeepLinearNet net(Parameterisation start, boolean biases, long seed) {
    RandomStream random = RandomStream.of(seed);
    DeepLinearNet net = start.draw(random, 3, 4, 4, 2);
    double[] gamma = new double[net.depth()];
    double[][] b = new double[net.depth()][];
    for (int l = 1; l <= net.depth(); l++) {
      gamma[l - 1] = 0.5 + random.nextDouble();
      b[l - 1] = gaussian(random, net.width(l), 1).data;
    }
    return (biases ? net.withBiases(b) : net).withPrecisions(gamma);
  }

  private static DMatrixRMaj softmax(DMatrixRMaj u) {
    DMatrixRMaj p = u.copy();
    for (int i = 0; i < u.numCols; i++) {
      double[] column = new double[u.numRows];
      for (int k = 0; k < column.length; k++) {
        column[k] = Math.exp(u.get(k, i));
      }
      double sum = Arrays.stream(column).sum();
      for (int k = 0; k < column.length; k++) {
        p.set(k, i, column[k] / sum);
      }
    }
    return p;
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }
}
