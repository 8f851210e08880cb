package org.linnet.rmt.asymptotic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// **Oracle**: edges of the limit of wide networks, computed by an independent Newton solver (printed digits) and
/// [DenseChain].
///
/// **If wrong**: that skips make the standard parameterisation's condition exponential, and that PyTorch's default is bounded.
class GainTest {

  @ParameterizedTest
  @CsvSource({"4, 0.00887164", "8, 1.897257e-4", "16, 2.948973e-7", "32, 2.001496e-12"})
  void growingChainsAreWithinTheError(int H, double lower) {
    Asymptote law = SupercriticalChain.standardWithSkips().lower(H);
    assertTrue(law.admits(lower), law.toString());
    assertEquals(lower, law.value(), 0.03 * lower);
  }

  /// The exponent and the prefactor: `1/(2^H λmin)` grows by `3e/2` per layer.
  @Test
  void thePrefactorIsThatOfAProductOfFreeFactors() {
    double slope = (1 / (2.001496e-12 * 0x1p32) - 1 / (2.948973e-7 * 0x1p16)) / 16;
    assertEquals(1.5 * Math.E, slope, 0.015 * slope);
    double law = Math.scalb(1 / SupercriticalChain.standardWithSkips().lower(1000).value(), -1000);
    double next = Math.scalb(1 / SupercriticalChain.standardWithSkips().lower(1001).value(), -1001);
    assertEquals(1.5 * Math.E, next - law, 1e-4);
  }

  @ParameterizedTest
  @CsvSource({"8, 0.5, 1", "8, 2, 1", "8, 2, 0", "7, 3, 0", "6, 1.5, 0", "4, 1, 0.8"})
  void otherGainsAreWithinTheError(int H, double s, double tau) {
    double dense = new DenseChain(H, s, 0, 0, tau).lower();
    Asymptote law = new SupercriticalChain(s, tau).lower(H);
    assertTrue(law.admits(dense), law + " " + dense);
  }

  @ParameterizedTest
  @CsvSource({"2, 0.2215444, 8.778544", "3, 0.09409365, 9.397687", "4, 0.05018576, 9.681562",
      "8, 0.009811265, 9.909254", "16, 0.001465421, 9.942017", "32, 1.613995e-4, 9.945363"})
  void aFullReadoutMakesGrowingChainsPolynomial(int H, double lower, double upper) {
    assertTrue(SupercriticalChain.standardLowerFullyRead(H).admits(lower));
    assertTrue(SupercriticalChain.standardUpper(H).admits(upper), SupercriticalChain.standardUpper(H) + " " + H);
  }

  @ParameterizedTest
  @CsvSource({"2, 8.634181", "3, 9.330389", "4, 9.657512", "8, 9.907268", "16, 9.941907", "32, 9.945358"})
  void theirLargestEigenvaluesAreWithinTheError(int H, double upper) {
    assertTrue(SupercriticalChain.standardUpper(H).admits(upper), SupercriticalChain.standardUpper(H) + " " + H);
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 0.1615807, 3.422917", "8, 0, 0.1032894, 3.535711", "32, 0, 0.08385506, 3.555370",
      "4, 1, 0.2060045, 3.448761", "8, 1, 0.1130547, 3.538216", "32, 1, 0.08394469, 3.555378"})
  void shrinkingChainsAreWithinTheError(int H, double alpha, double lower, double upper) {
    Edges edges = SubcriticalChain.kaimingUniform().edges(H, alpha);
    assertTrue(edges.lower().admits(lower), edges.toString());
    assertTrue(edges.upper().admits(upper), edges.toString());
    assertTrue(edges.upper().relativeError() < 0.5 / H);
    assertTrue(H < 32 || edges.lower().relativeError() < 0.02);
  }

  @ParameterizedTest
  @CsvSource({"6, 0.1, 0.5", "8, 0.5, 1", "7, 0.9, 0", "2, 0.2, 1"})
  void otherShrinkingChainsAreWithinTheError(int H, double s, double alpha) {
    DenseChain dense = new DenseChain(H, s, s, alpha, 0);
    Edges edges = new SubcriticalChain(s).edges(H, alpha);
    assertTrue(edges.upper().admits(dense.upper()), edges + " " + dense.upper());
    assertTrue(edges.lower().admits(dense.lower()), edges + " " + dense.lower());
  }

  /// The gap's coefficient: doubling a deep chain leaves a constant shift only.
  @Test
  void theGapFallsWithTheFourthPower() {
    double short8 = Math.pow(EdgeAmplitude.gap(1.0 / 3, 32.0 / 9) / (32.0 / 9 - 3.535711), 0.25);
    double long32 = Math.pow(EdgeAmplitude.gap(1.0 / 3, 32.0 / 9) / (32.0 / 9 - 3.555370), 0.25);
    assertEquals(24, long32 - short8, 0.2);
    double lower8 = Math.pow(EdgeAmplitude.gap(1.0 / 3, 1.0 / 12) / (0.1032894 - 1.0 / 12), 0.25);
    double lower32 = Math.pow(EdgeAmplitude.gap(1.0 / 3, 1.0 / 12) / (0.08385506 - 1.0 / 12), 0.25);
    assertEquals(24, lower32 - lower8, 1.4);
  }

  @Test
  void theConditionOfPyTorchsDefaultIsBounded() {
    Asymptote condition = SubcriticalChain.kaimingUniform().edges(100_000, 0).condition();
    assertEquals(128.0 / 3, condition.value(), 1e-10);
  }

  @Test
  void gainsOutsideTheRangeAreRefused() {
    assertEquals("the strength s must be below 1, got 1.0; CriticalChain is for 1, SupercriticalChain for more",
        assertThrows(IllegalArgumentException.class, () -> new SubcriticalChain(1)).getMessage());
    assertEquals(
        "the gain s + tau² must exceed 1, got s = 0.5, tau = 0.5; CriticalChain is for 1, SubcriticalChain for less",
        assertThrows(IllegalArgumentException.class, () -> new SupercriticalChain(0.5, 0.5)).getMessage());
    assertEquals("the strength s of the layers must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new SubcriticalChain(0)).getMessage());
    assertEquals("hidden layers H must be at least 4, got 3",
        assertThrows(IllegalArgumentException.class, () -> SupercriticalChain.standardWithSkips().lower(3))
            .getMessage());
    assertEquals("the smallest eigenvalue is below the range of double: H = 2000 with gain 2.0; use less depth",
        assertThrows(IllegalArgumentException.class, () -> SupercriticalChain.standardWithSkips().lower(2000))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> SupercriticalChain.standardUpper(1));
    assertThrows(IllegalArgumentException.class, () -> SupercriticalChain.standardLowerFullyRead(1));
  }
}
