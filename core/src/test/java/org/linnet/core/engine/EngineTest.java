package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.Allocations;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.FakeCuda;
import org.linnet.core.device.Precision;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: descent by [PcEnergy], which computes every layer at every step from the definition (and is itself tested
/// against difference quotients); difference quotients of the loss for backpropagation.
///
/// **If wrong**: every trained network.
class EngineTest {
  static Stream<DeepNet> nets() {
    return Stream.of(DeepNet.linear(net(1, false, 4, 3)), net(StandardActivation.TANH, net(2, false, 5, 7, 3)),
        net(StandardActivation.RELU, net(3, true, 5, 9, 9, 9, 9, 3)),
        net(StandardActivation.GELU, net(4, false, 6, 8, 5, 40, 2)),
        DeepNet.activatedBefore(new Parameterisation.MuPc().draw(RandomStream.of(5), 6, 12, 12, 12, 4),
            StandardActivation.SIGMOID),
        DeepNet.linear(net(6, true, 3, 6, 6, 6, 6, 6, 6, 2)));
  }

  static Stream<Arguments> runs() {
    return nets().flatMap(
        net -> FakeCuda.andUsable()
            .flatMap(device -> Stream.of(1, 2, 3, 5, 12).map(steps -> Arguments.of(net, device, steps))));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void predictiveCodingIsDescentOfTheWholeEnergyAtEveryStep(DeepNet net, Device device, int steps) {
    DMatrixRMaj x = data(net, 0, 37);
    DMatrixRMaj y = data(net, net.skeleton().depth(), 37);
    PcEnergy energy = afterDescent(net, x, y, steps, 0.05);
    DMatrixRMaj[] expected = energy.weightGradient();
    try (Engine engine = Engine.of(device, net, new Rule.PredictiveCoding(steps, 0.05), new Optimiser.Sgd(1), 2)) {
      engine.gradients(scaled(-2, x), y); // leaves other numbers in every buffer
      double measured = engine.gradients(x, y);
      double u = device.precision().unitRoundoff();
      assertEquals(energy.value(), measured, 400 * u * (1 + energy.value()));
      DMatrixRMaj[] gradients = engine.weightGradients();
      for (int l = 0; l < gradients.length; l++) {
        double difference = NormOps_DDRM.normF(CommonOps_DDRM.subtract(gradients[l], expected[l], null));
        // sums of up to 40 products of order 1, over a dozen steps
        assertEquals(0, difference, 2000 * u * (1 + NormOps_DDRM.normF(expected[l])), "layer " + (l + 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void backpropagationIsTheDifferenceQuotientOfTheLoss(DeepNet net) {
    DMatrixRMaj x = data(net, 0, 5);
    DMatrixRMaj y = data(net, net.skeleton().depth(), 5);
    try (Engine engine = Engine.of(Devices.best(Precision.DOUBLE), net, new Rule.Backpropagation(),
        new Optimiser.Sgd(1), 1)) {
      assertEquals(loss(net, x, y), engine.gradients(x, y), 1e-12);
      DMatrixRMaj[] gradients = engine.weightGradients();
      for (int l = 1; l <= gradients.length; l++) {
        for (int k = 0; k < gradients[l - 1].data.length; k += 3) {
          double h = 1e-6;
          double slope = (loss(shifted(net, l, k, h), x, y) - loss(shifted(net, l, k, -h), x, y)) / (2 * h);
          assertEquals(slope, gradients[l - 1].data[k], 2e-8 * (1 + Math.abs(slope)));
        }
      }
    }
  }

  /// Precisions scale the energy but not the loss.
  private static double loss(DeepNet net, DMatrixRMaj x, DMatrixRMaj y) {
    double[] ones = new double[net.skeleton().depth()];
    java.util.Arrays.fill(ones, 1);
    PcEnergy energy = PcEnergy.of(net.withSkeleton(net.skeleton().withPrecisions(ones)), x, y);
    return energy.evaluate(energy.forward()).value();
  }

  @Test
  void theNumberOfThreadsDoesNotChangeABit() {
    DeepNet net = net(StandardActivation.TANH, net(7, true, 20, 30, 30, 30, 4));
    double[][] runs = new double[3][];
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine engine = Engine.of(Devices.best(Precision.FLOAT), net, new Rule.PredictiveCoding(7, 0.1),
          new Optimiser.Adam(1e-2),
          threads)) {
        for (int step = 0; step < 5; step++) {
          engine.step(data(net, 0, 150), data(net, 4, 150));
        }
        runs[threads - 1] = engine.net().skeleton().weight(2).data;
      }
    }
    assertArrayEquals(runs[0], runs[1]);
    assertArrayEquals(runs[0], runs[2]);
  }

  @Test
  void sgdMovesTheWeightsDownTheirGradient() {
    DeepNet net = net(StandardActivation.TANH, net(7, false, 5, 6, 3));
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(3, 0.1),
        new Optimiser.Sgd(0.5), 1)) {
      DMatrixRMaj x = data(net, 0, 4);
      DMatrixRMaj y = data(net, 2, 4);
      engine.step(x, y);
      DMatrixRMaj[] gradient = afterDescent(net, x, y, 3, 0.1).weightGradient();
      for (int l = 1; l <= 2; l++) {
        DMatrixRMaj W = net.skeleton().weight(l);
        CommonOps_DDRM.addEquals(W, -0.5, gradient[l - 1]);
        assertArrayEquals(W.data, engine.net().skeleton().weight(l).data, 1e-14);
      }
    }
  }

  /// **Oracle**: Adam's definition in a loop over the steps, at the engine's own gradients.
  @Test
  void adamCountsItsSteps() {
    DeepNet net = net(StandardActivation.TANH, net(7, false, 5, 6, 3));
    double[] m = new double[3 * 6];
    double[] v = new double[3 * 6];
    double[] w = net.skeleton().weight(2).data;
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(3, 0.1),
        new Optimiser.Adam(0.01), 1)) {
      for (int t = 1; t <= 3; t++) {
        engine.step(data(net, 0, 4 * t), data(net, 2, 4 * t));
        double[] g = engine.weightGradients()[1].data;
        for (int k = 0; k < w.length; k++) {
          m[k] = 0.9 * m[k] + 0.1 * g[k];
          v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k];
          w[k] -= 0.01 * m[k] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[k] / (1 - Math.pow(0.999, t))) + 1e-8);
        }
        assertArrayEquals(w, engine.net().skeleton().weight(2).data, 1e-12, "step " + t);
      }
    }
  }

  @Test
  void batchesOfAnySizeMayFollowEachOther() {
    DeepNet net = net(StandardActivation.TANH, net(2, false, 5, 7, 3));
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(3, 0.05),
        new Optimiser.Sgd(1), 2)) {
      for (int samples : new int[]{40, 7, 64, 33, 100}) {
        DMatrixRMaj x = data(net, 0, samples);
        DMatrixRMaj y = data(net, 2, samples);
        PcEnergy energy = afterDescent(net, x, y, 3, 0.05);
        assertEquals(energy.value(), engine.gradients(x, y), 1e-13);
        assertArrayEquals(energy.weightGradient()[1].data, engine.weightGradients()[1].data, 1e-13);
        energy.evaluate(energy.forward());
        assertArrayEquals(energy.prediction().data, engine.predict(x).data, 1e-13);
      }
    }
  }

  /// With as many steps as layers, the wave needs half of the products: the sum of 2t over t = 1..H instead of 2H each,
  /// the output's error once more, and the forward pass.
  @Test
  void theErrorWaveSavesHalfOfTheProducts() {
    int N = 6;
    int H = 5;
    DeepNet net = net(StandardActivation.RELU, net(8, false, N, N, N, N, N, N, N));
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(H, 0.1), new Optimiser.Sgd(1),
        1)) {
      engine.gradients(data(net, 0, 40), data(net, 6, 40));
      long product = 2L * N * N * 40;
      assertEquals((H + 1 + H * (H + 1)) * product, engine.inferenceFlops());
    }
  }

  @Test
  void aDivergedStepIsReportedAndLeavesTheWeights() {
    DeepNet net = net(StandardActivation.LINEAR, net(9, false, 5, 6, 6, 3));
    try (Engine engine = Engine.of(Devices.best(Precision.FLOAT), net, new Rule.PredictiveCoding(200, 50),
        new Optimiser.Sgd(1), 1)) {
      assertTrue(!Double.isFinite(engine.step(data(net, 0, 4), data(net, 3, 4))));
      assertArrayEquals(net.skeleton().weight(2).data, engine.net().skeleton().weight(2).data, 1e-6);
    }
  }

  @Test
  void anEnergyBeyondTheLargestNumberLeavesTheWeights() {
    DeepNet net = net(StandardActivation.LINEAR, net(9, false, 5, 6, 3));
    for (Device device : new Device[]{new ReferenceDevice(), Devices.best(Precision.DOUBLE)}) {
      try (Engine engine = Engine.of(device, net, new Rule.PredictiveCoding(1, 0.1), new Optimiser.Sgd(1), 1)) {
        assertEquals(Double.POSITIVE_INFINITY, engine.step(scaled(1e200, data(net, 0, 4)), data(net, 2, 4)));
        assertArrayEquals(net.skeleton().weight(2).data, engine.net().skeleton().weight(2).data);
      }
    }
  }

  @Test
  void aStepAllocatesNothingOnceWarm() {
    DeepNet net = net(StandardActivation.TANH, net(7, true, 40, 48, 48, 48, 10));
    DMatrixRMaj x = data(net, 0, 64);
    DMatrixRMaj y = data(net, 4, 64);
    try (Engine engine = Engine.of(Devices.best(Precision.FLOAT), net, new Rule.PredictiveCoding(10, 0.1),
        new Optimiser.Sgd(1e-3), 1)) {
      assertEquals(0, Allocations.whenWarm(() -> engine.step(x, y)) / 16, "16-byte units per step");
    }
  }

  /// The energy at the activities of `steps` steps of descent from the forward pass.
  private static PcEnergy afterDescent(DeepNet net, DMatrixRMaj x, DMatrixRMaj y, int steps, double stepSize) {
    PcEnergy energy = PcEnergy.of(net, x, y);
    Activities z = energy.forward();
    Activities gradient = z.copy();
    for (int t = 0; t < steps; t++) {
      energy.evaluate(z).activityGradient(gradient);
      z.add(-stepSize, gradient);
    }
    return energy.evaluate(z);
  }

  private static DMatrixRMaj scaled(double factor, DMatrixRMaj M) {
    DMatrixRMaj product = M.copy();
    CommonOps_DDRM.scale(factor, product);
    return product;
  }

  private static DeepNet net(StandardActivation phi, DeepLinearNet net) {
    return DeepNet.activatedBefore(net, phi);
  }

  private static DeepNet shifted(DeepNet net, int l, int k, double by) {
    DMatrixRMaj[] W = new DMatrixRMaj[net.skeleton().depth()];
    for (int i = 1; i <= W.length; i++) {
      W[i - 1] = net.skeleton().weight(i);
    }
    W[l - 1].data[k] += by;
    return net.withSkeleton(net.skeleton().withWeights(W));
  }

  private static DeepLinearNet net(long seed, boolean skips, int... widths) {
    RandomStream random = RandomStream.of(seed);
    DeepLinearNet net = new Parameterisation.StandardGaussian().draw(random, widths);
    double[] a = new double[net.depth()];
    double[] gamma = new double[net.depth()];
    for (int l = 0; l < a.length; l++) {
      a[l] = 0.5 + random.nextDouble();
      gamma[l] = 0.5 + random.nextDouble();
    }
    return (skips ? net.withHiddenSkips() : net).withScalings(a).withPrecisions(gamma);
  }

  private static DMatrixRMaj data(DeepNet net, int l, int samples) {
    RandomStream random = RandomStream.of(50 + l);
    DMatrixRMaj M = new DMatrixRMaj(net.skeleton().width(l), samples);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian();
    }
    return M;
  }
}
