package org.linnet.theory.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: a first step of linear feedback and the ridge solution, on sampled activities of two widths; the printed
/// exponents of S.154 and S.168.
///
/// **If wrong**: target propagation's parameterisation, which presumes trained feedback.
class FeedbackOrdersTest {
  private static final BigFraction HALF = BigFraction.ONE_HALF;

  @Test
  void theRatesAreThoseOfThePaper() {
    for (int k = 1; k < 4; k++) {
      BigFraction s = new BigFraction(k, 2);
      assertEquals(BigFraction.ZERO, FeedbackOrders.rate(Layer.HIDDEN, s));
      assertEquals(s.multiply(-2), FeedbackOrders.rate(Layer.OUTPUT, s));
      assertEquals(BigFraction.ONE, FeedbackOrders.trained(Layer.HIDDEN, s));
      assertEquals(HALF.subtract(s), FeedbackOrders.trained(Layer.OUTPUT, s));
    }
  }

  /// Exponents are multiples of 1/2; a quarter tells them apart. 20 draws.
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 1.5})
  void sampledFeedbackHasTheseExponents(double s) {
    BigFraction exact = new BigFraction((int) (2 * s), 2);
    for (Layer layer : new Layer[]{Layer.HIDDEN, Layer.OUTPUT}) {
      double t = FeedbackOrders.rate(layer, exact).doubleValue();
      double[] slopes = new double[3];
      for (int draw = 0; draw < 20; draw++) {
        double[] narrow = logs(layer, s, t, 64, RandomStream.of(draw));
        double[] wide = logs(layer, s, t, 1024, RandomStream.of(draw + 100));
        for (int k = 0; k < 3; k++) {
          slopes[k] += (narrow[k] - wide[k]) / Math.log(16) / 20;
        }
      }
      assertEquals(0, slopes[0], 0.25, layer + ": change of Q h");
      assertEquals(FeedbackOrders.trained(layer, exact).doubleValue(), slopes[1], 0.25, layer + ": step");
      assertEquals(FeedbackOrders.trained(layer, exact).doubleValue(), slopes[2], 0.25, layer + ": ridge solution");
    }
  }

  @Test
  void theInputLayerHasNoFeedback() {
    String message = "feedback starts at l = 2: HIDDEN for 1 < l < L or OUTPUT, got INPUT";
    assertEquals(message, assertThrows(IllegalArgumentException.class,
        () -> FeedbackOrders.rate(Layer.INPUT, HALF)).getMessage());
    assertEquals(message, assertThrows(IllegalArgumentException.class,
        () -> FeedbackOrders.trained(Layer.INPUT, HALF)).getMessage());
  }

  /// Logarithms of the root mean squares of `ΔQ h`, `ΔQ` and `Q*`, from `Q = 0` with the rate `M^(-t)`.
  private static double[] logs(Layer layer, double s, double t, int M, RandomStream random) {
    DMatrixRMaj below = gaussian(random, M, 3, 1);
    DMatrixRMaj h = layer == Layer.OUTPUT
        ? CommonOps_DDRM.mult(gaussian(random, 5, M, Math.pow(M, -s)), below, null)
        : gaussian(random, M, 3, 1);
    DMatrixRMaj step = CommonOps_DDRM.multTransB(below, h, null); // descent of 1/(2M) ‖Q h - below‖²
    CommonOps_DDRM.scale(Math.pow(M, -t - 1), step);
    DMatrixRMaj gram = CommonOps_DDRM.multTransA(h, h, null);
    double mu = CommonOps_DDRM.trace(gram) / 3;
    for (int i = 0; i < 3; i++) {
      gram.add(i, i, mu);
    }
    CommonOps_DDRM.invert(gram);
    DMatrixRMaj ridge = CommonOps_DDRM.multTransB(CommonOps_DDRM.mult(below, gram, null), h, null);
    return new double[]{log(CommonOps_DDRM.mult(step, h, null)), log(step), log(ridge)};
  }

  private static double log(DMatrixRMaj X) {
    return Math.log(NormOps_DDRM.normF(X)) - Math.log(X.getNumElements()) / 2;
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns, double deviation) {
    DMatrixRMaj X = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < X.data.length; k++) {
      X.data[k] = deviation * random.nextGaussian();
    }
    return X;
  }
}
