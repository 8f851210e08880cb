package org.linnet.core.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Table 5.1 of the thesis by hand; moments with confidence intervals; orthogonality by multiplication.
class ParameterisationTest {

  @Test
  void muPcHasTheScalingsOfTable51() {
    DeepLinearNet net = new Parameterisation.MuPc().draw(RandomStream.of(1), 16, 9, 9, 9, 5); // L = 4
    double[] a = {net.scaling(1), net.scaling(2), net.scaling(3), net.scaling(4)};
    assertArrayEquals(new double[]{1 / 4.0, 1 / 6.0, 1 / 6.0, 1 / 9.0}, a, 1e-15);
    assertArrayEquals(new double[]{0, 1, 1, 0}, new double[]{net.skip(1), net.skip(2), net.skip(3), net.skip(4)});
  }

  @Test
  void gamma0DividesTheOutputOfMuPcAlone() {
    int[] widths = {16, 9, 9, 9, 5};
    for (int l = 1; l <= 4; l++) {
      double quotient = new Parameterisation.MuPc(0.5).scaling(l, widths)
          / new Parameterisation.MuPc().scaling(l, widths);
      assertEquals(l == 4 ? 2 : 1, quotient, 1e-15);
      assertEquals(1, new Parameterisation.MuPc(0.5).rate(l, widths));
    }
  }

  /// By hand from the class table; `N = 9`, `L = 4`, `gamma0 = 2`.
  @Test
  void depthMuPHasTheNetworkOfMuPcAndItsOwnRates() {
    int[] widths = {16, 9, 9, 9, 5};
    DeepLinearNet net = new DepthMuP(2, Descent.SGD).draw(RandomStream.of(1), widths);
    assertEquals(new Parameterisation.MuPc(2).draw(RandomStream.of(1), widths).toString(), net.toString());
    double[][] rates = {{36, 36, 36, 36}, {36, 9, 9, 1}, {0.5, 1 / 3.0, 1 / 3.0, 2}, {2, 0.5, 0.5, 1}};
    for (int l = 1; l <= 4; l++) {
      assertEquals(rates[0][l - 1], new DepthMuP(2, Descent.SGD).rate(l, widths), 1e-15);
      assertEquals(rates[1][l - 1], new DepthMuP(2, Descent.SGD).biasRate(l, widths), 1e-15);
      assertEquals(rates[2][l - 1], new DepthMuP(2, Descent.ADAM).rate(l, widths), 1e-15);
      assertEquals(rates[3][l - 1], new DepthMuP(2, Descent.ADAM).biasRate(l, widths), 1e-15);
    }
  }

  @Test
  void neuralTangentScalesByTheRootOfTheFanIn() {
    DeepLinearNet net = new Parameterisation.NeuralTangent().draw(RandomStream.of(1), 16, 9, 4);
    assertArrayEquals(new double[]{1 / 4.0, 1 / 3.0}, new double[]{net.scaling(1), net.scaling(2)}, 1e-15);
  }

  /// 40,000 entries of `W(1)`: for Gaussian entries, n times the sample variance over the true one is chi-squared with n
  /// degrees of freedom; two-sided false-alarm rate 1e-3. A uniform sample's variance spreads less, so it is covered too.
  @ParameterizedTest
  @CsvSource({"gaussian, 0.01", "kaiming, 0.0033333333333333335", "tangent, 1", "mupc, 1"})
  void theEntriesHaveTheStatedVariance(String name, double variance) {
    Parameterisation parameterisation = switch (name) {
      case "gaussian" -> new Parameterisation.StandardGaussian();
      case "kaiming" -> new Parameterisation.KaimingUniform();
      case "tangent" -> new Parameterisation.NeuralTangent();
      default -> new Parameterisation.MuPc();
    };
    assertEquals(variance, parameterisation.variance(1, 100, 400), 1e-15);
    double[] entries = parameterisation.draw(RandomStream.of(5), 100, 400).weight(1).data;
    double n = entries.length;
    double sum = Arrays.stream(entries).map(w -> w * w / variance).sum();
    ChiSquaredDistribution law = new ChiSquaredDistribution(n);
    assertTrue(sum > law.inverseCumulativeProbability(5e-4) && sum < law.inverseCumulativeProbability(1 - 5e-4),
        "variance " + sum / n * variance);
  }

  @Test
  void kaimingUniformStaysWithinPyTorchsBound() {
    double[] entries = new Parameterisation.KaimingUniform().draw(RandomStream.of(5), 100, 400).weight(1).data;
    double largest = Arrays.stream(entries).map(Math::abs).max().orElseThrow();
    // the largest of 40,000 lies within 0.1% of the bound except with probability (1 - 1e-3)^40000 = 4e-18
    assertTrue(largest <= 0.1 && largest > 0.0999, "largest " + largest);
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "9, 4", "4, 9", "1, 5", "5, 1", "1, 1"})
  void orthogonalWeightsHaveOrthonormalColumnsOrRows(int rows, int columns) {
    DMatrixRMaj W = new Parameterisation.Orthogonal(2).weight(RandomStream.of(3), 1, columns, rows);
    DMatrixRMaj gram = rows >= columns ? CommonOps_DDRM.multTransA(W, W, null) : CommonOps_DDRM.multTransB(W, W, null);
    double entries = Arrays.stream(W.data).map(w -> w * w).average().orElseThrow();
    assertEquals(new Parameterisation.Orthogonal(2).variance(1, columns, rows), entries, 1e-14);
    CommonOps_DDRM.scale(0.25, gram);
    assertTrue(MatrixFeatures_DDRM.isIdentity(gram, 1e-14));
  }

  /// A Haar matrix has entries of mean 0: without the sign correction, Householder QR makes the diagonal one-sided.
  /// 2,000 draws of `W11` of a 2 x 2 Haar matrix: mean 0, variance 1/2; 3.3 standard errors is a false-alarm rate of 1e-3.
  @Test
  void orthogonalWeightsHaveNoPreferredSign() {
    RandomStream random = RandomStream.of(8);
    int n = 2000;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += new Parameterisation.Orthogonal().weight(random, 1, 2, 2).get(0, 0) / n;
    }
    assertEquals(0, mean, 3.3 * Math.sqrt(0.5 / n));
  }

  /// The numbers come from SplitMix64 and the polar method written out in Python 3.11 (seed 42, math.log and math.sqrt).
  @Test
  void aSeedGivesTheSameWeightsOnEveryPlatform() {
    double[] expected = {0.49295065581737485, -0.6940056672160174, -1.2810773478777024, -0.901557193497174};
    assertArrayEquals(expected, new Parameterisation.NeuralTangent().draw(RandomStream.of(42), 2, 2).weight(1).data,
        1e-15);
  }

  @Test
  void impossibleSizesAreNamed() {
    Parameterisation sp = new Parameterisation.StandardGaussian();
    assertEquals("a network needs at least an input and an output width, got 1",
        assertThrows(IllegalArgumentException.class, () -> sp.draw(RandomStream.of(1), 3)).getMessage());
    assertEquals("width N(1) must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> sp.draw(RandomStream.of(1), 3, 0, 2)).getMessage());
    assertEquals("skip tau(2) = 1.0 needs layers of equal width, but N(1) = 4 and N(2) = 5",
        assertThrows(IllegalArgumentException.class,
            () -> new Parameterisation.MuPc().draw(RandomStream.of(1), 3, 4, 5, 2)).getMessage());
    assertEquals("gamma0 must be positive and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new Parameterisation.MuPc(Double.NaN)).getMessage());
    assertEquals("gamma0 must be positive and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new DepthMuP(-1, Descent.ADAM)).getMessage());
    assertEquals("gain must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Parameterisation.Orthogonal(0)).getMessage());
  }
}
