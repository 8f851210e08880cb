package org.linnet.theory.hessian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy itself, summed entry by entry; its mixed differences are exact up to rounding, because it is
/// quadratic.
///
/// **If wrong**: what is said of the conditioning of residual networks.
class SkipHessianTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 200, seed = "81")
  void itIsThatOfTheEnergy(@ForAll @IntRange(min = 1, max = 7) int H, @ForAll @IntRange(min = 1, max = 8) int n,
      @ForAll @IntRange(min = 1, max = 3) int width, @ForAll long seed) {
    DeepLinearNet net = net(H, n, width, seed);
    DMatrixRMaj predicted = SkipHessian.of(net, n).dense();
    DMatrixRMaj measured = differences(net, n);
    double scale = NormOps_DDRM.normF(predicted) * predicted.numRows;
    assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(measured, predicted, null)), 100 * EPS * scale);
  }

  @Test
  void aSkipOverOneLayerIsThatOfTheResidualNetwork() {
    DeepLinearNet net = net(4, 1, 3, 5);
    DMatrixRMaj expected = ActivityHessian.of(net.withHiddenSkips()).matrix().dense();
    DMatrixRMaj actual = SkipHessian.of(net, 1).dense();
    assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, actual, null)),
        16 * EPS * NormOps_DDRM.normF(expected));
  }

  /// `e(3) = z3 - 4 z2 - z1` and `e(4) = y - 5 z3`, besides `z1 - ..` and `z2 - 3 z1`.
  @Test
  void ofAChainItAgreesWithPaperAndPencil() {
    DeepLinearNet net = DeepLinearNet.of(scalar(2), scalar(3), scalar(4), scalar(5));
    double[] expected = {1 + 9 + 1, -3 + 4, -1, -3 + 4, 1 + 16, -4, -1, -4, 1 + 25};
    DMatrixRMaj actual = SkipHessian.of(net, 2).dense();
    for (int k = 0; k < 9; k++) {
      assertEquals(expected[k], actual.data[k], 0);
    }
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(3, 2), new DMatrixRMaj(4, 3),
        new DMatrixRMaj(1, 4));
    message("a skip must reach over at least 1 layer, got n = 0", () -> SkipHessian.of(net, 0));
    message("the skip from layer 1 to 3 needs equal widths, got 2 and 4", () -> SkipHessian.of(net, 2));
    message("a network of depth 1 has no hidden activities and so no activity Hessian",
        () -> SkipHessian.of(DeepLinearNet.of(scalar(1)), 1));
  }

  private static void message(String expected, org.junit.jupiter.api.function.Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  /// Widths that repeat every `n` layers, so that skips fit.
  private static DeepLinearNet net(int H, int n, int width, long seed) {
    RandomStream random = RandomStream.of(seed);
    int[] widths = new int[H + 2];
    Arrays.setAll(widths, l -> l == 0 || l == H + 1 ? 2 : 1 + (width + (l - 1) % n) % 3);
    DMatrixRMaj[] W = new DMatrixRMaj[H + 1];
    double[] gamma = new double[H + 1];
    for (int l = 0; l <= H; l++) {
      W[l] = new DMatrixRMaj(widths[l + 1], widths[l]);
      Arrays.setAll(W[l].data, k -> random.nextGaussian());
      gamma[l] = Math.exp(random.nextGaussian());
    }
    return DeepLinearNet.of(W).withPrecisions(gamma);
  }

  /// The energy of one sample with zero data, from the definition.
  private static double energy(DeepLinearNet net, int n, double[] z) {
    int H = net.hiddenLayers();
    double[][] layer = new double[H + 2][];
    layer[0] = new double[net.width(0)];
    layer[H + 1] = new double[net.width(H + 1)];
    int start = 0;
    for (int l = 1; l <= H; l++) {
      layer[l] = Arrays.copyOfRange(z, start, start + net.width(l));
      start += net.width(l);
    }
    double F = 0;
    for (int l = 1; l <= H + 1; l++) {
      for (int i = 0; i < layer[l].length; i++) {
        double e = layer[l][i] - (l > n && l <= H ? layer[l - n][i] : 0);
        for (int j = 0; j < layer[l - 1].length; j++) {
          e -= net.weight(l).get(i, j) * layer[l - 1][j];
        }
        F += net.precision(l) / 2 * e * e;
      }
    }
    return F;
  }

  private static DMatrixRMaj differences(DeepLinearNet net, int n) {
    int size = Arrays.stream(net.widths()).sum() - net.width(0) - net.width(net.depth());
    DMatrixRMaj hessian = new DMatrixRMaj(size, size);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double[] plus = new double[size];
        double[] minus = new double[size];
        plus[i] += 1;
        plus[j] += 1;
        minus[i] += 1;
        minus[j] -= 1;
        hessian.set(i, j, (energy(net, n, plus) - energy(net, n, minus)) / 2);
      }
    }
    return hessian;
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
