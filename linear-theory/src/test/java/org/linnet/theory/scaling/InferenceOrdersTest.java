package org.linnet.theory.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: errors of sampled linear networks of growing width after a sweep written out from Eq. 3, and at core's exact
/// equilibrium; all exponent vectors of a grid; exponents by hand.
///
/// **If wrong**: the choice `gammaBar(l) = 0` below the output, for which all else is derived.
class InferenceOrdersTest {
  private static final int[] WIDTHS = {32, 64, 128};
  private static final int DRAWS = 12;

  static Stream<Arguments> precisions() {
    return Stream.of(Arguments.of(1.0, List.of(0, 0, 0, -1)), Arguments.of(1.0, List.of(0, 0, 0, 0)),
        Arguments.of(1.0, List.of(1, 0, 0, 1)), Arguments.of(1.0, List.of(-1, -1, 0, 0)),
        Arguments.of(1.0, List.of(0, 0, 1, 0)), Arguments.of(0.5, List.of(0, -1, -1, 1)),
        Arguments.of(0.5, List.of(1, 2, 0, 0)));
  }

  /// Exponents under test are whole or half numbers: a quarter tells them apart.
  @ParameterizedTest
  @MethodSource("precisions")
  void errorsOfSampledNetworksHaveTheseExponents(double s, List<Integer> exponents) {
    List<BigFraction> g = exponents.stream().map(BigFraction::new).toList();
    int H = g.size() - 1;
    double[] swept = new double[H];
    double[] settled = new double[H];
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < 3; i += 2) { // least squares over three equidistant points uses the ends only
        double weight = (i - 1) / Math.log((double) WIDTHS[2] / WIDTHS[0]) / DRAWS;
        double[][] rms = errors(s, g, WIDTHS[i], RandomStream.of(draw));
        for (int l = 0; l < H; l++) {
          swept[l] -= weight * Math.log(rms[0][l]);
          settled[l] -= weight * Math.log(rms[1][l]);
        }
      }
    }
    BigFraction exact = new BigFraction((int) (2 * s), 2);
    for (int l = 1; l <= H; l++) {
      assertEquals(InferenceOrders.sweep(l, g, exact).doubleValue(), swept[l - 1], 0.25, "sweep, layer " + l);
      assertEquals(InferenceOrders.equilibrium(l, g, exact).doubleValue(), settled[l - 1], 0.25,
          "equilibrium, layer " + l);
    }
  }

  /// By hand, with `s = 1`, `g = (1, -1, 0)`: sweep `1 - 1 + 0 = 0` and `1 + 0 - 1 = 0`; `C` has the exponent
  /// `0 - 1 + 1 = 0`; equilibrium `1 + 0 - 1 = 0` and `1 + 0 + 1 = 2`.
  @Test
  void aSmallExampleIsDoneByHand() {
    List<BigFraction> g = Stream.of(1, -1, 0).map(BigFraction::new).toList();
    assertEquals(BigFraction.ZERO, InferenceOrders.sweep(1, g, BigFraction.ONE));
    assertEquals(BigFraction.ZERO, InferenceOrders.sweep(2, g, BigFraction.ONE));
    assertEquals(BigFraction.ZERO, InferenceOrders.rescaling(g, BigFraction.ONE));
    assertEquals(BigFraction.ZERO, InferenceOrders.equilibrium(1, g, BigFraction.ONE));
    assertEquals(BigFraction.TWO, InferenceOrders.equilibrium(2, g, BigFraction.ONE));
    assertFalse(InferenceOrders.agree(g, BigFraction.ONE));
  }

  /// All vectors with entries from -2 to 2 in halves, `L = 4`.
  @Test
  void withABoundedRescalingTheOrdersAgreeExactlyAtUnitHiddenPrecisions() {
    int agreeing = 0;
    for (int code = 0; code < 9 * 9 * 9 * 9; code++) {
      List<BigFraction> g = new ArrayList<>();
      for (int rest = code, l = 0; l < 4; l++, rest /= 9) {
        g.add(new BigFraction(rest % 9 - 4, 2));
      }
      if (InferenceOrders.rescaling(g, BigFraction.ONE).signum() >= 0) {
        boolean unit = g.subList(0, 3).stream().allMatch(BigFraction::isZero);
        assertEquals(unit, InferenceOrders.agree(g, BigFraction.ONE), g.toString());
        agreeing += unit ? 1 : 0;
      }
    }
    assertEquals(7, agreeing); // g(4) from -1 to 2
  }

  /// `gamma(L) = M²`: the output error shrinks at the equilibrium, and a sweep overshoots it.
  @Test
  void withAnExplodingRescalingUnitPrecisionsDoNotAgree() {
    assertFalse(InferenceOrders.agree(Stream.of(0, 0, -2).map(BigFraction::new).toList(), BigFraction.ONE));
    assertTrue(InferenceOrders.agree(Stream.of(0, 0, -1).map(BigFraction::new).toList(), BigFraction.ONE));
  }

  @Test
  void onlyHiddenLayersHaveThem() {
    List<BigFraction> g = Stream.of(0, 0, 0).map(BigFraction::new).toList();
    for (int l : new int[]{0, 3}) {
      String message = "hidden layer must be in 1..2, the precisions without the output's, got " + l;
      assertEquals(message, assertThrows(IndexOutOfBoundsException.class,
          () -> InferenceOrders.sweep(l, g, BigFraction.ONE)).getMessage());
      assertEquals(message, assertThrows(IndexOutOfBoundsException.class,
          () -> InferenceOrders.equilibrium(l, g, BigFraction.ONE)).getMessage());
    }
  }

  /// Root mean squares of `e(1), .., e(H)` after one sweep and at the equilibrium.
  private static double[][] errors(double s, List<BigFraction> g, int M, RandomStream random) {
    int L = g.size();
    int[] widths = new int[L + 1];
    Arrays.fill(widths, M);
    widths[0] = 3;
    widths[L] = 2;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] gamma = new double[L];
    for (int l = 1; l <= L; l++) {
      double deviation = l == 1 ? 1 : l < L ? Math.pow(M, -0.5) : 0.5 * Math.pow(M, -s);
      W[l - 1] = gaussian(random, widths[l], widths[l - 1], deviation);
      gamma[l - 1] = Math.pow(M, -g.get(l - 1).doubleValue());
    }
    DeepLinearNet net = DeepLinearNet.of(W).withPrecisions(gamma);
    DMatrixRMaj x = gaussian(random.split(1), 3, 1, 0.2);
    DMatrixRMaj y = gaussian(random.split(2), 2, 1, 2);
    Activities settled = ExactInference.of(net).equilibrium(x, y);
    DMatrixRMaj[] z = new DMatrixRMaj[L];
    DMatrixRMaj[] v = sweep(net, x, y);
    z[0] = x;
    for (int l = 1; l < L; l++) {
      z[l] = settled.layer(l);
    }
    return new double[][]{rms(net, v), rms(net, z)};
  }

  /// `v(l) += -gamma(l) e(l) + gamma(l+1) A(l+1)ᵀ e(l+1)` from the last hidden layer down, from the forward pass.
  private static DMatrixRMaj[] sweep(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    int L = net.depth();
    DMatrixRMaj[] v = new DMatrixRMaj[L + 1];
    v[0] = x;
    for (int l = 1; l < L; l++) {
      v[l] = net.predict(l, v[l - 1]);
    }
    v[L] = y;
    for (int l = L - 1; l >= 1; l--) {
      DMatrixRMaj above = CommonOps_DDRM.subtract(v[l + 1], net.predict(l + 1, v[l]), null);
      DMatrixRMaj own = CommonOps_DDRM.subtract(v[l], net.predict(l, v[l - 1]), null);
      DMatrixRMaj pull = CommonOps_DDRM.multTransA(net.layerMap(l + 1), above, null);
      CommonOps_DDRM.addEquals(v[l], -net.precision(l), own);
      CommonOps_DDRM.addEquals(v[l], net.precision(l + 1), pull);
    }
    return v;
  }

  private static double[] rms(DeepLinearNet net, DMatrixRMaj[] z) {
    double[] rms = new double[net.hiddenLayers()];
    for (int l = 1; l <= rms.length; l++) {
      DMatrixRMaj e = CommonOps_DDRM.subtract(z[l], net.predict(l, z[l - 1]), null);
      rms[l - 1] = NormOps_DDRM.normF(e) / Math.sqrt(e.getNumElements());
    }
    return rms;
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double deviation) {
    DMatrixRMaj X = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < X.data.length; k++) {
      X.data[k] = deviation * random.nextGaussian();
    }
    return X;
  }
}
