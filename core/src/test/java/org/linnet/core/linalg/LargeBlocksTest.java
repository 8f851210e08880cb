package org.linnet.core.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.JavaProcess;
import org.linnet.core.random.RandomStream;

/// **Oracle**: EJML's Cholesky factorisation and products of the dense matrix; the matrix itself, by its residual; another
/// process with one processor, or without vectors.
///
/// **If wrong**: exact inference and the spectra of all but the smallest networks.
class LargeBlocksTest {
  private static final double EPS = 0x1p-52;
  /// Of [#dominant]: Gershgorin puts the eigenvalues between 1.5 and 4.5 times the largest block.
  private static final double CONDITION = 3;

  static Stream<int[]> sizes() {
    return Stream.of(new int[]{1}, new int[]{47}, new int[]{48}, new int[]{49}, new int[]{95}, new int[]{130},
        new int[]{48, 48}, new int[]{49, 130}, new int[]{95, 1, 47}, new int[]{7, 130, 49, 24, 25},
        new int[]{33, 64, 64, 95, 2, 50}, new int[]{120, 120, 120, 120, 120, 120, 120});
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void theySolveAndMultiplyAsTheDenseMatrixDoes(int[] sizes) {
    BlockTridiagonal M = dominant(sizes);
    DMatrixRMaj dense = M.dense();
    BlockTridiagonalCholesky cholesky = M.cholesky().orElseThrow();
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(M.size());
    assertTrue(solver.setA(dense.copy()));
    assertEquals(logDeterminant(dense), cholesky.logDeterminant(), M.size() * EPS * (1e2 + Math.log(M.size())));
    for (int columns : new int[]{1, 3, 64}) {
      DMatrixRMaj[] b = random(sizes, columns);
      DMatrixRMaj whole = stacked(b);
      DMatrixRMaj product = CommonOps_DDRM.mult(dense, whole, null);
      DMatrixRMaj[] found = random(sizes, columns);
      M.multiply(b, found);
      assertClose(product, found, M.size() * EPS * NormOps_DDRM.normF(dense) * NormOps_DDRM.normF(whole));
      DMatrixRMaj solution = new DMatrixRMaj(M.size(), columns);
      solver.solve(whole, solution);
      cholesky.solve(b);
      assertClose(solution, b, M.size() * EPS * CONDITION * NormOps_DDRM.normF(solution));
    }
  }

  /// `M = AᵀA` of condition number about 1e9: the error of a solution is large, its residual is not.
  @Test
  void solutionsAreBackwardStable() {
    int[] sizes = {100, 100, 100, 100, 100};
    RandomStream random = RandomStream.of(8);
    DMatrixRMaj[] D = new DMatrixRMaj[5];
    DMatrixRMaj[] O = new DMatrixRMaj[4];
    for (int l = 0; l < 5; l++) {
      DMatrixRMaj A = new DMatrixRMaj(100, 100);
      Arrays.setAll(A.data, k -> random.nextGaussian());
      D[l] = CommonOps_DDRM.identity(100);
      if (l < 4) {
        CommonOps_DDRM.multAddTransA(A, A, D[l]);
        CommonOps_DDRM.scale(-1, A);
        O[l] = A;
      }
    }
    BlockTridiagonal M = BlockTridiagonal.of(D, O);
    DMatrixRMaj dense = M.dense();
    DMatrixRMaj[] x = random(sizes, 1);
    DMatrixRMaj residual = stacked(x);
    double right = NormOps_DDRM.normF(residual);
    M.cholesky().orElseThrow().solve(x);
    CommonOps_DDRM.multAdd(-1, dense, stacked(x), residual);
    double scale = NormOps_DDRM.normF(dense) * NormOps_DDRM.normF(stacked(x));
    assertTrue(scale > 1e5 * right, "the test needs a condition number that shows: " + scale / right);
    assertEquals(0, NormOps_DDRM.normF(residual), 100 * EPS * scale);
  }

  @Test
  void oneNegativeEigenvalueAnywhereIsFound() {
    int[] sizes = {60, 49, 60, 33, 60};
    for (int l = 1; l <= sizes.length; l++) {
      for (int i : new int[]{0, sizes[l - 1] / 2, sizes[l - 1] - 1}) {
        BlockTridiagonal M = dominant(sizes);
        M.diagonal(l).set(i, i, -1e-3);
        assertTrue(M.cholesky().isEmpty(), "block " + l + ", row " + i);
        M.diagonal(l).set(i, i, Double.NaN);
        assertTrue(M.cholesky().isEmpty(), "NaN in block " + l + ", row " + i);
      }
    }
  }

  /// A shift next to the extreme eigenvalues on either side, of blocks that are multiples of the identity: `3 I`, and `I`
  /// beside it, has the eigenvalues `3 + 2 cos(k pi/(n+1))`.
  @Test
  void shiftedFactorisationsExistOnOneSideOfTheSpectrum() {
    int n = 5;
    DMatrixRMaj[] D = new DMatrixRMaj[n];
    DMatrixRMaj[] O = new DMatrixRMaj[n - 1];
    Arrays.setAll(D, l -> scaledIdentity(3));
    Arrays.setAll(O, l -> scaledIdentity(1));
    BlockTridiagonal M = BlockTridiagonal.of(D, O);
    double edge = 2 * Math.cos(Math.PI / (n + 1));
    assertTrue(M.choleskyAbove(3 - edge - 1e-12).isPresent());
    assertTrue(M.choleskyAbove(3 - edge + 1e-12).isEmpty());
    assertTrue(M.choleskyBelow(3 + edge + 1e-12).isPresent());
    assertTrue(M.choleskyBelow(3 + edge - 1e-12).isEmpty());
    int[] sizes = {50, 50, 50, 50, 50};
    DMatrixRMaj[] x = random(sizes, 2);
    DMatrixRMaj[] b = random(sizes, 2);
    M.choleskyBelow(7).orElseThrow().solve(x);
    M.from(7).multiply(x, b);
    assertClose(stacked(random(sizes, 2)), b, 1e-12); // the norms of matrix and inverse are below 6 and 1/2
    double log = 0;
    for (int k = 1; k <= n; k++) {
      log += 50 * Math.log(7 - 3 - 2 * Math.cos(k * Math.PI / (n + 1)));
    }
    assertEquals(log, M.choleskyBelow(7).orElseThrow().logDeterminant(), 1e-12);
    assertEquals(log, M.choleskyAbove(-1).orElseThrow().logDeterminant(), 1e-12); // the spectrum is symmetric about 3
  }

  @Test
  void theBitsAreThoseOfOneThread() throws Exception {
    double[] here = numbers();
    for (int repeat = 0; repeat < 5; repeat++) {
      assertArrayEquals(here, numbers());
    }
    assertArrayEquals(here, elsewhere("-XX:ActiveProcessorCount=1", "--add-modules", "jdk.incubator.vector"));
  }

  @Test
  void withoutTheVectorModuleTheNumbersAreTheSameUpToRounding() throws Exception {
    assertArrayEquals(numbers(), elsewhere("-Xint"), 1e-12); // the numbers are of order 1, the condition number is 3
  }

  /// Prints what [#numbers] gives in this process.
  public static void main(String[] none) {
    for (double number : numbers()) {
      System.out.println(number);
    }
  }

  /// A sample of a solution and a product, and the mean logarithm of the eigenvalues.
  private static double[] numbers() {
    int[] sizes = {70, 49, 64, 80};
    BlockTridiagonal M = dominant(sizes);
    BlockTridiagonalCholesky cholesky = M.cholesky().orElseThrow();
    DMatrixRMaj[] x = random(sizes, 24);
    DMatrixRMaj[] product = random(sizes, 24);
    cholesky.solve(x);
    M.multiply(x, product);
    return new double[]{cholesky.logDeterminant() / M.size(), 100 * x[0].get(69, 23), 100 * x[1].get(30, 7),
        100 * x[3].get(0, 0), product[0].get(0, 0), product[2].get(63, 5)};
  }

  /// The numbers of another process, started with these options alone.
  private static double[] elsewhere(String... options) throws Exception {
    return JavaProcess.output(LargeBlocksTest.class, List.of(options)).stream().mapToDouble(Double::parseDouble)
        .toArray();
  }

  /// Random symmetric blocks with entries up to 1 (1/2 below the diagonal) and three times the largest size added.
  private static BlockTridiagonal dominant(int... sizes) {
    RandomStream random = RandomStream.of(5);
    int shift = 3 * Arrays.stream(sizes).max().orElseThrow();
    DMatrixRMaj[] D = new DMatrixRMaj[sizes.length];
    DMatrixRMaj[] O = new DMatrixRMaj[sizes.length - 1];
    for (int l = 0; l < sizes.length; l++) {
      D[l] = scaledIdentity(sizes[l], shift);
      for (int i = 0; i < sizes[l]; i++) {
        for (int j = 0; j <= i; j++) {
          double entry = random.nextDouble() - 0.5;
          D[l].add(i, j, entry);
          D[l].set(j, i, D[l].get(i, j));
        }
      }
      if (l > 0) {
        O[l - 1] = new DMatrixRMaj(sizes[l], sizes[l - 1]);
        Arrays.setAll(O[l - 1].data, k -> random.nextDouble() - 0.5);
      }
    }
    return BlockTridiagonal.of(D, O);
  }

  private static DMatrixRMaj scaledIdentity(int n, double value) {
    DMatrixRMaj I = CommonOps_DDRM.identity(n);
    CommonOps_DDRM.scale(value, I);
    return I;
  }

  private static DMatrixRMaj scaledIdentity(double value) {
    return scaledIdentity(50, value);
  }

  private static DMatrixRMaj[] random(int[] sizes, int columns) {
    RandomStream random = RandomStream.of(6);
    DMatrixRMaj[] b = new DMatrixRMaj[sizes.length];
    Arrays.setAll(b, l -> new DMatrixRMaj(sizes[l], columns));
    for (DMatrixRMaj block : b) {
      Arrays.setAll(block.data, k -> random.nextGaussian());
    }
    return b;
  }

  private static double logDeterminant(DMatrixRMaj M) {
    DMatrixRMaj C = M.copy();
    var cholesky = org.ejml.dense.row.factory.DecompositionFactory_DDRM.chol(C.numRows, true);
    assertTrue(cholesky.decompose(C));
    double sum = 0;
    for (int i = 0; i < C.numRows; i++) {
      sum += 2 * Math.log(C.get(i, i));
    }
    return sum;
  }

  private static DMatrixRMaj stacked(DMatrixRMaj[] blocks) {
    return CommonOps_DDRM.concatRowsMulti(blocks);
  }

  private static void assertClose(DMatrixRMaj expected, DMatrixRMaj[] found, double tolerance) {
    assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, stacked(found), null)), tolerance);
  }
}
