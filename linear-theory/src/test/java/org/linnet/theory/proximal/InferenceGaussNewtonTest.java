package org.linnet.theory.proximal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.linnet.theory.proximal.ProximalInferenceTest.assertMessage;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.energy.Activities;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.target.Dense;
import org.linnet.theory.target.GaussNewtonTarget;
import org.linnet.theory.target.Instance;
import org.linnet.theory.target.TargetStep;

/// **Oracle**: core's exact inference, which solves for all activities at once; the regularised Gauss-Newton step from
/// Hipparchus' dense inverses; paper and pencil.
///
/// **If wrong**: what relates predictive coding to Gauss-Newton targets.
class InferenceGaussNewtonTest {
  @Property(tries = 150, seed = "81")
  void theDisplacementsAreThoseOfTheExactEquilibrium(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] d = InferenceGaussNewton.displacements(net, of.x(), of.y());
    DMatrixRMaj[] e = InferenceGaussNewton.errors(net, of.x(), of.y());
    Activities z = ExactInference.of(net).equilibrium(of.x(), of.y());
    double tolerance = tolerance(of);
    DMatrixRMaj h = of.x();
    DMatrixRMaj below = of.x();
    for (int l = 1; l < net.depth(); l++) {
      h = net.predict(l, h);
      assertClose(real(z.layer(l)).subtract(real(h)), d[l - 1], tolerance);
      assertClose(real(z.layer(l)).subtract(real(net.predict(l, below))), e[l - 1], tolerance);
      DMatrixRMaj above = l + 1 < net.depth() ? z.layer(l + 1) : of.y();
      assertClose(z.layer(l), InferenceGaussNewton.fromNeighbours(net, l, below, above), tolerance);
      below = z.layer(l);
    }
  }

  @Property(tries = 150, seed = "82")
  void theyAreRegularisedGaussNewtonSteps(@ForAll("deep") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] d = InferenceGaussNewton.displacements(net, of.x(), of.y());
    DMatrixRMaj[] prior = InferenceGaussNewton.priorCovariances(net);
    DMatrixRMaj[] output = InferenceGaussNewton.outputCovariances(net);
    RealMatrix r = real(of.y()).subtract(Dense.upwards(net, 0, of.x()));
    for (int l = 1; l < net.depth(); l++) {
      RealMatrix P = Dense.jacobian(net, l);
      RealMatrix metric = Dense.inverse(real(output[l - 1]));
      RealMatrix regulariser = Dense.inverse(real(prior[l - 1]));
      RealMatrix curvature = P.transpose().multiply(metric).multiply(P).add(regulariser);
      RealMatrix step = Dense.inverse(curvature).multiply(P.transpose()).multiply(metric).multiply(r);
      double kappa = condition(metric) * condition(regulariser);
      assertClose(step, d[l - 1], tolerance(of) * kappa);
    }
  }

  @Property(tries = 100, seed = "83")
  void withOneHiddenLayerTheyAreDampedGaussNewtonTargets(@ForAll("shallow") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj d = InferenceGaussNewton.displacements(net, of.x(), of.y())[0];
    DMatrixRMaj target = GaussNewtonTarget.displacements(net, of.x(), of.y(),
        new TargetStep(1, net.precision(1) / net.precision(2)))[0];
    assertClose(target, d, tolerance(of));
  }

  /// Both errata.
  @Test
  void smallNetworksAgreeWithPaperAndPencil() {
    DMatrixRMaj one = matrix(new double[]{1});
    DeepLinearNet chain = DeepLinearNet.of(one, one).withPrecisions(1, 3);
    assertEquals(0.75, InferenceGaussNewton.fromNeighbours(chain, 1, matrix(new double[]{0}), one).get(0), 4 * EPS);
    assertEquals(0.75, InferenceGaussNewton.displacements(chain, matrix(new double[]{0}), one)[0].get(0), 4 * EPS);
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), matrix(new double[]{1, 0}, new double[]{0, 2}));
    for (double t : new double[]{1, 1e-6}) {
      DMatrixRMaj e = InferenceGaussNewton.errors(net, one, matrix(new double[]{t}, new double[]{t}))[0];
      assertClose(matrix(new double[]{t / 2}, new double[]{0.4 * t}), e, 8 * EPS * t);
    }
    DeepLinearNet three = DeepLinearNet.of(one, matrix(new double[]{2}), matrix(new double[]{3}))
        .withPrecisions(1, 2, 4);
    assertClose(matrix(new double[]{4.5}), InferenceGaussNewton.priorCovariances(three)[1], 16 * EPS); // 2² + 1/2
    assertClose(matrix(new double[]{4.75}), InferenceGaussNewton.outputCovariances(three)[0], 16 * EPS); // 1/4 + 9/2
    assertClose(matrix(new double[]{0.25}), InferenceGaussNewton.outputCovariances(three)[1], 16 * EPS);
  }

  @Test
  void aSmallWeightOfTheOutputGivesTheGradientsDirection() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), matrix(new double[]{1, 0}, new double[]{0, 2}))
        .withPrecisions(1, 1e-8);
    DMatrixRMaj e = InferenceGaussNewton.errors(net, matrix(new double[]{1}),
        matrix(new double[]{1}, new double[]{1}))[0];
    assertEquals(2, e.get(1) / e.get(0), 1e-7);
  }

  @Test
  void atDepthOneThereIsNothing() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1}));
    DMatrixRMaj one = matrix(new double[]{1});
    assertEquals(0, InferenceGaussNewton.displacements(net, one, one).length);
    assertEquals(0, InferenceGaussNewton.priorCovariances(net).length);
    assertEquals(0, InferenceGaussNewton.outputCovariances(net).length);
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(3, 2));
    DMatrixRMaj one = matrix(new double[]{1});
    assertMessage("y must have N(2) = 3 rows, got 1", () -> InferenceGaussNewton.errors(net, one, one));
    assertMessage("hidden layer l must be in 1..1, got 0",
        () -> InferenceGaussNewton.fromNeighbours(net, 0, one, one));
    assertMessage("hidden layer l must be in 1..1, got 2",
        () -> InferenceGaussNewton.fromNeighbours(net, 2, one, one));
    assertMessage("below must have 1 rows, got 3",
        () -> InferenceGaussNewton.fromNeighbours(net, 1, new DMatrixRMaj(3, 1), one));
    assertMessage("above must have 3 rows, got 1", () -> InferenceGaussNewton.fromNeighbours(net, 1, one, one));
    DeepLinearNet beyond = DeepLinearNet.of(one, matrix(new double[]{1e200}));
    assertEquals("a 1 x 1 system is not positive definite in double precision: its condition number exceeds 1e16; "
        + "scale the weights down",
        assertThrows(ArithmeticException.class,
            () -> InferenceGaussNewton.errors(beyond, one, one)).getMessage());
  }

  private static double tolerance(Instance of) {
    double size = 1 + Dense.norm(of.x()) + Dense.norm(of.y());
    for (int l = 1; l <= of.net().depth(); l++) {
      size *= 1 + Dense.norm(of.net().layerMap(l)) + Math.abs(of.net().bias(l)[0]);
    }
    return 1000 * EPS * ActivityHessian.of(of.net()).eigenvalueBounds().condition() * size;
  }

  private static double condition(RealMatrix M) {
    return Dense.condition(M, M.getRowDimension());
  }

  @Provide
  static Arbitrary<Instance> deep() {
    return Instance.any(4, 0).filter(of -> of.widths().size() > 2);
  }

  @Provide
  static Arbitrary<Instance> shallow() {
    return Instance.any(2, 0).filter(of -> of.widths().size() == 3);
  }
}
