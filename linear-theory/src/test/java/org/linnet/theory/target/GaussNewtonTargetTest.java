package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;
import static org.linnet.theory.target.PseudoInverseTest.assertMessage;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Jacobians as differences of core's forward passes, Hipparchus' pseudo-inverse of known rank and dense solves;
/// difference quotients of the losses; paper and pencil.
///
/// **If wrong**: every comparison of target propagation, predictive coding and backpropagation with Gauss-Newton.
class GaussNewtonTargetTest {
  @Property(tries = 200, seed = "3")
  void itIsTheLeastNormChangeThatBringsTheOutputNearest(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, of.x(), of.y(), new TargetStep(0.5, 0));
    RealMatrix r = real(of.y()).subtract(Dense.upwards(net, 0, of.x()));
    for (int l = 1; l <= net.depth(); l++) {
      RealMatrix J = Dense.jacobian(net, l);
      double tolerance = tolerance(of, J, l);
      RealMatrix expected = Dense.pseudoInverse(J, of.jacobianRank(l)).multiply(r).scalarMultiply(0.5);
      assertClose(expected, d[l - 1], tolerance * (1 + expected.getFrobeniusNorm()));
    }
  }

  @Property(tries = 200, seed = "4")
  void dampedItIsTheRidgeStep(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    double lambda = 0.3;
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, of.x(), of.y(), new TargetStep(2, lambda));
    RealMatrix r = real(of.y()).subtract(Dense.upwards(net, 0, of.x()));
    for (int l = 1; l < net.depth(); l++) {
      RealMatrix J = Dense.jacobian(net, l);
      RealMatrix inner = J.transposeMultiply(J).add(Dense.identity(net.width(l)).scalarMultiply(lambda));
      RealMatrix expected = Dense.inverse(inner).multiply(J.transpose()).multiply(r).scalarMultiply(2);
      double kappa = inner.getFrobeniusNorm() / lambda;
      assertClose(expected, d[l - 1], 1000 * EPS * kappa * (1 + r.getFrobeniusNorm() * kappa));
    }
    assertClose(r.scalarMultiply(2), d[net.depth() - 1], 100 * EPS * (1 + r.getFrobeniusNorm()));
  }

  @Property(tries = 60, seed = "5")
  void itsUpdateIsTheGradientStepOfTheLocalLoss(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    TargetStep step = new TargetStep(1, 0.1);
    DMatrixRMaj[] updates = GaussNewtonTarget.weightUpdates(net, of.x(), of.y(), step);
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, of.x(), of.y(), step);
    DMatrixRMaj below = of.x();
    for (int l = 1; l <= net.depth(); l++) {
      RealMatrix target = real(net.predict(l, below)).add(real(d[l - 1]));
      int k = (int) (of.seed() % updates[l - 1].getNumElements());
      double h = 1e-3; // the loss is quadratic in an entry: no truncation error
      double up = localLoss(Dense.withEntry(net, l, k, h), l, below, target);
      double down = localLoss(Dense.withEntry(net, l, k, -h), l, below, target);
      assertEquals(-(up - down) / (2 * h), updates[l - 1].data[k], 100 * EPS / h * (1 + up));
      below = net.predict(l, below);
    }
  }

  @Property(tries = 100, seed = "6")
  void strongDampingGivesTheGradientsTarget(@ForAll("instances") Instance of) {
    double lambda = 1e12;
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(of.net(), of.x(), of.y(), new TargetStep(1, lambda));
    DMatrixRMaj[] gradient = GradientTarget.displacements(of.net(), of.x(), of.y(), 1);
    for (int l = 1; l < d.length; l++) {
      double norm = Dense.jacobian(of.net(), l).getFrobeniusNorm();
      double size = norm * (1 + Dense.norm(of.y()) + Dense.upwards(of.net(), 0, of.x()).getFrobeniusNorm());
      assertClose(real(gradient[l - 1]).scalarMultiply(1 / lambda), d[l - 1],
          size / lambda * (norm * norm / lambda + 1000 * EPS));
    }
  }

  @Property(tries = 100, seed = "7")
  void theGradientsTargetIsMinusTheLossGradient(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] updates = GradientTarget.weightUpdates(net, of.x(), of.y(), 0.5);
    DMatrixRMaj[] d = GradientTarget.displacements(net, of.x(), of.y(), 0.5);
    RealMatrix r = real(of.y()).subtract(Dense.upwards(net, 0, of.x()));
    for (int l = 1; l <= net.depth(); l++) {
      RealMatrix expected = Dense.jacobian(net, l).transposeMultiply(r).scalarMultiply(0.5);
      assertClose(expected, d[l - 1], 1e4 * EPS * scale(net, of));
      RealMatrix J = Dense.weightJacobian(net, l, of.x());
      RealMatrix slope = J.transpose().multiply(Dense.column(Dense.flat(r))).scalarMultiply(0.5 / of.samples());
      DMatrixRMaj flat = DMatrixRMaj.wrap(updates[l - 1].getNumElements(), 1, updates[l - 1].data);
      assertClose(slope, flat, 1e4 * EPS * scale(net, of));
    }
  }

  @Test
  void theSmallestNetworkAgreesWithPaperAndPencil() {
    // f = 2 * 3 * 1 + 1 = 7, r = 3; J = 2 * 0.5 = 1 (scaling 0.5, skip 0)
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{3}), matrix(new double[]{4})).withScalings(1, 0.5)
        .withBiases(new double[]{0}, new double[]{1});
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, one, matrix(new double[]{10}), TargetStep.full());
    assertEquals(1.5, d[0].get(0), 8 * EPS);
    assertEquals(3, d[1].get(0), 8 * EPS);
    DMatrixRMaj[] damped = GaussNewtonTarget.displacements(net, one, matrix(new double[]{10}), new TargetStep(1, 4));
    assertEquals(6.0 / 8, damped[0].get(0), 8 * EPS); // 2 / (4 + 4) * 3
    assertEquals(3, damped[1].get(0), 8 * EPS);
    DMatrixRMaj[] updates = GaussNewtonTarget.weightUpdates(net, one, matrix(new double[]{10}), TargetStep.full());
    assertEquals(0.5 * 3 * 3, updates[1].get(0), 16 * EPS); // a d h
  }

  @Test
  void aProductThatCancelsCountsAsZero() {
    RandomStream random = RandomStream.of(8);
    for (int k = 0; k < 1000; k++) {
      double u = random.nextGaussian();
      double v = random.nextGaussian();
      double w = random.nextGaussian();
      DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1}), matrix(new double[]{2}),
          matrix(new double[]{v * w}, new double[]{-u * w}),
          matrix(new double[]{u, v}));
      DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, matrix(new double[]{1}), matrix(new double[]{1}),
          TargetStep.full());
      assertEquals(0, d[0].get(0), 0, "u " + u + " v " + v + " w " + w);
      assertEquals(0, d[1].get(0), 0, "u " + u + " v " + v + " w " + w);
      assertTrue(Dense.norm(d[2]) > 0);
    }
  }

  @Test
  void aConditionOf1e12IsNotCutOff() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), matrix(new double[]{1, 0}, new double[]{0, 1e-12}));
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, matrix(new double[]{1}),
        matrix(new double[]{1}, new double[]{1}), TargetStep.full());
    assertClose(matrix(new double[]{1}, new double[]{1e12}), d[0], 100 * EPS * 1e12);
  }

  @Test
  void aDeepNetworkKeepsItsRank() {
    RandomStream random = RandomStream.of(9);
    int L = 40;
    int N = 8;
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    double[] a = new double[L];
    double[] tau = new double[L];
    for (int l = 0; l < L; l++) {
      W[l] = Instance.gaussian(random, N, N);
      a[l] = 1 / Math.sqrt(L * N);
      tau[l] = 1;
    }
    DeepLinearNet net = DeepLinearNet.of(W).withScalings(a).withSkips(tau);
    DMatrixRMaj x = Instance.gaussian(random, N, 2);
    DMatrixRMaj y = Instance.gaussian(random, N, 2);
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, x, y, TargetStep.full());
    RealMatrix r = real(y).subtract(Dense.upwards(net, 0, x));
    for (int l = 1; l <= L; l++) {
      RealMatrix J = Dense.jacobian(net, l);
      double kappa = Dense.condition(J, N);
      assertClose(r, Dense.ejml(J.multiply(real(d[l - 1]))), 1000 * EPS * kappa * kappa * r.getFrobeniusNorm());
    }
  }

  @Test
  void withNoMapToTheOutputThereIsNothingToDo() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(3, 2), new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 2));
    DMatrixRMaj x = matrix(new double[]{1}, new double[]{2});
    DMatrixRMaj[] d = GaussNewtonTarget.displacements(net, x, x, TargetStep.full());
    assertClose(new DMatrixRMaj(3, 1), d[0], 0);
    assertClose(new DMatrixRMaj(2, 1), d[1], 0);
    assertClose(x, d[2], 0);
  }

  /// The erratum of Theorem 6: a rest of the flow that is no minimum.
  @Test
  void atTheOriginTheFlowRestsWithALoss() {
    DMatrixRMaj zero = matrix(new double[]{0});
    DeepLinearNet net = DeepLinearNet.of(zero, zero);
    for (DMatrixRMaj update : GaussNewtonTarget.weightUpdates(net, matrix(new double[]{1}), matrix(new double[]{1}),
        TargetStep.full())) {
      assertEquals(0, update.get(0), 0);
    }
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 3));
    DMatrixRMaj wrong = new DMatrixRMaj(2, 1);
    assertMessage("x must have N(0) = 3 rows, got 2",
        () -> GaussNewtonTarget.displacements(net, wrong, wrong, TargetStep.full()));
    assertMessage("x must have N(0) = 3 rows, got 2", () -> GradientTarget.displacements(net, wrong, wrong, 1));
    assertMessage("step size must be positive and finite, got 0.0", () -> new TargetStep(0, 0));
    assertMessage("step size must be positive and finite, got Infinity",
        () -> new TargetStep(Double.POSITIVE_INFINITY, 0));
    assertMessage("damping must be finite and at least 0, got NaN", () -> new TargetStep(1, Double.NaN));
  }

  /// Rounding of the product and of the differences, through the conditioning that counts twice off the range.
  static double tolerance(Instance of, RealMatrix J, int l) {
    double norms = 1;
    for (int k = l + 1; k <= of.net().depth(); k++) {
      norms *= 1 + Dense.norm(of.net().layerMap(k));
    }
    double bias = 1 + Dense.upwards(of.net(), l, new DMatrixRMaj(of.net().width(l), 1)).getFrobeniusNorm();
    int rank = of.jacobianRank(l);
    double kappa = rank == 0 ? 1 : Dense.condition(J, rank) * norms * bias / J.getFrobeniusNorm();
    double tolerance = 200 * EPS * kappa * kappa;
    Assume.that(tolerance < 1e-6);
    return tolerance * (1 + scale(of.net(), of));
  }

  static double scale(DeepLinearNet net, Instance of) {
    double scale = 1 + Dense.norm(of.x());
    for (int l = 1; l <= net.depth(); l++) {
      scale = 1 + scale * (1 + Dense.norm(net.layerMap(l))) + Dense.norm(DMatrixRMaj.wrap(1, net.width(l),
          net.bias(l)));
    }
    return (scale + Dense.norm(of.y())) * scale;
  }

  private static double localLoss(DeepLinearNet net, int l, DMatrixRMaj below, RealMatrix target) {
    double miss = target.subtract(real(net.predict(l, below))).getFrobeniusNorm();
    return miss * miss / (2 * below.numCols);
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.any(4, 0);
  }
}
