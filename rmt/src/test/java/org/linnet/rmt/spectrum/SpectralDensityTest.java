package org.linnet.rmt.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.spectrum.SpectralDensity.Options;

/// **Oracle**: counting and summing over the dense eigenvalues; operators on paper.
///
/// **If wrong**: densities of Hessians that are too large for all eigenvalues.
class SpectralDensityTest {
  private static final DeepLinearNet NET = new Parameterisation.MuPc().draw(RandomStream.of(6), 4, 60, 60, 60, 60, 60,
      60,
      10);
  private static final SpectrumSample DENSE = SpectrumSample.of(NET);
  /// Two-sided 1e-4 of Student's t with 19 degrees of freedom, 4.9 per comparison; some 60, not independent: false alarms
  /// in at most 6e-3 of seeds.
  private static final int PROBES = 20;
  private static final double QUANTILE = 4.9;

  @Test
  void theDistributionIsTheCountWithinItsError() {
    for (int steps : new int[]{8, 30, 90}) {
      SpectralDensity density = SpectralDensity.of(HessianOperator.of(NET), new Options(PROBES, steps, 1));
      double worst = 0;
      for (double x = 0.003; x < 6; x *= 1.5) {
        SpectralDensity.Fraction found = density.distribution(x);
        double allowed = QUANTILE * found.standardError() + found.resolution();
        assertEquals(DENSE.distribution(x), found.value(), allowed, steps + " steps at " + x);
        worst = Math.max(worst, found.resolution());
      }
      assertTrue(worst < 5.0 / steps, "resolution " + worst + " of " + steps + " steps");
    }
  }

  @Test
  void meansOfSmoothFunctionsAreThoseOfTheEigenvalues() {
    SpectralDensity density = SpectralDensity.of(HessianOperator.of(NET), new Options(PROBES, 60, 2));
    for (DoubleUnaryOperator f : new DoubleUnaryOperator[]{x -> x, x -> x * x, Math::log, x -> Math.exp(-x),
        Math::sqrt}) {
      SpectralDensity.Mean found = density.mean(f);
      double exact = Arrays.stream(DENSE.eigenvalues()).map(f).average().orElseThrow();
      assertEquals(exact, found.value(), QUANTILE * found.standardError());
      assertTrue(found.standardError() < 0.05 * (1 + Math.abs(exact)), found + "");
    }
    assertEquals(1, density.mean(x -> 1).value(), 1e-12);
  }

  @Test
  void theDensityIsThatOfSpreadEigenvalues() {
    SpectralDensity density = SpectralDensity.of(HessianOperator.of(NET), new Options(PROBES, 120, 3));
    double width = 0.2;
    for (double x = 0; x < 6; x += 0.25) {
      double center = x;
      double exact = Arrays.stream(DENSE.eigenvalues())
          .map(value -> Math.exp(-Math.pow((center - value) / width, 2) / 2) / (width * Math.sqrt(2 * Math.PI)))
          .average().orElseThrow();
      SpectralDensity.Mean found = density.density(x, width);
      assertEquals(exact, found.value(), QUANTILE * found.standardError() + 1e-10, "at " + x);
    }
  }

  /// One node where there is one eigenvalue; the fraction at the node itself is the middle of its jump.
  @Test
  void aSingleEigenvalueIsAJump() {
    SpectralDensity density = SpectralDensity.of(new int[]{30}, (v, product) -> {
      for (int i = 0; i < 30; i++) {
        product[0].set(i, 0, 2 * v[0].get(i, 0));
      }
    }, new Options(2, 1, 0));
    assertEquals(new SpectralDensity.Fraction(0, 0, 1), rounded(density.distribution(1.9)));
    assertEquals(new SpectralDensity.Fraction(1, 0, 1), rounded(density.distribution(2.1)));
    assertEquals(4, density.mean(x -> x * x).value(), 1e-13);
  }

  @Test
  void theSeedDecidesEverything() {
    HessianOperator Hz = HessianOperator.of(NET);
    double one = SpectralDensity.of(Hz, new Options(2, 20, 1)).distribution(1).value();
    assertEquals(one, SpectralDensity.of(Hz, new Options(2, 20, 1)).distribution(1).value());
    assertNotEquals(one, SpectralDensity.of(Hz, new Options(2, 20, 2)).distribution(1).value());
  }

  @Test
  void wrongCallsAreNamed() {
    assertEquals("at least 2 probes and 1 step are needed, got 1 and 20",
        assertThrows(IllegalArgumentException.class, () -> new Options(1, 20, 0)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Options(2, 0, 0));
    SpectralDensity density = SpectralDensity.of(HessianOperator.of(NET), new Options(2, 2, 1));
    assertEquals("width must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> density.density(1, 0)).getMessage());
  }

  private static SpectralDensity.Fraction rounded(SpectralDensity.Fraction found) {
    return new SpectralDensity.Fraction(Math.rint(found.value() * 1e12) / 1e12, Math.rint(found.standardError() * 1e12),
        Math.rint(found.resolution() * 1e12) / 1e12);
  }
}
