package org.linnet.rmt.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: eigenvalues of sampled matrices.
///
/// The distance between the empirical distribution function of `n` eigenvalues and the limit is about `2.6/n`, not
/// `n^(-1/2)`. The bound `5/n` was exceeded by none of 200 matrices of each law (the largest distance was `4.2/n`), so a
/// false alarm has a probability of at most 1.5 % per law, with 95 % confidence; the seed is fixed.
///
/// **If wrong**: the laws are not those of these matrices.
class SampledLawTest {
  private static final int N = 200;

  static Stream<MatrixLaw> laws() {
    return Stream.of(new MarchenkoPastur(0.25), new MarchenkoPastur(1, 2), new MarchenkoPastur(2.5), new Semicircle(3),
        new FussCatalan(2), new FussCatalan(4));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void eigenvaluesFollowTheLaw(MatrixLaw law) {
    double[] lambda = law.eigenvalues(N, RandomStream.of(1));
    assertEquals(N, lambda.length);
    assertTrue(distance(lambda, law) < 5.0 / N, law + ": " + distance(lambda, law) * N);
  }

  /// Power of the test above: laws whose parameter is off by a tenth are rejected.
  @Test
  void neighbouringLawsAreRejected() {
    assertTrue(
        distance(new MarchenkoPastur(0.25).eigenvalues(N, RandomStream.of(1)), new MarchenkoPastur(0.275)) > 5.0 / N
            || distance(new MarchenkoPastur(0.25).eigenvalues(N, RandomStream.of(1)),
                new MarchenkoPastur(0.25, 1.1)) > 5.0 / N);
    assertTrue(distance(new Semicircle(3).eigenvalues(N, RandomStream.of(1)), new Semicircle(3.3)) > 5.0 / N);
    assertTrue(distance(new FussCatalan(2).eigenvalues(N, RandomStream.of(1)), new FussCatalan(3)) > 5.0 / N);
  }

  /// 1 of 4 columns more than rows: as many zeros as the atom says.
  @Test
  void aWideMatrixHasZeroEigenvalues() {
    double[] lambda = new MarchenkoPastur(4).eigenvalues(40, RandomStream.of(2));
    assertEquals(30, Arrays.stream(lambda).filter(x -> x == 0).count());
  }

  @Test
  void aMatrixOfOneEntryIsAMatrix() {
    assertEquals(1, new MarchenkoPastur(7).eigenvalues(1, RandomStream.of(3)).length);
    assertEquals(1, new Semicircle(1).eigenvalues(1, RandomStream.of(3)).length);
    assertEquals(1, new FussCatalan(2).eigenvalues(1, RandomStream.of(3)).length);
    assertTrue(Double.isFinite(new TracyWidom().scaledLargestEigenvalue(1, RandomStream.of(3))));
    assertEquals("the size of a matrix must be at least 1, got 0", assertThrows(IllegalArgumentException.class,
        () -> new FussCatalan(2).eigenvalues(0, RandomStream.of(3))).getMessage());
    assertEquals(
        "a matrix of 10 columns and the ratio 1.0E-10 has 100000000000 rows, too many; ask for fewer eigenvalues",
        assertThrows(IllegalArgumentException.class,
            () -> new MarchenkoPastur(1e-10).eigenvalues(10, RandomStream.of(3))).getMessage());
  }

  /// 3000 independent numbers: Kolmogorov's quantile for a false-alarm rate of 1e-4 is `2.225/sqrt(3000)`, plus 0.006 for
  /// the distance of `n = 400` from the limit, `O(n^(-2/3))`.
  @Test
  void tridiagonalMatricesFollowTracyWidom() {
    double[] s = new double[3000];
    Arrays.setAll(s, i -> new TracyWidom().scaledLargestEigenvalue(400, RandomStream.of(4).split(i)));
    Arrays.sort(s);
    double distance = distance(s, new TracyWidom());
    assertTrue(distance < 2.225 / Math.sqrt(s.length) + 0.006, "distance " + distance);
  }

  /// The tridiagonal matrix against the full one of the same size, `n = 12`, where the limit plays no part: two samples of
  /// 1500, quantile for a false-alarm rate of 1e-4.
  @Test
  void tridiagonalMatricesHaveTheLargestEigenvalueOfFullOnes() {
    int n = 12;
    double[] tridiagonal = new double[1500];
    double[] full = new double[1500];
    for (int i = 0; i < full.length; i++) {
      tridiagonal[i] = new TracyWidom().scaledLargestEigenvalue(n, RandomStream.of(5).split(i));
      double largest = new Semicircle(2 * Math.sqrt(n)).eigenvalues(n, RandomStream.of(6).split(i))[n - 1];
      full[i] = Math.pow(n, 1.0 / 6) * (largest - 2 * Math.sqrt(n - 0.5));
    }
    Arrays.sort(tridiagonal);
    Arrays.sort(full);
    double distance = 0;
    for (int i = 0; i < full.length; i++) {
      int rank = Arrays.binarySearch(full, tridiagonal[i]);
      distance = Math.max(distance, Math.abs((-1 - rank) - i) / (double) full.length);
    }
    assertTrue(distance < 2.225 * Math.sqrt(2.0 / full.length), "distance " + distance);
  }

  /// Kolmogorov's distance of a sorted sample. Left limits of the law are taken just below a number, for its atoms.
  static double distance(double[] sorted, Law law) {
    double distance = 0;
    int n = sorted.length;
    for (int i = 0; i < n; i++) {
      if (i == n - 1 || sorted[i + 1] > sorted[i]) {
        distance = Math.max(distance, Math.abs(law.cdf(sorted[i]) - (i + 1.0) / n));
      }
      if (i == 0 || sorted[i - 1] < sorted[i]) {
        distance = Math.max(distance, Math.abs(law.cdf(Math.nextDown(sorted[i])) - (double) i / n));
      }
    }
    return distance;
  }
}
