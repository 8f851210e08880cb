package org.linnet.rmt.rescaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: means over sampled networks of `(tr (S - I))²`, `tr (S - I)²` and `yᵀ S⁻¹ y`, `S` summed from its definition,
/// with confidence intervals; moments of chi-squared and Wishart laws by hand.
///
/// **If wrong**: the rate at which muPC's energy approaches the loss, and that `S` concentrates at all.
class RescalingMomentsTest {
  private static final int NETWORKS = 6000;
  /// Two-sided 1e-4 per comparison, 16 comparisons: false-alarm rate 2e-3 for the class, over the choice of seed.
  private static final double QUANTILE = 3.89;

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(new Parameterisation.MuPc(), new int[]{3, 6, 6, 6, 4}),
        Arguments.of(new Parameterisation.MuPc(), new int[]{2, 3, 3, 3, 3, 3, 1}),
        Arguments.of(new Parameterisation.StandardGaussian(), new int[]{4, 5, 2, 7, 3}),
        Arguments.of(new Parameterisation.NeuralTangent(), new int[]{2, 8, 1}));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theyAreThoseOfSampledNetworks(Parameterisation parameterisation, int[] widths) {
    SummaryStatistics trace = new SummaryStatistics();
    SummaryStatistics square = new SummaryStatistics();
    SummaryStatistics energy = new SummaryStatistics();
    for (int i = 0; i < NETWORKS; i++) {
      DMatrixRMaj S = rescaling(parameterisation.draw(RandomStream.of(3).split(i), widths));
      DMatrixRMaj T = CommonOps_DDRM.subtract(S, CommonOps_DDRM.identity(S.numRows), null);
      trace.addValue(Math.pow(CommonOps_DDRM.trace(T), 2));
      square.addValue(Math.pow(NormOps_DDRM.normF(T), 2));
      CommonOps_DDRM.invert(S);
      energy.addValue(S.get(0, 0)); // y = (1, 0, .., 0)
    }
    RescalingMoments moments = RescalingMoments.of(parameterisation, widths);
    assertEquals(trace.getMean(), moments.trace(), QUANTILE * error(trace));
    assertEquals(square.getMean(), moments.square(), QUANTILE * error(square));
    assertTrue(energy.getMean() > moments.energyOverLossAtLeast() - QUANTILE * error(energy), moments.toString());
    assertTrue(energy.getMean() < moments.energyOverLossAtMost() + QUANTILE * error(energy), moments.toString());
  }

  /// One hidden layer of muPC, one output: `S - 1 = χ²(N)/N²`. Three outputs: Wishart, `E tr W² = N K (N + K + 1)`,
  /// `E (tr W)² = N² K² + 2 N K`.
  @Test
  void oneHiddenLayerIsWishart() {
    RescalingMoments one = RescalingMoments.of(new Parameterisation.MuPc(), 2, 10, 1);
    assertEquals(1.1, one.mean(), 1e-15);
    assertEquals(0.0120, one.trace(), 1e-16);
    assertEquals(0.0120, one.square(), 1e-16);
    assertEquals(0.0020, one.variance(), 1e-15);
    assertEquals(0.0020, one.meanEigenvalueVariance(), 1e-15);
    assertEquals(1 / 1.1, one.energyOverLossAtLeast(), 1e-15);
    assertEquals(1 / 1.1 + 0.002 / 1.21, one.energyOverLossAtMost(), 1e-15);
    RescalingMoments three = RescalingMoments.of(new Parameterisation.MuPc(), 2, 10, 3);
    assertEquals(10 * 3 * 14 / 1e4, three.square(), 1e-15);
    assertEquals((900 + 60) / 1e4, three.trace(), 1e-15);
    assertEquals(420 / 1e4 / 3 - 0.01, three.variance(), 1e-15);
    assertEquals(60 / 1e4 / 9, three.meanEigenvalueVariance(), 1e-15);
  }

  @Test
  void atDepthOneNothingFluctuates() {
    RescalingMoments moments = RescalingMoments.of(new Parameterisation.StandardGaussian(), 5, 3);
    assertEquals(new RescalingMoments(1, 0, 0, 3), moments);
    assertEquals(0, moments.variance());
    assertEquals(1, moments.energyOverLossAtMost());
  }

  /// Heavy fluctuations: `s = 2`, `v = 2` for one unit per layer, so `1/s + v/s² = 1`; a third layer exceeds it.
  @Test
  void theUpperBoundIsNeverAboveOne() {
    assertEquals(1, RescalingMoments.of(new Parameterisation.StandardGaussian(), 1, 1, 1).energyOverLossAtMost());
    assertEquals(1, RescalingMoments.of(new Parameterisation.StandardGaussian(), 1, 1, 1, 1).energyOverLossAtMost());
  }

  /// At `r = 1/32` the eigenvalues of `S` spread by `O(r (K/N)^(1/2))`: four times the size, half the spread.
  @Test
  void theSpreadFallsFasterThanTheExcess() {
    double previous = Double.NaN;
    for (int L = 64; L <= 1024; L *= 4) {
      int[] widths = new int[L + 1];
      Arrays.fill(widths, 32 * L);
      widths[L] = 10;
      double spread = Math.sqrt(RescalingMoments.of(new Parameterisation.MuPc(), widths).variance());
      if (L > 64) {
        assertEquals(0.5, spread / previous, 0.03, "L = " + L);
      }
      previous = spread;
    }
  }

  @Test
  void weightsThatAreNotGaussianAreRefused() {
    assertEquals("the weights must be Gaussian, got KaimingUniform[]; ExpectedRescaling has the mean for it",
        assertThrows(IllegalArgumentException.class,
            () -> RescalingMoments.of(new Parameterisation.KaimingUniform(), 3, 2)).getMessage());
    assertThrows(IllegalArgumentException.class,
        () -> RescalingMoments.of(new Parameterisation.Orthogonal(), 3, 2));
  }

  /// `I + sum_(l=2..L) P(l) P(l)ᵀ`.
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
