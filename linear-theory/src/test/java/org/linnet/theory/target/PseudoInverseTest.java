package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Hipparchus' singular value decomposition cut off at the rank that the matrix was made with, its dense inverse,
/// and Penrose's four equations.
///
/// **If wrong**: all targets and feedback weights.
class PseudoInverseTest {
  @Property(tries = 200, seed = "1")
  void itIsThatOfTheKnownRank(@ForAll @IntRange(min = 1, max = 7) int m, @ForAll @IntRange(min = 1, max = 7) int n,
      @ForAll @IntRange(max = 7) int rank, @ForAll @LongRange(max = 100_000) long seed) {
    DMatrixRMaj M = Instance.ranked(RandomStream.of(seed), m, n, rank);
    int k = Math.min(rank, Math.min(m, n));
    PseudoInverse inverse = PseudoInverse.of(M);
    assertEquals(k, inverse.rank());
    RealMatrix expected = Dense.pseudoInverse(real(M), k);
    double kappa = Dense.condition(real(M), k);
    double tolerance = 100 * EPS * kappa * expected.getFrobeniusNorm(); // relative perturbation bound
    assertClose(expected, inverse.matrix(), tolerance);
    assertEquals(kappa, inverse.condition(), 100 * EPS * kappa * kappa);
    RealMatrix rows = expected.multiply(real(M));
    assertClose(rows, inverse.filter(Dense.ejml(Dense.identity(n)), 0), 200 * EPS * kappa);
    RealMatrix range = real(M).multiply(expected);
    assertClose(range, inverse.rangePart(Dense.ejml(Dense.identity(m))), 200 * EPS * kappa);
  }

  @Property(tries = 200, seed = "2")
  void dampedItIsTheRidgeSolutionOfBothForms(@ForAll @IntRange(min = 1, max = 6) int m,
      @ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(max = 6) int rank,
      @ForAll @LongRange(max = 100_000) long seed) {
    DMatrixRMaj M = Instance.ranked(RandomStream.of(seed), m, n, rank);
    double lambda = 0.01 + RandomStream.of(seed).split(3).nextDouble();
    RealMatrix R = real(M);
    RealMatrix outer = R.multiplyTransposed(R).add(Dense.identity(m).scalarMultiply(lambda));
    RealMatrix inner = R.transposeMultiply(R).add(Dense.identity(n).scalarMultiply(lambda));
    double tolerance = 1000 * EPS * outer.getFrobeniusNorm() / lambda * (1 + R.getFrobeniusNorm() / lambda);
    PseudoInverse inverse = PseudoInverse.of(M);
    assertClose(R.transpose().multiply(Dense.inverse(outer)), inverse.damped(lambda), tolerance);
    assertClose(Dense.inverse(inner).multiply(R.transpose()), inverse.damped(lambda), tolerance);
    assertClose(Dense.inverse(inner).multiply(R.transposeMultiply(R)), inverse.filter(
        Dense.ejml(Dense.identity(n)), lambda), tolerance * R.getFrobeniusNorm() + tolerance);
  }

  @Test
  void aRowIsDividedByItsSquaredLength() {
    assertClose(matrix(new double[]{0.12}, new double[]{0.16}), PseudoInverse.of(matrix(new double[]{3, 4})).matrix(),
        4 * EPS);
  }

  @Test
  void theZeroMatrixHasTheZeroMatrixOfTheOtherShape() {
    PseudoInverse inverse = PseudoInverse.of(new DMatrixRMaj(2, 3));
    assertEquals(0, inverse.rank());
    assertEquals(1, inverse.condition());
    assertClose(new DMatrixRMaj(3, 2), inverse.matrix(), 0);
    assertClose(new DMatrixRMaj(3, 2), inverse.damped(1), 0);
  }

  @Test
  void aConditionOf1e12IsInvertedToItsErrorGrowth() {
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    // rotation times diag(1, 1e-12): inverse diag(1, 1e12) times the rotation back
    DMatrixRMaj M = matrix(new double[]{c, -s * 1e-12}, new double[]{s, c * 1e-12});
    assertClose(matrix(new double[]{c, s}, new double[]{-s * 1e12, c * 1e12}), PseudoInverse.of(M).matrix(),
        100 * EPS * 1e12 * 1e12);
    assertEquals(1e12, PseudoInverse.of(M).condition(), 100 * EPS * 1e24);
  }

  @Test
  void aStatedToleranceCutsTheRank() {
    DMatrixRMaj M = matrix(new double[]{1, 0}, new double[]{0, 1e-3});
    assertEquals(2, PseudoInverse.of(M, 0.9e-3).rank());
    assertEquals(1, PseudoInverse.of(M, 1.1e-3).rank());
    assertEquals(2, PseudoInverse.of(matrix(new double[]{1, 0}, new double[]{0, 1e-30}), 0).rank());
    assertClose(matrix(new double[]{1, 0}, new double[]{0, 0}), PseudoInverse.of(M, 1.1e-3).matrix(), 4 * EPS);
  }

  @Test
  void noSquareOverflows() {
    assertClose(matrix(new double[]{1e-200}), PseudoInverse.of(matrix(new double[]{1e200})).damped(1), 1e-215);
    assertClose(matrix(new double[]{1}),
        PseudoInverse.of(matrix(new double[]{1e200})).filter(matrix(new double[]{1}), 1), 4 * EPS);
  }

  @Test
  void wrongCallsAreNamed() {
    DMatrixRMaj M = matrix(new double[]{1, Double.NaN});
    assertMessage("M must be finite, got NaN at row 1, column 2", () -> PseudoInverse.of(M));
    assertMessage("tolerance must be at least 0, got -1.0", () -> PseudoInverse.of(new DMatrixRMaj(1, 1), -1));
    PseudoInverse one = PseudoInverse.of(matrix(new double[]{1}));
    assertMessage("damping must be finite and at least 0, got -0.5", () -> one.damped(-0.5));
    assertMessage("damping must be finite and at least 0, got Infinity",
        () -> one.times(matrix(new double[]{1}), Double.POSITIVE_INFINITY));
    assertMessage("damping must be finite and at least 0, got -1.0", () -> one.filter(matrix(new double[]{1}), -1));
  }

  static void assertMessage(String expected, org.junit.jupiter.api.function.Executable call) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
