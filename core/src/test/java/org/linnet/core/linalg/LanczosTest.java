package org.linnet.core.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/// **Oracle**: operators whose eigenvalues are known on paper; Commons Math's eigenvalues of the tridiagonal matrix.
///
/// **If wrong**: extreme eigenvalues and spectral densities.
class LanczosTest {

  @Test
  void theLargestEigenvalueIsFoundWithinItsEstimatedError() {
    for (double tolerance : new double[]{1e-2, 1e-5, 1e-9, 1e-13}) {
      Lanczos.Largest found = Lanczos.largest(new int[]{300, 1, 699}, tolerance, diagonal(i -> Math.sqrt(i + 1.0)));
      double exact = Math.sqrt(1000);
      double rounding = 100 * 0x1p-52 * exact;
      assertTrue(found.value() <= exact + rounding, found + "");
      assertEquals(exact, found.value(), 10 * found.error() + rounding, "estimated " + found.error());
      assertTrue(found.error() <= tolerance * exact, found + "");
      assertTrue(found.steps() < 400, found + "");
    }
  }

  @Test
  void moreToleranceTakesFewerSteps() {
    Lanczos.Operator M = diagonal(i -> Math.sqrt(i + 1.0));
    int[] sizes = {1000};
    assertTrue(Lanczos.largest(sizes, 1e-2, M).steps() < Lanczos.largest(sizes, 1e-4, M).steps());
    assertTrue(Lanczos.largest(sizes, 1e-4, M).steps() < Lanczos.largest(sizes, 1e-8, M).steps());
  }

  @Test
  void theResidualIsTheCautiousEstimate() {
    Lanczos.Operator M = diagonal(i -> Math.sqrt(i + 1.0));
    Lanczos.Largest hasty = Lanczos.largest(new int[]{1000}, 1e-5, M);
    Lanczos.Largest cautious = Lanczos.largest(new int[]{1000}, 1e-5, Lanczos.Largest::residual, M);
    assertTrue(hasty.residual() > 1e-5 * hasty.value(), hasty + "");
    assertTrue(cautious.residual() <= 1e-5 * cautious.value(), cautious + "");
    assertTrue(hasty.steps() < cautious.steps(), hasty + " and " + cautious);
  }

  @Test
  void aNegativeSpectrumHasALargestEigenvalueToo() {
    assertEquals(-2, Lanczos.largest(new int[]{50}, 1e-12, diagonal(i -> -2 - i % 7)).value(), 1e-13);
    assertEquals(0, Lanczos.largest(new int[]{5}, 1e-12, diagonal(i -> 0)).value());
    assertEquals(3, Lanczos.largest(new int[]{1}, 1e-12, diagonal(i -> 3)).value(), 1e-15);
  }

  /// Four different eigenvalues: after four steps the span is invariant, and `T` has just these.
  @Test
  void inAnInvariantSpanTheTridiagonalMatrixHasTheEigenvalues() {
    Lanczos lanczos = new Lanczos(ones(40), diagonal(i -> i % 4 + 1));
    for (int k = 1; k <= 4; k++) {
      lanczos.step();
      assertEquals(k, lanczos.steps());
    }
    double[] alpha = lanczos.diagonal();
    double[] beta = lanczos.offDiagonal();
    assertEquals(0, beta[3], 1e-13);
    double[] found = new EigenDecomposition(alpha, Arrays.copyOf(beta, 3)).getRealEigenvalues();
    Arrays.sort(found);
    assertArrayEquals(new double[]{1, 2, 3, 4}, found, 1e-13);
    assertEquals(4, lanczos.largest().value(), 1e-13);
  }

  @Test
  void anEigenvectorEndsIt() {
    Lanczos lanczos = new Lanczos(ones(3), (v, product) -> product[0].setTo(v[0]));
    assertFalse(lanczos.step() && lanczos.offDiagonal()[0] > 1e-15);
    assertEquals(1, lanczos.largest().value(), 1e-15);
    assertEquals(0, lanczos.largest().error(), 1e-15);
  }

  /// The residual of the Ritz vector, by Commons Math's eigenvector of `T`.
  @Test
  void theErrorIsEstimatedFromTheLastEntryOfTheRitzVector() {
    Lanczos lanczos = new Lanczos(ones(200), diagonal(i -> i * i));
    IntStream.range(0, 12).forEach(k -> lanczos.step());
    double[] beta = lanczos.offDiagonal();
    EigenDecomposition T = new EigenDecomposition(lanczos.diagonal(), Arrays.copyOf(beta, 11));
    double[] values = T.getRealEigenvalues(); // in descending order
    double residual = beta[11] * Math.abs(T.getEigenvector(0).getEntry(11));
    Lanczos.Largest found = lanczos.largest();
    assertEquals(values[0], found.value(), 1e-12 * values[0]);
    assertEquals(residual, found.residual(), 1e-8 * residual);
    assertEquals(Math.min(residual, residual * residual / (values[0] - values[1])), found.error(),
        1e-8 * found.error());
  }

  @Test
  void wrongCallsAreNamed() {
    assertEquals("the start vector must be finite and not zero, but its norm is 0.0",
        assertThrows(IllegalArgumentException.class,
            () -> new Lanczos(new DMatrixRMaj[]{new DMatrixRMaj(3, 1)}, diagonal(i -> 1))).getMessage());
    assertEquals("the product in step 1 of Lanczos' iteration is not finite", assertThrows(ArithmeticException.class,
        () -> Lanczos.largest(new int[]{3}, 1e-3, diagonal(i -> 1 / (double) i))).getMessage());
  }

  private static DMatrixRMaj[] ones(int n) {
    DMatrixRMaj[] v = {new DMatrixRMaj(n, 1)};
    v[0].fill(1);
    return v;
  }

  /// The diagonal operator with these entries, over all blocks.
  private static Lanczos.Operator diagonal(IntToDoubleFunction entry) {
    return (v, product) -> {
      int i = 0;
      for (int l = 0; l < v.length; l++) {
        for (int k = 0; k < v[l].numRows; k++, i++) {
          product[l].set(k, 0, entry.applyAsDouble(i) * v[l].get(k, 0));
        }
      }
    };
  }
}
