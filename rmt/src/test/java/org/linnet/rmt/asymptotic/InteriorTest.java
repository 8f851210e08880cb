package org.linnet.rmt.asymptotic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// **Oracle**: moments of `Hz` per layer, counted by hand (`1 + ρ` and `1 + 4ρ + τ⁴ + 4 τ² s + 2 s²`); the translation-invariant
/// equations, iterated in the complex plane with a sum over wave numbers; the Raney law's own parametrisation.
///
/// **If wrong**: all constants to which spectra of deep networks tend.
class InteriorTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 1.0 / 3, 0.8, 1, 2.5})
  void plainMomentsAreThoseOfTheHessian(double s) {
    PlainInterior law = new PlainInterior(s);
    double[] moments = moments(law::density, law.edges().lower().value(), law.edges().upper().value());
    assertEquals(1, moments[0], 1e-6);
    assertEquals(1 + s, moments[1], 1e-6 * (1 + s));
    assertEquals(1 + 4 * s + 2 * s * s, moments[2], 1e-6 * moments[2]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1.0 / 9, 1, 3})
  void skipMomentsAreThoseOfTheHessian(double s) {
    SkipInterior law = new SkipInterior(s);
    double[] moments = moments(law::density, 0, law.upper().value());
    assertEquals(1, moments[0], 1e-6);
    assertEquals(2 + s, moments[1], 1e-6 * moments[1]);
    assertEquals(1 + 4 * (1 + s) + 1 + 4 * s + 2 * s * s, moments[2], 1e-6 * moments[2]);
  }

  @ParameterizedTest
  @CsvSource({"0.3333333333333333, 0.5", "1, 0.2", "1, 5", "2, 3", "0.1, 1.5"})
  void plainDensityIsThatOfTheIteratedEquations(double s, double lambda) {
    assertEquals(iterated(s, 0, lambda), new PlainInterior(s).density(lambda), 1e-5);
  }

  @ParameterizedTest
  @CsvSource({"0.3333333333333333, 0.5", "1, 0.2", "1, 7", "2, 3", "0.1, 1.5", "0.1, 4.2"})
  void skipDensityIsThatOfTheIteratedEquations(double s, double lambda) {
    assertEquals(iterated(s, 1, lambda), new SkipInterior(s).density(lambda), 1e-5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.4, 0.7, 1})
  void unitStrengthIsTheRaneyLaw(double phi) {
    double lambda = Math.pow(Math.sin(3 * phi), 3) / (Math.sin(phi) * Math.pow(Math.sin(2 * phi), 2));
    double density = Math.sin(phi) * Math.sin(2 * phi) / (Math.PI * Math.sin(3 * phi));
    assertEquals(density, new PlainInterior(1).density(lambda), 1e-13 * density / phi / phi);
  }

  @Test
  void densitiesNearZeroAreTheKnownPowers() {
    double plain = new PlainInterior(1).density(1e-9) * Math.cbrt(1e-9);
    assertEquals(Math.sqrt(3) / (2 * Math.PI), plain, 1e-3 * plain);
    for (double s : new double[]{0.1, 1, 2}) {
      double skip = new SkipInterior(s).density(1e-12) * 1e-6;
      assertEquals(Math.sqrt(Math.sqrt(4 + s * s) - 2) / (Math.PI * s), skip, 1e-4 * skip, "s = " + s);
    }
  }

  /// Without weights the skips leave the path's Laplacian: the arcsine law on (0, 4).
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 2, 3.9})
  void weakLayersWithSkipsGiveTheArcsineLaw(double lambda) {
    double arcsine = 1 / (Math.PI * Math.sqrt(lambda * (4 - lambda)));
    assertEquals(arcsine, new SkipInterior(1e-5).density(lambda), 1e-4 * arcsine);
  }

  /// For large `s` the law is `s` times that of `XᵀX`, which ends at 4.
  @Test
  void strongLayersEndLikeMarchenkoAndPastur() {
    assertEquals(4, new PlainInterior(1e9).edges().upper().value() / 1e9, 1e-6);
  }

  @Test
  void edgesAreTheKnownOnes() {
    Edges unit = new PlainInterior(1).edges();
    assertEquals(6.75, unit.upper().value(), 1e-14);
    assertEquals(0, unit.lower().value());
    assertEquals(0, new PlainInterior(2).edges().lower().value());
    Edges third = new PlainInterior(1.0 / 3).edges();
    assertEquals(32.0 / 9, third.upper().value(), 1e-14);
    assertEquals(1.0 / 12, third.lower().value(), 1e-15);
    assertEquals(9.945658805, new SkipInterior(1).upper().value(), 5e-10);
    assertEquals(12 * Math.cbrt(1e-12 / 16), new SkipInterior(1e-6).upper().value() - 4, 2e-6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.6, 1, 2})
  void densitiesEndAtTheEdges(double s) {
    Edges plain = new PlainInterior(s).edges();
    double upper = plain.upper().value();
    assertTrue(new PlainInterior(s).density(upper * (1 - 1e-8)) > 0);
    assertEquals(0, new PlainInterior(s).density(upper * (1 + 1e-8)));
    double lower = plain.lower().value();
    assertEquals(0, new PlainInterior(s).density(lower * (1 - 1e-8)));
    assertTrue(s >= 1 || new PlainInterior(s).density(lower * (1 + 1e-8)) > 0);
    double skip = new SkipInterior(s).upper().value();
    assertTrue(new SkipInterior(s).density(skip * (1 - 1e-8)) > 0);
    assertEquals(0, new SkipInterior(s).density(skip * (1 + 1e-8)));
    assertEquals(0, new SkipInterior(s).density(-1));
  }

  @Test
  void impossibleStrengthsAreRefused() {
    assertEquals("the strength s of the layers must be positive and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new PlainInterior(-1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new SkipInterior(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new SkipInterior(Double.POSITIVE_INFINITY));
  }

  /// Moments 0 to 2; `λ = a + (b - a) sin⁶ θ` takes the singularities of the ends away. Midpoints, of a smooth periodic function.
  private static double[] moments(DoubleUnaryOperator density, double a, double b) {
    double[] moments = new double[3];
    int n = 4000;
    for (int i = 0; i < n; i++) {
      double theta = Math.PI / 2 * (i + 0.5) / n;
      double sine = Math.sin(theta);
      double lambda = a + (b - a) * Math.pow(sine, 6);
      double mass = density.applyAsDouble(lambda) * (b - a) * 6 * Math.pow(sine, 5) * Math.cos(theta) * Math.PI / 2 / n;
      for (int k = 0; k < 3; k++) {
        moments[k] += mass * Math.pow(lambda, k);
      }
    }
    return moments;
  }

  /// `Im g/π` close to the axis, by averaged iteration of `g = mean w/(|b|² - w v)`, `h = mean v/(|b|² - w v)`, `b = 1 - τ exp(ik)`.
  private static double iterated(double s, double tau, double lambda) {
    Complex z = new Complex(lambda, 1e-6);
    Complex g = z.reciprocal().negate();
    Complex h = new Complex(-0.5);
    for (int i = 0; i < 1500; i++) {
      Complex w = g.multiply(s).add(1);
      Complex v = h.multiply(s).add(z);
      Complex sum = Complex.ZERO;
      int n = tau == 0 ? 1 : 200;
      for (int j = 0; j < n; j++) {
        double squared = 1 + tau * tau - 2 * tau * Math.cos(2 * Math.PI * j / n);
        sum = sum.add(w.multiply(v).negate().add(squared).reciprocal().divide(n));
      }
      g = g.add(w.multiply(sum)).divide(2);
      h = h.add(v.multiply(sum)).divide(2);
    }
    return g.getImaginary() / Math.PI;
  }
}
