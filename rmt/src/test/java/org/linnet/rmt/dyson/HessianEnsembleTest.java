package org.linnet.rmt.dyson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Abc;
import org.linnet.core.init.DepthMuP;
import org.linnet.core.init.Descent;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: traces of drawn networks' Hessians, whose mean is exact at every width; the definitions of the strengths, by hand.
///
/// **If wrong**: the right spectrum of the wrong network.
class HessianEnsembleTest {
  /// Two-sided 1e-4 per comparison.
  private static final double QUANTILE = 3.89;

  static List<Parameterisation> parameterisations() {
    return List.of(new Parameterisation.StandardGaussian(), new Parameterisation.KaimingUniform(),
        new Parameterisation.NeuralTangent(), new Parameterisation.MuPc(0.05), new Parameterisation.Orthogonal(1.4),
        Abc.sgd(), Abc.predictiveCoding(-0.7), Abc.targetPropagation().shifted(0.3), new DepthMuP(Descent.ADAM));
  }

  @ParameterizedTest
  @MethodSource("parameterisations")
  void itsMeanIsThatOfDrawnNetworks(Parameterisation parameterisation) {
    assertMean(parameterisation, 4, 20, 20, 20, 9);
    assertMean(parameterisation, 4, 12, 12, 30);
    assertMean(parameterisation, 4, 12, 7);
  }

  private static void assertMean(Parameterisation parameterisation, int... widths) {
    SummaryStatistics mean = new SummaryStatistics();
    for (int i = 0; i < 200; i++) {
      var matrix = ActivityHessian.of(parameterisation.draw(RandomStream.of(3).split(i), widths)).matrix().dense();
      mean.addValue(CommonOps_DDRM.trace(matrix) / matrix.numRows);
    }
    double error = mean.getStandardDeviation() / Math.sqrt(200);
    assertEquals(mean.getMean(), HessianEnsemble.of(parameterisation, widths).mean(), QUANTILE * error + 1e-12);
  }

  @Test
  void differentWidthsAreMeasuredByTheFirst() {
    HessianEnsemble ensemble = HessianEnsemble.of(new Parameterisation.StandardGaussian(), 7, 40, 20, 80, 10);
    assertEquals(40, ensemble.referenceWidth().orElseThrow());
    assertEquals(1, ensemble.strength(2), 1e-15);
    assertEquals(2, ensemble.strength(3), 1e-15);
    assertEquals(0.5, ensemble.strength(4), 1e-15);
    assertEquals(0.5, ensemble.ratio(2));
    assertEquals(0.25, ensemble.outputRatio());
    assertEquals(3.5, ensemble.size());
    assertTrue(ensemble.withoutSkips() && !ensemble.equalHiddenWidths());
  }

  @Test
  void muPcHasSkipsAndAWeakReadout() {
    HessianEnsemble ensemble = HessianEnsemble.of(new Parameterisation.MuPc(2), 7, 50, 50, 50, 10);
    assertEquals(0.25, ensemble.strength(2), 1e-15);
    assertEquals(0.25 / 50, ensemble.strength(4), 1e-15);
    assertEquals(1, ensemble.skip(2));
    assertEquals(1, ensemble.skip(3));
    assertEquals(0, ensemble.skip(4));
    assertEquals(HessianEnsemble.Law.INDEPENDENT, ensemble.law());
  }

  @Test
  void theBoundHoldsForTheLimit() {
    for (HessianEnsemble ensemble : DysonEquationTest.ensembles()) {
      LimitSpectrum spectrum = DysonSpectrum.of(ensemble);
      assertTrue(spectrum.upperEdge().position() - ensemble.decay() <= ensemble.bound(), ensemble.toString());
    }
  }

  @Test
  void itDoesNotShareItsArrays() {
    double[] strengths = {1, 1};
    HessianEnsemble ensemble = HessianEnsemble.of(strengths, 1);
    strengths[0] = 5;
    assertEquals(1, ensemble.strength(2));
    double[] precisions = {1, 2, 3};
    HessianEnsemble weighted = ensemble.withPrecisions(precisions);
    precisions[1] = 7;
    assertEquals(2, weighted.precision(2));
    assertEquals(1, ensemble.precision(2));
  }

  @Test
  void wrongNumbersAreRefused() {
    HessianEnsemble ensemble = Ensembles.standard(3, 0.5);
    Parameterisation standard = new Parameterisation.StandardGaussian();
    assertRefused("an activity Hessian needs a hidden layer: at least the readout's strength, got none",
        () -> HessianEnsemble.of(new double[0], 1));
    assertRefused("strength s(3) must be finite and at least 0, got -1.0",
        () -> HessianEnsemble.of(new double[]{1, -1}, 1));
    assertRefused("output ratio must be finite and at least 0, got NaN",
        () -> HessianEnsemble.of(new double[]{1}, Double.NaN));
    assertRefused("an activity Hessian needs a hidden layer: at least three widths, got 2",
        () -> HessianEnsemble.of(standard, 4, 3));
    assertRefused("width N(2) must be at least 1, got 0", () -> HessianEnsemble.of(standard, 4, 3, 0));
    assertRefused("skips must be tau(2), .., tau(H), 2 numbers, got 1", () -> ensemble.withSkips(1));
    assertRefused("skip tau(3) must be finite, got Infinity", () -> ensemble.withSkips(1, Double.POSITIVE_INFINITY));
    assertRefused("precisions must be gamma(1), .., gamma(L), 4 numbers, got 3",
        () -> ensemble.withPrecisions(1, 1, 1));
    assertRefused("precision gamma(4) must be positive and finite, got 0.0", () -> ensemble.withPrecisions(1, 1, 1, 0));
    assertRefused("width ratios must be nu(1), .., nu(L), 4 numbers, got 2", () -> ensemble.withRatios(1, 1));
    assertRefused("width ratio nu(2) must be positive, got 0.0", () -> ensemble.withRatios(1, 0, 1, 1));
    assertRefused("width ratio nu(4) must be finite and at least 0, got -1.0", () -> ensemble.withOutputRatio(-1));
    assertRefused("activity decay must be finite and at least 0, got -0.5", () -> ensemble.withDecay(-0.5));
    assertRefused("skip tau(2) = 1.0 needs hidden layers of equal width, but nu(1) = 1.0 and nu(2) = 0.5",
        () -> HessianEnsemble.of(new Parameterisation.MuPc(), 5, 20, 10, 3));
    assertRefused("skip tau(2) = 1.0 needs hidden layers of equal width, but nu(1) = 1.0 and nu(2) = 2.0",
        () -> HessianEnsemble.of(standard, 5, 20, 40, 3).withHiddenSkips());
    assertRefused(
        "Haar weights are covered between hidden layers of equal width only, got the ratios [1.0, 0.5, 0.25]; "
            + "use independent entries, or equal hidden widths",
        () -> HessianEnsemble.of(new Parameterisation.Orthogonal(), 5, 40, 20, 10));
    assertEquals("layer must be in 2..4, got 1",
        assertThrows(IndexOutOfBoundsException.class, () -> ensemble.strength(1)).getMessage());
    assertEquals("layer must be in 1..4, got 5",
        assertThrows(IndexOutOfBoundsException.class, () -> ensemble.precision(5)).getMessage());
  }

  private static void assertRefused(String message, Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
