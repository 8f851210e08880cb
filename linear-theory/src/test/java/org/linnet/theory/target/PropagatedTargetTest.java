package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;
import static org.linnet.theory.target.PseudoInverseTest.assertMessage;

import java.util.Collections;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the algorithms as printed, target by target, in Hipparchus' matrices with random feedback weights; dense Gram
/// matrices for the ridge form; Jacobians by differences; paper and pencil.
///
/// **If wrong**: target propagation's rules, the scaling laws of `ishikawa2024` section 5, Figure 2 of `meulemans2020`.
class PropagatedTargetTest {
  @Property(tries = 100, seed = "41")
  void theTargetsAreThoseOfTheRecursions(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    int L = net.depth();
    DMatrixRMaj[] Q = feedback(of);
    double beta = 0.3;
    DMatrixRMaj[] difference = PropagatedTarget.difference(net, Q, of.x(), of.y(), beta);
    DMatrixRMaj[] plain = PropagatedTarget.plain(net, Q, of.x(), of.y(), beta);
    DMatrixRMaj[] errors = PropagatedTarget.reconstructionErrors(net, Q, of.x());
    RealMatrix[] h = forward(of);
    RealMatrix target = h[L].add(real(of.y()).subtract(h[L]).scalarMultiply(beta));
    RealMatrix corrected = target;
    double size = GaussNewtonTargetTest.scale(net, of);
    for (int l = L; l >= 1; l--) {
      double tolerance = 1000 * EPS * size;
      assertClose(target.subtract(h[l]), plain[l - 1], tolerance);
      assertClose(corrected.subtract(h[l]), difference[l - 1], tolerance);
      RealMatrix update = corrected.subtract(h[l]).multiplyTransposed(h[l - 1])
          .scalarMultiply(net.scaling(l) / of.samples());
      assertClose(update, PropagatedTarget.weightUpdates(net, of.x(), difference)[l - 1], tolerance * size);
      if (l > 1) {
        RealMatrix q = real(Q[l - 1]);
        assertClose(q.multiply(h[l]).subtract(h[l - 1]), errors[l - 2], tolerance * (1 + q.getFrobeniusNorm()));
        corrected = q.multiply(corrected).add(h[l - 1]).subtract(q.multiply(h[l]));
        target = q.multiply(target);
        size *= 2 + q.getFrobeniusNorm();
      }
    }
  }

  @Property(tries = 100, seed = "42")
  void theRidgeFormIsThatOfTheRidgeWeights(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    int L = net.depth();
    double mu = 0.2;
    DMatrixRMaj[] d = PropagatedTarget.ridgeDifference(net, of.x(), of.y(), 0.7, mu);
    RealMatrix[] h = forward(of);
    RealMatrix below = real(of.y()).subtract(h[L]).scalarMultiply(0.7);
    double tolerance = 1e4 * EPS * (1 + below.getFrobeniusNorm());
    assertClose(below, d[L - 1], tolerance);
    for (int l = L - 1; l >= 1; l--) {
      RealMatrix gram = h[l + 1].transposeMultiply(h[l + 1]);
      RealMatrix damped = gram.add(Dense.identity(of.samples()).scalarMultiply(mu));
      below = h[l].multiply(Dense.inverse(damped)).multiply(h[l + 1].transpose()).multiply(below); // Q*(l+1) d(l+1)
      tolerance *= (1 + gram.getFrobeniusNorm() / mu) * (1 + h[l].getFrobeniusNorm())
          * (1 + h[l + 1].getFrobeniusNorm());
      assertClose(below, d[l - 1], tolerance);
    }
  }

  @Property(tries = 60, seed = "43")
  void inversesPropagateGaussNewtonTargetsWithAndWithoutCorrection(@ForAll("square") Instance of) {
    DeepLinearNet net = new Instance(of.widths(), of.samples(), 5, false, of.seed()).net();
    DMatrixRMaj[] Q = ReconstructionFeedback.whiteNoise(net);
    DMatrixRMaj[] goal = GaussNewtonTarget.displacements(net, of.x(), of.y(), new TargetStep(0.5, 0));
    DMatrixRMaj[] difference = PropagatedTarget.difference(net, Q, of.x(), of.y(), 0.5);
    DMatrixRMaj[] plain = PropagatedTarget.plain(net, Q, of.x(), of.y(), 0.5);
    double kappa = 1;
    for (int l = net.depth(); l >= 1; l--) {
      Assume.that(kappa < 1e4);
      double tolerance = 1e4 * EPS * kappa * kappa * (1 + Dense.norm(goal[l - 1]))
          * GaussNewtonTargetTest.scale(net, of);
      assertClose(goal[l - 1], difference[l - 1], tolerance);
      assertClose(goal[l - 1], plain[l - 1], tolerance);
      RealMatrix A = real(net.layerMap(l));
      kappa *= Dense.condition(A, A.getRowDimension()) * (1 + 1 / A.getFrobeniusNorm());
    }
  }

  /// Corollary S6.1 and its null-space part.
  @Property(tries = 100, seed = "44")
  void inContractingNetsOfFullRankWhiteNoiseTargetsAreLongerAndMoveTheOutputAlike(@ForAll("contracting") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] d = PropagatedTarget.difference(net, ReconstructionFeedback.whiteNoise(net), of.x(), of.y(), 1);
    DMatrixRMaj[] goal = GaussNewtonTarget.displacements(net, of.x(), of.y(), TargetStep.full());
    DMatrixRMaj[] rest = OutputNullSpace.ofActivities(net, d);
    for (int l = 1; l <= net.depth(); l++) {
      double tolerance = GaussNewtonTargetTest.tolerance(of, Dense.jacobian(net, l), l)
          * (1 + Dense.norm(goal[l - 1]) + Dense.norm(d[l - 1])) * 100;
      assertTrue(Dense.norm(d[l - 1]) >= Dense.norm(goal[l - 1]) - tolerance);
      assertClose(real(d[l - 1]).subtract(real(goal[l - 1])), rest[l - 1], tolerance);
      assertClose(goal[net.depth() - 1], Dense.ejml(Dense.jacobian(net, l).multiply(real(d[l - 1]))),
          tolerance * (1 + Dense.jacobian(net, l).getFrobeniusNorm()));
    }
  }

  @Property(tries = 100, seed = "45")
  void theNullSpacePartIsWhatTheOutputDoesNotSee(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    RandomStream random = RandomStream.of(of.seed());
    DMatrixRMaj[] d = new DMatrixRMaj[net.depth()];
    DMatrixRMaj[] updates = new DMatrixRMaj[d.length];
    for (int l = 1; l <= d.length; l++) {
      d[l - 1] = Instance.gaussian(random, net.width(l), 3);
      updates[l - 1] = Instance.gaussian(random, net.width(l), net.width(l - 1));
    }
    DMatrixRMaj[] rest = OutputNullSpace.ofActivities(net, d);
    DMatrixRMaj[] idle = OutputNullSpace.ofWeights(net, of.x(), updates);
    RealMatrix[] h = forward(of);
    for (int l = 1; l <= d.length; l++) {
      RealMatrix J = Dense.jacobian(net, l);
      double tolerance = GaussNewtonTargetTest.tolerance(of, J, l) * 10;
      RealMatrix rows = Dense.pseudoInverse(J, of.jacobianRank(l)).multiply(J);
      assertClose(real(d[l - 1]).subtract(rows.multiply(real(d[l - 1]))), rest[l - 1], tolerance);
      int rank = PseudoInverse.of(Dense.ejml(h[l - 1])).rank();
      double kappa = Dense.condition(h[l - 1], rank);
      RealMatrix columns = h[l - 1].multiply(Dense.pseudoInverse(h[l - 1], rank));
      RealMatrix seen = rows.multiply(real(updates[l - 1])).multiply(columns);
      assertClose(real(updates[l - 1]).subtract(seen), idle[l - 1], tolerance * kappa * kappa);
    }
  }

  /// Erratum 1: `ishikawa2024` Eq. S.130 without its `1/M` is `M` times too long.
  @Test
  void theRidgeFormAgreesWithPaperAndPencilAtWidthTwo() {
    // h(1) = (1, 1), h(2) = 1, r = 3: Q = h(1)/1, d = (3, 3); K(2) = 1/2, so S.130 prints h(1) 2 * 1 * 3
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1}, new double[]{1}), matrix(new double[]{0.5, 0.5}));
    DMatrixRMaj[] d = PropagatedTarget.ridgeDifference(net, matrix(new double[]{1}), matrix(new double[]{4}), 1, 0);
    assertClose(matrix(new double[]{3}, new double[]{3}), d[0], 16 * EPS);
    assertClose(matrix(new double[]{1}, new double[]{1}),
        PropagatedTarget.ridgeDifference(net, matrix(new double[]{1}), matrix(new double[]{4}), 1, 2)[0], 16 * EPS);
  }

  /// Erratum 2: more samples than outputs.
  @Test
  void withMoreSamplesThanOutputsPlainTargetsForgetSomeEvenWithoutAnError() {
    // h(1) = [1 0; 0 1], h(2) = (1, 0), r = 0
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1, 0}, new double[]{0, 1}), matrix(new double[]{1, 0}));
    DMatrixRMaj x = matrix(new double[]{1, 0}, new double[]{0, 1});
    DMatrixRMaj y = matrix(new double[]{1, 0});
    DMatrixRMaj[] Q = ReconstructionFeedback.ridge(net, x, 0);
    assertClose(matrix(new double[]{0, 0}, new double[]{0, -1}), PropagatedTarget.plain(net, Q, x, y, 1)[0], 8 * EPS);
    assertClose(new DMatrixRMaj(2, 2), PropagatedTarget.difference(net, Q, x, y, 1)[0], 8 * EPS);
  }

  /// Erratum 3: contracting widths alone are not enough.
  @Test
  void withASingularLayerWhiteNoiseTargetsCanBeShorterAndFallShort() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), matrix(new double[]{1, 0}, new double[]{0, 0}),
        matrix(new double[]{1, 1}));
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] d = PropagatedTarget.difference(net, ReconstructionFeedback.whiteNoise(net), one, one, 1);
    assertClose(matrix(new double[]{0.5}, new double[]{0}), d[0], 8 * EPS);
    DMatrixRMaj[] goal = GaussNewtonTarget.displacements(net, one, one, TargetStep.full());
    assertClose(matrix(new double[]{1}, new double[]{0}), goal[0], 8 * EPS);
  }

  @Test
  void atDepthOneOnlyTheOutputHasATarget() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{2}));
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] Q = {matrix(new double[]{9})};
    assertEquals(-0.5, PropagatedTarget.plain(net, Q, one, one, 0.5)[0].get(0), 0);
    assertEquals(0, PropagatedTarget.reconstructionErrors(net, Q, one).length);
    assertEquals(-0.5, PropagatedTarget.ridgeDifference(net, one, one, 0.5, 0)[0].get(0), 0);
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(3, 2));
    DMatrixRMaj x = new DMatrixRMaj(1, 1);
    DMatrixRMaj y = new DMatrixRMaj(3, 1);
    DMatrixRMaj[] few = {x};
    DMatrixRMaj[] wrong = {x, new DMatrixRMaj(3, 2)};
    DMatrixRMaj[] right = {x, new DMatrixRMaj(2, 3)};
    assertMessage("one feedback matrix per layer is needed: 2, got 1",
        () -> PropagatedTarget.difference(net, few, x, y, 1));
    assertMessage("Q(2) must be 2 x 3, got 3 x 2", () -> PropagatedTarget.plain(net, wrong, x, y, 1));
    assertMessage("x must have N(0) = 1 rows, got 3", () -> PropagatedTarget.difference(net, right, y, y, 1));
    assertMessage("step size must be positive and finite, got -1.0",
        () -> PropagatedTarget.difference(net, right, x, y, -1));
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> PropagatedTarget.ridgeDifference(net, x, y, 1, -1));
    assertMessage("one displacement per layer is needed: 2, got 1",
        () -> PropagatedTarget.weightUpdates(net, x, few));
    assertMessage("displacement 2 must be 3 x 1, got 2 x 3", () -> PropagatedTarget.weightUpdates(net, x,
        new DMatrixRMaj[]{new DMatrixRMaj(2, 1), right[1]}));
    assertMessage("one displacement per layer is needed: 2, got 1", () -> OutputNullSpace.ofActivities(net, few));
    assertMessage("displacement 1 must be 2 x 1, got 1 x 1", () -> OutputNullSpace.ofActivities(net, x, y));
    assertMessage("one weight update per layer is needed: 2, got 1", () -> OutputNullSpace.ofWeights(net, x, few));
    assertMessage("weight update 2 must be 3 x 2, got 3 x 1",
        () -> OutputNullSpace.ofWeights(net, x, new DMatrixRMaj(2, 1), y));
    DMatrixRMaj notFinite = matrix(new double[]{Double.NaN});
    assertMessage("x must be finite, got NaN at row 1, column 1",
        () -> PropagatedTarget.reconstructionErrors(net, right, notFinite));
  }

  private static DMatrixRMaj[] feedback(Instance of) {
    RandomStream random = RandomStream.of(of.seed()).split(9);
    DMatrixRMaj[] Q = new DMatrixRMaj[of.widths().size() - 1];
    for (int l = 1; l <= Q.length; l++) {
      Q[l - 1] = Instance.gaussian(random, of.widths().get(l - 1), of.widths().get(l));
    }
    return Q;
  }

  private static RealMatrix[] forward(Instance of) {
    RealMatrix[] h = new RealMatrix[of.net().depth() + 1];
    h[0] = real(of.x());
    for (int l = 1; l < h.length; l++) {
      RealMatrix bias = MatrixUtils.createColumnRealMatrix(of.net().bias(l))
          .multiply(MatrixUtils.createRealMatrix(new double[][]{Collections.nCopies(of.samples(), 1.0).stream()
              .mapToDouble(Double::doubleValue).toArray()}));
      h[l] = real(of.net().layerMap(l)).multiply(h[l - 1]).add(bias);
    }
    return h;
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.any(4, 1);
  }

  @Provide
  static Arbitrary<Instance> square() {
    return Instance.any(3, 5).map(of -> new Instance(Collections.nCopies(of.widths().size(), of.widths().getFirst()),
        of.samples(), 5, false, of.seed()));
  }

  @Provide
  static Arbitrary<Instance> contracting() {
    return Instance.any(4, 5).map(of -> new Instance(of.widths().stream().sorted(Collections.reverseOrder()).toList(),
        of.samples(), 5, of.biases(), of.seed()));
  }
}
