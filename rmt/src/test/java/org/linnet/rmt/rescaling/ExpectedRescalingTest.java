package org.linnet.rmt.rescaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the mean over sampled networks of `S`, summed from its definition, with a confidence interval.
///
/// **If wrong**: every statement about the size of the energy at initialisation, the muPC limit first.
class ExpectedRescalingTest {
  private static final int NETWORKS = 4000;
  /// Two-sided 1e-4 per comparison: eight comparisons, false-alarm rate 1e-3 for the class, over the choice of seed.
  private static final double QUANTILE = 3.89;

  static Stream<Parameterisation> parameterisations() {
    return Stream.of(new Parameterisation.StandardGaussian(), new Parameterisation.KaimingUniform(),
        new Parameterisation.NeuralTangent(), new Parameterisation.MuPc(), new Parameterisation.Orthogonal(0.8));
  }

  @ParameterizedTest
  @MethodSource("parameterisations")
  void itIsTheMeanOverSampledNetworks(Parameterisation parameterisation) {
    int[] widths = {3, 6, 6, 6, 4};
    SummaryStatistics diagonal = new SummaryStatistics();
    SummaryStatistics offDiagonal = new SummaryStatistics();
    for (int i = 0; i < NETWORKS; i++) {
      DMatrixRMaj S = rescaling(parameterisation.draw(RandomStream.of(1).split(i), widths));
      diagonal.addValue(CommonOps_DDRM.trace(S) / S.numRows);
      offDiagonal.addValue(S.get(0, 1));
    }
    double s = ExpectedRescaling.factor(parameterisation, widths);
    assertEquals(diagonal.getMean(), s, QUANTILE * error(diagonal), parameterisation.toString());
    assertEquals(0, offDiagonal.getMean(), QUANTILE * error(offDiagonal), parameterisation.toString());
  }

  /// Narrowing layers: orthogonal rows are exact, orthogonal columns project.
  @Test
  void orthogonalLayersOfUnequalWidthAreCovered() {
    int[] widths = {2, 3, 7, 2};
    Parameterisation orthogonal = new Parameterisation.Orthogonal();
    SummaryStatistics diagonal = new SummaryStatistics();
    for (int i = 0; i < NETWORKS; i++) {
      diagonal.addValue(CommonOps_DDRM.trace(rescaling(orthogonal.draw(RandomStream.of(2).split(i), widths))) / 2);
    }
    assertEquals(1 + 1 + 3.0 / 7, ExpectedRescaling.factor(orthogonal, widths), 1e-14);
    assertEquals(diagonal.getMean(), ExpectedRescaling.factor(orthogonal, widths), QUANTILE * error(diagonal));
  }

  @Test
  void atDepthOneThereIsNoRescaling() {
    assertEquals(1, ExpectedRescaling.factor(new Parameterisation.StandardGaussian(), 5, 3));
  }

  /// Standard Gaussian: every `g = 1`, so `s = L`. muPC: `g = 1 + 1/L` between, `1/N` at the output.
  @Test
  void theKnownParameterisationsAgreeWithPaperAndPencil() {
    assertEquals(4, ExpectedRescaling.factor(new Parameterisation.StandardGaussian(), 9, 7, 5, 3, 2), 1e-14);
    double g = 1 + 1.0 / 4;
    assertEquals(1 + (1 + g + g * g) / 50, ExpectedRescaling.factor(new Parameterisation.MuPc(), 9, 50, 50, 50, 2),
        1e-14);
  }

  /// At fixed depth, doubling the width (halving `r = L/N`) halves the excess over 1: the thesis's Theorem 1, in the mean.
  @Test
  void muPcsRescalingVanishesWithTheAspectRatio() {
    double previous = Double.POSITIVE_INFINITY;
    for (int N = 8; N <= 1024; N *= 2) {
      int[] widths = new int[18];
      Arrays.fill(widths, N);
      double excess = ExpectedRescaling.factor(new Parameterisation.MuPc(), widths) - 1;
      assertTrue(excess < 0.51 * previous && excess > 0, "N = " + N + ": " + excess);
      previous = excess;
    }
  }

  @Test
  void impossibleSizesAreNamed() {
    assertEquals("widths must be at least 1, got 0 and 2",
        assertThrows(IllegalArgumentException.class,
            () -> ExpectedRescaling.factor(new Parameterisation.StandardGaussian(), 3, 0, 2)).getMessage());
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

  /// The standard error of a mean, and the rounding of a sample that does not vary (square orthogonal layers).
  private static double error(SummaryStatistics statistics) {
    return statistics.getStandardDeviation() / Math.sqrt((double) statistics.getN()) + 1e-14;
  }
}
