package org.linnet.rmt.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the semicircle for two blocks; Marchenko-Pastur of ratio 1/2 for three, where the outer blocks, stacked, are a
/// Gaussian `2N x N` matrix; sampled matrices; plane trees counted by hand. Inside, three computations that share nothing
/// check each other: the moments (a recursion), the distribution function (a potential of the solution) and the density.
///
/// **If wrong**: what is true of the off-diagonal part of the activity Hessian, and Weyl's bounds from it.
class CouplingChainTest {
  @Test
  void twoBlocksAreASemicircle() {
    CouplingChain chain = new CouplingChain(2, 2.25);
    Semicircle semicircle = new Semicircle(3);
    for (double x = -3.05; x < 3.1; x += 0.15) {
      assertEquals(semicircle.cdf(x), chain.cdf(x), 1e-12, "x = " + x);
      assertEquals(semicircle.density(x), chain.density(x), 1e-12, "x = " + x);
    }
    assertEquals(1 / (1.5 * Math.PI), chain.density(0), 1e-15);
    assertEquals(semicircle.support(), chain.support());
    assertEquals(5 * Math.pow(1.5, 6), chain.moment(6), 1e-12);
  }

  @Test
  void threeBlocksAreRootsOfMarchenkoPastur() {
    CouplingChain chain = new CouplingChain(3);
    MarchenkoPastur squares = new MarchenkoPastur(0.5, 2);
    for (double x = 0.405; x < 2.42; x += 0.1) {
      assertEquals(2.0 / 3 + squares.cdf(x * x) / 3, chain.cdf(x), 1e-12, "x = " + x);
      assertEquals((1 - squares.cdf(x * x)) / 3, chain.cdf(-x), 1e-12, "x = " + x);
      assertEquals(squares.density(x * x) * 2 * x / 3, chain.density(x), 1e-11, "x = " + x);
    }
    assertEquals(1 + Math.sqrt(2), chain.support().upper(), 1e-15);
    assertEquals(List.of(new Law.Atom(0, 1.0 / 3)), chain.atoms());
    assertEquals(2.0 / 3, chain.cdf(0));
    assertEquals(0, chain.density(0));
    assertEquals(0, chain.quantile(0.4));
  }

  /// Two by hand, the others as the design note prints them; `2 sqrt 2` is approached from below.
  @ParameterizedTest
  @CsvSource({"3, 2.414213562373095, 1e-15", "4, 2.598076211353316, 1e-15", "8, 2.7862, 5e-5", "16, 2.8229, 5e-5",
      "2000, 2.8284271247461903, 2e-9"})
  void theSupportEndsWhereItShould(int blocks, double expected, double tolerance) {
    assertEquals(expected, new CouplingChain(blocks).support().upper(), tolerance);
    assertTrue(new CouplingChain(blocks).support().upper() < 2 * Math.sqrt(2));
  }

  /// Plane trees mapped into a path of `H` points: one edge, `sum of degrees`; two edges, from their middle or from an end, each
  /// `sum of squared degrees`.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 40})
  void lowMomentsCountTreesInAPath(int blocks) {
    int inner = blocks - 2; // points of degree 2; the two ends have degree 1
    assertEquals((2.0 * inner + 2) / blocks, new CouplingChain(blocks).moment(2), 1e-14);
    assertEquals(2 * (4.0 * inner + 2) / blocks, new CouplingChain(blocks).moment(4), 1e-13);
    assertEquals(0, new CouplingChain(blocks).moment(3));
  }

  /// `E X^(2k) = 4k ∫ x^(2k-1) (1 - F) dx` over the positive half.
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 8, 15})
  void momentsAreThoseOfTheDistributionFunction(int blocks) {
    CouplingChain chain = new CouplingChain(blocks, 0.5);
    double b = chain.support().upper();
    for (int k = 1; k <= 3; k++) {
      int power = 2 * k - 1;
      double integral = new GaussIntegratorFactory().legendre(60, 0, 1).integrate(u -> {
        double x = b * u * u * (3 - 2 * u); // smooth at both ends
        return Math.pow(x, power) * (1 - chain.cdf(x)) * 6 * b * u * (1 - u);
      });
      assertEquals(chain.moment(2 * k), 4 * k * integral, 2e-3 * chain.moment(2 * k), "k = " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 9, 32})
  void theDensityIsTheSlopeOfTheDistributionFunction(int blocks) {
    CouplingChain chain = new CouplingChain(blocks);
    double h = 1e-4; // error of the difference h² f''/6, and 1e-12/h
    for (double x : new double[]{-2.2, -1.1, 0.7, 1.9}) {
      assertEquals((chain.cdf(x + h) - chain.cdf(x - h)) / (2 * h), chain.density(x), 1e-6, "x = " + x);
    }
  }

  /// As in [SampledLawTest]; the largest distance of 100 matrices of each size was `4.4/n`: a false-alarm rate of at most 3 %
  /// each, with 95 % confidence.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 10})
  void eigenvaluesFollowTheLaw(int blocks) {
    CouplingChain chain = new CouplingChain(blocks, 0.7);
    double[] lambda = chain.eigenvalues(180, RandomStream.of(3));
    assertEquals(180 / blocks * blocks, lambda.length);
    if (blocks % 2 == 1) { // N eigenvalues 0 up to rounding
      for (int i = 0; i < lambda.length; i++) {
        lambda[i] = Math.abs(lambda[i]) < 1e-12 ? 0 : lambda[i];
      }
    }
    assertTrue(SampledLawTest.distance(lambda, chain) < 5.0 / lambda.length,
        "" + SampledLawTest.distance(lambda, chain) * lambda.length);
  }

  /// The thesis' semicircle is the limit of deep networks, with the radius `2 sqrt 2`, not 2.
  @Test
  void longChainsTendToTheWiderSemicircle() {
    double wide = 0;
    double printed = 0;
    for (double x = -2.8; x < 2.9; x += 0.2) {
      double F = new CouplingChain(64).cdf(x);
      wide = Math.max(wide, Math.abs(F - new Semicircle(2 * Math.sqrt(2)).cdf(x)));
      printed = Math.max(printed, Math.abs(F - new Semicircle(2).cdf(x)));
    }
    assertTrue(wide < 0.01, "radius 2 sqrt 2: " + wide);
    assertTrue(printed > 0.08, "radius 2: " + printed);
  }

  @Test
  void quantilesInvertAndRespectTheAtom() {
    for (int blocks : new int[]{2, 5, 6}) {
      CouplingChain chain = new CouplingChain(blocks);
      for (double p : new double[]{1e-9, 0.1, 0.39, 0.61, 0.9}) {
        assertEquals(p, chain.cdf(chain.quantile(p)), 1e-12, blocks + " blocks, p = " + p);
      }
      assertEquals(-chain.support().upper(), chain.quantile(0));
      assertEquals(chain.support().upper(), chain.quantile(1));
    }
    assertEquals(0, new CouplingChain(5).quantile(0.41));
  }

  @Test
  void nextToZeroTheDensityHasAPoleOrAGap() {
    assertEquals(Double.POSITIVE_INFINITY, new CouplingChain(4).density(0));
    assertEquals(2, new CouplingChain(4).density(1e-10) / new CouplingChain(4).density(8e-10), 1e-5); // |x|^(-1/3)
    assertEquals(0, new CouplingChain(5).density(0.01), 1e-10);
    assertTrue(new CouplingChain(8).cdf(1e-200) < 0.501);
  }

  @Test
  void callsThatAreNoCallsAreRefused() {
    assertEquals("a chain of couplings needs at least 2 blocks, got 1",
        assertThrows(IllegalArgumentException.class, () -> new CouplingChain(1)).getMessage());
    assertEquals("the variance of a chain of couplings must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new CouplingChain(3, 0)).getMessage());
    CouplingChain chain = new CouplingChain(3);
    assertThrows(IllegalArgumentException.class, () -> chain.cdf(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> chain.density(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> chain.quantile(2));
    assertThrows(IllegalArgumentException.class, () -> chain.moment(-2));
    assertThrows(IllegalArgumentException.class, () -> chain.eigenvalues(0, RandomStream.of(1)));
    assertEquals(0, chain.density(2.5));
    assertEquals(0, chain.cdf(Double.NEGATIVE_INFINITY));
    assertEquals(1, chain.cdf(Double.POSITIVE_INFINITY));
  }
}
