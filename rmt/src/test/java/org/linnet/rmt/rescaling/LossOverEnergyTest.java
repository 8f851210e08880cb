package org.linnet.rmt.rescaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.init.Abc;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: sampled networks, `S` summed from its definition and inverted; the recursion for wide networks; sampled numbers
/// published for larger ones.
///
/// **If wrong**: what one sees when the ratio of loss and energy is measured on one sample.
class LossOverEnergyTest {
  private static final int NETWORKS = 4000;
  /// Two-sided 1e-4 per comparison, about 20 comparisons: false-alarm rate 2e-3 for the class, over the choice of seed.
  private static final double QUANTILE = 3.89;

  @ParameterizedTest
  @CsvSource({"12, 6, 1", "12, 6, 3", "20, 3, 5"})
  void entriesOfTheRescalingVaryAsStated(int N, int L, int K) {
    SummaryStatistics diagonal = new SummaryStatistics();
    SummaryStatistics row = new SummaryStatistics();
    SummaryStatistics ratio = new SummaryStatistics();
    double s = ExpectedRescaling.factor(new Parameterisation.MuPc(), widths(N, L, K));
    for (int i = 0; i < NETWORKS; i++) {
      DMatrixRMaj S = rescaling(new Parameterisation.MuPc().draw(RandomStream.of(12).split(i), widths(N, L, K)));
      diagonal.addValue(Math.pow(S.get(0, 0) - s, 2));
      double squares = 0;
      for (int j = 1; j < K; j++) {
        squares += Math.pow(S.get(0, j), 2);
      }
      row.addValue(squares);
      CommonOps_DDRM.invert(S);
      ratio.addValue(1 / S.get(0, 0));
    }
    LossOverEnergy law = muPc(N, L, K);
    assertEquals(diagonal.getMean(), law.diagonal(), QUANTILE * error(diagonal));
    assertEquals(row.getMean(), law.offDiagonal(), QUANTILE * error(row) + 1e-14);
    double missing = law.offDiagonal() * law.offDiagonal() / Math.pow(s, 3);
    assertEquals(ratio.getMean(), law.mean(), QUANTILE * error(ratio) + missing);
    double turned = law.offDiagonal() / (s * s) * law.deviation();
    assertEquals(ratio.getStandardDeviation(), law.deviation(), 0.05 * law.deviation() + turned);
    assertTrue(ratio.getMean() > law.atLeast() - QUANTILE * error(ratio));
    assertTrue(ratio.getMean() < law.atMost() + QUANTILE * error(ratio));
  }

  /// For one output the law is exact: `1 + χ²(N)/N²`.
  @Test
  void oneOutputOfOneHiddenLayerIsChiSquared() {
    LossOverEnergy law = LossOverEnergy.of(RescalingMoments.of(new Parameterisation.MuPc(), 2, 10, 1));
    assertEquals(1.1, law.mean(), 1e-15);
    assertEquals(Math.sqrt(0.002), law.deviation(), 1e-14);
    assertEquals(0, law.offDiagonal(), 1e-16);
    assertEquals(1.1, law.atLeast(), 1e-14);
  }

  /// The recursion of the limit, which the exact moments reach like `1/N`.
  @ParameterizedTest
  @CsvSource({"5, 4", "40, 7"})
  void wideNetworksFollowTheRecursion(int L, int K) {
    int N = 1 << 16;
    double rho = 1 + 1.0 / L;
    double m = 1;
    double q = 1;
    for (int step = 1; step < L - 1; step++) {
      q = 1 + 2 * rho * m + rho * rho * q + (rho * rho - 1) * m * m;
      m = 1 + rho * m;
    }
    LossOverEnergy law = muPc(N, L, K);
    double limit = 2 * q / Math.pow(N, 3);
    assertEquals(limit, law.diagonal(), 2e-3 * limit);
    assertEquals(limit * (K - 1) / 2, law.offDiagonal(), 2e-3 * limit * K);
  }

  @Test
  void deepNetworksHaveTheStatedDeviation() {
    int L = 2048;
    int N = 16 * L;
    double stated = 2.0 / 16 * Math.sqrt(Math.E / N);
    assertEquals(stated, muPc(N, L, 10).deviation(), 2e-3 * stated);
    assertEquals(1 + (Math.E - 1) / 16, muPc(N, L, 10).mean(), 5e-4);
  }

  /// `N, L, K = 10`; mean, deviation of sampled ratios and the number of them that the mean's error allows for.
  @ParameterizedTest
  @CsvSource({"64, 8, 1.1565, 0.033", "256, 16, 1.0920, 0.011", "256, 32, 1.1952, 0.026"})
  void publishedSamplesAgree(int N, int L, double mean, double deviation) {
    LossOverEnergy law = muPc(N, L, 10);
    assertEquals(mean, law.mean(), 0.1 * deviation);
    assertEquals(deviation, law.deviation(), 0.15 * deviation);
  }

  @Test
  void otherPrecisionsAreRefused() {
    Abc abc = Abc.predictiveCoding(-1);
    assertEquals("the precisions must be 1, got gamma(3) = 4.0 of " + abc
        + "; sample networks and average their rescaling instead",
        assertThrows(IllegalArgumentException.class, () -> ExpectedRescaling.factor(abc, 2, 4, 4, 3)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> RescalingMoments.of(abc, 2, 4, 4, 3));
    assertEquals(1 + 0.25 + 0.25, ExpectedRescaling.factor(Abc.sgd(), 2, 4, 4, 3), 1e-15); // b = 1/2 and 1, precision 1
  }

  private static LossOverEnergy muPc(int N, int L, int K) {
    return LossOverEnergy.of(RescalingMoments.of(new Parameterisation.MuPc(), widths(N, L, K)));
  }

  private static int[] widths(int N, int L, int K) {
    int[] widths = new int[L + 1];
    Arrays.fill(widths, N);
    widths[L] = K;
    return widths;
  }

  private static DMatrixRMaj rescaling(DeepLinearNet net) {
    DMatrixRMaj S = CommonOps_DDRM.identity(net.width(net.depth()));
    DMatrixRMaj P = CommonOps_DDRM.identity(S.numRows);
    for (int l = net.depth(); l >= 2; l--) {
      P = CommonOps_DDRM.mult(P, net.layerMap(l), null);
      CommonOps_DDRM.multAddTransB(P, P, S);
    }
    return S;
  }

  private static double error(SummaryStatistics statistics) {
    return statistics.getStandardDeviation() / Math.sqrt((double) statistics.getN());
  }
}
