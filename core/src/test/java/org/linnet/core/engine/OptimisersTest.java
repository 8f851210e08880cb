package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.linnet.core.engine.Loops.assertClose;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.energy.PlainEnergy;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// How gradients move weights and biases.
///
/// **Oracle**: each optimiser's definition in a loop over [PcEnergy]'s gradients.
///
/// **If wrong**: learning rates mean something else.
class OptimisersTest {
  private static final LayerRates RATES = new LayerRates(List.of(0.5, 2.0, 0.0), List.of(3.0, 0.0, 0.7));

  static Stream<Optimiser> optimisers() {
    return Stream.of(new Optimiser.Sgd(0.05), new Optimiser.Sgd(0.05, 0.8), new Optimiser.Adam(0.01, 0.2),
        new Optimiser.Adam(0.01, 0.7, 0.9, 1e-3, 0));
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void weightsAndBiasesMoveByTheDefinition(Optimiser optimiser) {
    for (double omega : new double[]{0, 0.3}) {
      DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 4, 2);
      Training training = new Training(new Rule.PredictiveCoding(0, 0.1), optimiser,
          Objective.clamped(Loss.SQUARED_ERROR).withDecay(0, omega), Optional.of(RATES));
      try (Engine engine = Engine.of(new ReferenceDevice(), net, training, 2)) {
        double[][][] memory = new double[6][2][20];
        DeepNet expected = net;
        for (int t = 1; t <= 4; t++) {
          DMatrixRMaj x = Loops.input(net, 30 + t);
          DMatrixRMaj y = Loops.target(net, 30 + t);
          PcEnergy energy = PcEnergy.of(expected, x, y);
          energy.evaluate(energy.forward());
          double squares = 0;
          DMatrixRMaj[] W = new DMatrixRMaj[3];
          double[][] b = new double[3][];
          for (int l = 1; l <= 3; l++) {
            W[l - 1] = expected.skeleton().weight(l);
            b[l - 1] = expected.skeleton().bias(l);
            DMatrixRMaj dW = energy.weightGradient()[l - 1];
            squares += CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(W[l - 1], W[l - 1], null));
            CommonOps_DDRM.addEquals(dW, omega, W[l - 1]);
            move(optimiser, t, RATES.weights().get(l - 1), true, W[l - 1].data, dW.data, memory[l - 1]);
            move(optimiser, t, RATES.biases().get(l - 1), false, b[l - 1], energy.biasGradient()[l - 1],
                memory[l + 2]);
          }
          assertEquals(energy.value() + omega / 2 * squares, engine.step(x, y), 1e-12 * (1 + squares));
          expected = net.withSkeleton(net.skeleton().withWeights(W).withBiases(b));
          assertClose(expected, engine.net(), 1e-12);
        }
      }
    }
  }

  private static void move(Optimiser optimiser, int t, double factor, boolean isWeight, double[] w, double[] g,
      double[][] memory) {
    for (int k = 0; k < w.length; k++) {
      switch (optimiser) {
        case Optimiser.Sgd(double rate, double momentum) -> {
          memory[0][k] = momentum * memory[0][k] + g[k];
          w[k] -= rate * factor * memory[0][k];
        }
        case Optimiser.Adam(double rate, double b1, double b2, double epsilon, double decay) -> {
          memory[0][k] = b1 * memory[0][k] + (1 - b1) * g[k];
          memory[1][k] = b2 * memory[1][k] + (1 - b2) * g[k] * g[k];
          double mean = memory[0][k] / (1 - Math.pow(b1, t));
          double square = memory[1][k] / (1 - Math.pow(b2, t));
          w[k] -= rate * factor * (mean / (Math.sqrt(square) + epsilon) + (isWeight ? decay * w[k] : 0));
        }
        case Optimiser.Nlms _ -> throw new IllegalArgumentException();
      }
    }
  }

  @Test
  void afterAFullNormalisedStepEveryLocalErrorVanishes() {
    DeepNet with = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 4, 5, 5, 2);
    DMatrixRMaj[] W = {with.skeleton().weight(1), with.skeleton().weight(2), with.skeleton().weight(3),
        with.skeleton().weight(4)};
    DeepNet without = with.withSkeleton(org.linnet.core.net.DeepLinearNet.of(W).withScalings(1.2, 0.7, 0.9, 1.4)
        .withPrecisions(0.5, 2, 1.5, 0.8));
    for (DeepNet net : List.of(with, without)) {
      DMatrixRMaj x = Loops.input(net, 1);
      DMatrixRMaj y = Loops.target(net, 1);
      try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(4, 0.1),
          new Optimiser.Nlms(1, 0), 1)) {
        Activities z = Loops.hidden(net, engine.infer(x, y).activities());
        engine.step(x, y);
        PcEnergy energy = PcEnergy.of(engine.net(), x, y).evaluate(z);
        for (int l = 1; l <= 4; l++) {
          assertEquals(0, CommonOps_DDRM.elementMaxAbs(energy.error(l)), 1e-13,
              "e(" + l + "), biases " + net.skeleton().hasBiases());
        }
      }
    }
  }

  @Test
  void theNormalisedStepDividesEachSampleByItsOwnCurvature() {
    for (Placement placement : Placement.values()) {
      DeepNet net = Loops.net(StandardActivation.TANH, placement, false, 3, 5, 4, 2);
      DMatrixRMaj x = Loops.input(net, 40);
      DMatrixRMaj y = Loops.target(net, 40);
      DMatrixRMaj[] dW = {new DMatrixRMaj(5, 3), new DMatrixRMaj(4, 5), new DMatrixRMaj(2, 4)};
      double[][] db = {new double[5], new double[4], new double[2]};
      for (int i = 0; i < 40; i++) {
        PcEnergy energy = PcEnergy.of(net, Loops.column(x, i), Loops.column(y, i));
        Activities z = energy.forward();
        z.add(-0.1, Loops.gradient(energy, z));
        energy.evaluate(z);
        for (int l = 1; l <= 3; l++) {
          double share = 1 / (40 * (0.3 + curvature(net, l, l == 1 ? Loops.column(x, i) : z.layer(l - 1))));
          CommonOps_DDRM.addEquals(dW[l - 1], share, energy.weightGradient()[l - 1]);
          for (int j = 0; j < db[l - 1].length; j++) {
            db[l - 1][j] += share * energy.biasGradient()[l - 1][j];
          }
        }
      }
      try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(1, 0.1),
          new Optimiser.Nlms(0.6, 0.3), 2)) {
        engine.step(x, y);
        assertClose(Loops.moved(net, 0.6, dW, db), engine.net(), 1e-13);
      }
    }
  }

  /// Difference quotients of one sample's loss, divided by the curvature of a unit error: precisions play no part.
  @Test
  void backpropagationIsNormalisedWithoutPrecisions() {
    DeepNet net = Loops.net(StandardActivation.TANH, Placement.BEFORE_MAP, false, 3, 5, 4, 2);
    DMatrixRMaj x = Loops.input(net, 1);
    DMatrixRMaj y = Loops.target(net, 1);
    try (Engine engine = Engine.of(new ReferenceDevice(), net, new Rule.Backpropagation(),
        new Optimiser.Nlms(0.6, 0.3), 1)) {
      engine.step(x, y);
      for (int l = 1; l <= 3; l++) {
        DMatrixRMaj below = l == 1 ? x : PlainEnergy.forward(net, x)[l - 1];
        double curvature = curvature(net, l, below) / net.skeleton().precision(l);
        for (int k : new int[]{0, 3, net.skeleton().weight(l).data.length - 1}) {
          double slope = (loss(shifted(net, l, k, 1e-5), x, y) - loss(shifted(net, l, k, -1e-5), x, y)) / 2e-5;
          double moved = engine.net().skeleton().weight(l).data[k] - net.skeleton().weight(l).data[k];
          // h² of a third derivative of order 10, and the rounding of a loss of order 10, over h
          assertEquals(-0.6 * slope / (0.3 + curvature), moved, 1e-8, "W(" + l + "), entry " + k);
        }
      }
    }
  }

  private static DeepNet shifted(DeepNet net, int l, int k, double by) {
    DMatrixRMaj[] W = {net.skeleton().weight(1), net.skeleton().weight(2), net.skeleton().weight(3)};
    W[l - 1].data[k] += by;
    return net.withSkeleton(net.skeleton().withWeights(W));
  }

  private static double loss(DeepNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return Loss.SQUARED_ERROR.value(y, PlainEnergy.forward(net, x)[3]);
  }

  private static double curvature(DeepNet net, int l, DMatrixRMaj below) {
    double sum = 0;
    for (double value : below.data) {
      double f = net.placement() == Placement.BEFORE_MAP ? net.activation(l).value(value) : value;
      sum += f * f;
    }
    double a = net.skeleton().scaling(l);
    return net.skeleton().precision(l) * (a * a * sum + 1);
  }

  @Test
  void withoutAnInputANormalisedStepLeavesTheWeights() {
    DMatrixRMaj W = Loops.gaussian(1, 2, 3);
    DeepNet net = DeepNet.linear(org.linnet.core.net.DeepLinearNet.of(W));
    DMatrixRMaj x = Loops.input(net, 2);
    CommonOps_DDRM.scaleCol(0, x, 0);
    DMatrixRMaj y = Loops.target(net, 2);
    try (Engine both = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(1, 0.1),
        new Optimiser.Nlms(1, 0), 1);
        Engine second = Engine.of(new ReferenceDevice(), net, new Rule.PredictiveCoding(1, 0.1),
            new Optimiser.Nlms(0.5, 0), 1)) {
      both.step(x, y);
      second.step(Loops.column(x, 1), Loops.column(y, 1));
      assertArrayEquals(second.net().skeleton().weight(1).data, both.net().skeleton().weight(1).data, 1e-15);
    }
  }
}
