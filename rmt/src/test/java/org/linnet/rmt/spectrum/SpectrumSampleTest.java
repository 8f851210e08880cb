package org.linnet.rmt.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: counting by hand; the spectrum of orthogonal networks on paper; the determinant of the rescaling `S`.
///
/// **If wrong**: every comparison of a random-matrix law with samples.
class SpectrumSampleTest {
  private static final SpectrumSample FOUR = SpectrumSample.of(3, 1, 1, 5);

  @Test
  void theDistributionCountsEigenvaluesFromBelow() {
    assertArrayEquals(new double[]{1, 1, 3, 5}, FOUR.eigenvalues());
    assertEquals(4, FOUR.size());
    assertEquals(1, FOUR.smallest());
    assertEquals(5, FOUR.largest());
    double[] x = {0, Math.nextDown(1.0), 1, 2, 3, 4.9, 5, 9};
    double[] expected = {0, 0, 0.5, 0.5, 0.75, 0.75, 1, 1};
    assertArrayEquals(expected, Arrays.stream(x).map(FOUR::distribution).toArray());
  }

  /// Against the uniform law on `(0, 8)`: just below 1 the sample has 0 and the law 1/8, at 1 there are 1/2 and 1/8, at 5 there
  /// are 1 and 5/8; the largest distance is 3/8. A law with all its mass at 5 is 3/4 away just before.
  @Test
  void kolmogorovsDistanceIsTheLargestOnEitherSideOfAStep() {
    assertEquals(0.375, FOUR.kolmogorovDistance(x -> Math.clamp(x / 8, 0, 1)));
    assertEquals(0.75, FOUR.kolmogorovDistance(x -> x < 5 ? 0 : 1));
    assertEquals(0.5, SpectrumSample.of(0.5).kolmogorovDistance(x -> x));
  }

  @Test
  void theHistogramIsADensity() {
    assertArrayEquals(new double[]{0, 0.5, 0.125, 0.25}, FOUR.histogram(0, 1, 2, 4, 5.0000001), 1e-7);
    assertEquals("the edges of a histogram must ascend, got 2.0 before 2.0",
        assertThrows(IllegalArgumentException.class, () -> FOUR.histogram(1, 2, 2)).getMessage());
    assertEquals("a histogram needs at least two edges, got 1",
        assertThrows(IllegalArgumentException.class, () -> FOUR.histogram(1)).getMessage());
  }

  /// Without skips, orthogonal hidden weights can be rotated away: `N - K` copies of the path with one free end,
  /// `4 sin²((2k-1) pi / (2 (2H+1)))`, and `K` copies of the one with fixed ends, `2 - 2 cos(k pi / (H+1))`.
  @ParameterizedTest
  @CsvSource({"6,1,2", "6,4,2", "5,3,5", "24,16,10", "40,7,1"})
  void orthogonalNetworksHaveTheSpectrumOfPaths(int N, int H, int K) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[H + 1] = K;
    DeepLinearNet net = new Parameterisation.Orthogonal().draw(RandomStream.of(N + H), widths);
    double[] expected = new double[N * H];
    for (int k = 1; k <= H; k++) {
      double free = 4 * Math.pow(Math.sin((2 * k - 1) * Math.PI / (2 * (2 * H + 1))), 2);
      double fixed = 2 - 2 * Math.cos(k * Math.PI / (H + 1));
      Arrays.fill(expected, (k - 1) * N, (k - 1) * N + K, fixed);
      Arrays.fill(expected, (k - 1) * N + K, k * N, free);
    }
    Arrays.sort(expected);
    assertArrayEquals(expected, SpectrumSample.of(net).eigenvalues(), N * H * 0x1p-52 * 4);
  }

  /// `det Hz = det S`, `S = I + sum_(l=2..L) P(l) P(l)ᵀ`, `P(l) = A(L) .. A(l)`, for unit precisions.
  @Test
  void theProductOfTheEigenvaluesIsTheDeterminantOfTheRescaling() {
    for (Parameterisation parameterisation : new Parameterisation[]{new Parameterisation.StandardGaussian(),
        new Parameterisation.MuPc(), new Parameterisation.KaimingUniform()}) {
      DeepLinearNet net = parameterisation.draw(RandomStream.of(4), 3, 9, 9, 9, 9, 5);
      DMatrixRMaj S = CommonOps_DDRM.identity(5);
      DMatrixRMaj P = CommonOps_DDRM.identity(5);
      for (int l = net.depth(); l >= 2; l--) {
        P = CommonOps_DDRM.mult(P, net.layerMap(l), null);
        CommonOps_DDRM.multAddTransB(P, P, S);
      }
      double[] eigenvalues = SpectrumSample.of(net).eigenvalues();
      double log = DoubleStream.of(eigenvalues).map(Math::log).sum();
      // each eigenvalue is right to 36 eps of the largest one
      double rounding = DoubleStream.of(eigenvalues).map(x -> 36 * 0x1p-52 * eigenvalues[35] / x).sum();
      assertEquals(Math.log(CommonOps_DDRM.det(S)), log, rounding);
    }
  }

  @Test
  void wrongCallsAreNamed() {
    message("a spectrum needs at least one eigenvalue, got none", () -> SpectrumSample.of());
    message("eigenvalues must be numbers, got NaN", () -> SpectrumSample.of(1, Double.NaN, 2));
    message("the matrix must be square, got 2 x 3", () -> SpectrumSample.of(new DMatrixRMaj(2, 3)));
    message("the matrix must be finite, but it has an entry Infinity",
        () -> SpectrumSample.of(new DMatrixRMaj(new double[][]{{Double.POSITIVE_INFINITY}})));
    DeepLinearNet wide = DeepLinearNet.of(new DMatrixRMaj(5001, 1), new DMatrixRMaj(1, 5001));
    message("all eigenvalues of a 5001 x 5001 matrix would take 0.4 GB: up to 5000 rows are possible; beyond, "
        + "SpectrumEdges has the extreme ones and SpectralDensity their distribution", () -> SpectrumSample.of(wide));
  }

  private static void message(String expected, Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
