package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;
import static org.linnet.theory.target.PseudoInverseTest.assertMessage;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.special.Beta;
import org.junit.jupiter.api.Test;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: angles of dense updates; matrices made to satisfy a condition; mixed difference quotients and circulations of
/// the update field; sampling within 5 standard errors; the exact law of an inner product (Hipparchus' incomplete beta).
///
/// **If wrong**: what target propagation is said to have in common with gradient descent.
class TargetRelationsTest {
  @Property(tries = 200, seed = "51")
  void targetsUpdatesStayWithinTheStatedAngleOfTheGradient(@ForAll("instances") Instance of,
      @ForAll @IntRange(max = 2) int strength) {
    double lambda = strength * 0.5;
    DeepLinearNet net = of.net();
    double[] cosines = GradientAlignment.cosines(net, of.x(), of.y(), lambda);
    double[] bounds = GradientAlignment.lowerBounds(net, lambda);
    RealMatrix r = real(of.y()).subtract(Dense.upwards(net, 0, of.x()));
    DMatrixRMaj below = of.x();
    for (int l = 1; l <= net.depth(); l++) {
      RealMatrix J = Dense.jacobian(net, l);
      int rank = of.jacobianRank(l);
      double tolerance = GaussNewtonTargetTest.tolerance(of, J, l);
      RealMatrix inverse = Dense.pseudoInverse(J, rank);
      RealMatrix shrunk = Dense.inverse(Dense.identity(J.getColumnDimension()).add(
          inverse.multiplyTransposed(inverse).scalarMultiply(l == net.depth() ? 0 : lambda))).multiply(inverse);
      RealMatrix update = shrunk.multiply(r).multiplyTransposed(real(below));
      RealMatrix gradient = J.transposeMultiply(r).multiplyTransposed(real(below));
      double cosine = update.transposeMultiply(gradient).getTrace()
          / (update.getFrobeniusNorm() * gradient.getFrobeniusNorm());
      double size = 1 / update.getFrobeniusNorm() + 1 / gradient.getFrobeniusNorm();
      assertEquals(cosine, cosines[l - 1], tolerance * size * 100);
      assertTrue(cosines[l - 1] >= bounds[l - 1] - tolerance * size * 100, cosines[l - 1] + " < " + bounds[l - 1]);
      double kappa = l == net.depth() ? 1 : Dense.condition(J, rank);
      if (lambda == 0) {
        assertEquals(2 * kappa / (1 + kappa * kappa), bounds[l - 1], tolerance);
      }
      below = net.predict(l, below);
    }
  }

  @Test
  void theAngleBoundIsReached() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), matrix(new double[]{1, 0}, new double[]{0, 2}));
    DMatrixRMaj x = matrix(new double[]{1});
    DMatrixRMaj y = matrix(new double[]{1}, new double[]{1});
    assertEquals(0.8, GradientAlignment.cosines(net, x, y, 0)[0], 8 * EPS);
    assertEquals(0.8, GradientAlignment.lowerBounds(net, 0)[0], 8 * EPS);
    assertEquals(2 * Math.sqrt(2.5) / 3.5, GradientAlignment.lowerBounds(net, 1)[0], 8 * EPS); // q = 5/2
    assertEquals(1, GradientAlignment.lowerBounds(net, 1)[1], 0);
  }

  @Test
  void whereBothVanishTheyAgree() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 2));
    DMatrixRMaj x = matrix(new double[]{1});
    assertEquals(1, GradientAlignment.cosines(net, x, new DMatrixRMaj(2, 1), 0)[0], 0);
    assertEquals(1, GradientAlignment.lowerBounds(net, 0)[0], 0);
  }

  @Property(tries = 200, seed = "52")
  void theProductOfPseudoInversesIsThatOfTheProductExactlyWhereGrevilleSays(
      @ForAll @IntRange(min = 1, max = 4) int m, @ForAll @IntRange(min = 1, max = 4) int k,
      @ForAll @IntRange(min = 1, max = 4) int n, @ForAll @IntRange(max = 4) int rank,
      @ForAll @LongRange(max = 1000) long seed) {
    RandomStream random = RandomStream.of(seed);
    DMatrixRMaj C = Instance.ranked(random, m, k, rank);
    DMatrixRMaj D = Instance.ranked(random, k, n, 4);
    double defect = ReverseOrderLaw.defect(C, D);
    double criterion = ReverseOrderLaw.criterion(C, D);
    RealMatrix c = Dense.pseudoInverse(real(C), Math.min(rank, Math.min(m, k)));
    RealMatrix d = Dense.pseudoInverse(real(D), Math.min(k, n));
    int productRank = Math.min(Math.min(rank, m), Math.min(k, n));
    RealMatrix whole = Dense.pseudoInverse(real(C).multiply(real(D)), productRank);
    double size = 1 + whole.getFrobeniusNorm() + c.getFrobeniusNorm() * d.getFrobeniusNorm();
    double kappa = size * (1 + Dense.norm(C)) * (1 + Dense.norm(D));
    Assume.that(kappa < 1e4);
    assertEquals(whole.subtract(d.multiply(c)).getFrobeniusNorm(), defect, 1e4 * EPS * kappa * kappa);
    assertEquals(defect > 1e-6, criterion > 1e-6, defect + " against " + criterion);
  }

  @Test
  void theFourConditionsAreSufficientAndNotNecessary() {
    RandomStream random = RandomStream.of(53);
    DMatrixRMaj any = Instance.gaussian(random, 3, 3);
    DMatrixRMaj tall = matrix(new double[]{0.6, 0}, new double[]{0.8, 0}, new double[]{0, 1}); // orthonormal columns
    DMatrixRMaj wide = Dense.ejml(real(tall).transpose());
    DMatrixRMaj low = Instance.ranked(random, 2, 4, 1);
    assertLawHolds(tall, low);
    assertLawHolds(Instance.ranked(random, 4, 2, 1), wide);
    assertLawHolds(any, Dense.ejml(real(any).transpose()));
    assertLawHolds(Instance.gaussian(random, 4, 2), Instance.gaussian(random, 2, 3));
    assertLawHolds(matrix(new double[]{0}), matrix(new double[]{2})); // the erratum: none of the four
    // (1, 0) (1, 1)ᵀ = 1, but (1, 1)/2 (1, 0)ᵀ = 1/2
    DMatrixRMaj row = matrix(new double[]{1, 0});
    DMatrixRMaj column = matrix(new double[]{1}, new double[]{1});
    assertEquals(0.5, ReverseOrderLaw.defect(row, column), 8 * EPS);
    assertEquals(Math.sqrt(0.5), ReverseOrderLaw.criterion(row, column), 8 * EPS);
  }

  @Property(tries = 100, seed = "54")
  void theCurlIsThatOfTheUpdateField(@ForAll @LongRange(max = 1000) long seed) {
    RandomStream random = RandomStream.of(seed);
    double w1 = random.nextGaussian();
    double w2 = 1 + random.nextDouble();
    double x = random.nextGaussian();
    double y = random.nextGaussian();
    double t = 1e-5;
    double first = (field(w1, w2 + t, x, y)[0] - field(w1, w2 - t, x, y)[0]) / (2 * t);
    double second = (field(w1 + t, w2, x, y)[1] - field(w1 - t, w2, x, y)[1]) / (2 * t);
    double size = (1 + Math.abs(w1)) * (1 + w2) * (1 + x * x + y * y);
    assertEquals(first - second, GaussNewtonCurl.curl(w1, w2, x, y), size * 1e-8); // t² and eps / t
    double around = 0; // a square loop, counter-clockwise, by the midpoint rule
    double side = 1e-3;
    for (int k = 0; k < 100; k++) {
      double s = (k + 0.5) / 100 * side;
      around += (field(w1 + s, w2, x, y)[0] - field(w1 + s, w2 + side, x, y)[0]) * side / 100;
      around += (field(w1 + side, w2 + s, x, y)[1] - field(w1, w2 + s, x, y)[1]) * side / 100;
    }
    double inside = GaussNewtonCurl.curl(w1 + side / 2, w2 + side / 2, x, y) * side * side;
    assertEquals(-inside, around, size * side * side * side);
  }

  @Property(tries = 15, seed = "55")
  void theResidualOfTheTransposeHasTheStatedMean(@ForAll @IntRange(min = 1, max = 5) int m,
      @ForAll @IntRange(min = 1, max = 12) int n) {
    RandomStream random = RandomStream.of(m * 100 + n);
    int draws = 1000;
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < draws; draw++) {
      DMatrixRMaj M = unitRows(random, m, n);
      TransposeAsInverse.Residuals missed = TransposeAsInverse.residuals(M, Dense.ejml(real(M).transpose()));
      RealMatrix direct = real(M).multiplyTransposed(real(M)).multiply(real(M)).subtract(real(M));
      assertEquals(direct.getFrobeniusNorm(), missed.first(), 100 * EPS * m * m);
      assertEquals(missed.first(), missed.second(), 100 * EPS * m * m);
      assertEquals(0, missed.third() + missed.fourth(), 100 * EPS * m);
      double value = missed.first() * missed.first();
      sum += value;
      squares += value * value;
    }
    double mean = sum / draws;
    double error = Math.sqrt(Math.max(0, squares / draws - mean * mean) / draws);
    assertEquals(mean, TransposeAsInverse.expectedSquaredResidual(m, n), 5 * error + 1e-12 * (1 + mean));
  }

  @Property(tries = 200, seed = "56")
  void theInnerProductBoundHoldsForTheExactLaw(@ForAll @IntRange(min = 2, max = 400) int n,
      @ForAll @IntRange(min = 1, max = 99) int percent) {
    double epsilon = percent / 100.0;
    double exact = Beta.regularizedBeta(1 - epsilon * epsilon, (n - 1) / 2.0, 0.5); // P(|⟨u, v⟩| >= ε)
    assertTrue(exact <= TransposeAsInverse.largestInnerProductBound(2, n, epsilon) * (1 + 1e-9));
    double union = Math.min(1, 2 * Math.exp(-n * epsilon * epsilon / 2) * 10);
    assertEquals(union, TransposeAsInverse.largestInnerProductBound(5, n, epsilon), 1e-12);
  }

  @Test
  void residualsAgreeWithPaperAndPencil() {
    // M = (1, 1), X = (1, 0)ᵀ: M X = 1, X M = [1 1; 0 0]
    TransposeAsInverse.Residuals missed = TransposeAsInverse.residuals(matrix(new double[]{1, 1}),
        matrix(new double[]{1}, new double[]{0}));
    assertEquals(new TransposeAsInverse.Residuals(0, 0, 0, Math.sqrt(2)), missed);
    // M = (2, 0), X = (1, 0)ᵀ: M X M - M = (2, 0), X M X - X = (1, 0)ᵀ
    missed = TransposeAsInverse.residuals(matrix(new double[]{2, 0}), matrix(new double[]{1}, new double[]{0}));
    assertEquals(new TransposeAsInverse.Residuals(2, 1, 0, 0), missed);
    assertEquals(0, TransposeAsInverse.largestInnerProductBound(1, 1, 0.1), 0);
    assertEquals(0, TransposeAsInverse.expectedSquaredResidual(1, 1), 0);
    assertEquals(2.0 * 1 * 3 / 9, TransposeAsInverse.expectedSquaredResidual(2, 3), 4 * EPS);
  }

  @Test
  void wrongCallsAreNamed() {
    DMatrixRMaj M = new DMatrixRMaj(2, 3);
    assertMessage("D must have 3 rows, the columns of C, got 2", () -> ReverseOrderLaw.defect(M, M));
    assertMessage("D must have 3 rows, the columns of C, got 2", () -> ReverseOrderLaw.criterion(M, M));
    assertMessage("w2 must not be 0, where the pseudo-inverse jumps", () -> GaussNewtonCurl.curl(1, 0, 1, 1));
    assertMessage("X must be 3 x 2, got 2 x 3", () -> TransposeAsInverse.residuals(M, M));
    assertMessage("sizes must be positive, got 0 x 3", () -> TransposeAsInverse.expectedSquaredResidual(0, 3));
    assertMessage("sizes must be positive, got 1 x 0", () -> TransposeAsInverse.expectedSquaredResidual(1, 0));
    assertMessage("sizes must be positive, got 0 vectors of 3",
        () -> TransposeAsInverse.largestInnerProductBound(0, 3, 0.1));
    assertMessage("sizes must be positive, got 2 vectors of 0",
        () -> TransposeAsInverse.largestInnerProductBound(2, 0, 0.1));
    assertMessage("epsilon must be positive, got 0.0", () -> TransposeAsInverse.largestInnerProductBound(2, 3, 0));
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> GradientAlignment.lowerBounds(DeepLinearNet.of(M), -1));
  }

  private static void assertLawHolds(DMatrixRMaj C, DMatrixRMaj D) {
    assertEquals(0, ReverseOrderLaw.defect(C, D), 1e-11);
    assertEquals(0, ReverseOrderLaw.criterion(C, D), 1e-11);
  }

  private static double[] field(double w1, double w2, double x, double y) {
    DMatrixRMaj[] updates = GaussNewtonTarget.weightUpdates(
        DeepLinearNet.of(matrix(new double[]{w1}), matrix(new double[]{w2})), matrix(new double[]{x}),
        matrix(new double[]{y}), TargetStep.full());
    return new double[]{updates[0].get(0), updates[1].get(0)};
  }

  private static DMatrixRMaj unitRows(RandomStream random, int m, int n) {
    DMatrixRMaj M = Instance.gaussian(random, m, n);
    for (int i = 0; i < m; i++) {
      double norm = real(M).getRowVector(i).getNorm();
      for (int j = 0; j < n; j++) {
        M.set(i, j, M.get(i, j) / norm);
      }
    }
    return M;
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.any(4, 1);
  }
}
