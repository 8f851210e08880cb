package org.linnet.rmt.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// **Oracle**: Painlevé II, integrated by Commons Math from Airy's function at 16; published moments (Bornemann 2010, "On
/// the numerical evaluation of distributions in random matrix theory", Table 10); Airy's function by mpmath 1.3.0,
/// `nstr(airyai(mpf(x)), 17)` and `airyai(x, derivative=1)` at 25 digits.
///
/// **If wrong**: every finite-width correction of an edge.
class TracyWidomTest {
  private static final TracyWidom LAW = new TracyWidom();

  @ParameterizedTest
  @CsvSource({
      "-20, -0.17640612707798469, 0.89286285673647124",
      "-15.3, 0.045314272664275468, 1.1024256300132052",
      "-10, 0.040241238486443191, 0.99626504413279006",
      "-5.2, 0.25258033810474473, 0.63990516690128384",
      "-1, 0.53556088329235212, -0.010160567116645209",
      "0, 0.35502805388781724, -0.2588194037928068",
      "1.3, 0.09347466577150271, -0.12033386559018358",
      "3, 0.0065911393574607191, -0.011912976705951318",
      "7.77, 9.0145742978080143e-8, -2.5410073164852287e-7",
      "9.9, 1.5181958141049119e-10, -4.8144951964682484e-10",
      "10, 1.1047532552898686e-10, -3.5206336767389236e-10",
      "12.5, 2.3968278260780499e-14, -8.5213465646738564e-14",
      "30, 3.2082175915504956e-49, -1.759876581432726e-48"})
  void airysFunction(double x, double value, double derivative) {
    double tolerance = 1e-14; // relative; for x < 0 to the amplitudes |x|^(-1/4) and |x|^(1/4), over sqrt π
    double root = Math.pow(Math.max(1, -x), 0.25);
    assertEquals(value, Airy.at(x).value, tolerance * (x > 0 ? value : 1 / root));
    assertEquals(derivative, Airy.at(x).derivative, tolerance * (x > 0 ? -derivative : root));
  }

  @Test
  void airysFunctionIsNotKnownFarToTheLeft() {
    assertEquals("the argument of Airy's function must be at least -20.0, got -21.0",
        assertThrows(IllegalArgumentException.class, () -> Airy.at(-21)).getMessage());
  }

  /// An error of Painlevé's solution grows like `exp(2√2/3 |s|^(3/2))` to the left; the integrator's is 1e-11, relative.
  @ParameterizedTest
  @ValueSource(doubles = {6, 4, 3, 2, 1, 0, -1, -2, -3, -4, -5})
  void painleveAgreesWithTheDeterminant(double s) {
    double[] painleve = painleve(s);
    double growth = Math.exp(2 * Math.sqrt(2) / 3 * Math.pow(Math.max(0, -s), 1.5));
    assertEquals(painleve[0], LAW.cdf(s), 1e-11 * painleve[0] * growth);
    assertEquals(painleve[1], LAW.density(s), 4e-15 + 1e-11 * painleve[1] * growth);
  }

  @Test
  void momentsAreThePublishedOnes() {
    double mean = LAW.moment(1);
    double variance = LAW.moment(2) - mean * mean;
    double third = LAW.moment(3) - 3 * mean * LAW.moment(2) + 2 * mean * mean * mean;
    double fourth = LAW.moment(4) - 4 * mean * LAW.moment(3) + 6 * mean * mean * LAW.moment(2) - 3 * Math.pow(mean, 4);
    assertEquals(1, LAW.moment(0), 1e-14);
    assertEquals(-1.2065335745820, mean, 1e-12);
    assertEquals(1.607781034581, variance, 1e-12);
    assertEquals(mean, TracyWidom.MEAN, 1e-12);
    assertEquals(Math.sqrt(variance), TracyWidom.DEVIATION, 1e-12);
    assertEquals(0.29346452408, third / Math.pow(variance, 1.5), 1e-11);
    assertEquals(0.1652429384, fourth / (variance * variance) - 3, 1e-10);
  }

  /// The error that the class states, at points that are not those of the table.
  @Test
  void theTableIsAsNearToTheDeterminantAsStated() {
    double cdf = 0;
    double density = 0;
    for (double s = -9.99; s < 14; s += 0.1531) {
      AiryDeterminant exact = AiryDeterminant.at(s);
      cdf = Math.max(cdf, Math.abs(exact.cdf() - LAW.cdf(s)));
      density = Math.max(density, Math.abs(exact.density() - LAW.density(s)));
    }
    assertTrue(cdf < 2e-15, "cdf " + cdf);
    assertTrue(density < 1e-15, "density " + density);
  }

  @Test
  void almostNoMassIsBeyondTheTable() {
    assertTrue(AiryDeterminant.at(-10).cdf() < 1e-20);
    assertTrue(AiryDeterminant.at(14).density() < 3e-16);
  }

  /// `F = exp(-(K + J)/2)` and `F′ = F (q + I)/2` with `K = ∫ q`, `I = ∫ q²`, `J = ∫ (x - s) q²` from `s` to infinity.
  private static double[] painleve(double s) {
    FirstOrderDifferentialEquations equations = new FirstOrderDifferentialEquations() {
      @Override
      public int getDimension() {
        return 5;
      }

      @Override
      public void computeDerivatives(double x, double[] y, double[] slope) {
        double q = y[0];
        slope[0] = y[1];
        slope[1] = x * q + 2 * q * q * q;
        slope[2] = -q; // K
        slope[3] = -q * q; // I
        slope[4] = -y[3]; // J
      }
    };
    double q = 4.1568888289170244e-20; // Ai(16), mpmath
    double[] y = {q, -1.669188676838181e-19, q / 4, 0, 0}; // what is left beyond 16 is below 1e-20
    new DormandPrince853Integrator(1e-6, 0.1, 1e-30, 1e-14).integrate(equations, 16, y, s, y);
    double F = Math.exp(-(y[2] + y[4]) / 2);
    return new double[]{F, F * (y[0] + y[3]) / 2};
  }
}
