package org.linnet.rmt.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: norms of sampled matrices, from their definition.
///
/// **If wrong**: how wide a network must be for its transposed weights to invert (MEU-S12).
class TransposeGapTest {
  /// Deviations of the mean from the limit and of one draw from the mean are some `1.2` and `1.3` times the scale: 6 scales
  /// on either side. The Frobenius norm's square per row deviates by `O(1/m)`.
  @ParameterizedTest
  @CsvSource({"100, 200", "60, 600", "120, 80"})
  void sampledNormsAreNearTheLimits(int m, int n) {
    double ratio = m / (double) n;
    double scale = TransposeGap.scale(m, n);
    for (boolean sphere : new boolean[]{false, true}) {
      DMatrixRMaj M = sample(m, n, sphere, RandomStream.of(1));
      DMatrixRMaj R = CommonOps_DDRM.multOuter(M, null);
      CommonOps_DDRM.subtractEquals(R, CommonOps_DDRM.identity(m));
      DMatrixRMaj residual = CommonOps_DDRM.mult(R, M, null);
      assertEquals(TransposeGap.limit(ratio), NormOps_DDRM.normP2(R), 6 * scale);
      double slope = 1.5 * Math.sqrt(1 + TransposeGap.limit(ratio)) + 1; // of σ (σ² - 1) in σ², and margin
      assertEquals(TransposeGap.residual(ratio), NormOps_DDRM.normP2(residual), 6 * slope * scale);
      double squared = Math.pow(NormOps_DDRM.normF(residual), 2) / m;
      assertEquals(1, squared / TransposeGap.squaredResidualPerRow(ratio), 10.0 / m);
    }
  }

  /// 800 norms; Kolmogorov's quantile for a false-alarm rate of 1e-4 is `2.225/sqrt(800)`, plus the 0.03 that the size is off.
  @Test
  void gaussianNormsFollowTracyWidom() {
    int m = 30;
    int n = 60;
    double[] p = new double[800];
    for (int i = 0; i < p.length; i++) {
      double[] lambda = eigenvalues(sample(m, n, false, RandomStream.of(2).split(i)));
      double norm = Math.max(lambda[m - 1] - 1, 1 - lambda[0]);
      p[i] = TransposeGap.probability(m, n, norm);
    }
    Arrays.sort(p);
    double distance = 0;
    for (int i = 0; i < p.length; i++) {
      distance = Math.max(distance, Math.max(p[i] - i / 800.0, (i + 1) / 800.0 - p[i]));
    }
    assertTrue(distance < 2.225 / Math.sqrt(p.length) + 0.03, "distance " + distance);
  }

  /// `n = 100 m`: the operator norm stays, the Frobenius norm grows like `sqrt m`, by 2 here, with a deviation of 13 %
  /// from the 28 pairs of rows of the smallest matrix.
  @Test
  void aFixedRatioIsEnoughInOneNormOnly() {
    double previous = 0;
    for (int m : new int[]{8, 32, 128}) {
      double[] lambda = eigenvalues(sample(m, 100 * m, true, RandomStream.of(3)));
      double squared = Arrays.stream(lambda).map(x -> x * (x - 1) * (x - 1)).sum();
      double norm = Arrays.stream(lambda).map(x -> Math.sqrt(x) * Math.abs(x - 1)).max().orElseThrow();
      assertEquals(TransposeGap.residual(0.01), norm, 6 * TransposeGap.scale(m, 100 * m));
      assertTrue(Math.sqrt(squared) > 1.5 * previous, "m = " + m + ": " + Math.sqrt(squared));
      previous = Math.sqrt(squared);
    }
  }

  @Test
  void theRatioForAGapInvertsTheLimit() {
    for (double epsilon : new double[]{1e-8, 0.1, 1, 20}) {
      assertEquals(epsilon, TransposeGap.limit(TransposeGap.ratioFor(epsilon)), 1e-14 * epsilon);
    }
    assertEquals(0.1 * 0.1 / 4, TransposeGap.ratioFor(0.1), 0.1 * 0.1 / 4 * 0.05);
  }

  /// `center → limit` and `probability` of the mean of the law, -1.2065, is 0.5197 (commonly tabulated as 0.52).
  @Test
  void finiteSizesTendToTheLimit() {
    assertEquals(TransposeGap.limit(0.25), TransposeGap.center(250_000, 1_000_000), 1e-5);
    double mean = TransposeGap.center(30, 60) - 1.2065335745820 * TransposeGap.scale(30, 60);
    assertEquals(0.52, TransposeGap.probability(30, 60, mean), 0.005);
    assertEquals(0, TransposeGap.probability(30, 60, 0));
    assertEquals(1, TransposeGap.probability(30, 60, 20));
  }

  @Test
  void sizesAndRatiosOutOfRangeAreRefused() {
    assertEquals("the ratio of rows to columns must be positive and finite, got 0.0",
        refused(() -> TransposeGap.limit(0)));
    assertEquals("the ratio of rows to columns must be positive and finite, got NaN",
        refused(() -> TransposeGap.squaredResidualPerRow(Double.NaN)));
    assertEquals("the ratio of rows to columns must be positive and finite, got -1.0",
        refused(() -> TransposeGap.residual(-1)));
    assertEquals("epsilon must be positive and finite, got 0.0", refused(() -> TransposeGap.ratioFor(0)));
    assertEquals("at least 1 row and 2 columns are needed, got 3 x 1", refused(() -> TransposeGap.center(3, 1)));
    assertEquals("at least 1 row and 2 columns are needed, got 0 x 9", refused(() -> TransposeGap.scale(0, 9)));
  }

  private static DMatrixRMaj sample(int m, int n, boolean sphere, RandomStream random) {
    DMatrixRMaj M = new DMatrixRMaj(m, n);
    for (int i = 0; i < m; i++) {
      double squared = 0;
      for (int j = 0; j < n; j++) {
        M.set(i, j, random.nextGaussian());
        squared += M.get(i, j) * M.get(i, j);
      }
      for (int j = 0; j < n; j++) {
        M.set(i, j, M.get(i, j) / Math.sqrt(sphere ? squared : n));
      }
    }
    return M;
  }

  /// Of `M Mᵀ`, in increasing order.
  private static double[] eigenvalues(DMatrixRMaj M) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(M.numRows, false, true);
    assertTrue(eigen.decompose(CommonOps_DDRM.multOuter(M, null)));
    return IntStream.range(0, M.numRows).mapToDouble(i -> eigen.getEigenvalue(i).getReal()).sorted().toArray();
  }

  private static String refused(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
