package org.linnet.theory.saddle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.oracle.DecimalLandscape;
import org.linnet.theory.oracle.Instance;
import org.linnet.theory.saddle.CriticalPoint.NotCritical;
import org.linnet.theory.saddle.CriticalPoint.PositiveSemidefinite;
import org.linnet.theory.saddle.CriticalPoint.StrictSaddle;
import org.linnet.theory.saddle.CriticalPoint.Tolerance;
import org.linnet.theory.saddle.CriticalPoint.Undecided;

/// **Oracle**: points whose kind is known by hand (origins, minima, a saddle of rank one); the certificate's curvature against second
/// differences of the function in 44 digits.
///
/// **If wrong**: the search for saddles of the equilibrated energy that are not strict.
class CriticalPointTest {
  private static final Tolerance TOLERANCE = new Tolerance(1e-9, 1e-9);

  @Test
  void aPointWithAGradientIsNotCritical() {
    DeepLinearNet net = DeepLinearNet.of(scalar(0), scalar(1));
    NotCritical point = assertInstanceOf(NotCritical.class, classify(Landscape.LOSS, net, scalar(3), scalar(2)));
    assertEquals(6, point.gradientNorm(), 1e-14); // -y x w2
    assertInstanceOf(StrictSaddle.class, CriticalPoint.classify(Landscape.LOSS, net, scalar(3), scalar(2),
        new Tolerance(6.1, 1e-9)));
  }

  @Test
  void theOriginIsAStrictSaddleOfTheEnergyAtEveryDepthAndOfTheLossAtDepthTwoOnly() {
    DMatrixRMaj x = Instance.gaussian(RandomStream.of(1), 2, 3);
    DMatrixRMaj y = Instance.gaussian(RandomStream.of(2), 2, 3);
    for (int depth = 2; depth <= 4; depth++) {
      DeepLinearNet net = zero(depth);
      StrictSaddle saddle = assertInstanceOf(StrictSaddle.class, classify(Landscape.EQUILIBRATED_ENERGY, net, x, y));
      assertEquals(OriginHessian.energySpectrum(net, x, y).smallest(), saddle.curvature(), 1e-12);
      assertCertified(saddle, DecimalLandscape.energy(net, x, y));
      CriticalPoint ofLoss = classify(Landscape.LOSS, net, x, y);
      assertEquals(0, ofLoss.gradientNorm(), 0);
      assertEquals(depth == 2, ofLoss instanceof StrictSaddle);
      assertEquals(depth > 2, ofLoss instanceof PositiveSemidefinite);
    }
  }

  @Test
  void withoutATargetTheOriginHasNoWayDown() {
    CriticalPoint point = classify(Landscape.EQUILIBRATED_ENERGY, zero(3), new DMatrixRMaj(2, 1),
        new DMatrixRMaj(2, 1));
    assertEquals(0, assertInstanceOf(PositiveSemidefinite.class, point).smallestEigenvalue(), 0);
  }

  @Test
  void aPerfectFitIsPositiveSemidefinite() {
    DeepLinearNet net = DeepLinearNet.of(scalar(2), scalar(3));
    for (Landscape landscape : Landscape.values()) {
      CriticalPoint point = classify(landscape, net, scalar(1), scalar(6));
      assertEquals(0, assertInstanceOf(PositiveSemidefinite.class, point).smallestEigenvalue(), 1e-13);
    }
  }

  /// Targets `diag(2, 1) x`, whitened `x`, only the first mode learnt: critical, and the second mode is the way down.
  @Test
  void aRankOneSaddleIsStrict() {
    DMatrixRMaj half = new DMatrixRMaj(new double[][]{{Math.sqrt(2), 0}, {0, 0}});
    DeepLinearNet net = DeepLinearNet.of(half, half);
    DMatrixRMaj x = CommonOps_DDRM.diag(Math.sqrt(2), Math.sqrt(2));
    DMatrixRMaj y = CommonOps_DDRM.diag(2 * Math.sqrt(2), Math.sqrt(2));
    StrictSaddle loss = assertInstanceOf(StrictSaddle.class, classify(Landscape.LOSS, net, x, y));
    assertEquals(-1, loss.curvature(), 1e-12); // H has [0, -s2; -s2, 0] with s2 = 1 for the second mode
    assertCertified(loss, DecimalLandscape.loss(net, x, y));
    StrictSaddle energy = assertInstanceOf(StrictSaddle.class, classify(Landscape.EQUILIBRATED_ENERGY, net, x, y));
    assertEquals(-(1 + Math.sqrt(5)) / 2, energy.curvature(), 1e-12); // [0, -1; -1, -1]
    assertCertified(energy, DecimalLandscape.energy(net, x, y));
  }

  @Test
  void aLargeNetworkIsCertifiedByProductsAlone() {
    DMatrixRMaj x = Instance.gaussian(RandomStream.of(5), 20, 4);
    DMatrixRMaj y = Instance.gaussian(RandomStream.of(6), 20, 4);
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(30, 20), new DMatrixRMaj(20, 30));
    assertTrue(RowVectorisation.weights(net) > CriticalPoint.DENSE_WEIGHTS);
    for (Landscape landscape : Landscape.values()) {
      StrictSaddle saddle = assertInstanceOf(StrictSaddle.class, classify(landscape, net, x, y));
      OriginHessian.Spectrum spectrum = landscape == Landscape.LOSS
          ? OriginHessian.lossSpectrum(net, x, y)
          : OriginHessian.energySpectrum(net, x, y);
      assertEquals(spectrum.smallest(), saddle.curvature(), 1e-10 * -spectrum.smallest());
      assertEquals(1, NormOps_DDRM.normF(RowVectorisation.stack(saddle.direction().toArray(DMatrixRMaj[]::new))),
          1e-14);
    }
    Undecided fit = assertInstanceOf(Undecided.class, classify(Landscape.LOSS, net, x, new DMatrixRMaj(20, 4)));
    assertEquals(Double.POSITIVE_INFINITY, fit.resolution(), 0);
    assertEquals(0, fit.smallestFound(), 1e-12);
  }

  @Test
  void aToleranceBelowWhatRoundingLeavesIsUndecided() {
    CriticalPoint point = CriticalPoint.classify(Landscape.LOSS, DeepLinearNet.of(scalar(2), scalar(3)), scalar(1),
        scalar(6), new Tolerance(1e-9, 1e-17));
    assertEquals(2 * 0x1p-52 * 13, assertInstanceOf(Undecided.class, point).resolution(), 1e-28); // [9, 6; 6, 4]
    // a curvature of -1 is beyond what rounding leaves
    assertInstanceOf(StrictSaddle.class, CriticalPoint.classify(Landscape.LOSS, zero(2), scalarPair(), scalarPair(),
        new Tolerance(1e-9, 1e-17)));
  }

  @Test
  void neitherRoundingNorWhatTheToleranceAllowsMakesASaddle() {
    // the loss's smallest eigenvalue is -1e-12
    assertInstanceOf(PositiveSemidefinite.class,
        classify(Landscape.LOSS, DeepLinearNet.of(scalar(0), scalar(0)), scalar(1), scalar(1e-12)));
    RandomStream random = RandomStream.of(8);
    for (int k = 0; k < 100; k++) { // perfect fits, whose smallest eigenvalue 0 rounds to either side
      double w1 = random.nextGaussian();
      double w2 = random.nextGaussian();
      CriticalPoint fit = CriticalPoint.classify(Landscape.LOSS, DeepLinearNet.of(scalar(w1), scalar(w2)), scalar(1),
          scalar(w2 * w1), new Tolerance(1e-9, 1e-300));
      assertInstanceOf(Undecided.class, fit);
    }
  }

  @Test
  void toleranceMustBePositive() {
    assertEquals("tolerance gradient must be positive and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(0, 1)).getMessage());
    assertEquals("tolerance curvature must be positive and finite, got Infinity",
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(1, Double.POSITIVE_INFINITY)).getMessage());
    assertEquals("tolerance curvature must be positive and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new Tolerance(1, Double.NaN)).getMessage());
  }

  /// The function bends down along the direction as much as the certificate says.
  private static void assertCertified(StrictSaddle saddle, DecimalLandscape landscape) {
    List<DMatrixRMaj> v = saddle.direction();
    assertEquals(saddle.curvature(), landscape.curvature(v, v), 1e-12 * -saddle.curvature());
    assertEquals(0, landscape.slope(v), 1e-12);
  }

  private static CriticalPoint classify(Landscape landscape, DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    return CriticalPoint.classify(landscape, net, x, y, TOLERANCE);
  }

  private static DeepLinearNet zero(int depth) {
    DMatrixRMaj[] W = new DMatrixRMaj[depth];
    Arrays.setAll(W, l -> new DMatrixRMaj(2, 2));
    return DeepLinearNet.of(W);
  }

  private static DMatrixRMaj scalarPair() {
    return new DMatrixRMaj(new double[]{1, 1});
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
