package org.linnet.rmt.asymptotic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// **Oracle**: edges of the limit of wide networks, computed by an independent Newton solver (printed digits) and
/// [DenseChain]; the layer recursion itself, shot from the input, for depths up to 512; its orbits at 27/4.
///
/// **If wrong**: how the condition of standard networks grows with depth, and what inference costs there.
class CriticalChainTest {

  /// `H, λmin(α = 0), λmax, λmin(α = 1), λmax`.
  @ParameterizedTest
  @CsvSource({
      "2, 0.1715729, 5.828427, 0.3059529, 6.110638",
      "3, 0.06622992, 6.317256, 0.1617022, 6.456495",
      "4, 0.03242444, 6.544387, 0.09861315, 6.597794",
      "8, 0.005142074, 6.722102, 0.02391139, 6.726862",
      "16, 7.277653e-4, 6.747231, 0.004517597, 6.747509",
      "32, 9.691362e-5, 6.749776, 7.252866e-4, 6.749788",
      "64, 1.250725e-5, 6.749984, 1.051273e-4, 6.749984",
      "128, 1.588680e-6, 6.749999, 1.431597e-5, 6.749999"})
  void tabulatedEdgesAreWithinTheError(int H, double few, double fewUpper, double many, double manyUpper) {
    Edges narrow = CriticalChain.edges(H, 0);
    Edges wide = CriticalChain.edges(H, 1);
    assertTrue(narrow.lower().admits(few), narrow.toString());
    assertTrue(narrow.condition().admits(fewUpper / few), narrow.toString());
    assertTrue(wide.lower().admits(many), wide.toString());
    assertEquals(fewUpper, narrow.upper().value(), narrow.upper().relativeError() * fewUpper + 5e-7); // printed digits
    assertEquals(manyUpper, wide.upper().value(), wide.upper().relativeError() * manyUpper + 5e-7);
  }

  /// The accuracy that the doc claims, which the returned error only bounds.
  @Test
  void theLawsAreAsGoodAsStated() {
    assertEquals(0.005142074, CriticalChain.lower(8, 0).value(), 0.005 * 0.005142074);
    assertEquals(0.02391139, CriticalChain.lower(8, 1).value(), 0.025 * 0.02391139);
    assertEquals(1.250725e-5, CriticalChain.lower(64, 0).value(), 8e-5 * 1.250725e-5);
    assertEquals(1.051273e-4, CriticalChain.lower(64, 1).value(), 1.8e-3 * 1.051273e-4);
    assertEquals(6.722102, CriticalChain.upper(8, 0).value(), 0.001);
  }

  @Test
  void theConstantsAreTheKnownOnes() {
    assertEquals(3.385723, CriticalChain.scaledLower(0), 5e-7);
    assertEquals(33.46204, CriticalChain.scaledLower(Double.POSITIVE_INFINITY), 5e-6);
    assertEquals(0.687, CriticalChain.shift(0), 5e-4);
    assertEquals(5.145423, EdgeAmplitude.halfTime(), 5e-7);
    assertEquals(311.531, EdgeAmplitude.gap(1, 6.75), 5e-4);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 3.516", "0.3, 3.785", "1, 4.802", "2, 6.422", "3, 8.169", "5, 11.718", "10, 18.686", "30, 27.497",
      "100, 31.529"})
  void theCrossoverIsTheKnownOne(double omega, double scaled) {
    assertEquals(scaled, CriticalChain.scaledLower(omega), 6e-4);
  }

  /// The law is of first order: doubling the depth at fixed `αH` divides what is missing by four.
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 6})
  void whatIsMissingFallsWithTheSquareOfTheDepth(double omega) {
    double at128 = CriticalChain.lower(128, omega / 128).value() / shootingEdge(128, omega / 128) - 1;
    double at256 = CriticalChain.lower(256, omega / 256).value() / shootingEdge(256, omega / 256) - 1;
    assertTrue(Math.abs(at128) < 1.5e-4, omega + ": " + at128);
    assertEquals(4, at128 / at256, 0.35, omega + ": " + at128 + ", " + at256);
  }

  /// As many outputs as units: `H + 2/3 ln H + constant` layers.
  @Test
  void aFullReadoutAddsALogarithmOfLayers() {
    double at128 = Math.cbrt(CriticalChain.scaledLower(Double.POSITIVE_INFINITY) / shootingEdge(128, 1)) - 128;
    double at512 = Math.cbrt(CriticalChain.scaledLower(Double.POSITIVE_INFINITY) / shootingEdge(512, 1)) - 512;
    assertEquals(2.0 / 3, (at512 - at128) / Math.log(4), 0.04);
    assertTrue(CriticalChain.lower(512, 1).admits(shootingEdge(512, 1)));
    assertEquals(2.0 / 3, (CriticalChain.shift(4e4) - CriticalChain.shift(1e4)) / Math.log(4), 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"3, 0.5", "2, 0.3", "4, 0.25", "5, 0.75", "8, 0.1"})
  void otherReadoutsAreWithinTheError(int H, double alpha) {
    DenseChain dense = new DenseChain(H, 1, 1, alpha, 0);
    assertTrue(CriticalChain.upper(H, alpha).admits(dense.upper()),
        CriticalChain.upper(H, alpha) + " " + dense.upper());
    assertTrue(CriticalChain.lower(H, alpha).admits(dense.lower()), CriticalChain.lower(H, alpha).toString());
    assertEquals(dense.lower(), shootingEdge(H, alpha), 1e-6 * dense.lower());
  }

  /// At 27/4 orbits run into the fixed point `g = -1/3` like `8/27 (l + t)⁻²`. With `t` from the input and, for the orbit from the
  /// readout, in the same variable, the chain is `H + 1 + t + t'` long.
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, 0.5, 0.75, 1})
  void theShiftOfTheUpperEdgeIsWhereOrbitsDiverge(double alpha) {
    double shift = 1 + timeFromInput() + timeFromReadout(alpha);
    assertEquals(shift, FittedConstants.upperShift(1, alpha), 0.02);
  }

  @Test
  void theRangeIsChecked() {
    assertEquals("hidden layers H must be at least 2, got 1; OneHiddenLayer is exact",
        assertThrows(IllegalArgumentException.class, () -> CriticalChain.lower(1, 0)).getMessage());
    assertEquals("alpha = K/N must be between 0 and 1, got 1.5",
        assertThrows(IllegalArgumentException.class, () -> CriticalChain.upper(3, 1.5)).getMessage());
    assertEquals("omega = alpha H must be at least 0, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> CriticalChain.scaledLower(-1)).getMessage());
    assertEquals("the shift diverges with omega = alpha H, give a finite one",
        assertThrows(IllegalArgumentException.class, () -> CriticalChain.shift(Double.POSITIVE_INFINITY)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> CriticalChain.lower(3, Double.NaN));
  }

  /// The largest `λ` for which some `h(1)` meets the readout's condition, by golden-section search.
  private static double shootingEdge(int H, double alpha) {
    double a = 0;
    double b = Math.log(60);
    while (b - a > 1e-8) {
      double left = a + 0.382 * (b - a);
      double right = a + 0.618 * (b - a);
      if (lambda(Math.exp(left) / H / H, H, alpha) > lambda(Math.exp(right) / H / H, H, alpha)) {
        b = right;
      } else {
        a = left;
      }
    }
    return lambda(Math.exp(a) / H / H, H, alpha);
  }

  private static double lambda(double h, int H, double alpha) {
    double low = 0;
    double high = 120 / Math.pow(H, 3);
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (missing(middle, h, H, alpha) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// `h(H+1) (1 + g(H)) + α`, by the layer equations.
  private static double missing(double lambda, double h, int H, double alpha) {
    double g = 0;
    double k = h;
    for (int l = 1; l <= H; l++) {
      double d = 1 + (1 + g) * k;
      if (d <= 0) {
        return Double.NEGATIVE_INFINITY;
      }
      g = (1 + g) * d;
      k = k / d - lambda;
    }
    return k * (1 + g) + alpha;
  }

  private static final int STEPS = 24; // few enough for bisection in double: errors grow like the fourth power

  private static double timeFromInput() {
    double low = -1.3;
    double high = -1.25;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (turnsBack(fromInput(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return time(fromInput(low));
  }

  private static double[] fromInput(double h) {
    double[] g = new double[2000];
    double k = h;
    for (int l = 1; l < g.length; l++) {
      double d = 1 + (1 + g[l - 1]) * k;
      g[l] = (1 + g[l - 1]) * d;
      k = k / d - 6.75;
    }
    return g;
  }

  private static double timeFromReadout(double alpha) {
    double low = -0.4;
    double high = -0.15;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      double[] h = fromReadout(middle, alpha, true);
      if (turnsBack(h)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return time(fromReadout(low, alpha, false));
  }

  /// `h(H+1-j)/λ` or `g(H+1-j)`.
  private static double[] fromReadout(double last, double alpha, boolean h) {
    double[] orbit = new double[2000];
    double g = last;
    double k = -alpha / (1 + last);
    for (int j = 0; j < orbit.length; j++) {
      if (h) {
        orbit[j] = k / 6.75;
      } else if (j + 1 < orbit.length) {
        orbit[j + 1] = g;
      }
      double d = 1 + g * (k + 6.75);
      k = (k + 6.75) * d;
      g = g / d - 1;
    }
    return orbit;
  }

  /// Whether an orbit turns away from -1/3 before it has passed it.
  private static boolean turnsBack(double[] orbit) {
    for (int l = 1; l < orbit.length; l++) {
      if (orbit[l] < -1.0 / 3) {
        return false;
      }
      if (orbit[l] > orbit[l - 1]) {
        return true;
      }
    }
    return true;
  }

  private static double time(double[] orbit) {
    return Math.sqrt(8.0 / 27 / (orbit[STEPS] + 1.0 / 3)) - STEPS;
  }
}
