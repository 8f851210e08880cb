package org.linnet.rmt.dyson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.init.Parameterisation;

/// **Oracle**: the tables of an independent implementation (NumPy; tangent predictor and secants of `φ²`), to a unit of the last
/// digit that they print; for two hidden layers the singular values of a shifted Gaussian matrix, whose edges are known in
/// closed form; scaling.
///
/// **If wrong**: condition numbers, step sizes, Tracy-Widom scales.
///
/// **Erratum**: the amplitudes `C` of the tables are off by up to 0.1 %, because their search stops where the slope of `φ²` is
/// known to 1e-3; for two layers the closed form says so. The gaps of muPC are printed as (0.409, 1.108) for `H = 3` and (0.263,
/// 0.605), (1.391, 1.576) for `H = 4`, up to 0.6 % off; for `H = 16` there are 8 gaps, not 7.
class EdgesTest {
  /// Model, `H`, `alpha`, smallest and largest eigenvalue, condition number.
  @ParameterizedTest
  @CsvSource({"SP, 1, 0, 1, 2, 2", "SP, 1, 1, 1, 5, 5", "SP, 2, 0, 0.1715729, 5.828427, 33.971",
      "SP, 2, 1, 0.3059529, 6.110638, 19.973", //
      "SP, 3, 0, 0.06622992, 6.317256, 95.384", "SP, 3, 1, 0.1617022, 6.456495, 39.928",
      "SP, 4, 0, 0.03242444, 6.544387, 201.84", "SP, 4, 1, 0.09861315, 6.597794, 66.906",
      "SP, 8, 0, 0.005142074, 6.722102, 1307.3", "SP, 8, 1, 0.02391139, 6.726862, 281.33",
      "SP, 16, 0, 7.277653e-4, 6.747231, 9271.2", "SP, 16, 1, 0.004517597, 6.747509, 1493.6",
      "SP, 32, 0, 9.691362e-5, 6.749776, 69647", "SP, 32, 1, 7.252866e-4, 6.749788, 9306.4",
      "SP, 64, 0, 1.250725e-5, 6.749984, 5.397e5", "SP, 64, 1, 1.051273e-4, 6.749984, 64208",
      "SP, 128, 0, 1.588680e-6, 6.749999, 4.249e6", "SP, 128, 1, 1.431597e-5, 6.749999, 4.715e5",
      "muPC, 2, 0, 0.1862436, 5.369312, 28.830", "muPC, 3, 0, 0.07690187, 5.523245, 71.822",
      "muPC, 4, 0, 0.04086416, 5.485748, 134.24", "muPC, 8, 0, 0.008940174, 5.117641, 572.43",
      "muPC, 16, 0, 0.002024299, 4.741728, 2342.4", "muPC, 32, 0, 4.763759e-4, 4.473799, 9391.3",
      "muPC, 64, 0, 1.151767e-4, 4.299273, 37328", "muPC, 128, 0, 2.829206e-5, 4.188446, 1.480e5",
      "skips, 2, 0, 0.1158187, 8.634181, 74.549", "skips, 2, 1, 0.2215444, 8.778544, 39.624",
      "skips, 3, 0, 0.02871199, 9.330389, 324.97", "skips, 3, 1, 0.09409365, 9.397687, 99.876",
      "skips, 4, 0, 0.00887164, 9.657512, 1088.6", "skips, 4, 1, 0.05018576, 9.681562, 192.92",
      "skips, 8, 0, 1.897257e-4, 9.907268, 52219", "skips, 8, 1, 0.009811265, 9.909254, 1010.0",
      "skips, 16, 0, 2.948973e-7, 9.941907, 3.371e7", "skips, 16, 1, 0.001465421, 9.942017, 6784.4",
      "skips, 32, 0, 2.001496e-12, 9.945358, 4.969e12", "skips, 32, 1, 1.613995e-4, 9.945363, 61620",
      "default, 4, 0, 0.1615807, 3.422917, 21.184", "default, 4, 1, 0.2060045, 3.448761, 16.741",
      "default, 8, 0, 0.1032894, 3.535711, 34.231", "default, 8, 1, 0.1130547, 3.538216, 31.297",
      "default, 32, 0, 0.08385506, 3.555370, 42.399", "default, 32, 1, 0.08394469, 3.555378, 42.354",
      "orthogonal, 4, 0, 0.1206148, 3.618034, 29.997", "orthogonal, 4, 1, 0.3819660, 3.618034, 9.4721",
      "orthogonal, 8, 0, 0.0340538, 3.879385, 113.92", "orthogonal, 8, 1, 0.1206148, 3.879385, 32.163",
      "orthogonal, 32, 0, 0.002335546, 3.990944, 1708.8", "orthogonal, 32, 1, 0.009056155, 3.990944, 440.69",
      "orthogonal, 128, 0, 1.494267e-4, 3.999407, 26765", "orthogonal, 128, 1, 5.930603e-4, 3.999407, 6743.7"})
  void edgesAndConditionNumbersAreThoseOfTheTable(String model, int H, double alpha, String smallest, String largest,
      String condition) {
    LimitSpectrum spectrum = LimitSpectrum.of(model(model, H, alpha));
    assertPrinted(smallest, spectrum.smallest());
    assertPrinted(largest, spectrum.largest());
    assertPrinted(condition, spectrum.condition());
  }

  private static HessianEnsemble model(String name, int H, double alpha) {
    return switch (name) {
      case "SP" -> Ensembles.standard(H, alpha);
      case "muPC" -> Ensembles.muPc(H);
      case "skips" -> Ensembles.skips(H, alpha);
      case "default" -> Ensembles.uniform(H, alpha);
      case "orthogonal" -> Ensembles.standard(H, alpha).withHaarWeights();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void assertPrinted(String printed, Estimate estimate) {
    double unit = new BigDecimal(printed).ulp().doubleValue(); // some are rounded twice
    Estimate.Value value = assertInstanceOf(Estimate.Value.class, estimate);
    assertEquals(Double.parseDouble(printed), value.value(), unit * (1 + 1e-6));
    assertTrue(value.error() < 1e-9 * value.value(), () -> "error " + value.error());
  }

  @ParameterizedTest
  @CsvSource({"SP, 3, 0.5, 0.1057309133, 46.959, 6.3690255361, 0.36686",
      "SP, 2, 1, 0.3059529, 14.6, 6.110638, 0.27784", "SP, 8, 1, 0.02391139, 300, 6.726862, 0.68477",
      "SP, 16, 0, 7.277653e-4, 1.18e4, 6.747231, 1.1639", "skips, 8, 0, 1.897257e-4, 1.502e5, 9.907268, 0.4101",
      "muPC, 32, 0, 4.763759e-4, 1.33e5, 4.473799, 27.87"})
  void amplitudesAreThoseOfTheTable(String model, int H, double alpha, String lower, double C, String upper, double D) {
    LimitSpectrum spectrum = LimitSpectrum.of(model(model, H, alpha));
    assertPrinted(lower, spectrum.smallest());
    assertPrinted(upper, spectrum.largest());
    assertEquals(C, soft(spectrum.lowerEdge()).amplitude(), 5e-3 * C);
    assertEquals(D, soft(spectrum.upperEdge()).amplitude(), 1e-3 * D);
  }

  @Test
  void muPcAtFiniteWidthHasItsReferenceEdges() {
    LimitSpectrum spectrum = LimitSpectrum.of(HessianEnsemble.of(new Parameterisation.MuPc(), 30, 64, 64, 64, 64, 10));
    assertPrinted("0.0419174333", spectrum.smallest());
    assertPrinted("5.4858243038", spectrum.largest());
    assertEquals(355.0, soft(spectrum.lowerEdge()).amplitude(), 1e-3 * 355);
    assertEquals(1.2724, soft(spectrum.upperEdge()).amplitude(), 1e-3 * 1.2724);
  }

  /// Two hidden layers and no outputs: each squared singular value `x` of `tau I + sqrt(s) Z` gives the eigenvalues
  /// `1 + x/2 ± sqrt(x + x²/4)`. The edges of `x` are `s (d ± 3)³/(8 (d ± 1))`, `d = sqrt(1 + 8 tau²/s)`, the lower one for
  /// `s < tau²`; else it is 0, inside a band.
  @ParameterizedTest
  @CsvSource({"1, 0", "0.3333333333333333, 1", "0.05, 1", "1, 1", "0.4, -0.9", "3, 0.2"})
  void twoLayersHaveTheEdgesOfAShiftedGaussianMatrix(double s, double tau) {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.chain(2, s, tau, 1, 0));
    double d = Math.sqrt(1 + 8 * tau * tau / s);
    double high = s * Math.pow(d + 3, 3) / (8 * (d + 1));
    List<Band> bands = spectrum.bands();
    assertPair(high, bands.getFirst().lower(), bands.getLast().upper());
    boolean gap = s < tau * tau;
    assertEquals(gap ? 2 : 1, bands.size());
    if (gap) {
      assertPair(s * Math.pow(d - 3, 3) / (8 * (d - 1)), bands.getFirst().upper(), bands.getLast().lower());
      assertEquals(0.5, bands.getFirst().mass(), 1e-12);
    }
  }

  private static void assertPair(double x, Edge minus, Edge plus) {
    double root = Math.sqrt(x + x * x / 4);
    assertEquals(1 / (1 + x / 2 + root), minus.position(), 1e-12);
    assertEquals(1 + x / 2 + root, plus.position(), 1e-12 * plus.position());
  }

  /// At `x = 4` the count of squared singular values grows like `N/(4π) sqrt(d)`; `λ' = 1/2 ± (1 + x/2)/(2 sqrt(x + x²/4))`.
  @Test
  void twoStandardLayersHaveTheirAmplitudes() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.standard(2, 0));
    assertEquals(0.25 / Math.pow(Math.abs(0.5 - 3 / (2 * Math.sqrt(8))), 1.5), soft(spectrum.lowerEdge()).amplitude(),
        1e-4);
    assertEquals(0.25 / Math.pow(0.5 + 3 / (2 * Math.sqrt(8)), 1.5), soft(spectrum.upperEdge()).amplitude(), 1e-6);
  }

  /// The amplitude that the edge stands for: `N size density = (N C/π) sqrt(d)`, with a relative correction of order `d`.
  @ParameterizedTest
  @CsvSource({"3, 1, 0, 0.5", "6, 0.14, 1, 0.2", "4, 1, 1, 1"})
  void theDensityGrowsWithTheAmplitude(int H, double s, double tau, double alpha) {
    HessianEnsemble ensemble = Ensembles.chain(H, s, tau, 1, alpha);
    LimitSpectrum spectrum = LimitSpectrum.of(ensemble);
    for (Band band : spectrum.bands()) {
      double step = 1e-6 * (band.upper().position() - band.lower().position());
      assertGrowth(spectrum, band.lower(), step);
      assertGrowth(spectrum, band.upper(), -step);
    }
  }

  private static void assertGrowth(LimitSpectrum spectrum, Edge edge, double inwards) {
    if (edge instanceof Edge.Soft soft) {
      double density = spectrum.density(soft.position() + inwards).orElseThrow();
      double expected = soft.amplitude() * Math.sqrt(Math.abs(inwards)) / Math.PI / spectrum.ensemble().size();
      assertEquals(expected, density, 2e-3 * expected, edge.toString());
    }
  }

  /// For one layer the closed form against the search that all other depths use.
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "0.3, 2, 1", "2.5, 0.7, 3"})
  void oneLayerHasTheEdgesThatTheSearchFinds(double alpha, double s, double gamma) {
    HessianEnsemble ensemble = Ensembles.chain(1, s, 0, s, alpha).withPrecisions(0.8, gamma).withDecay(0.1);
    LimitSpectrum spectrum = LimitSpectrum.of(ensemble);
    EdgeSearch search = new EdgeSearch(ensemble);
    assertEquals(search.lower().position(), spectrum.lowerEdge().position(), 1e-11);
    Edge.Soft upper = soft(search.upper());
    assertEquals(upper.position(), spectrum.upperEdge().position(), 1e-11);
    assertEquals(upper.amplitude(), soft(spectrum.upperEdge()).amplitude(), 1e-5 * upper.amplitude());
    if (alpha > 1) {
      assertEquals(soft(search.lower()).amplitude(), soft(spectrum.lowerEdge()).amplitude(), 1e-4);
    } else {
      assertInstanceOf(Edge.Abrupt.class, search.lower());
      assertEquals(0.9, spectrum.lowerEdge().position(), 1e-15);
    }
  }

  /// `γ A` with all precisions `γ` and the decay scaled alike scales every eigenvalue.
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.37, 42, 1e9})
  void precisionsScaleTheSpectrum(double scale) {
    HessianEnsemble ensemble = Ensembles.skips(5, 0.3);
    double[] precisions = {scale, scale, scale, scale, scale, scale};
    LimitSpectrum unit = LimitSpectrum.of(ensemble.withDecay(0.5));
    LimitSpectrum scaled = LimitSpectrum.of(ensemble.withPrecisions(precisions).withDecay(0.5 * scale));
    assertEquals(scale * unit.lowerEdge().position(), scaled.lowerEdge().position(), 1e-11 * scale);
    assertEquals(scale * unit.upperEdge().position(), scaled.upperEdge().position(), 1e-10 * scale);
    assertEquals(unit.distribution(3).orElseThrow(), scaled.distribution(3 * scale).orElseThrow(), 1e-9);
    assertEquals(unit.logDeterminant().orElseThrow() + Math.log(scale), scaled.logDeterminant().orElseThrow(), 1e-8);
  }

  @Test
  void activityDecayShiftsEverything() {
    LimitSpectrum plain = LimitSpectrum.of(Ensembles.muPc(4));
    LimitSpectrum shifted = LimitSpectrum.of(Ensembles.muPc(4).withDecay(0.7));
    List<Band> bands = shifted.bands();
    for (int k = 0; k < 3; k++) {
      assertEquals(plain.bands().get(k).lower().position() + 0.7, bands.get(k).lower().position(), 1e-12);
      assertEquals(plain.bands().get(k).upper().position() + 0.7, bands.get(k).upper().position(), 1e-12);
    }
    assertEquals(plain.distribution(0.1).orElseThrow(), shifted.distribution(0.8).orElseThrow(), 1e-9);
  }

  /// The gap's part below is `k/H`, from the signs of pivots; the distribution function must say the same in every gap.
  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "4, 2", "8, 4", "16, 8"})
  void theDistributionIsQuantisedInTheGapsOfMuPc(int H, int gaps) {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.muPc(H));
    List<Band> bands = spectrum.bands();
    assertEquals(gaps + 1, bands.size());
    for (int k = 1; k <= gaps; k++) {
      double middle = (bands.get(k - 1).upper().position() + bands.get(k).lower().position()) / 2;
      assertEquals((double) k / H, spectrum.distribution(middle).orElseThrow(), 1e-6);
      assertEquals(1.0 / H, bands.get(k - 1).mass(), 1e-12);
      assertEquals(0, spectrum.density(middle).orElseThrow(), 1e-6);
    }
  }

  /// Two layers of different precision without outputs: the eigenvalues of `[[γ₁ + γ₂ x, -γ₂ √x], [-γ₂ √x, γ₂]]`, `0 <= x <= 4`
  /// with a density that diverges at `x = 0`: hard edges at both precisions.
  @Test
  void differentPrecisionsOpenAGapWithHardEdges() {
    List<Band> bands = LimitSpectrum.of(Ensembles.standard(2, 0).withPrecisions(0.1, 1, 1)).bands();
    double trace = 0.1 + 1 + 4;
    double low = (trace - Math.sqrt(trace * trace - 4 * 0.1)) / 2;
    assertEquals(2, bands.size());
    assertEquals(low, bands.get(0).lower().position(), 1e-12);
    assertEquals(0.1, assertInstanceOf(Edge.Abrupt.class, bands.get(0).upper()).position(), 1e-9);
    assertEquals(1, assertInstanceOf(Edge.Abrupt.class, bands.get(1).lower()).position(), 1e-9);
    assertEquals(trace - low, bands.get(1).upper().position(), 1e-11);
  }

  /// Widths 64, 8, 64 and 10 outputs: 56 directions of the first layer and at least 64 - 8 - 10 of the third are free, with the
  /// eigenvalue 1: an atom of mass 102/136, in a gap of its own.
  @Test
  void narrowLayersLeaveAnAtomAtThePrecision() {
    List<Band> bands = LimitSpectrum.of(HessianEnsemble.of(new Parameterisation.StandardGaussian(), 5, 64, 8, 64, 10))
        .bands();
    assertEquals(4, bands.size());
    assertEquals(0.75, bands.get(1).mass(), 1e-12);
    assertEquals(1, bands.get(1).lower().position(), 1e-9);
    assertEquals(1, bands.get(1).upper().position(), 1e-9);
    assertEquals(8.0 / 136, bands.getFirst().mass(), 1e-12);
  }

  @Test
  void anEdgeBeyondDoublePrecisionIsReported() {
    LimitSpectrum spectrum = LimitSpectrum.of(Ensembles.skips(512, 0));
    Edge.Unlocated lower = assertInstanceOf(Edge.Unlocated.class, spectrum.lowerEdge());
    assertEquals(new Estimate.Missing(lower.reason()), spectrum.condition());
    assertEquals(lower.reason(),
        assertThrows(ArithmeticException.class, () -> spectrum.smallest().orElseThrow()).getMessage());
    assertEquals(0, spectrum.grid(10).length);
    assertEquals(List.of(), spectrum.bands());
    assertTrue(spectrum.gradientDescent().isEmpty());
    assertEquals(9.9457, spectrum.largest().orElseThrow(), 1e-4);
  }

  @Test
  void theTracyWidomScaleIsThatOfTheAmplitude() {
    Edge.Soft edge = new Edge.Soft(1, 0, 8);
    assertEquals(0.0625, edge.scale(8), 1e-15);
    assertEquals("the width must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> edge.scale(0)).getMessage());
  }

  private static Edge.Soft soft(Edge edge) {
    return assertInstanceOf(Edge.Soft.class, edge);
  }
}
