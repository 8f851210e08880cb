package org.linnet.rmt.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What every law must satisfy.
///
/// **Oracle**: the density, integrated by Gauss-Legendre quadrature of Commons Math in a variable that is smooth at the ends;
/// the distribution function, quantile and moments are computed in other ways (closed forms in an angle, the
/// double-exponential rule, integer sequences, determinants). The density itself is checked against sampled matrices, and
/// for the Raney laws against its moments.
///
/// **If wrong**: every limit that is drawn over or compared with a sampled spectrum.
class LawTest {
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(150, 0, 1);

  /// A law, and the power of the variable that makes it smooth at the lower end.
  static Stream<Arguments> laws() {
    return Stream.of(
        Arguments.of(new MarchenkoPastur(0.3), 1),
        Arguments.of(new MarchenkoPastur(0.98, 0.7), 1),
        Arguments.of(new MarchenkoPastur(1, 2), 1),
        Arguments.of(new MarchenkoPastur(2.5), 1),
        Arguments.of(new MarchenkoPastur(40, 3), 1),
        Arguments.of(new Semicircle(1.7), 1),
        Arguments.of(Semicircle.ofVariance(3), 1),
        Arguments.of(new FussCatalan(1), 1),
        Arguments.of(new FussCatalan(3), 4),
        Arguments.of(new Raney(3, 2), 2),
        Arguments.of(new Raney(2.5, 1.25), 2),
        Arguments.of(new Raney(1.8, 0.6), 3),
        Arguments.of(new Raney(4, 4), 4),
        Arguments.of(new TracyWidom(), 1));
  }

  /// The density is accurate to `sqrt eps` near an edge, on a part of the support of about that size.
  @ParameterizedTest
  @MethodSource("laws")
  void theDistributionFunctionIsTheIntegralOfTheDensity(Law law, int power) {
    double atoms = law.atoms().stream().mapToDouble(Law.Atom::mass).sum();
    for (double p : new double[]{0.01, 0.2, 0.5, 0.8, 0.99, 1}) {
      double x = p == 1 ? upper(law) : law.quantile(atoms + p * (1 - atoms));
      assertEquals(law.cdf(x), atoms + integral(law, power, t -> 1, x), 1e-11, law + " up to " + x);
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void momentsAreIntegralsOfPowers(Law law, int power) {
    for (int k = 0; k <= 6; k++) {
      int order = k;
      double atoms = law.atoms().stream().mapToDouble(atom -> atom.mass() * Math.pow(atom.position(), order)).sum();
      double magnitude = Math.pow(Math.max(Math.abs(lower(law)), upper(law)), k);
      double expected = atoms + integral(law, power, x -> Math.pow(x, order), upper(law));
      assertEquals(expected, law.moment(k), law instanceof TracyWidom ? 1e-11 * Math.abs(expected) : 1e-11 * magnitude,
          law + ", k = " + k);
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theQuantileInvertsTheDistributionFunction(Law law, int power) {
    double atoms = law.atoms().stream().mapToDouble(Law.Atom::mass).sum();
    for (double p : new double[]{1e-12, 1e-6, 0.03, 0.4, 0.7, 0.999, 1 - 1e-12}) {
      double x = law.quantile(p);
      if (p <= atoms) {
        assertEquals(0, x);
      } else {
        double rounding = 4 * law.density(x) * Math.ulp(x);
        assertEquals(p, law.cdf(x), 4e-15 + rounding, law + " at " + x);
      }
    }
    assertEquals(law.support().upper(), law.quantile(1));
    assertEquals(atoms > 0 ? 0 : law.support().lower(), law.quantile(0));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void thereIsNothingOutsideTheSupport(Law law, int power) {
    double below = Math.nextDown(Math.max(law.support().lower(), -1e300));
    double above = Math.nextUp(Math.min(law.support().upper(), 1e300));
    assertEquals(0, law.density(below));
    assertEquals(0, law.density(above));
    assertEquals(1, law.cdf(above));
    assertEquals(0, law.cdf(-1e300));
    assertEquals(law.atoms().isEmpty() ? 0 : law.atoms().getFirst().mass(), law.cdf(below));
    assertEquals(0, law.cdf(Double.NEGATIVE_INFINITY));
    assertEquals(1, law.cdf(Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void numbersThatAreNoArgumentsAreRefused(Law law, int power) {
    assertEquals("x must be a number, got NaN", refused(() -> law.density(Double.NaN)));
    assertEquals("x must be a number, got NaN", refused(() -> law.cdf(Double.NaN)));
    assertEquals("a probability must be in [0, 1], got -0.1", refused(() -> law.quantile(-0.1)));
    assertEquals("a probability must be in [0, 1], got NaN", refused(() -> law.quantile(Double.NaN)));
    assertEquals("the order of a moment must be at least 0, got -1", refused(() -> law.moment(-1)));
  }

  @Test
  void parametersOutsideTheirRangesAreRefused() {
    assertEquals("the ratio of a Marchenko-Pastur law must be positive and finite, got 0.0",
        refused(() -> new MarchenkoPastur(0)));
    assertEquals("the variance of a Marchenko-Pastur law must be positive and finite, got Infinity",
        refused(() -> new MarchenkoPastur(1, Double.POSITIVE_INFINITY)));
    assertEquals("the radius of a semicircle must be positive and finite, got -2.0", refused(() -> new Semicircle(-2)));
    assertEquals("the variance of a semicircle must be positive and finite, got NaN",
        refused(() -> Semicircle.ofVariance(Double.NaN)));
    assertEquals("p of a Raney law must be above 1 and finite, got 1.0", refused(() -> new Raney(1, 1)));
    assertEquals("r of a Raney law must be in (0, p], got r = 3.0 with p = 2.0", refused(() -> new Raney(2, 3)));
    assertEquals("a Fuss-Catalan law needs at least one factor, got 0", refused(() -> new FussCatalan(0)));
    assertEquals("an interval must have lower <= upper, got 2.0 and 1.0", refused(() -> new Interval(2, 1)));
  }

  @Test
  void onlyAWideMatrixHasAnAtom() {
    assertEquals(List.of(), new MarchenkoPastur(1).atoms());
    assertEquals(List.of(new Law.Atom(0, 0.75)), new MarchenkoPastur(4).atoms());
    assertEquals(0.75, new MarchenkoPastur(4).cdf(0));
    assertEquals(0, new MarchenkoPastur(4).quantile(0.75));
    assertTrue(new MarchenkoPastur(4).quantile(0.7501) > 1);
  }

  private static double integral(Law law, int power, DoubleUnaryOperator f, double x) {
    double a = lower(law);
    double width = upper(law) - a;
    double end = 2 / Math.PI * Math.asin(Math.pow(Math.clamp((x - a) / width, 0, 1), 0.5 / power));
    return end * RULE.integrate(u -> {
      double angle = Math.PI / 2 * end * u; // t = a + width sin^(2 power)
      double t = a + width * Math.pow(Math.sin(angle), 2 * power);
      double slope = width * power * Math.PI * Math.pow(Math.sin(angle), 2 * power - 1) * Math.cos(angle);
      return f.applyAsDouble(t) * law.density(t) * slope;
    });
  }

  private static double lower(Law law) {
    return Math.max(law.support().lower(), -10);
  }

  private static double upper(Law law) {
    return Math.min(law.support().upper(), 14 + (law instanceof TracyWidom ? 0 : 1e9));
  }

  private static String refused(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
