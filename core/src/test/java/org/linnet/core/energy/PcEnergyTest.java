package org.linnet.core.energy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: [PlainEnergy], plain sums over samples, layers and units; its difference quotients for the gradients.
///
/// **If wrong**: inference, learning and every measurement.
class PcEnergyTest {
  private static final double H = 1e-5;

  static Stream<DeepNet> nets() {
    return Stream.of(DeepNet.linear(skeleton(1, 3, 4)), DeepNet.linear(skeleton(2, 3, 5, 5, 2)),
        DeepNet.activatedBefore(skeleton(3, 3, 4, 4, 2), StandardActivation.TANH),
        DeepNet.activatedAfter(skeleton(4, 3, 4, 4, 2), StandardActivation.TANH),
        DeepNet.activatedBefore(skeleton(5, 2, 6, 6, 6, 6, 3), StandardActivation.GELU),
        DeepNet.activatedAfter(skeleton(6, 2, 6, 6, 1, 3), StandardActivation.SILU),
        new DeepNet(skeleton(7, 4, 4, 4, 4),
            List.of(StandardActivation.TANH, StandardActivation.LINEAR, StandardActivation.SIGMOID),
            Placement.BEFORE_MAP),
        new DeepNet(skeleton(8, 4, 4, 4, 4),
            List.of(StandardActivation.TANH, StandardActivation.LINEAR, StandardActivation.SIGMOID),
            Placement.AFTER_MAP));
  }

  static Stream<Arguments> energies() {
    return nets().flatMap(net -> Stream.of(Loss.values()).map(loss -> Arguments.of(net, loss)));
  }

  @ParameterizedTest
  @MethodSource("energies")
  void itIsTheSumOverSamplesLayersAndUnits(DeepNet net, Loss loss) {
    Problem of = new Problem(net, loss);
    double plain = of.plainEnergy(net);
    assertEquals(plain / of.samples(), of.energy.evaluate(of.z).value(), 1e-14 * plain);
  }

  @ParameterizedTest
  @MethodSource("energies")
  void itsActivityGradientIsTheDifferenceQuotientOfTheSummedEnergy(DeepNet net, Loss loss) {
    Problem of = new Problem(net, loss);
    Activities gradient = of.z.copy();
    of.energy.evaluate(of.z).activityGradient(gradient);
    for (int l = 1; l <= of.z.layers(); l++) {
      DMatrixRMaj slopes = PlainEnergy.gradient(net, of.objective, of.all, of.y, l);
      assertArrayEquals(slopes.data, gradient.layer(l).data, 1e-8 * (1 + CommonOps_DDRM.elementMaxAbs(slopes)));
    }
  }

  @ParameterizedTest
  @MethodSource("energies")
  void itsWeightAndBiasGradientsAreDifferenceQuotientsOfTheMeanEnergy(DeepNet net, Loss loss) {
    Problem of = new Problem(net, loss);
    of.energy.evaluate(of.z);
    DMatrixRMaj[] gradient = of.energy.weightGradient();
    double[][] biasGradient = of.energy.biasGradient();
    for (int l = 1; l <= net.skeleton().depth(); l++) {
      for (int k = 0; k < gradient[l - 1].data.length; k++) {
        double slope = (of.plainEnergy(PlainEnergy.withWeight(net, l, k, H))
            - of.plainEnergy(PlainEnergy.withWeight(net, l, k, -H))) / (2 * H * of.samples());
        assertEquals(slope, gradient[l - 1].data[k], 1e-8 * (1 + Math.abs(slope)));
      }
      for (int j = 0; j < biasGradient[l - 1].length; j++) {
        double slope = (of.plainEnergy(PlainEnergy.withBias(net, l, j, H))
            - of.plainEnergy(PlainEnergy.withBias(net, l, j, -H))) / (2 * H * of.samples());
        assertEquals(slope, biasGradient[l - 1][j], 1e-8 * (1 + Math.abs(slope)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void atTheForwardPassOnlyTheOutputErrs(DeepNet net) {
    Problem of = new Problem(net, Loss.SQUARED_ERROR);
    of.energy.evaluate(of.energy.forward());
    int L = net.skeleton().depth();
    for (int l = 1; l < L; l++) {
      assertEquals(0, of.energy.layerValue(l), 1e-30);
    }
    assertTrue(of.energy.layerValue(L) > 1e-3);
    DMatrixRMaj[] forward = PlainEnergy.forward(net, of.all[0]);
    assertArrayEquals(forward[L].data, of.energy.prediction().data, 1e-13);
  }

  @Test
  void crossEntropyTakesProbabilities() {
    DeepNet net = DeepNet.linear(skeleton(1, 3, 2));
    DMatrixRMaj x = new DMatrixRMaj(3, 1);
    assertEquals("cross-entropy needs targets with sum 1, got 0.5 in sample 1",
        assertThrows(IllegalArgumentException.class,
            () -> PcEnergy.of(net, Loss.CROSS_ENTROPY, x, new DMatrixRMaj(new double[][]{{0.5}, {0}}))).getMessage());
    assertEquals("cross-entropy needs targets that are probabilities, got -1.0 in sample 1",
        assertThrows(IllegalArgumentException.class,
            () -> PcEnergy.of(net, Loss.CROSS_ENTROPY, x, new DMatrixRMaj(new double[][]{{2}, {-1}}))).getMessage());
  }

  @Test
  void dataThatDoNotFitAreNamed() {
    DeepLinearNet net = skeleton(1, 3, 2);
    message("x must have N(0) = 3 rows, got 2", net, new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 1));
    message("y must have N(1) = 2 rows, got 3", net, new DMatrixRMaj(3, 1), new DMatrixRMaj(3, 1));
    message("x and y must have one column per sample, got 2 and 1 columns", net, new DMatrixRMaj(3, 2),
        new DMatrixRMaj(2, 1));
    message("at least one sample is needed, got none", net, new DMatrixRMaj(3, 0), new DMatrixRMaj(2, 0));
    DMatrixRMaj y = new DMatrixRMaj(2, 4);
    y.set(1, 2, Double.NaN);
    message("y must be finite, got NaN in row 2 of sample 3", net, new DMatrixRMaj(3, 4), y);
  }

  private static void message(String expected, DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, () -> PcEnergy.of(net, x, y)).getMessage());
  }

  private static DeepLinearNet skeleton(long seed, int... widths) {
    RandomStream random = RandomStream.of(seed);
    int L = widths.length - 1;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] tau = new double[L];
    double[] gamma = new double[L];
    for (int l = 0; l < L; l++) {
      W[l] = gaussian(random, widths[l + 1], widths[l]);
      a[l] = 0.5 + random.nextDouble();
      gamma[l] = 0.5 + random.nextDouble();
      tau[l] = widths[l] == widths[l + 1] ? 0.7 : 0;
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a).withSkips(tau).withPrecisions(gamma);
    return seed % 2 == 0 ? net : net.withBiases(biases(random, net));
  }

  private static double[][] biases(RandomStream random, DeepLinearNet net) {
    double[][] b = new double[net.depth()][];
    Arrays.setAll(b, l -> gaussian(random, net.width(l + 1), 1).data);
    return b;
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = random.nextGaussian() / Math.sqrt(columns);
    }
    return M;
  }

  /// A network at random activities, with random data.
  private static final class Problem {
    final Objective objective;
    final DMatrixRMaj y;
    final PcEnergy energy;
    final Activities z;
    final DMatrixRMaj[] all;

    Problem(DeepNet net, Loss loss) {
      objective = Objective.clamped(loss);
      RandomStream random = RandomStream.of(99);
      int L = net.skeleton().depth();
      DMatrixRMaj x = gaussian(random, net.skeleton().width(0), 3);
      y = loss == Loss.SQUARED_ERROR
          ? gaussian(random, net.skeleton().width(L), 3)
          : probabilities(random, net.skeleton().width(L), 3);
      energy = PcEnergy.of(net, loss, x, y);
      z = Activities.zero(net.skeleton(), 3);
      all = new DMatrixRMaj[L + 1];
      all[0] = x;
      for (int l = 1; l < L; l++) {
        all[l] = z.layer(l);
        z.layer(l).setTo(gaussian(random, net.skeleton().width(l), 3));
      }
    }

    int samples() {
      return y.numCols;
    }

    double plainEnergy(DeepNet of) {
      return PlainEnergy.sum(of, objective, all, y);
    }
  }

  private static DMatrixRMaj probabilities(RandomStream random, int rows, int columns) {
    DMatrixRMaj y = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < columns; i++) {
      double sum = 0;
      for (int k = 0; k < rows; k++) {
        y.set(k, i, 0.1 + random.nextDouble());
        sum += y.get(k, i);
      }
      for (int k = 0; k < rows; k++) {
        y.set(k, i, y.get(k, i) / sum);
      }
    }
    return y;
  }
}
