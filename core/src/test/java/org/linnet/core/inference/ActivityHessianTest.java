package org.linnet.core.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy of one sample, summed entry by entry with zero data; its mixed differences are exact up to rounding,
/// because it is quadratic.
class ActivityHessianTest {
  private static final double EPS = 0x1p-52;

  static Stream<DeepLinearNet> nets() {
    return Stream.of(net(1, 3, 2).withPrecisions(0.3), net(2, 3, 2, 4).withPrecisions(2, 0.5).withScalings(3, -1),
        net(3, 1, 4, 1, 2).withPrecisions(1, 3, 0.2), net(4, 3, 3, 3, 3, 3).withSkips(1, 0, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("nets")
  void itIsThatOfTheEnergyWithAnyEndFree(DeepLinearNet net) {
    if (net.hiddenLayers() > 0) {
      assertHessian(net, 1, net.hiddenLayers(), ActivityHessian.of(net).matrix());
    }
    assertHessian(net, 1, net.depth(), ActivityHessian.withFreeOutput(net).matrix());
    assertHessian(net, 0, net.hiddenLayers(), ActivityHessian.withFreeInput(net).matrix());
  }

  /// With a free output the Hessian is a unit triangular matrix, its transpose, and the precisions between them.
  @Test
  void withAFreeOutputItsDeterminantIsThatOfThePrecisions() {
    DeepLinearNet net = net(5, 2, 3, 4).withPrecisions(2, 0.25);
    assertEquals(3 * Math.log(2) + 4 * Math.log(0.25), ActivityHessian.withFreeOutput(net).cholesky().logDeterminant(),
        100 * EPS);
  }

  /// The free input of a network that maps (1, -1) to 0 can move along it for free.
  @Test
  void withAFreeInputItMayBeSingular() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(new double[][]{{1, 1}}), new DMatrixRMaj(new double[][]{{2}}));
    BlockTridiagonal Hz = ActivityHessian.withFreeInput(net).matrix();
    assertTrue(Hz.plus(-1e-12).cholesky().isEmpty());
    assertTrue(Hz.plus(1e-12).cholesky().isPresent());
  }

  private static void assertHessian(DeepLinearNet net, int first, int last, BlockTridiagonal actual) {
    DMatrixRMaj dense = actual.dense();
    double scale = Arrays.stream(dense.data).map(Math::abs).max().orElseThrow() * dense.numRows * dense.numRows;
    for (int i = 0; i < dense.numRows; i++) {
      for (int j = 0; j < dense.numRows; j++) {
        double[] plus = new double[dense.numRows];
        double[] minus = new double[dense.numRows];
        plus[i] += 1;
        plus[j] += 1;
        minus[i] += 1;
        minus[j] -= 1;
        double difference = (energy(net, first, last, plus) - energy(net, first, last, minus)) / 2;
        assertEquals(difference, dense.get(i, j), 16 * EPS * scale, "(" + i + ", " + j + ")");
      }
    }
  }

  /// `1/2 sum gamma(l) ‖z(l) - A(l) z(l-1)‖²` where the layers `first..last` hold `free` and the others 0.
  private static double energy(DeepLinearNet net, int first, int last, double[] free) {
    double[][] z = new double[net.depth() + 1][];
    int start = 0;
    for (int l = 0; l <= net.depth(); l++) {
      z[l] = new double[net.width(l)];
      if (l >= first && l <= last) {
        System.arraycopy(free, start, z[l], 0, z[l].length);
        start += z[l].length;
      }
    }
    double F = 0;
    for (int l = 1; l <= net.depth(); l++) {
      for (int i = 0; i < z[l].length; i++) {
        double e = z[l][i] - (net.skip(l) == 0 ? 0 : net.skip(l) * z[l - 1][i]);
        for (int j = 0; j < z[l - 1].length; j++) {
          e -= net.scaling(l) * net.weight(l).get(i, j) * z[l - 1][j];
        }
        F += net.precision(l) / 2 * e * e;
      }
    }
    return F;
  }

  private static DeepLinearNet net(long seed, int... widths) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj[] W = new DMatrixRMaj[widths.length - 1];
    for (int l = 0; l < W.length; l++) {
      W[l] = new DMatrixRMaj(widths[l + 1], widths[l]);
      Arrays.setAll(W[l].data, k -> random.nextGaussian());
    }
    return DeepLinearNet.of(W);
  }
}
