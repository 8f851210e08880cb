package org.linnet.rmt.dyson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.dyson.OrthogonalSpectrum.Level;

/// **Oracle**: dense eigenvalues of drawn networks; the cosines of the path matrix; the resolvent that the Dyson equation
/// finds by another route.
///
/// **If wrong**: what orthogonal initialisation does to inference, and the reference of the sampled spectra.
class OrthogonalSpectrumTest {

  @ParameterizedTest
  @CsvSource({"1, 12, 5, 1", "2, 10, 10, 1", "3, 8, 20, 1", "7, 12, 1, 1", "4, 12, 7, 1.7", "5, 10, 25, 0.4",
      "4, 1, 1, 2"})
  void itIsTheSpectrumOfEveryDraw(int H, int N, int K, double gain) {
    int[] widths = Ensembles.widths(H, N, K);
    Parameterisation orthogonal = new Parameterisation.Orthogonal(gain);
    assertSpectrum(orthogonal.draw(RandomStream.of(H + N), widths), HessianEnsemble.of(orthogonal, widths));
  }

  @Test
  void precisionsAndDecayAreInIt() {
    int[] widths = Ensembles.widths(3, 9, 4);
    double[] precisions = {0.5, 3, 1, 0.2};
    Parameterisation orthogonal = new Parameterisation.Orthogonal(1.2);
    DeepLinearNet net = orthogonal.draw(RandomStream.of(1), widths).withPrecisions(precisions);
    assertSpectrum(net, HessianEnsemble.of(orthogonal, widths).withPrecisions(precisions).withDecay(0.3));
  }

  private static void assertSpectrum(DeepLinearNet net, HessianEnsemble ensemble) {
    double[] sampled = Sampled.eigenvalues(net);
    List<Double> exact = new ArrayList<>();
    for (Level level : OrthogonalSpectrum.of(ensemble).levels()) {
      int multiplicity = Math.toIntExact(Math.round(level.mass() * sampled.length));
      assertEquals(multiplicity, level.mass() * sampled.length, 1e-9);
      for (int k = 0; k < multiplicity; k++) {
        exact.add(level.eigenvalue());
      }
    }
    assertEquals(sampled.length, exact.size());
    double largest = exact.getLast();
    for (int i = 0; i < sampled.length; i++) {
      assertEquals(sampled[i] + ensemble.decay(), exact.get(i), 1e-13 * largest);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5", "2, 0.1", "5, 1", "64, 0.3", "200, 2"})
  void unitGainHasTheCosinesOfThePath(int H, double alpha) {
    List<Level> levels = OrthogonalSpectrum
        .of(Ensembles.standard(H, alpha).withHaarWeights().withRatios(ratios(H, alpha))
            .withOutputRatio(Math.min(1, alpha)))
        .levels();
    double seen = Math.min(1, alpha);
    List<Level> expected = new ArrayList<>();
    for (int k = 1; k <= H; k++) {
      double half = Math.sin(k * Math.PI / (2 * (H + 1)));
      expected.add(new Level(4 * half * half, seen / H));
      double sine = Math.sin((2 * k - 1) * Math.PI / (2 * (2 * H + 1)));
      if (seen < 1) {
        expected.add(new Level(4 * sine * sine, (1 - seen) / H));
      }
    }
    expected.sort((a, b) -> Double.compare(a.eigenvalue(), b.eigenvalue()));
    assertEquals(expected.size(), levels.size());
    for (int i = 0; i < levels.size(); i++) {
      assertEquals(expected.get(i).eigenvalue(), levels.get(i).eigenvalue(), 1e-14 * expected.get(i).eigenvalue());
      assertEquals(expected.get(i).mass(), levels.get(i).mass(), 1e-15);
    }
  }

  private static double[] ratios(int H, double alpha) {
    double[] ratios = new double[H + 1];
    java.util.Arrays.fill(ratios, 1);
    ratios[H] = alpha;
    return ratios;
  }

  /// A gain of 2 leaves a smallest eigenvalue of about `4^-40`, far below the rounding of the largest. Its product is the
  /// determinant, exactly 1 without outputs.
  @Test
  void tinyEigenvaluesKeepTheirDigits() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.chain(40, 4, 0, 4, 0).withHaarWeights());
    assertEquals(0, spectrum.logDeterminant().orElseThrow(), 1e-14);
    assertEquals(9.0 / 16 * Math.pow(4, -39), spectrum.smallest().orElseThrow(), 1e-3 * Math.pow(4, -39));
  }

  /// The atoms' Stieltjes transform at a height where the equation's residual of 1e-8 is amplified little.
  @ParameterizedTest
  @CsvSource({"0.3, 1", "1, 1", "1.7, 1", "0.3, 2.5", "1, 2.5", "1.7, 2.5"})
  void theDysonEquationOfHaarWeightsHasItsResolvent(double alpha, double s) {
    HessianEnsemble ensemble = Ensembles.chain(4, s, 0, s, alpha).withHaarWeights();
    List<Level> levels = OrthogonalSpectrum.of(ensemble).levels();
    for (double x : new double[]{0.1, 0.5, 1.01, 2, 4, 7}) {
      for (double height : new double[]{1, 0.1, 0.01}) {
        double re = 0;
        double im = 0;
        for (Level level : levels) {
          double d = level.eigenvalue() - x;
          re += level.mass() * d / (d * d + height * height);
          im += level.mass() * height / (d * d + height * height);
        }
        DysonSolution at = DysonEquation.of(ensemble).at(x, height);
        assertEquals(height, at.height());
        assertEquals(re, at.stieltjesRe(), 1e-7 * Math.hypot(re, im));
        assertEquals(im, at.stieltjesIm(), 1e-7 * Math.hypot(re, im));
        assertEquals(
            levels.stream().mapToDouble(l -> l.mass() * Math.atan2(height, l.eigenvalue() - x)).sum() / Math.PI,
            at.distribution(), 1e-9);
      }
    }
  }

  @Test
  void itIsAStepFunctionWithoutADensity() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.standard(1, 0.25).withHaarWeights());
    assertEquals(0, spectrum.distribution(0.9).orElseThrow());
    assertEquals(0.75, spectrum.distribution(1.5).orElseThrow());
    assertEquals(1, spectrum.distribution(2.1).orElseThrow());
    assertInstanceOf(Estimate.Missing.class, spectrum.density(1.5));
    assertEquals(2, spectrum.bands().size());
    assertEquals(0.25 * Math.log(2), spectrum.logDeterminant().orElseThrow(), 1e-15);
  }

  /// In the limit without outputs a fixed number of them still adds `2 - 2 cos(H π/(H+1))` above the rest.
  @Test
  void aFixedNumberOfOutputsHasOutliers() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.standard(3, 0).withHaarWeights());
    assertEquals(1, spectrum.outliers().size());
    assertEquals(2 + Math.sqrt(2), spectrum.largest().orElseThrow(), 1e-14);
    assertEquals(List.of(), LimitSpectrum.of(Ensembles.standard(3, 0.1).withHaarWeights()).outliers());
  }

  @Test
  void skipsAreRefused() {
    HessianEnsemble skips = Ensembles.skips(2, 0).withHaarWeights();
    String message = assertThrows(IllegalArgumentException.class, () -> OrthogonalSpectrum.of(skips)).getMessage();
    assertEquals("the exact spectrum is that of Haar weights without skips, got " + skips
        + "; LimitSpectrum.of has the others", message);
  }
}
