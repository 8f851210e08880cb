package org.linnet.rmt.asymptotic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: means and deviations of sampled networks, here or elsewhere (printed digits), and amplitudes of the limit's edges
/// by an independent Newton solver (printed digits).
///
/// **If wrong**: how wide a network must be before its spectrum may be compared with the limit.
class FiniteWidthTest {

  /// Edge, amplitude, width; mean and deviation of 16 to 30 sampled networks.
  @ParameterizedTest
  @CsvSource({
      "0.3059529, 14.6, LOWER, 256, 0.3135, 0.006, 20", // standard, H = 2, K = N
      "0.1617022, 26.3, LOWER, 256, 0.1651, 0.003, 16", // H = 3
      "0.09861315, 50.4, LOWER, 128, 0.103, 0.004, 30", // H = 4
      "0.02391139, 300, LOWER, 128, 0.025, 0.001, 20", // H = 8
      "0.004517597, 2143, LOWER, 64, 0.005189, 0.0006, 20", // H = 16
      "0.05018576, 78.9, LOWER, 128, 0.05333, 0.003, 30", // with skips, H = 4
      "0.009811265, 590, LOWER, 128, 0.01026, 0.0006, 20"}) // H = 8
  void sampledExtremesLieWhereTheTracyWidomLawPutsThem(double edge, double C, SoftEdge.Side side, int N, double mean,
      double deviation, int networks) {
    SoftEdge law = new SoftEdge(edge, C, side);
    assertEquals(mean, law.mean(N), (4 / Math.sqrt(networks) + 0.3) * deviation); // sampling, and O(N^(-1)) corrections
    assertEquals(1, deviation / law.deviation(N), 0.5);
  }

  /// `(C N)^(-2/3) = 1/4` for `C = 8, N = 1`; means of the real Tracy-Widom law to the digits usually printed.
  @Test
  void theShiftGoesInwardsFromBothEdges() {
    SoftEdge lower = new SoftEdge(2, 8, SoftEdge.Side.LOWER);
    SoftEdge upper = new SoftEdge(2, 8, SoftEdge.Side.UPPER);
    assertEquals(0.25, lower.scale(1), 1e-15);
    assertEquals(0.25 / 16, lower.scale(64), 1e-16);
    assertEquals(2 + 1.20653 / 4, lower.mean(1), 1e-5);
    assertEquals(2 - 1.20653 / 4, upper.mean(1), 1e-5);
    assertEquals(1.26798 / 4, upper.deviation(1), 1e-5);
  }

  /// `H, λmin, C`.
  @ParameterizedTest
  @CsvSource({"4, 0.03242444, 198", "8, 0.005142074, 1357", "16, 7.277653e-4, 1.18e4", "32, 9.691362e-5, 1.16e5"})
  void standardNetworksNeedWidthBeyondDepth(int H, double lower, double C) {
    assertScale(WidthLaw.STANDARD, H, lower, C);
  }

  @ParameterizedTest
  @CsvSource({"4, 0.09861315, 50.4", "8, 0.02391139, 300", "16, 0.004517597, 2143", "32, 7.252866e-4, 1.81e4"})
  void fullyReadNetworksToo(int H, double lower, double C) {
    assertScale(WidthLaw.STANDARD_FULLY_READ, H, lower, C);
  }

  @ParameterizedTest
  @CsvSource({"4, 0.04086416, 360", "8, 0.008940174, 2354", "16, 0.002024299, 1.73e4", "32, 4.763759e-4, 1.33e5"})
  void muPcNeedsWidthOnly(int H, double lower, double C) {
    assertScale(WidthLaw.MUPC, H, lower, C);
  }

  private static void assertScale(WidthLaw law, int H, double lower, double C) {
    double relative = new SoftEdge(lower, C, SoftEdge.Side.LOWER).scale(50) / lower;
    assertTrue(law.scale(H, 50).admits(relative), law.scale(H, 50) + " " + relative);
  }

  /// The constants, from the tabulated amplitudes at depths 16 and 32 with the `1/H` removed.
  @Test
  void theConstantsAreTheLimitsOfTheTabulatedOnes() {
    assertEquals(extrapolated(2.0 / 3, 7.277653e-4, 1.18e4, 9.691362e-5, 1.16e5), WidthLaw.STANDARD.coefficient(),
        0.005);
    assertEquals(extrapolated(0, 0.002024299, 1.73e4, 4.763759e-4, 1.33e5), WidthLaw.MUPC.coefficient(), 0.02);
    assertEquals(extrapolated(2.0 / 3, 0.004517597, 2143, 7.252866e-4, 1.81e4),
        WidthLaw.STANDARD_FULLY_READ.coefficient(), 0.005);
  }

  private static double extrapolated(double power, double lower16, double C16, double lower32, double C32) {
    double at16 = Math.pow(C16, -2.0 / 3) / lower16 / Math.pow(16, power);
    double at32 = Math.pow(C32, -2.0 / 3) / lower32 / Math.pow(32, power);
    return 2 * at32 - at16;
  }

  @ParameterizedTest
  @CsvSource({"0.1, 8", "0.01, 32", "0.5, 1"})
  void theSmallestWidthForAToleranceIsTheSmallest(double tolerance, int H) {
    for (WidthLaw law : new WidthLaw[]{WidthLaw.STANDARD, WidthLaw.STANDARD_FULLY_READ, WidthLaw.MUPC}) {
      int N = (int) law.widthFor(tolerance, H);
      assertTrue(law.bias(H, N).value() <= tolerance * (1 + 1e-12), law + " " + N);
      assertTrue(N == 1 || law.bias(H, N - 1).value() > tolerance, law + " " + N);
    }
    assertEquals(WidthLaw.MUPC.widthFor(tolerance, H), WidthLaw.MUPC.widthFor(tolerance, 100 * H));
    assertEquals(8, (double) WidthLaw.STANDARD.widthFor(0.01, 80) / WidthLaw.STANDARD.widthFor(0.01, 10), 0.01);
    assertEquals(1.26798 / 1.20653, WidthLaw.MUPC.deviation(3, 7).value() / WidthLaw.MUPC.bias(3, 7).value(), 1e-5);
  }

  /// 60 networks each, the largest eigenvalue by Lanczos's method. Two-sided 1e-4 per comparison.
  @ParameterizedTest
  @CsvSource({"32, 16", "64, 16"})
  void deepNetworksExceedTheEdge(int H, int N) {
    int[] widths = new int[H + 2];
    Arrays.fill(widths, N);
    widths[H + 1] = 5;
    SummaryStatistics plain = new SummaryStatistics();
    SummaryStatistics skips = new SummaryStatistics();
    for (int i = 0; i < 60; i++) {
      DeepLinearNet net = new Parameterisation.StandardGaussian().draw(RandomStream.of(3).split(i), widths);
      plain.addValue(largestEigenvalue(net) - 6.75);
      skips.addValue(largestEigenvalue(net.withHiddenSkips()) - 9.945658805);
    }
    assertDrift(plain, DeepLargestEigenvalue.STANDARD, H, N);
    assertDrift(skips, DeepLargestEigenvalue.STANDARD_WITH_SKIPS, H, N);
  }

  private static void assertDrift(SummaryStatistics sampled, DeepLargestEigenvalue law, int H, int N) {
    double error = sampled.getStandardDeviation() / Math.sqrt(60);
    assertEquals(sampled.getMean(), law.excess(H, N), law.error(H, N) + 3.89 * error);
    assertEquals(1, sampled.getStandardDeviation() / law.deviation(H, N), 0.3 + 3.89 / Math.sqrt(120));
  }

  /// From below, to about 1e-3: 60 steps without reorthogonalisation.
  private static double largestEigenvalue(DeepLinearNet net) {
    BlockTridiagonal Hz = ActivityHessian.of(net).matrix();
    int steps = 60;
    DMatrixRMaj T = new DMatrixRMaj(steps, steps);
    DMatrixRMaj[] previous = vector(Hz);
    DMatrixRMaj[] v = vector(Hz);
    DMatrixRMaj[] w = vector(Hz);
    RandomStream random = RandomStream.of(9);
    for (DMatrixRMaj block : v) {
      for (int i = 0; i < block.data.length; i++) {
        block.data[i] = random.nextGaussian();
      }
    }
    double beta = Math.sqrt(dot(v, v));
    add(v, 1 / beta - 1, v);
    for (int k = 0; k < steps; k++) {
      Hz.multiply(v, w);
      if (k > 0) {
        add(w, -beta, previous);
      }
      double alpha = dot(w, v);
      add(w, -alpha, v);
      beta = Math.sqrt(dot(w, w));
      T.set(k, k, alpha);
      if (k + 1 < steps) {
        T.set(k, k + 1, beta);
        T.set(k + 1, k, beta);
      }
      DMatrixRMaj[] free = previous;
      previous = v;
      v = w;
      w = free;
      add(v, 1 / beta - 1, v);
    }
    EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(steps, false, true);
    decomposition.decompose(T);
    return IntStream.range(0, steps).mapToDouble(i -> decomposition.getEigenvalue(i).getReal()).max().orElseThrow();
  }

  private static DMatrixRMaj[] vector(BlockTridiagonal matrix) {
    return IntStream.rangeClosed(1, matrix.blocks()).mapToObj(l -> new DMatrixRMaj(matrix.diagonal(l).numRows, 1))
        .toArray(DMatrixRMaj[]::new);
  }

  private static double dot(DMatrixRMaj[] a, DMatrixRMaj[] b) {
    return IntStream.range(0, a.length).mapToDouble(l -> CommonOps_DDRM.dot(a[l], b[l])).sum();
  }

  private static void add(DMatrixRMaj[] a, double factor, DMatrixRMaj[] b) {
    for (int l = 0; l < a.length; l++) {
      CommonOps_DDRM.addEquals(a[l], factor, b[l]);
    }
  }

  /// Depth, width, mean distance of sampled networks.
  @ParameterizedTest
  @CsvSource({"1, 256, 0.00545", "1, 256, 0.00955", "2, 256, 0.00494", "2, 256, 0.00559", "4, 128, 0.00528",
      "4, 128, 0.00489",
      "8, 128, 0.00322", "8, 128, 0.00268", "16, 64, 0.00424", "16, 64, 0.00279", "32, 64, 0.00328", "32, 64, 0.00171"})
  void sampledSpectraAreAsCloseAsStated(int H, int N, double distance) {
    Asymptote typical = CountingDistance.typical(H, N);
    assertTrue(H == 32 || typical.admits(distance), typical.toString()); // at 32 the mean over all parameterisations
    assertTrue(distance < CountingDistance.largest(H, N));
    assertEquals(1, (0.00328 + 0.00171) / 2 / CountingDistance.typical(32, 64).value(), 0.25);
  }

  @Test
  void whatLiesOutsideTheRangeIsRefused() {
    DeepLargestEigenvalue deep = DeepLargestEigenvalue.STANDARD;
    assertEquals(
        "the law is for depths H of at least 32 and 4 N^(1/5), got H = 8, N = 64; use SoftEdge for H below N^(1/5), "
            + "and samples between",
        assertThrows(IllegalArgumentException.class, () -> deep.excess(8, 64)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> deep.excess(32, 1 << 16));
    assertThrows(IllegalArgumentException.class, () -> new DeepLargestEigenvalue(0));
    assertEquals("the width must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> deep.excess(32, 0)).getMessage());
    assertEquals("an edge must be finite and its amplitude positive, got 1.0 and 0.0",
        assertThrows(IllegalArgumentException.class, () -> new SoftEdge(1, 0, SoftEdge.Side.LOWER)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new SoftEdge(1, 1, SoftEdge.Side.LOWER).scale(0));
    assertEquals("the tolerance must be between 0 and 1, got 1.0",
        assertThrows(IllegalArgumentException.class, () -> WidthLaw.MUPC.widthFor(1, 3)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> WidthLaw.MUPC.scale(0, 3));
    assertThrows(IllegalArgumentException.class, () -> WidthLaw.MUPC.scale(3, 0));
    assertThrows(IllegalArgumentException.class, () -> new WidthLaw(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> CountingDistance.typical(3, 0));
  }
}
