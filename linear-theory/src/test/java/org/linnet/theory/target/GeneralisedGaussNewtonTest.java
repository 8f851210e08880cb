package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;
import static org.linnet.theory.target.PseudoInverseTest.assertMessage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.random.RandomStream;

/// **Oracle**: dense solves of the printed normal equations in Hipparchus; difference quotients of the loss; paper and pencil.
///
/// **If wrong**: targets for cross-entropy.
class GeneralisedGaussNewtonTest {
  @Property(tries = 200, seed = "61")
  void theStepSolvesTheDampedNormalEquationsForAnyGradient(@ForAll @IntRange(min = 1, max = 4) int K,
      @ForAll @IntRange(min = 1, max = 5) int N, @ForAll @IntRange(min = 0, max = 4) int rank,
      @ForAll @LongRange(max = 10_000) long seed) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj J = Instance.gaussian(random, K, N);
    RealMatrix root = real(Instance.gaussian(random, K, Math.max(1, rank))).scalarMultiply(rank == 0 ? 0 : 1);
    RealMatrix H = root.multiplyTransposed(root);
    DMatrixRMaj g = Instance.gaussian(random, K, 1);
    double lambda = 0.1;
    RealMatrix expected = normal(J, H, lambda).multiply(real(J).transpose()).multiply(real(g)).scalarMultiply(-1);
    double kappa = 1 + H.getFrobeniusNorm() * Math.pow(Dense.norm(J), 2) / lambda;
    double tolerance = 1e4 * EPS * kappa * kappa * (1 + expected.getFrobeniusNorm());
    assertClose(expected, GeneralisedGaussNewton.step(J, Dense.ejml(H), g, lambda), tolerance);
    DMatrixRMaj inRange = Dense.ejml(H.multiply(real(g)));
    RealMatrix goal = normal(J, H, lambda).multiply(real(J).transpose()).multiply(real(inRange)).scalarMultiply(-1);
    assertClose(goal, GeneralisedGaussNewton.propagated(J, Dense.ejml(H), inRange, lambda),
        1e4 * EPS * kappa * kappa * (1 + goal.getFrobeniusNorm()) * Dense.condition(H, effectiveRank(K, rank)));
    DMatrixRMaj C = GeneralisedGaussNewton.factor(Dense.ejml(H));
    assertEquals(effectiveRank(K, rank), C.numCols);
    assertClose(H, CommonOps_DDRM.multTransB(C, C, null), 1000 * EPS * (1 + H.getFrobeniusNorm()));
  }

  /// What the erratum mends: softmax has a singular Hessian, and targets propagate the step all the same.
  @Property(tries = 100, seed = "62")
  void forSoftmaxWithCrossEntropyTheTargetsPropagateTheStep(@ForAll @IntRange(min = 2, max = 5) int K,
      @ForAll @IntRange(min = 1, max = 5) int N, @ForAll @LongRange(max = 10_000) long seed) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj J = Instance.gaussian(random, K, N);
    DMatrixRMaj h = Instance.gaussian(random, K, 1);
    DMatrixRMaj y = new DMatrixRMaj(K, 1);
    y.set(random.nextInt(K), 0, 1);
    DMatrixRMaj H = SoftmaxCrossEntropy.hessian(h);
    DMatrixRMaj g = SoftmaxCrossEntropy.gradient(h, y);
    assertEquals(K - 1, GeneralisedGaussNewton.factor(H).numCols);
    RealMatrix expected = normal(J, real(H), 0.01).multiply(real(J).transpose()).multiply(real(g))
        .scalarMultiply(-1);
    double kappa = 100 * (1 + Math.pow(Dense.norm(J), 2)) * Dense.condition(real(H), K - 1);
    double tolerance = 1000 * EPS * kappa * (1 + expected.getFrobeniusNorm());
    assertClose(expected, GeneralisedGaussNewton.propagated(J, H, g, 0.01), tolerance);
    assertClose(expected, GeneralisedGaussNewton.step(J, H, g, 0.01), tolerance);
  }

  @Property(tries = 100, seed = "63")
  void softmaxsGradientAndHessianAreTheDifferenceQuotientsOfTheLoss(@ForAll @IntRange(min = 1, max = 5) int K,
      @ForAll @LongRange(max = 10_000) long seed) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj h = Instance.gaussian(random, K, 1);
    DMatrixRMaj y = new DMatrixRMaj(K, 1);
    y.set(random.nextInt(K), 0, 0.25);
    y.add(random.nextInt(K), 0, 0.75);
    double t = 1e-4;
    for (int i = 0; i < K; i++) {
      double slope = (loss(moved(h, i, t), y) - loss(moved(h, i, -t), y)) / (2 * t);
      assertEquals(slope, SoftmaxCrossEntropy.gradient(h, y).get(i), 1e-8); // t² / 6 and eps / t
      for (int j = 0; j < K; j++) {
        double curvature = (SoftmaxCrossEntropy.gradient(moved(h, j, t), y).get(i)
            - SoftmaxCrossEntropy.gradient(moved(h, j, -t), y).get(i)) / (2 * t);
        assertEquals(curvature, SoftmaxCrossEntropy.hessian(h).get(i, j), 1e-8);
      }
    }
  }

  @Test
  void largeLogitsDoNotOverflow() {
    DMatrixRMaj p = SoftmaxCrossEntropy.probabilities(matrix(new double[]{1000}, new double[]{1000},
        new double[]{-1000}));
    assertClose(matrix(new double[]{0.5}, new double[]{0.5}, new double[]{0}), p, 0);
  }

  @Test
  void smallStepsAgreeWithPaperAndPencil() {
    DMatrixRMaj J = matrix(new double[]{2});
    DMatrixRMaj H = matrix(new double[]{3});
    DMatrixRMaj g = matrix(new double[]{5});
    assertEquals(-10.0 / 12, GeneralisedGaussNewton.step(J, H, g, 0).get(0), 8 * EPS);
    assertEquals(-10.0 / 16, GeneralisedGaussNewton.step(J, H, g, 4).get(0), 8 * EPS);
    assertEquals(-10.0 / 12, GeneralisedGaussNewton.propagated(J, H, g, 0).get(0), 8 * EPS);
    assertEquals(-10.0 / 16, GeneralisedGaussNewton.propagated(J, H, g, 4).get(0), 8 * EPS);
    // a gradient outside of the range of H: the step keeps it, targets cannot
    DMatrixRMaj flat = matrix(new double[]{0});
    assertEquals(-10.0 / 4, GeneralisedGaussNewton.step(J, flat, g, 4).get(0), 8 * EPS);
    assertEquals(0, GeneralisedGaussNewton.propagated(J, flat, g, 4).get(0), 0);
    assertEquals(0, GeneralisedGaussNewton.step(J, flat, g, 0).get(0), 0);
  }

  @Test
  void theSquaredErrorGivesTheGaussNewtonTarget() {
    RandomStream random = RandomStream.of(64);
    DMatrixRMaj J = Instance.gaussian(random, 2, 4);
    DMatrixRMaj r = Instance.gaussian(random, 2, 1);
    DMatrixRMaj minus = Dense.ejml(real(r).scalarMultiply(-1));
    for (double lambda : new double[]{0, 0.5}) {
      DMatrixRMaj expected = PseudoInverse.of(J).times(r, lambda);
      assertClose(expected, GeneralisedGaussNewton.step(J, Dense.ejml(Dense.identity(2)), minus, lambda), 1e-13);
      assertClose(expected, GeneralisedGaussNewton.propagated(J, Dense.ejml(Dense.identity(2)), minus, lambda), 1e-13);
    }
  }

  @Test
  void wrongCallsAreNamed() {
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj two = new DMatrixRMaj(2, 2);
    assertMessage("H must be 1 x 1, got 2 x 2", () -> GeneralisedGaussNewton.step(one, two, one, 0));
    assertMessage("g must be 1 x 1, got 2 x 2", () -> GeneralisedGaussNewton.propagated(one, one, two, 0));
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> GeneralisedGaussNewton.step(one, one, one, -1));
    assertMessage("H must be symmetric, the Hessian of a loss",
        () -> GeneralisedGaussNewton.factor(matrix(new double[]{1, 1}, new double[]{0, 1})));
    assertMessage("H must be symmetric, the Hessian of a loss",
        () -> GeneralisedGaussNewton.factor(matrix(new double[]{1, 1})));
    assertMessage("H must be symmetric, the Hessian of a loss",
        () -> GeneralisedGaussNewton.factor(matrix(new double[]{1}, new double[]{1})));
    assertMessage("H must be positive semidefinite, as for a loss convex in the output, got the eigenvalue -1.0",
        () -> GeneralisedGaussNewton.factor(matrix(new double[]{-1})));
    DMatrixRMaj notFinite = matrix(new double[]{Double.NaN});
    assertMessage("J must be finite, got NaN at row 1, column 1",
        () -> GeneralisedGaussNewton.step(notFinite, one, one, 0));
    assertMessage("g must be finite, got NaN at row 1, column 1",
        () -> GeneralisedGaussNewton.step(one, one, notFinite, 0));
    assertMessage("H must be finite, got NaN at row 1, column 1", () -> GeneralisedGaussNewton.factor(notFinite));
    assertMessage("h must be finite, got NaN at row 1, column 1", () -> SoftmaxCrossEntropy.hessian(notFinite));
    assertMessage("h must be 2 x 1, got 2 x 2", () -> SoftmaxCrossEntropy.probabilities(two));
    assertMessage("y must be 1 x 1, got 2 x 2", () -> SoftmaxCrossEntropy.gradient(one, two));
    assertMessage("y must sum to 1, as a one-hot label does, got 2.0",
        () -> SoftmaxCrossEntropy.gradient(one, matrix(new double[]{2})));
    assertTrue(SoftmaxCrossEntropy.gradient(one, one).get(0) == 0);
  }

  private static int effectiveRank(int K, int rank) {
    return rank == 0 ? 0 : Math.min(K, rank);
  }

  private static RealMatrix normal(DMatrixRMaj J, RealMatrix H, double lambda) {
    RealMatrix inner = real(J).transpose().multiply(H).multiply(real(J));
    return Dense.inverse(inner.add(Dense.identity(J.numCols).scalarMultiply(lambda)));
  }

  private static double loss(DMatrixRMaj h, DMatrixRMaj y) {
    double sum = 0;
    double correct = 0;
    for (int k = 0; k < h.numRows; k++) {
      sum += Math.exp(h.get(k));
      correct += y.get(k) * h.get(k);
    }
    return Math.log(sum) - correct;
  }

  private static DMatrixRMaj moved(DMatrixRMaj h, int i, double by) {
    DMatrixRMaj moved = h.copy();
    moved.add(i, 0, by);
    return moved;
  }
}
