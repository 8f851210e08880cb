package org.linnet.core.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy as a plain sum over samples, layers and units, written from Eq. 2.1 and 5.1; its difference
/// quotients for the gradients.
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

  @ParameterizedTest
  @MethodSource("nets")
  void itIsTheSumOverSamplesLayersAndUnits(DeepNet net) {
    Problem of = new Problem(net);
    assertEquals(of.plainEnergy() / of.samples(), of.energy.evaluate(of.z).value(), 1e-14 * of.plainEnergy());
  }

  @ParameterizedTest
  @MethodSource("nets")
  void itsActivityGradientIsTheDifferenceQuotientOfTheSummedEnergy(DeepNet net) {
    Problem of = new Problem(net);
    Activities gradient = of.z.copy();
    of.energy.evaluate(of.z).activityGradient(gradient);
    for (int l = 1; l <= of.z.layers(); l++) {
      for (int k = 0; k < of.z.layer(l).data.length; k++) {
        double slope = of.slope(of.z.layer(l), k);
        assertEquals(slope, gradient.layer(l).data[k], 1e-8 * (1 + Math.abs(slope)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void itsWeightGradientIsTheDifferenceQuotientOfTheMeanEnergy(DeepNet net) {
    Problem of = new Problem(net);
    DMatrixRMaj[] gradient = of.energy.evaluate(of.z).weightGradient();
    for (int l = 1; l <= net.skeleton().depth(); l++) {
      for (int k = 0; k < gradient[l - 1].data.length; k++) {
        double slope = (of.withWeight(l, k, H).plainEnergy() - of.withWeight(l, k, -H).plainEnergy())
            / (2 * H * of.samples());
        assertEquals(slope, gradient[l - 1].data[k], 1e-8 * (1 + Math.abs(slope)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nets")
  void atTheForwardPassOnlyTheOutputErrs(DeepNet net) {
    Problem of = new Problem(net);
    of.energy.evaluate(new ActivityInit.Forward().of(of.energy));
    int L = net.skeleton().depth();
    for (int l = 1; l < L; l++) {
      assertEquals(0, of.energy.layerValue(l), 1e-30);
    }
    assertTrue(of.energy.layerValue(L) > 1e-3);
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
    return DeepLinearNet.of(W).withScalings(a).withSkips(tau).withPrecisions(gamma);
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
    final DeepNet net;
    final DMatrixRMaj x;
    final DMatrixRMaj y;
    final PcEnergy energy;
    final Activities z;

    Problem(DeepNet net) {
      this.net = net;
      RandomStream random = RandomStream.of(99);
      x = gaussian(random, net.skeleton().width(0), 3);
      y = gaussian(random, net.skeleton().width(net.skeleton().depth()), 3);
      energy = PcEnergy.of(net, x, y);
      z = new ActivityInit.Normal(1, RandomStream.of(100)).of(energy);
    }

    int samples() {
      return x.numCols;
    }

    Problem withWeight(int l, int k, double by) {
      DMatrixRMaj[] W = new DMatrixRMaj[net.skeleton().depth()];
      for (int i = 1; i <= W.length; i++) {
        W[i - 1] = net.skeleton().weight(i);
      }
      W[l - 1].data[k] += by;
      return new Problem(new DeepNet(net.skeleton().withWeights(W), net.activations(), net.placement()));
    }

    double slope(DMatrixRMaj layer, int k) {
      double at = layer.data[k];
      layer.data[k] = at + H;
      double above = plainEnergy();
      layer.data[k] = at - H;
      double below = plainEnergy();
      layer.data[k] = at;
      return (above - below) / (2 * H);
    }

    /// The sum over samples of `sum_l gamma(l)/2 sum_j (z(l,j) - p(l,j))²`.
    double plainEnergy() {
      double sum = 0;
      DeepLinearNet s = net.skeleton();
      for (int i = 0; i < samples(); i++) {
        for (int l = 1; l <= s.depth(); l++) {
          DMatrixRMaj in = l == 1 ? x : z.layer(l - 1);
          DMatrixRMaj out = l == s.depth() ? y : z.layer(l);
          for (int j = 0; j < s.width(l); j++) {
            double error = out.get(j, i) - prediction(l, j, i, in);
            sum += s.precision(l) / 2 * error * error;
          }
        }
      }
      return sum;
    }

    private double prediction(int l, int j, int i, DMatrixRMaj in) {
      DeepLinearNet s = net.skeleton();
      double u = 0;
      for (int m = 0; m < s.width(l - 1); m++) {
        double input = in.get(m, i);
        u += s.scaling(l) * s.weight(l).get(j, m)
            * (net.placement() == Placement.BEFORE_MAP ? net.activation(l).value(input) : input);
      }
      double mapped = net.placement() == Placement.BEFORE_MAP ? u : net.activation(l).value(u);
      return s.skip(l) == 0 ? mapped : mapped + s.skip(l) * in.get(j, i);
    }
  }
}
