package org.linnet.theory.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Inferred;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Outcome;
import org.linnet.core.inference.Stopping;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the energy of core's network, minimised over the activities by a linear solve or by gradient descent; its
/// weight gradient at the minimiser; finite differences. None uses the closed form.
///
/// **If wrong**: everything that builds on Theorem 3.1 (saddles, muPC limit, Figure 4.1).
class EquilibratedEnergyPropertyTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 300, seed = "31")
  void itIsTheEnergyAtTheExactEquilibrium(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    double measured = PcEnergy.of(net, of.x(), of.y()).evaluate(ExactInference.of(net).equilibrium(of.x(), of.y()))
        .value();
    double predicted = EquilibratedEnergy.energy(net, of.x(), of.y());
    assertEquals(measured, predicted, tolerance(of) * (1 + measured));
  }

  @Property(tries = 300, seed = "31")
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

  @Property(tries = 60, seed = "31")
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

  @Property(tries = 40, seed = "31")
  void gradientDescentOnTheActivitiesArrivesThere(@ForAll("instances") Instance of) {
    if (of.net().hiddenLayers() == 0) {
      return;
    }
    ActivityHessian.Bounds bounds = ActivityHessian.of(of.net()).eigenvalueBounds();
    double relative = 1e-6;
    Inferred ended = Engine.infer(DeepNet.linear(of.net()), new Inference.Descent(100_000, bounds.bestStepSize())
        .withStopping(new Stopping.EnergyGap(relative, bounds.lower())), of.x(), of.y());
    assertTrue(ended.outcome() instanceof Outcome.Converged, ended.outcome().toString());
    double predicted = EquilibratedEnergy.energy(of.net(), of.x(), of.y());
    double excess = ended.energy() / predicted - 1;
    assertTrue(excess > -1e-9 && excess <= relative * (1 + 1e-3), "excess " + excess);
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
}
