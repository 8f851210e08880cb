package org.linnet.rmt.law;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.commons.math3.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// **Oracle**: integrals in 40 digits (mpmath 1.3.0, `quad` over the angle); integer sequences; the elementary primitive of
/// a Raney law for whole `r`; special members that are other known laws.
///
/// **If wrong**: distribution functions at edges, where [LawTest] does not resolve them, and the Raney numbers.
class ClosedFormTest {
  private static final double ULP = 0x1p-52;

  /// `x` is a double near the decimal number, so its rounding counts: `density * ulp(x)`, and that of the edge.
  @ParameterizedTest
  @CsvSource({
      "1, 1e-12, 6.36619772367554817e-7",
      "1, 1e-30, 6.36619772367581343e-16",
      "1, 3.999, 0.999998322233756633",
      "0.999999, 2, 0.818309954493745165",
      "0.2, 0.31, 0.000677624439530929927",
      "0.2, 1, 0.547691994223360381",
      "3, 0.6, 0.669292210596020004",
      "3, 7, 0.995986687573517543",
      "0.25, 0.2500001, 7.59213186045632265e-11",
      "1e-12, 0.9999985, 0.0721467186811897956",
      "1e-12, 1.000001, 0.804498890522137651"})
  void marchenkoPasturAtItsEdges(double ratio, double x, double expected) {
    MarchenkoPastur law = new MarchenkoPastur(ratio);
    double rounding = 2 * law.density(x) * ULP * Math.max(x, law.support().lower());
    assertEquals(expected, law.cdf(x), 8 * ULP * expected + rounding);
  }

  /// Just above the hard edge: the relative error may grow like `eps/|1 - q|`, here `1 - q = 5e-7`, if only because the
  /// double near the ratio is off by as much.
  @ParameterizedTest
  @CsvSource({"0.999999, 1e-6, 0.000636120302384572418", "0.999999, 1e-12, 2.17995642251831168e-7",
      "1.000001, 1e-9, 0.0000206341857520967739"})
  void marchenkoPasturNextToTheHardEdge(double ratio, double x, double expected) {
    assertEquals(expected, new MarchenkoPastur(ratio).cdf(x), 8 * ULP);
  }

  @Test
  void momentsAreIntegerSequences() {
    assertMoments(new MarchenkoPastur(1), 1, 1, 2, 5, 14, 42, 132, 429);
    assertMoments(new MarchenkoPastur(2), 1, 1, 3, 11, 45, 197, 903); // little Schröder numbers
    assertMoments(new MarchenkoPastur(2, 3), 1, 3, 27, 297);
    assertMoments(new Semicircle(2), 1, 0, 1, 0, 2, 0, 5, 0, 14, 0, 42);
    assertMoments(new FussCatalan(2), 1, 1, 3, 12, 55, 273, 1428);
    assertMoments(new FussCatalan(3), 1, 1, 4, 22, 140, 969);
    assertMoments(new Raney(3, 2), 1, 2, 7, 30, 143, 728);
  }

  /// The support ends where the `k`-th root of the `k`-th moment tends to, up to `log k/k`.
  @Test
  void theLargestMomentsShowTheUpperEnd() {
    for (Law law : new Law[]{new MarchenkoPastur(0.4), new FussCatalan(2), new Raney(3, 2), new Raney(2.5, 1.25)}) {
      double growth = law.moment(301) / law.moment(300); // b (1 - 3/2 / 300 + ..)
      assertEquals(law.support().upper(), growth / (1 - 1.5 / 301), 2e-4 * growth, law.toString());
    }
  }

  /// With `B = ρ exp(iφ)`: `F = 1 - Im [log (B - 1) + sum_(j=1..r) B^j/j - p B^r/r]/π`.
  @ParameterizedTest
  @CsvSource({"2, 1", "2, 2", "3, 1", "3, 2", "3, 3", "5, 2"})
  void raneyHasAnElementaryDistributionFunctionForWholeR(int p, int r) {
    for (double phi = 0.01 * Math.PI / p; phi < Math.PI / p; phi += 0.049 * Math.PI / p) {
      double rho = Math.sin(p * phi) / Math.sin((p - 1) * phi);
      double x = Math.pow(rho, p - 1) * Math.sin(p * phi) / Math.sin(phi);
      double imaginary = p * phi - p * Math.pow(rho, r) * Math.sin(r * phi) / r;
      for (int j = 1; j <= r; j++) {
        imaginary += Math.pow(rho, j) * Math.sin(j * phi) / j;
      }
      assertEquals(1 - imaginary / Math.PI, new Raney(p, r).cdf(x), 4e-14, "phi = " + phi);
    }
  }

  /// `(2, 1)` is Marchenko-Pastur, `(2, 2)` a semicircle of radius 2 about 2.
  @Test
  void raneyHasKnownMembers() {
    for (double x : new double[]{1e-9, 0.1, 1, 2.7, 3.99}) {
      assertEquals(new MarchenkoPastur(1).cdf(x), new Raney(2, 1).cdf(x), 2e-14, "x = " + x);
      assertEquals(new MarchenkoPastur(1).density(x), new Raney(2, 1).density(x), 1e-13 * (1 + 1 / x), "x = " + x);
      assertEquals(new MarchenkoPastur(1).density(x), new FussCatalan(1).density(x), 1e-13 * (1 + 1 / x), "x = " + x);
      assertEquals(new Semicircle(2).cdf(x - 2), new Raney(2, 2).cdf(x), 2e-14, "x = " + x);
    }
  }

  /// As `p → 1` the law tends to a beta law with the parameters `r` and `1 - r`, at the rate `p - 1` in its moments.
  @Test
  void raneyTendsToABetaLaw() {
    Raney law = new Raney(1 + 1e-9, 0.3);
    for (double x : new double[]{1e-3, 0.2, 0.7, 0.9}) {
      assertEquals(Beta.regularizedBeta(x, 0.3, 0.7), law.cdf(x), 1e-7, "x = " + x);
    }
  }

  /// The thesis' infinitely deep activity Hessian: `f ~ √3/(2π) x^(-1/3)`, so `F ~ 3√3/(4π) x^(2/3)`, and `b = 27/4`.
  @Test
  void theDeepHessiansLawHasItsPoleAndItsEnd() {
    Raney law = new Raney(3, 2);
    assertEquals(6.75, law.support().upper(), 2 * Math.ulp(6.75));
    for (double x : new double[]{1e-30, 1e-18}) { // the next term is relatively x^(1/3)
      assertEquals(1, law.density(x) * 2 * Math.PI / Math.sqrt(3) * Math.cbrt(x), 2 * Math.cbrt(x));
      assertEquals(1, law.cdf(x) * 4 * Math.PI / (3 * Math.sqrt(3)) / Math.cbrt(x * x), 2 * Math.cbrt(x));
    }
  }

  private static void assertMoments(Law law, double... expected) {
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], law.moment(k), 4 * (k + 1) * ULP * expected[k], law + ", k = " + k);
    }
  }
}
