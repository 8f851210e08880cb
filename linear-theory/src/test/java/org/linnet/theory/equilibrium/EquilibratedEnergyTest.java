package org.linnet.theory.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: paper and pencil; elimination of the activities in 60 decimal digits. Neither uses the closed form.
///
/// **If wrong**: everything that builds on Theorem 3.1 (saddles, muPC limit, Figure 4.1).
class EquilibratedEnergyTest {
  private static final double EPS = 0x1p-52;
  private static final double U = 0x1p-53;

  @Test
  void theSmallestNetworkAgreesWithPaperAndPencil() {
    DeepLinearNet net = DeepLinearNet.of(scalar(3), scalar(2));
    // z minimises (z - 3)²/2 + (5 - 2 z)²/2: z = 13/5, F* = (0.16 + 0.04)/2
    assertEquals(0.1, EquilibratedEnergy.energy(net, scalar(1), scalar(5)), 4 * EPS);
    assertEquals(5, EquilibratedEnergy.rescaling(net).get(0), 4 * EPS);
  }

  @Test
  void scalingsSkipsAndPrecisionsEnterAsStated() {
    DeepLinearNet net = DeepLinearNet.of(scalar(3), scalar(2)).withScalings(0.5, 2).withSkips(1, 1).withPrecisions(4,
        0.5);
    // A = 2.5 and 5; S = 1/0.5 + 25/4; r = 7 - 12.5
    assertEquals(2 + 6.25, EquilibratedEnergy.rescaling(net).get(0), 16 * EPS);
    assertEquals(0.5 * 5.5 * 5.5 / 8.25, EquilibratedEnergy.energy(net, scalar(1), scalar(7)), 16 * EPS);
  }

  @Test
  void atDepthOneItIsTheMeanSquaredError() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(new double[][]{{1, 2}, {0, -1}, {3, 0}}));
    DMatrixRMaj x = new DMatrixRMaj(new double[][]{{1, 0}, {1, 2}});
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{0, 4}, {0, 0}, {1, 1}});
    // residuals (-3, 1, -2) and (0, 2, 1)
    assertEquals((14 + 5) / 4.0, EquilibratedEnergy.energy(net, x, y), 16 * EPS);
    assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(EquilibratedEnergy.rescaling(net),
        CommonOps_DDRM.identity(3), null)), 0);
  }

  @Test
  void withZeroWeightsItIsHalfTheMeanSquaredTarget() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(3, 2), new DMatrixRMaj(4, 3), new DMatrixRMaj(2, 4));
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{3, 0}, {4, 2}});
    assertEquals(29 / 4.0, EquilibratedEnergy.energy(net, new DMatrixRMaj(2, 2), y), 16 * EPS);
  }

  @Test
  void withMatchingTargetItIsZero() {
    DeepLinearNet net = DeepLinearNet.of(scalar(3), scalar(2), scalar(7));
    assertEquals(0, EquilibratedEnergy.energy(net, scalar(1), scalar(42)), 0);
    assertEquals(0, EquilibratedEnergy.gradient(net, scalar(1), scalar(42))[1].get(0), 0);
  }

  /// The scale of the weights runs over eight decades; the claimed error bound must hold and must not be void where the
  /// output is one-dimensional (there it does not depend on the conditioning of `S`).
  @Test
  void theErrorStaysWithinItsBoundOverEightDecadesOfScale() {
    DfpField digits = new DfpField(60);
    for (int decade = -4; decade <= 4; decade++) {
      for (int seed = 0; seed < 6; seed++) {
        RandomStream random = RandomStream.of(seed);
        double w1 = random.nextGaussian() * Math.pow(10, decade);
        double w2 = random.nextGaussian() * Math.pow(10, decade);
        double w3 = random.nextGaussian() * Math.pow(10, decade);
        DeepLinearNet net = DeepLinearNet.of(scalar(w1), scalar(w2), scalar(w3));
        double exact = chainEnergy(digits, w1, w2, w3, 1.5, -0.7);
        double bound = EquilibratedEnergy.errorBound(net, scalar(1.5), scalar(-0.7));
        assertEquals(exact, EquilibratedEnergy.energy(net, scalar(1.5), scalar(-0.7)), bound);
        assertTrue(bound < 1e-13 * exact, "bound " + bound + " for " + exact);
      }
    }
  }

  /// `n = 3` widths, `w = 1/sqrt 3`, `s = sqrt 3`, `m² = 2 + 4/4`, `d = 5 + 6`: `3u (1 + 11) / 3 + 3u / 3`.
  @Test
  void theErrorBoundOfAChainIsTheStatedOne() {
    DeepLinearNet net = DeepLinearNet.of(scalar(3), scalar(2)).withPrecisions(4, 0.5);
    assertEquals(13 * U, EquilibratedEnergy.errorBound(net, scalar(1), scalar(5)), 1e-13 * U);
  }

  /// `w = 0`, `s = sqrt 5`, `d = 6 + 6`: only `(3u 12)² / (2 s²)` is left.
  @Test
  void theErrorBoundOfAVanishingEnergyIsOfSecondOrder() {
    DeepLinearNet net = DeepLinearNet.of(scalar(3), scalar(2));
    assertEquals(129.6 * U * U, EquilibratedEnergy.errorBound(net, scalar(1), scalar(6)), 1e-12 * U * U);
  }

  /// `n = 4`, `‖w‖ = 2 sqrt 5`, `s = 1/2`, `m² = 2/4`, `d = 2 sqrt 10`, two samples.
  @Test
  void theErrorBoundOfABatchIsTheStatedOne() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(new double[][]{{1, 0}, {0, 2}})).withPrecisions(4);
    DMatrixRMaj x = CommonOps_DDRM.identity(2);
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{3, 0}, {0, 1}});
    assertEquals((24 * Math.sqrt(50) + 40) * U, EquilibratedEnergy.errorBound(net, x, y), 1e-12 * U);
  }

  /// As before, with `c = (3, 4)` added to layer and targets: `d = sqrt 86 + sqrt 10 + 5 sqrt 2`.
  @Test
  void biasesEnterTheErrorBoundOncePerSample() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(new double[][]{{1, 0}, {0, 2}})).withPrecisions(4)
        .withBiases(new double[]{3, 4});
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{6, 3}, {4, 5}});
    double d = Math.sqrt(86) + Math.sqrt(10) + 5 * Math.sqrt(2);
    assertEquals((8 * Math.sqrt(5) * (Math.sqrt(10) + d) + 40) * U,
        EquilibratedEnergy.errorBound(net, CommonOps_DDRM.identity(2), y), 1e-12 * U);
  }

  @Test
  void aWrongShapeIsNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 3));
    DMatrixRMaj wrong = new DMatrixRMaj(2, 5);
    for (Executable call : new Executable[]{() -> EquilibratedEnergy.energy(net, wrong, wrong),
        () -> EquilibratedEnergy.gradient(net, wrong, wrong), () -> EquilibratedEnergy.errorBound(net, wrong, wrong)}) {
      assertEquals("x must have N(0) = 3 rows, got 2", assertThrows(IllegalArgumentException.class, call).getMessage());
    }
  }

  /// `F*` of the chain `w3 w2 w1` by eliminating `z1, z2` from the stationarity conditions in `digits`.
  private static double chainEnergy(DfpField digits, double w1, double w2, double w3, double x, double y) {
    Dfp a = digits.newDfp(w1).multiply(digits.newDfp(x));
    Dfp v = digits.newDfp(w2);
    Dfp u = digits.newDfp(w3);
    Dfp t = digits.newDfp(y);
    // (1 + v²) z1 - v z2 = a,  -v z1 + (1 + u²) z2 = u t
    Dfp p = v.multiply(v).add(1);
    Dfp q = u.multiply(u).add(1);
    Dfp determinant = p.multiply(q).subtract(v.multiply(v));
    Dfp z1 = a.multiply(q).add(v.multiply(u).multiply(t)).divide(determinant);
    Dfp z2 = p.multiply(u).multiply(t).add(v.multiply(a)).divide(determinant);
    Dfp e1 = z1.subtract(a);
    Dfp e2 = z2.subtract(v.multiply(z1));
    Dfp e3 = t.subtract(u.multiply(z2));
    return e1.multiply(e1).add(e2.multiply(e2)).add(e3.multiply(e3)).divide(2).toDouble();
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
