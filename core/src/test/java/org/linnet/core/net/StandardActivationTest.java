package org.linnet.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// **Oracle**: difference quotients for derivatives; for values, the definitions evaluated with Python 3.11's math module
/// (`tanh`, `exp`, `expm1`, `erfc`); Hipparchus for the normal distribution function.
class StandardActivationTest {

  @ParameterizedTest
  @EnumSource
  void itsDerivativeIsTheDifferenceQuotient(StandardActivation phi) {
    double h = 1e-6;
    for (double u : new double[]{-3.7, -1.2, -0.4, 0.3, 0.9, 2.6}) {
      double slope = (phi.value(u + h) - phi.value(u - h)) / (2 * h);
      assertEquals(slope, phi.derivative(u), 1e-9, phi + " at " + u);
    }
  }

  @ParameterizedTest
  @EnumSource
  void atAKinkTheDerivativeIsTheOneFromTheLeft(StandardActivation phi) {
    for (double u : new double[]{-1, 0, 1}) {
      assertEquals(phi.derivative(u - 1e-12), phi.derivative(u), 1e-9, phi + " at " + u);
    }
  }

  @ParameterizedTest
  @CsvSource({"LINEAR, -0.7, -0.7", "TANH, 0.5, 0.46211715726000975", "HARD_TANH, 1.5, 1", "HARD_TANH, -0.5, -0.5",
      "RELU, -2, 0", "RELU, 2, 2", "LEAKY_RELU, -2, -0.02", "SIGMOID, 1, 0.7310585786300049", "SIGMOID, -800, 0",
      "GELU, 1, 0.8413447460685429", "GELU, -1, -0.15865525393145707", "SILU, 1, 0.7310585786300049",
      "SELU, 1, 1.0507009873554805", "SELU, -1, -1.1113307378125628"})
  void itsValuesAreTheKnownOnes(StandardActivation phi, double u, double expected) {
    assertEquals(expected, phi.value(u), 4e-16 * Math.max(1, Math.abs(expected)));
  }

  /// GELU, from one tail to the other.
  @Test
  void theNormalDistributionFunctionIsThatOfHipparchus() {
    for (double u = -12; u <= 12; u += 0.01) {
      double Phi = Erf.erfc(-u / Math.sqrt(2)) / 2;
      double slope = Phi + u * Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
      assertEquals(u * Phi, StandardActivation.GELU.value(u), 1e-15 * (1 + Math.abs(u)));
      assertEquals(slope, StandardActivation.GELU.derivative(u), 1e-15 * (1 + Math.abs(u)));
    }
  }
}
