package org.linnet.theory.saddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: drawn networks; the chi-squared law of 1000 of them. Each statistical bound is five standard errors: a false
/// alarm in fewer than one of 10^6 tests, and the seed is fixed.
///
/// **If wrong**: claim INN-4.14.
class OriginDistanceTest {
  private static final int DRAWS = 1000;
  private static final int[] WIDTHS = {3, 5, 7, 7, 2};

  static Parameterisation[] gaussian() {
    return new Parameterisation[]{new Parameterisation.StandardGaussian(), new Parameterisation.NeuralTangent(),
        new Parameterisation.MuPc()};
  }

  @ParameterizedTest
  @MethodSource("gaussian")
  void drawnNetworksLieThere(Parameterisation parameterisation) {
    int[] widths = {3, 5, 5, 5, 2};
    double[] squared = squaredNorms(parameterisation, widths);
    double mean = Arrays.stream(squared).average().orElseThrow();
    double variance = Arrays.stream(squared).map(s -> (s - mean) * (s - mean)).sum() / (DRAWS - 1);
    double stated = OriginDistance.variance(parameterisation, widths);
    assertEquals(OriginDistance.meanSquare(parameterisation, widths), mean, 5 * Math.sqrt(stated / DRAWS));
    assertEquals(1, variance / stated, 5 * Math.sqrt(3.0 / DRAWS)); // kurtosis below 5: a sum of 15 or more squares
  }

  @Test
  void uniformWeightsLieThereOnAverage() {
    Parameterisation uniform = new Parameterisation.KaimingUniform();
    double[] squared = squaredNorms(uniform, WIDTHS);
    double mean = Arrays.stream(squared).average().orElseThrow();
    double sd = Math.sqrt(Arrays.stream(squared).map(s -> (s - mean) * (s - mean)).sum() / (DRAWS - 1));
    assertEquals(OriginDistance.meanSquare(uniform, WIDTHS), mean, 5 * sd / Math.sqrt(DRAWS));
  }

  @Test
  void orthogonalWeightsLieThereExactly() {
    Parameterisation orthogonal = new Parameterisation.Orthogonal(3);
    assertEquals(9 * (3 + 5 + 7 + 2), OriginDistance.meanSquare(orthogonal, WIDTHS), 1e-12);
    assertEquals(9 * (3 + 5 + 7 + 2), squaredNorm(orthogonal.draw(RandomStream.of(1), WIDTHS)), 1e-11);
  }

  @Test
  void inTheStandardParameterisationItIsTheSumOfTheWidths() {
    assertEquals(5 + 7 + 7 + 2, OriginDistance.meanSquare(new Parameterisation.StandardGaussian(), WIDTHS), 1e-12);
  }

  @Test
  void wrongCallsAreNamed() {
    Parameterisation standard = new Parameterisation.StandardGaussian();
    assertMessage("a network needs at least an input and an output width, got 1",
        () -> OriginDistance.meanSquare(standard, 3));
    assertMessage("widths must be at least 1, got 0", () -> OriginDistance.variance(standard, 3, 0));
    assertMessage("the weights must be Gaussian, got KaimingUniform[]",
        () -> OriginDistance.variance(new Parameterisation.KaimingUniform(), 3, 2));
    assertMessage("the weights must be Gaussian, got Orthogonal[gain=1.0]",
        () -> OriginDistance.variance(new Parameterisation.Orthogonal(), 3, 2));
  }

  private static double[] squaredNorms(Parameterisation parameterisation, int... widths) {
    RandomStream random = RandomStream.of(7);
    double[] squared = new double[DRAWS];
    Arrays.setAll(squared, i -> squaredNorm(parameterisation.draw(random, widths)));
    return squared;
  }

  private static double squaredNorm(DeepLinearNet net) {
    double sum = 0;
    for (int l = 1; l <= net.depth(); l++) {
      double norm = NormOps_DDRM.normF(net.weight(l));
      sum += norm * norm;
    }
    return sum;
  }

  private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
