package org.linnet.rmt.rescaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: sampled muPC networks: their exact equilibrium, energy and weight gradients in core against the forward pass,
/// the loss and gradients pulled back layer by layer; products of sampled layers; the mean of `S` for any parameterisation.
///
/// **If wrong**: Theorem 1 of the thesis, and where "muPC is backpropagation" holds.
class MuPcLimitTest {
  /// Two-sided 1e-4 per comparison; about 60 comparisons, false-alarm rate 6e-3 for the class, over the choice of seed.
  private static final double QUANTILE = 3.89;

  @ParameterizedTest
  @CsvSource({"50, 4", "7, 1", "3, 2", "512, 129", "1, 40"})
  void theRescalingIsThatOfTheParameterisation(int N, int L) {
    int[] widths = new int[L + 1];
    Arrays.fill(widths, N);
    double s = ExpectedRescaling.factor(new Parameterisation.MuPc(), widths);
    assertEquals(s, MuPcLimit.rescaling(N, L), L * 1e-15 * s);
  }

  @Test
  void itApproachesItsLimitFromBelowAtTheStatedRate() {
    for (int L = 1; L <= 4096; L *= 2) {
      for (int N = 1; N <= 4096; N *= 4) {
        double gap = MuPcLimit.rescaling((double) L / N) - MuPcLimit.rescaling(N, L);
        assertTrue(gap >= 0 && gap <= 1.5 * Math.E / N, "L = " + L + ", N = " + N + ": " + gap);
      }
    }
    assertEquals(1.5 * Math.E, 4096 * (MuPcLimit.rescaling(1.0) - MuPcLimit.rescaling(4096, 4096)), 0.01);
  }

  /// Section 5.7 of the thesis: at 32 times the depth the energy is 5.1 % below the loss at most.
  @Test
  void thirtyTwoTimesTheDepthIsFivePercent() {
    assertEquals(0.051, 1 - 1 / MuPcLimit.rescaling(1.0 / 32), 1e-3);
    for (int L = 2; L <= 1024; L *= 2) {
      assertTrue(MuPcLimit.rescaling(32 * L, L) < MuPcLimit.rescaling(1.0 / 32));
    }
    assertEquals(1.43, MuPcLimit.rescaling(512, 129), 0.005);
  }

  @ParameterizedTest
  @CsvSource({"0.05, 16", "0.5, 3", "0.001, 128", "0.01, 2"})
  void theSmallestWidthForADeficitIsTheSmallest(double deficit, int L) {
    int N = (int) MuPcLimit.widthFor(deficit, L);
    assertTrue(1 - 1 / MuPcLimit.rescaling(N, L) <= deficit * (1 + 1e-12), "N = " + N);
    assertTrue(N == 1 || 1 - 1 / MuPcLimit.rescaling(N - 1, L) > deficit, "N = " + N);
  }

  /// With `ρ = s`, `N² (1 + 1/L)^(2l - L)` times the prediction is `E tr (sum Q Qᵀ)²/N`, an exact statement.
  @ParameterizedTest
  @CsvSource({"4, 5, 3", "3, 4, 1", "2, 7, 6"})
  void sumsOfProductsOfLayersHaveTheMeanSquare(int N, int L, int l) {
    SummaryStatistics square = new SummaryStatistics();
    for (int i = 0; i < 6000; i++) {
      RandomStream random = RandomStream.of(5).split(i);
      DMatrixRMaj Q = CommonOps_DDRM.identity(N);
      DMatrixRMaj sum = CommonOps_DDRM.identity(N);
      for (int k = l - 1; k >= 1; k--) {
        DMatrixRMaj A = CommonOps_DDRM.identity(N);
        for (int j = 0; j < A.data.length; j++) {
          A.data[j] += random.nextGaussian() / Math.sqrt((double) N * L);
        }
        Q = CommonOps_DDRM.mult(Q, A, null);
        CommonOps_DDRM.multAddTransB(Q, Q, sum);
      }
      square.addValue(Math.pow(NormOps_DDRM.normF(sum), 2) / N);
    }
    double predicted = MuPcLimit.activities(l, N, L, MuPcLimit.rescaling(N, L)) * N * N
        * Math.pow(1 + 1.0 / L, 2 * l - L);
    assertEquals(square.getMean(), predicted, QUANTILE * error(square) + 1e-14);
  }

  /// The relative corrections are of order `r` (and `1/N` below it).
  @ParameterizedTest
  @CsvSource({"64, 4, 1", "72, 6, 3", "40, 10, 1"})
  void sampledNetworksStartAsFarFromBackpropagation(int N, int L, int K) {
    int networks = 150;
    SummaryStatistics[] activities = statistics(L);
    SummaryStatistics[] tangent = statistics(L + 1);
    SummaryStatistics[] distance = statistics(L + 1);
    SummaryStatistics energyOverLoss = new SummaryStatistics();
    SummaryStatistics rho = new SummaryStatistics();
    int[] widths = new int[L + 1];
    Arrays.fill(widths, N);
    widths[0] = 3;
    widths[L] = K;
    DMatrixRMaj x = new DMatrixRMaj(3, 1, true, 1, -1, 1);
    DMatrixRMaj y = new DMatrixRMaj(K, 1);
    y.data[0] = 1;
    for (int i = 0; i < networks; i++) {
      DeepLinearNet net = new Parameterisation.MuPc().draw(RandomStream.of(8).split(i), widths);
      Activities settled = ExactInference.of(net).equilibrium(x, y);
      PcEnergy evaluation = PcEnergy.of(net, x, y).evaluate(settled);
      DMatrixRMaj[] energyGradient = evaluation.weightGradient();
      DMatrixRMaj[] p = forward(net, x);
      for (int l = 1; l < L; l++) {
        activities[l].addValue(squared(CommonOps_DDRM.subtract(settled.layer(l), p[l], null)) / squared(p[l]));
      }
      DMatrixRMaj e = CommonOps_DDRM.subtract(y, p[L], null);
      energyOverLoss.addValue(2 * evaluation.value() / squared(e));
      rho.addValue(squared(e));
      for (int l = L; l >= 1; l--) {
        DMatrixRMaj lossGradient = CommonOps_DDRM.multTransB(e, p[l - 1], null);
        CommonOps_DDRM.scale(-net.scaling(l), lossGradient);
        double cosine = CommonOps_DDRM.dot(flat(lossGradient), flat(energyGradient[l - 1]))
            / Math.sqrt(squared(lossGradient) * squared(energyGradient[l - 1]));
        tangent[l].addValue(1 / (cosine * cosine) - 1);
        distance[l].addValue(squared(CommonOps_DDRM.subtract(energyGradient[l - 1], lossGradient, null))
            / squared(lossGradient));
        e = CommonOps_DDRM.multTransA(net.layerMap(l), e, null);
      }
    }
    double residual = Math.sqrt(rho.getMean()); // the input's entries have the root mean square 1
    double r = (double) L / N;
    RescalingMoments moments = RescalingMoments.of(new Parameterisation.MuPc(), widths);
    assertTrue(energyOverLoss.getMean() > moments.energyOverLossAtLeast() - QUANTILE * error(energyOverLoss));
    assertTrue(energyOverLoss.getMean() < moments.energyOverLossAtMost() + 1.0 / N + QUANTILE * error(energyOverLoss));
    for (int l = 1; l < L; l++) {
      double predicted = MuPcLimit.activities(l, N, L, residual);
      assertEquals(activities[l].getMean(), predicted, QUANTILE * error(activities[l]) + r * predicted, "z, " + l);
    }
    for (int l = 1; l <= L; l++) {
      double predicted = MuPcLimit.squaredTangent(l, N, L, residual);
      double turned = K == 1 ? 0 : moments.variance(); // the residual's own turn by S, below the order kept
      assertEquals(tangent[l].getMean(), predicted, QUANTILE * error(tangent[l]) + r * predicted + turned + 1e-13,
          "angle, " + l);
      double squaredDistance = Math.pow(MuPcLimit.gradientDistance(l, N, L, residual), 2);
      assertEquals(distance[l].getMean(), squaredDistance,
          QUANTILE * error(distance[l]) + r * squaredDistance + moments.variance(), "distance, " + l);
    }
  }

  @Test
  void deepNetworksApproachTheLimitShape() {
    double r = 1.0 / 16;
    int L = 2048;
    for (int l : new int[]{L / 8, L / 2, L - 1}) {
      double t = (double) l / L;
      assertEquals(1, MuPcLimit.activities(l, (int) (L / r), L, 1) / MuPcLimit.activities(t, r, 1), 10.0 / L / t);
    }
    assertEquals(2 * r * r / Math.pow(1 + (Math.E - 1) * r, 2), MuPcLimit.activities(1.0, r, 1), 1e-15);
    assertEquals(MuPcLimit.activities(1.0000001e-3, r, 3), MuPcLimit.activities(0.9999999e-3, r, 3), 1e-11);
    assertEquals(4, MuPcLimit.activities(0.0005, r, 2) / MuPcLimit.activities(0.0005, r, 1), 1e-12);
    assertEquals(Math.E * 1e-10 * (1 - 1e-5 / 3), MuPcLimit.activities(1e-5, r, MuPcLimit.rescaling(r) / r), 1e-20);
  }

  /// The input is clamped, so the first layer's gradient has its direction.
  @Test
  void theFirstLayersGradientKeepsItsDirection() {
    assertEquals(0, MuPcLimit.activities(0, 10, 3, 1));
    assertEquals(0, MuPcLimit.squaredTangent(1, 10, 3, 1));
    double s = MuPcLimit.rescaling(10, 3);
    assertEquals(1 - 1 / s, MuPcLimit.gradientDistance(1, 10, 3, 1), 1e-15);
  }

  /// The law of cosines for the loss's gradient of length 1 and the energy's of length `sqrt(1 + tan²)/s`.
  @Test
  void distanceAndAngleBelongToOneTriangle() {
    double s = MuPcLimit.rescaling(20, 6);
    double tangent = MuPcLimit.squaredTangent(4, 20, 6, 5);
    assertTrue(tangent > 0.1);
    assertEquals(1 + (1 + tangent) / (s * s) - 2 / s, Math.pow(MuPcLimit.gradientDistance(4, 20, 6, 5), 2), 1e-14);
  }

  @Test
  void impossibleSizesAreNamed() {
    assertEquals("width and depth must be at least 1, got N = 0, L = 2",
        assertThrows(IllegalArgumentException.class, () -> MuPcLimit.rescaling(0, 2)).getMessage());
    assertEquals("width and depth must be at least 1, got N = 1, L = 0",
        assertThrows(IllegalArgumentException.class, () -> MuPcLimit.widthFor(0.1, 0)).getMessage());
    assertEquals("the deficit must be between 0 and 1, got 1.0",
        assertThrows(IllegalArgumentException.class, () -> MuPcLimit.widthFor(1, 3)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> MuPcLimit.widthFor(0, 3));
    assertThrows(IllegalArgumentException.class, () -> MuPcLimit.widthFor(Double.NaN, 3));
    assertEquals("layer must be in 0..2, got 3",
        assertThrows(IndexOutOfBoundsException.class, () -> MuPcLimit.activities(3, 5, 3, 1)).getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> MuPcLimit.squaredTangent(0, 5, 3, 1));
  }

  private static DMatrixRMaj[] forward(DeepLinearNet net, DMatrixRMaj x) {
    DMatrixRMaj[] p = new DMatrixRMaj[net.depth() + 1];
    p[0] = x;
    for (int l = 1; l < p.length; l++) {
      p[l] = net.predict(l, p[l - 1]);
    }
    return p;
  }

  private static DMatrixRMaj flat(DMatrixRMaj X) {
    return DMatrixRMaj.wrap(X.getNumElements(), 1, X.data);
  }

  private static double squared(DMatrixRMaj X) {
    return Math.pow(NormOps_DDRM.normF(X), 2);
  }

  private static SummaryStatistics[] statistics(int n) {
    SummaryStatistics[] statistics = new SummaryStatistics[n];
    Arrays.setAll(statistics, _ -> new SummaryStatistics());
    return statistics;
  }

  private static double error(SummaryStatistics statistics) {
    return statistics.getStandardDeviation() / Math.sqrt((double) statistics.getN());
  }
}
