package org.linnet.theory.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.junit.jupiter.api.Test;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.inference.GradientDescent;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy of core's network, minimised over the activities by a linear solve or by gradient descent; its
/// weight gradient at the minimiser; hand-computed numbers; elimination of the activities in 60 decimal digits. None uses
/// the closed form.
///
/// **If wrong**: everything that builds on Theorem 3.1 (saddles, muPC limit, Figure 4.1).
class EquilibratedEnergyTest {
  private static final double EPS = 0x1p-52;

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

  @Property(tries = 300)
  void itIsTheEnergyAtTheExactEquilibrium(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    double measured = PcEnergy.of(net, of.x(), of.y()).evaluate(ExactInference.of(net).equilibrium(of.x(), of.y()))
        .value();
    double predicted = EquilibratedEnergy.energy(net, of.x(), of.y());
    assertEquals(measured, predicted, tolerance(of) * (1 + measured));
  }

  @Property(tries = 300)
  void itsGradientIsTheWeightGradientAtTheExactEquilibrium(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] measured = PcEnergy.of(net, of.x(), of.y())
        .evaluate(ExactInference.of(net).equilibrium(of.x(), of.y())).weightGradient();
    DMatrixRMaj[] predicted = EquilibratedEnergy.gradient(net, of.x(), of.y());
    for (int l = 0; l < measured.length; l++) {
      double difference = NormOps_DDRM.normF(CommonOps_DDRM.subtract(measured[l], predicted[l], null));
      assertEquals(0, difference, tolerance(of) * (1 + NormOps_DDRM.normF(measured[l])));
    }
  }

  @Property(tries = 60)
  void itsGradientIsTheDifferenceQuotientOfItsValue(@ForAll("instances") Instance of) {
    DMatrixRMaj[] gradient = EquilibratedEnergy.gradient(of.net(), of.x(), of.y());
    double h = 1e-5;
    RandomStream random = RandomStream.of(of.seed());
    for (int l = 1; l <= of.net().depth(); l++) {
      int k = random.nextInt(gradient[l - 1].getNumElements());
      double slope = (shifted(of, l, k, h) - shifted(of, l, k, -h)) / (2 * h);
      // third derivative times h² plus rounding over h, both for weights of order 1
      assertEquals(slope, gradient[l - 1].data[k], 1e-6 * (1 + Math.abs(slope)) * scale(of));
    }
  }

  @Property(tries = 40)
  void gradientDescentOnTheActivitiesArrivesThere(@ForAll("instances") Instance of) {
    if (of.net().hiddenLayers() == 0) {
      return;
    }
    ActivityHessian.Bounds bounds = ActivityHessian.of(of.net()).eigenvalueBounds();
    PcEnergy energy = PcEnergy.of(of.net(), of.x(), of.y());
    double relative = 1e-6;
    Outcome outcome = new GradientDescent(bounds.bestStepSize(), 100_000,
        new Stopping.EnergyGap(relative, bounds.lower()))
        .infer(energy, new ActivityInit.Forward().of(energy));
    assertTrue(outcome instanceof Outcome.Converged, outcome.toString());
    double predicted = EquilibratedEnergy.energy(of.net(), of.x(), of.y());
    double excess = energy.value() / predicted - 1;
    assertTrue(excess > -1e-9 && excess <= relative * (1 + 1e-3), "excess " + excess);
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

  @Test
  void aWrongShapeIsNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 3));
    IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class,
        () -> EquilibratedEnergy.energy(net, new DMatrixRMaj(2, 5), new DMatrixRMaj(2, 5)));
    assertEquals("x must have N(0) = 3 rows, got 2", wrong.getMessage());
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

  /// Both routes solve with the activity Hessian's or the rescaling's conditioning; the factor covers the sizes drawn.
  private static double tolerance(Instance of) {
    double condition = of.net().hiddenLayers() == 0 ? 1 : ActivityHessian.of(of.net()).eigenvalueBounds().condition();
    return 100 * EPS * condition;
  }

  private static double shifted(Instance of, int l, int k, double h) {
    DMatrixRMaj[] W = new DMatrixRMaj[of.net().depth()];
    for (int i = 1; i <= W.length; i++) {
      W[i - 1] = of.net().weight(i);
    }
    W[l - 1].data[k] += h;
    return EquilibratedEnergy.energy(of.net().withWeights(W), of.x(), of.y());
  }

  private static double scale(Instance of) {
    double scale = 1;
    for (int l = 1; l <= of.net().depth(); l++) {
      scale *= 1 + NormOps_DDRM.normF(of.net().layerMap(l));
    }
    return scale;
  }

  /// Widths `N(0), .., N(L)`, a batch and a seed for all entries.
  record Instance(List<Integer> widths, int samples, boolean skips, long seed) {
    DeepLinearNet net() {
      RandomStream random = RandomStream.of(seed);
      int L = widths.size() - 1;
      DMatrixRMaj[] W = new DMatrixRMaj[L];
      double[] a = new double[L];
      double[] tau = new double[L];
      double[] gamma = new double[L];
      for (int l = 0; l < L; l++) {
        W[l] = random(random, widths.get(l + 1), widths.get(l), 1 / Math.sqrt(widths.get(l)));
        a[l] = 0.5 + random.nextDouble();
        tau[l] = skips && widths.get(l).equals(widths.get(l + 1)) ? 1 : 0;
        gamma[l] = Math.exp(random.nextGaussian());
      }
      return DeepLinearNet.of(W).withScalings(a).withSkips(tau).withPrecisions(gamma);
    }

    DMatrixRMaj x() {
      return random(RandomStream.of(seed).split(1), widths.getFirst(), samples, 1);
    }

    DMatrixRMaj y() {
      return random(RandomStream.of(seed).split(2), widths.getLast(), samples, 1);
    }
  }

  @Provide
  static Arbitrary<Instance> instances() {
    Arbitrary<List<Integer>> widths = Arbitraries.integers().between(1, 6).list().ofMinSize(2).ofMaxSize(7);
    return Combinators.combine(widths, Arbitraries.integers().between(1, 5), Arbitraries.of(true, false),
        Arbitraries.longs()).as(Instance::new);
  }

  private static DMatrixRMaj random(RandomStream random, int rows, int columns, double scale) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    for (int k = 0; k < M.data.length; k++) {
      M.data[k] = scale * random.nextGaussian();
    }
    return M;
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
