package org.linnet.rmt.dyson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.init.Abc;
import org.linnet.core.init.DepthMuP;
import org.linnet.core.init.Descent;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: dense eigenvalues of one drawn network per family, with fixed seeds and tolerances that were calibrated on 168 other
/// cells of models, depths and widths; for one layer the integral of the Marchenko-Pastur density; for two the pairs of
/// eigenvalues of each singular value; counting.
///
/// **If wrong**: everything that users see.
class LimitSpectrumTest {

  static List<Arguments> families() {
    return List.of(Arguments.of(new Parameterisation.StandardGaussian(), false, Ensembles.widths(4, 100, 10)),
        Arguments.of(new Parameterisation.StandardGaussian(), false, Ensembles.widths(2, 100, 100)),
        Arguments.of(new Parameterisation.StandardGaussian(), false, new int[]{5, 90, 40, 120, 70}),
        Arguments.of(new Parameterisation.StandardGaussian(), true, Ensembles.widths(4, 100, 50)),
        Arguments.of(new Parameterisation.KaimingUniform(), false, Ensembles.widths(8, 50, 60)),
        Arguments.of(new Parameterisation.NeuralTangent(), false, new int[]{5, 40, 80, 100, 10}),
        Arguments.of(new Parameterisation.MuPc(), false, Ensembles.widths(8, 50, 10)),
        Arguments.of(new Parameterisation.MuPc(0.1), false, Ensembles.widths(3, 100, 100)),
        Arguments.of(new DepthMuP(Descent.SGD), false, Ensembles.widths(1, 200, 50)),
        Arguments.of(Abc.predictiveCoding(-0.5), false, Ensembles.widths(3, 100, 80)),
        Arguments.of(Abc.predictiveCoding(-1), true, Ensembles.widths(3, 100, 80)),
        Arguments.of(new Parameterisation.Orthogonal(1.3), false, Ensembles.widths(3, 60, 20)),
        Arguments.of(new Parameterisation.Orthogonal(), true, Ensembles.widths(4, 100, 30)),
        Arguments.of(new Parameterisation.Orthogonal(1.6), true, Ensembles.widths(3, 100, 100)),
        Arguments.of(new Parameterisation.Orthogonal(0.7), true, Ensembles.widths(3, 100, 160)));
  }

  /// The distance of distribution functions, whose largest value in 3424 other samples was `10.9/(N H)` at 32 layers; the
  /// log-determinant, the mean of as many logarithms; and edges at five Tracy-Widom standard deviations, where the law holds.
  @ParameterizedTest
  @MethodSource("families")
  void aDrawnNetworkHasTheSpectrum(Parameterisation parameterisation, boolean skips, int... widths) {
    HessianEnsemble ensemble = HessianEnsemble.of(parameterisation, widths);
    DeepLinearNet net = parameterisation.draw(RandomStream.of(7), widths);
    LimitSpectrum spectrum = LimitSpectrum.of(skips ? ensemble.withHiddenSkips() : ensemble);
    double[] sampled = Sampled.eigenvalues(skips ? net.withHiddenSkips() : net);
    int n = sampled.length;
    double tolerance = (5 + 0.25 * ensemble.hiddenLayers()) / n;
    if (spectrum instanceof DysonSpectrum) {
      assertTrue(distance(spectrum, sampled) < tolerance, () -> distance(spectrum, sampled) * n + "/n");
    }
    double logDeterminant = Arrays.stream(sampled).map(Math::log).sum() / n;
    assertEquals(logDeterminant, spectrum.logDeterminant().orElseThrow(), tolerance);
    int N = ensemble.referenceWidth().orElseThrow();
    if (spectrum.smallestAt(N) instanceof Estimate.Value low && spectrum.lowerEdge() instanceof Edge.Soft) {
      assertEquals(low.value(), sampled[0], 5 * low.error());
    }
    if (spectrum.largestAt(N) instanceof Estimate.Value high && spectrum.upperEdge() instanceof Edge.Soft) {
      assertEquals(high.value(), sampled[n - 1], 5 * high.error());
    }
  }

  /// The largest difference halfway between eigenvalues, atoms left out.
  private static double distance(LimitSpectrum spectrum, double... sampled) {
    double worst = 0;
    for (int i = 1; i < sampled.length; i++) {
      if (sampled[i] > sampled[i - 1] * (1 + 1e-6)) {
        double F = spectrum.distribution((sampled[i] + sampled[i - 1]) / 2).orElseThrow();
        worst = Math.max(worst, Math.abs(F - (double) i / sampled.length));
      }
    }
    return worst;
  }

  /// The number of eigenvalues below a wide gap is exactly `k N`, a whole number of layers.
  @ParameterizedTest
  @CsvSource({"64, 8, 10", "64, 4, 64"})
  void countsBelowTheGapsOfMuPcAreExact(int N, int H, int K) {
    int[] widths = Ensembles.widths(H, N, K);
    List<Band> bands = LimitSpectrum.of(HessianEnsemble.of(new Parameterisation.MuPc(), widths)).bands();
    double[] sampled = Sampled.eigenvalues(new Parameterisation.MuPc().draw(RandomStream.of(2), widths));
    int wide = 0;
    for (int k = 1; k < bands.size(); k++) {
      double left = bands.get(k - 1).upper().position();
      double right = bands.get(k).lower().position();
      if (right / left >= 1.12) {
        double middle = Math.sqrt(left * right);
        assertEquals((long) k * N, Arrays.stream(sampled).filter(x -> x < middle).count());
        wide++;
      }
    }
    assertTrue(wide >= 2, "wide gaps: " + wide);
  }

  /// Masses of all bands against counts, also with Haar weights and skips, whose parts below gaps count differently.
  @ParameterizedTest
  @CsvSource({"0.3, 40", "0.3, 100", "0.3, 150"})
  void massesOfBandsAreCounts(double gain, int K) {
    Parameterisation orthogonal = new Parameterisation.Orthogonal(gain);
    int[] widths = Ensembles.widths(3, 100, K);
    List<Band> bands = LimitSpectrum.of(HessianEnsemble.of(orthogonal, widths).withHiddenSkips()).bands();
    double[] sampled = Sampled.eigenvalues(orthogonal.draw(RandomStream.of(5), widths).withHiddenSkips());
    assertTrue(bands.size() >= 3, bands::toString);
    double sum = 0;
    for (int k = 1; k < bands.size(); k++) {
      sum += bands.get(k - 1).mass();
      double middle = (bands.get(k - 1).upper().position() + bands.get(k).lower().position()) / 2;
      assertEquals(Math.round(sum * 300), Arrays.stream(sampled).filter(x -> x < middle).count(), bands.toString());
    }
    assertEquals(1, sum + bands.getLast().mass(), 1e-12);
  }

  /// `Hz = I + s W` with `W` of the Marchenko-Pastur law of ratio `alpha`, whose density is integrated.
  @ParameterizedTest
  @CsvSource({"0.3, 1", "2, 0.5", "0.05, 3"})
  void oneLayerIsAMarchenkoPasturLaw(double alpha, double s) {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.chain(1, s, 0, s, alpha));
    double low = s * Math.pow(1 - Math.sqrt(alpha), 2);
    double high = s * Math.pow(1 + Math.sqrt(alpha), 2);
    IterativeLegendreGaussIntegrator gauss = new IterativeLegendreGaussIntegrator(24, 1e-12, 1e-12);
    for (double fraction : new double[]{0.1, 0.5, 0.9}) {
      double x = low + fraction * (high - low);
      // t = low + (high - low) sin²(u) takes the roots out of the integrand
      double top = Math.asin(Math.sqrt(fraction));
      double mass = gauss.integrate(100_000, u -> {
        double t = low + (high - low) * Math.pow(Math.sin(u), 2);
        return Math.pow((high - low) * Math.sin(2 * u) / 2, 2) * 2 / (2 * Math.PI * s * t);
      }, 0, top);
      double F = Math.max(0, 1 - alpha) + mass;
      assertEquals(F, spectrum.distribution(1 + x).orElseThrow(), 1e-8);
      assertEquals(Math.sqrt((high - x) * (x - low)) / (2 * Math.PI * s * x), spectrum.density(1 + x).orElseThrow(),
          1e-8);
    }
    assertEquals(alpha < 1 ? 2 : 1, spectrum.bands().size());
  }

  /// Above the bulk of two layers, where `1 + s(3) g(2)` vanishes, `g(2)` being the mean of `(1 + x - λ)/(λ² - (2 + x) λ + 1)`
  /// over the squared singular values `x = 4 sin²(u)` of density `(2/π) cos²(u)` in `u`.
  @Test
  void aStrongReadoutOfFewOutputsHasAnOutlier() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.chain(2, 1, 0, 9, 0));
    assertEquals(1, spectrum.outliers().size());
    double outlier = spectrum.outliers().getFirst();
    IterativeLegendreGaussIntegrator gauss = new IterativeLegendreGaussIntegrator(24, 1e-12, 1e-12);
    double g = gauss.integrate(100_000, u -> {
      double x = 4 * Math.pow(Math.sin(u), 2);
      double weight = 4 / Math.PI * Math.pow(Math.cos(u), 2);
      return weight * (1 + x - outlier) / (outlier * outlier - (2 + x) * outlier + 1);
    }, 0, Math.PI / 2);
    assertEquals(0, 1 + 9 * g, 1e-10);
    assertEquals(outlier, spectrum.largest().orElseThrow());
    assertEquals(List.of(), LimitSpectrum.of(Ensembles.standard(2, 0)).outliers());
    assertEquals(List.of(), LimitSpectrum.of(Ensembles.chain(2, 1, 0, 9, 0.01)).outliers());
  }

  @Test
  void withoutOutputsTheDeterminantIsThatOfThePrecisions() {
    HessianEnsemble ensemble = Ensembles.skips(3, 0).withPrecisions(2, 3, 5, 7);
    assertEquals(Math.log(30) / 3, LimitSpectrum.of(ensemble).logDeterminant().orElseThrow(), 1e-14);
    assertEquals(Math.log(30) / 3, DysonEquation.of(ensemble).at(-1e-12).logDeterminant(), 1e-9);
  }

  @Test
  void outsideTheSupportAllIsExact() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.standard(3, 0.5));
    List<SpectralPoint> points = spectrum.curve(-1, 0, 0.1, 1, 6.4, 1e9);
    double[] expected = {0, 0, 0, Double.NaN, 1, 1};
    for (int i : new int[]{0, 1, 2, 4, 5}) {
      assertEquals(new Estimate.Value(expected[i], 0), points.get(i).distribution());
      assertEquals(new Estimate.Value(0, 0), points.get(i).density());
    }
    assertEquals(1, points.get(3).lambda());
    assertTrue(points.get(3).density().orElseThrow() > 0.1);
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 0, 1", "128, 1, 0, 1", "32, 1, 1, 0", "8, 0.1, 1, 0.2"})
  void theDistributionGrowsOnTheGridFromEdgeToEdge(int H, double s, double tau, double alpha) {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.chain(H, s, tau, s, alpha));
    double[] grid = spectrum.grid(400);
    assertEquals(spectrum.lowerEdge().position(), grid[0]);
    assertEquals(spectrum.upperEdge().position(), grid[399], 1e-14 * grid[399]);
    double before = 0;
    for (SpectralPoint point : spectrum.curve(grid)) {
      double F = point.distribution().orElseThrow();
      assertTrue(F >= before - 1e-9 && F - before < 0.04, point.toString());
      before = F;
    }
    assertEquals(1, before, 1e-9);
  }

  /// By central differences, whose relative error is of the order of the squared step over the scale of the density.
  @ParameterizedTest
  @CsvSource({"3, 1, 0, 0.5", "6, 0.2, 1, 0.3", "32, 1, 0, 1"})
  void theDensityIsTheSlopeOfTheDistribution(int H, double s, double tau, double alpha) {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.chain(H, s, tau, s, alpha));
    for (double x : new double[]{0.15, 0.4, 2.6, 5}) {
      double step = 1e-3 * x;
      double slope = (spectrum.distribution(x + step).orElseThrow() - spectrum.distribution(x - step).orElseThrow());
      assertEquals(slope / (2 * step), spectrum.density(x).orElseThrow(), 1e-4);
    }
  }

  @Test
  void extremeEigenvaluesAtAWidthAreThoseOfTheTracyWidomLaw() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.standard(4, 1));
    Edge.Soft low = assertInstanceOf(Edge.Soft.class, spectrum.lowerEdge());
    Estimate.Value smallest = assertInstanceOf(Estimate.Value.class, spectrum.smallestAt(128));
    assertEquals(0.1021, smallest.value(), 5e-5); // the table of sampled spectra
    assertEquals(0.0037, smallest.error(), 5e-5);
    assertEquals(low.position() + 1.2065335745820 * low.scale(128), smallest.value(), 1e-15);
    Estimate.Value largest = assertInstanceOf(Estimate.Value.class, spectrum.largestAt(128));
    assertEquals(6.5138, largest.value(), 5e-5);
    assertEquals(0.088, largest.error(), 5e-4);
    GradientDescent at = spectrum.gradientDescentAt(128).orElseThrow();
    assertEquals(largest.value() / smallest.value(), at.condition(), 1e-12);
  }

  @Test
  void whatIsNotKnownAtAWidthIsSaid() {
    LimitSpectrum deep = LimitSpectrum.of(Ensembles.standard(64, 0));
    assertEquals("the smallest eigenvalue at width N is known for N >= 32 and N >= 2 H, got N = 100, H = 64; sample it",
        assertInstanceOf(Estimate.Missing.class, deep.smallestAt(100)).reason());
    assertEquals(
        "the largest eigenvalue at width N is known for N >= 32 and H <= 4, got N = 1000, H = 64; take the limit or "
            + "sample it",
        assertInstanceOf(Estimate.Missing.class, deep.largestAt(1000)).reason());
    LimitSpectrum exponential = LimitSpectrum.of(Ensembles.skips(32, 0));
    assertEquals("at N = 64 the smallest eigenvalue fluctuates by its own size; sample its logarithm",
        assertInstanceOf(Estimate.Missing.class, exponential.smallestAt(64)).reason());
    assertEquals(exponential.condition().orElseThrow(), exponential.gradientDescentAt(64).orElseThrow().condition(),
        1e3);
    LimitSpectrum atom = LimitSpectrum.of(Ensembles.standard(1, 0.5));
    assertEquals(1, atom.smallestAt(64).orElseThrow());
  }

  @Test
  void wrongQuestionsAreRefused() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.standard(2, 1));
    assertEquals("a grid needs at least two points, got 1",
        assertThrows(IllegalArgumentException.class, () -> spectrum.grid(1)).getMessage());
    assertEquals("lambda must be finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> spectrum.distribution(Double.NaN)).getMessage());
    assertEquals("lambda must be finite, got -Infinity", assertThrows(IllegalArgumentException.class,
        () -> LimitSpectrum.of(Ensembles.standard(2, 1).withHaarWeights()).density(Double.NEGATIVE_INFINITY))
        .getMessage());
  }
}
