package org.linnet.figures.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linnet.core.random.RandomStream;

/// **Oracle**: all eigenvalues of the same matrices, for the quadrature; edges of the laws from closed forms.
///
/// **If wrong**: the histograms of large networks, and what Figures C.1 to C.6 call exact.
class SampledSpectrumTest {
  @ParameterizedTest
  @EnumSource(value = HessianPart.class, names = {"COUPLING", "WHOLE"})
  void theQuadratureOfLargeMatricesAgreesWithAllTheirEigenvalues(HessianPart part) {
    SampledSpectrum dense = SampledSpectrum.of(part, Scaling.STANDARD, 6, 30, 1, RandomStream.of(2));
    SampledSpectrum quadrature = SampledSpectrum.of(part, Scaling.STANDARD, 6, 30, 1, RandomStream.of(2), 100);
    assertEquals(0, dense.uncertainty());
    assertTrue(quadrature.uncertainty() > 0 && quadrature.uncertainty() < 0.2, "" + quadrature.uncertainty());
    assertEquals(1, quadrature.largest() / dense.largest(), 1e-3);
    assertEquals(1, quadrature.smallest() / dense.smallest(), 1e-3);
    assertEquals(0, dense.distance(x -> fraction(quadrature, x)), quadrature.uncertainty());
  }

  @ParameterizedTest
  @EnumSource
  void theLawsEndWhereTheirClosedFormsSay(Scaling scaling) {
    double s = scaling == Scaling.PYTORCH ? 1.0 / 3 : 1;
    assertEquals(1 + 4 * s, support(HessianPart.DIAGONAL, scaling, 3), 1e-12);
    assertEquals((1 + Math.sqrt(2)) * Math.sqrt(s), support(HessianPart.COUPLING, scaling, 3), 1e-12);
    assertEquals(1 + 4 * s, support(HessianPart.WHOLE, scaling, 1), 1e-7, "Marchenko-Pastur for one hidden layer");
  }

  private static double support(HessianPart part, Scaling scaling, int H) {
    return part.exact(scaling, H, 16).support().upper();
  }

  /// At the upper end of the bin that ends at `x`.
  private static double fraction(SampledSpectrum spectrum, double x) {
    for (int bin = 0; bin <= spectrum.bins(); bin++) {
      if (Math.abs(spectrum.edge(bin) - x) < 1e-9) {
        return spectrum.sampled().get(bin);
      }
    }
    return Double.NaN;
  }
}
