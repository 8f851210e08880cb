package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;
import static org.linnet.theory.target.PseudoInverseTest.assertMessage;

import java.util.List;
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

/// **Oracle**: the losses themselves, sampled with noise, differentiated by difference quotients and descended; dense
/// normal equations in Hipparchus; paper and pencil. Sampling tests allow 5 standard errors (one false alarm in 1.7 million
/// for each number).
///
/// **If wrong**: the feedback weights of every target propagation experiment.
class FeedbackTest {
  private static final int DRAWS = 4_000;

  @Property(tries = 100, seed = "21")
  void ridgeFeedbackMakesTheReconstructionLossStationary(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    double mu = 0.1;
    DMatrixRMaj[] Q = ReconstructionFeedback.ridge(net, of.x(), mu);
    DMatrixRMaj below = of.x();
    for (int l = 1; l <= net.depth(); l++) {
      DMatrixRMaj above = net.predict(l, below);
      RealMatrix q = real(Q[l - 1]);
      double size = 1 + Dense.norm(above) + Dense.norm(below);
      for (int k = 0; k < Q[l - 1].getNumElements(); k++) {
        RealMatrix e = unit(Q[l - 1], k);
        // quadratic: the central difference is exact; step 1 keeps rounding down
        double slope = (ridgeLoss(q.add(e), above, below, mu) - ridgeLoss(q.subtract(e), above, below, mu)) / 2;
        assertEquals(0, slope, 1000 * EPS * Math.pow(size, 4) / mu);
      }
      below = above;
    }
  }

  @Test
  void gradientDescentOnTheReconstructionLossEndsAtIt() {
    Instance of = new Instance(List.of(3, 4, 2), 3, 5, true, 4);
    DMatrixRMaj[] Q = ReconstructionFeedback.ridge(of.net(), of.x(), 0);
    RealMatrix below = real(of.net().predict(1, of.x()));
    RealMatrix above = Dense.upwards(of.net(), 1, Dense.ejml(below));
    RealMatrix q = MatrixUtils.createRealMatrix(4, 2); // from 0, descent ends at the least minimiser
    double rate = 1 / Math.pow(above.getFrobeniusNorm(), 2);
    for (int step = 0; step < 5000; step++) {
      q = q.subtract(q.multiply(above).subtract(below).multiplyTransposed(above).scalarMultiply(rate));
    }
    assertClose(q, Q[1], 1e-10);
  }

  @Property(tries = 100, seed = "22")
  void withoutRidgeItIsTheLeastMinimiser(@ForAll("instances") Instance of) {
    DMatrixRMaj h = of.net().predict(1, of.x());
    PseudoInverse inverse = PseudoInverse.of(h);
    // q h = x P with P the row space projector; and no part of q outside of the range of h
    DMatrixRMaj q = ReconstructionFeedback.ridge(of.net(), of.x(), 0)[0];
    double tolerance = 1000 * EPS * inverse.condition() * inverse.condition() * (1 + Dense.norm(of.x()));
    RealMatrix rows = Dense.pseudoInverse(real(h), inverse.rank()).multiply(real(h));
    assertClose(real(of.x()).multiply(rows), Dense.ejml(real(q).multiply(real(h))), tolerance);
    RealMatrix range = real(h).multiply(Dense.pseudoInverse(real(h), inverse.rank()));
    assertClose(real(q).multiply(range), q, tolerance * (1 + Dense.norm(q)));
  }

  @Property(tries = 10, seed = "23")
  void noisyFeedbackIsStationaryForTheSampledLoss(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    double sigma = 0.7;
    DMatrixRMaj[] Q = ReconstructionFeedback.noisy(net, of.x(), sigma);
    RandomStream random = RandomStream.of(of.seed());
    DMatrixRMaj below = of.x();
    for (int l = 1; l <= net.depth(); l++) {
      double[] sum = new double[Q[l - 1].getNumElements()];
      double[] squares = new double[sum.length];
      for (int draw = 0; draw < DRAWS; draw++) {
        RealMatrix noisy = real(below)
            .add(real(Instance.gaussian(random, below.numRows, below.numCols)).scalarMultiply(sigma));
        RealMatrix above = real(net.predict(l, Dense.ejml(noisy)));
        double[] g = Dense.flat(real(Q[l - 1]).multiply(above).subtract(noisy).multiplyTransposed(above));
        for (int k = 0; k < sum.length; k++) {
          sum[k] += g[k];
          squares[k] += g[k] * g[k];
        }
      }
      for (int k = 0; k < sum.length; k++) {
        assertEquals(0, sum[k] / DRAWS, 5 * Math.sqrt(squares[k]) / DRAWS + 1e-10);
      }
      below = net.predict(l, below);
    }
  }

  @Property(tries = 100, seed = "24")
  void withoutBiasesItIsThePrintedFormAndTendsToThePseudoInverse(@ForAll("fullRank") Instance of) {
    DeepLinearNet net = new Instance(of.widths(), of.samples(), 5, false, of.seed()).net();
    DMatrixRMaj[] Q = ReconstructionFeedback.noisy(net, of.x(), 0.5);
    DMatrixRMaj[] white = ReconstructionFeedback.whiteNoise(net);
    DMatrixRMaj[] loud = ReconstructionFeedback.noisy(net, of.x(), 1e6);
    DMatrixRMaj below = of.x();
    for (int l = 1; l <= net.depth(); l++) {
      RealMatrix A = real(net.layerMap(l));
      int rank = Math.min(A.getRowDimension(), A.getColumnDimension());
      double kappa = Dense.condition(A, rank);
      RealMatrix Gamma = real(below).multiplyTransposed(real(below))
          .add(Dense.identity(below.numRows).scalarMultiply(0.25 * of.samples()));
      RealMatrix outer = A.multiply(Gamma).multiplyTransposed(A);
      double spread = kappa * kappa * Dense.condition(Gamma, below.numRows);
      Assume.that(spread < 1e6);
      RealMatrix expected = Gamma.multiplyTransposed(A).multiply(Dense.pseudoInverse(outer, rank));
      assertClose(expected, Q[l - 1], 1000 * EPS * spread * (1 + expected.getFrobeniusNorm()));
      RealMatrix inverse = Dense.pseudoInverse(A, rank);
      assertClose(inverse, white[l - 1], 1000 * EPS * kappa * inverse.getFrobeniusNorm());
      double off = Math.pow(Dense.norm(below), 2) / (1e12 * of.samples()); // of Γ from a multiple of I
      assertClose(inverse, loud[l - 1],
          (10 * off * kappa + 1e4 * EPS * kappa) * kappa * inverse.getFrobeniusNorm());
      below = net.predict(l, below);
    }
  }

  /// The erratum: noise as large as the activities is not white noise.
  @Test
  void noiseOfTheSizeOfTheActivitiesAgreesWithPaperAndPencil() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1, 1}));
    DMatrixRMaj x = matrix(new double[]{1}, new double[]{0});
    assertClose(matrix(new double[]{2.0 / 3}, new double[]{1.0 / 3}), ReconstructionFeedback.noisy(net, x, 1)[0],
        8 * EPS);
    assertClose(matrix(new double[]{0.5}, new double[]{0.5}), ReconstructionFeedback.whiteNoise(net)[0], 8 * EPS);
    assertClose(matrix(new double[]{1}, new double[]{0}), ReconstructionFeedback.noisy(net, x, 0)[0], 8 * EPS);
    assertClose(matrix(new double[]{0.5}, new double[]{0}), ReconstructionFeedback.ridge(net, x, 1)[0], 8 * EPS);
  }

  @Property(tries = 10, seed = "25")
  void theDifferenceReconstructionLossIsTheSampledOneForAnyNoise(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    RandomStream random = RandomStream.of(of.seed()).split(5);
    RealMatrix J = Dense.jacobian(net, 1);
    DMatrixRMaj G = Instance.gaussian(random, J.getColumnDimension(), J.getRowDimension());
    double lambda = 0.4;
    double sigma = 3;
    DMatrixRMaj h = net.predict(1, Dense.ejml(real(of.x()).getColumnMatrix(0)));
    RealMatrix top = Dense.upwards(net, 1, h);
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      RealMatrix first = real(Instance.gaussian(random, G.numRows, 1)).scalarMultiply(sigma);
      RealMatrix second = real(Instance.gaussian(random, G.numCols, 1)).scalarMultiply(sigma);
      RealMatrix moved = Dense.upwards(net, 1, Dense.ejml(real(h).add(first)));
      // G h̃(L) - G h(L) + h - h̃, and the same for noise at the output
      RealMatrix back = real(G).multiply(moved).subtract(real(G).multiply(top)).subtract(first);
      double value = (Math.pow(back.getFrobeniusNorm(), 2)
          + lambda * Math.pow(real(G).multiply(second).getFrobeniusNorm(), 2)) / (sigma * sigma);
      sum += value;
      squares += value * value;
    }
    double mean = sum / DRAWS;
    double error = Math.sqrt((squares / DRAWS - mean * mean) / DRAWS);
    assertEquals(mean, DifferenceReconstruction.loss(G, Dense.ejml(J), lambda), 5 * error + 1e-12);
  }

  @Property(tries = 100, seed = "26")
  void itsGradientIsTheDifferenceQuotientOfItsValueAndVanishesAtTheOptimum(@ForAll("instances") Instance of) {
    DMatrixRMaj J = Dense.ejml(Dense.jacobian(of.net(), 1));
    DMatrixRMaj G = Instance.gaussian(RandomStream.of(of.seed()), J.numCols, J.numRows);
    double lambda = 0.4;
    double size = 1 + Dense.norm(J);
    DMatrixRMaj optimum = DifferenceReconstruction.optimum(J, lambda);
    DMatrixRMaj direct = DifferenceReconstruction.directFeedback(of.net(), lambda)[0];
    assertClose(optimum, direct, 1e5 * EPS * Math.pow(size, 3));
    for (int k = 0; k < G.getNumElements(); k++) {
      assertEquals(slope(G, J, lambda, k), DifferenceReconstruction.gradient(G, J, lambda).get(k),
          1000 * EPS * Math.pow(size * (1 + Dense.norm(G)), 2));
      assertEquals(0, slope(optimum, J, lambda, k), 1000 * EPS * Math.pow(size, 4));
    }
  }

  @Property(tries = 100, seed = "27")
  void theSharedAndTheLayersOptimumAreStationaryUnderTheirConstraint(@ForAll("instances") Instance of) {
    RandomStream random = RandomStream.of(of.seed());
    DMatrixRMaj J1 = Dense.ejml(Dense.jacobian(of.net(), 1));
    DMatrixRMaj J2 = Instance.gaussian(random, J1.numRows, J1.numCols);
    double lambda = 0.4;
    DMatrixRMaj shared = DifferenceReconstruction.sharedOptimum(List.of(J1, J2), lambda);
    double size = 2 + Dense.norm(J1) + Dense.norm(J2);
    for (int k = 0; k < shared.getNumElements(); k++) {
      assertEquals(0, slope(shared, J1, lambda, k) + slope(shared, J2, lambda, k), 1000 * EPS * Math.pow(size, 4));
    }
    DMatrixRMaj R = Instance.ranked(random, 1 + random.nextInt(4), J1.numRows, 2);
    DMatrixRMaj Q = DifferenceReconstruction.layerOptimum(R, J1, lambda);
    double scale = 1e5 * EPS * Math.pow((size + Dense.norm(R)) * (1 + Dense.norm(Q)), 3);
    for (int k = 0; k < Q.getNumElements(); k++) {
      RealMatrix e = unit(Q, k);
      double up = DifferenceReconstruction.loss(Dense.ejml(real(Q).add(e).multiply(real(R))), J1, lambda);
      double down = DifferenceReconstruction.loss(Dense.ejml(real(Q).subtract(e).multiply(real(R))), J1, lambda);
      assertEquals(0, (up - down) / 2, scale);
    }
  }

  @Test
  void smallOptimaAgreeWithPaperAndPencil() {
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj two = matrix(new double[]{2});
    assertEquals(2.0 / 5, DifferenceReconstruction.optimum(two, 1).get(0), 4 * EPS);
    assertEquals(3.0 / 5, DifferenceReconstruction.sharedOptimum(List.of(one, two), 0).get(0), 4 * EPS);
    assertEquals(3.0 / 7, DifferenceReconstruction.sharedOptimum(List.of(one, two), 1).get(0), 4 * EPS);
    // Q 3 = 2/5
    assertEquals(2.0 / 15, DifferenceReconstruction.layerOptimum(matrix(new double[]{3}), two, 1).get(0), 4 * EPS);
    assertEquals(1.0 / 6, DifferenceReconstruction.layerOptimum(matrix(new double[]{3}), two, 0).get(0), 4 * EPS);
    // (1/2 * 2 - 1)² + 3/4
    assertEquals(0.75, DifferenceReconstruction.loss(matrix(new double[]{0.5}), two, 3), 4 * EPS);
    assertEquals(9 * 5, DifferenceReconstruction.decayBound(matrix(new double[]{3}), matrix(new double[]{1, 2})),
        64 * EPS);
  }

  @Property(tries = 100, seed = "28")
  void theDecayBoundsTheFeedbackJacobian(@ForAll("instances") Instance of) {
    RandomStream random = RandomStream.of(of.seed());
    DMatrixRMaj[] Q = Dense.weights(of.net());
    RealMatrix product = Dense.identity(Q[Q.length - 1].numRows);
    for (int l = Q.length - 1; l >= 0; l--) {
      RealMatrix slopes = MatrixUtils.createRealIdentityMatrix(Q[l].numRows).scalarMultiply(random.nextDouble());
      product = product.multiply(slopes).multiply(real(Q[l]));
    }
    assertTrue(Math.pow(product.getFrobeniusNorm(), 2) <= DifferenceReconstruction.decayBound(Q) * (1 + 1e-12));
  }

  @Test
  void wrongCallsAreNamed() {
    DMatrixRMaj J = new DMatrixRMaj(2, 3);
    assertMessage("G must be 3 x 2, got 2 x 3", () -> DifferenceReconstruction.loss(J, J, 0));
    assertMessage("G must be 3 x 2, got 2 x 3", () -> DifferenceReconstruction.gradient(J, J, 0));
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> DifferenceReconstruction.loss(new DMatrixRMaj(3, 2), J, -1));
    assertMessage("at least one Jacobian is needed, got none",
        () -> DifferenceReconstruction.sharedOptimum(List.of(), 0));
    assertMessage("every Jacobian must be 2 x 3, got 3 x 2",
        () -> DifferenceReconstruction.sharedOptimum(List.of(J, new DMatrixRMaj(3, 2)), 0));
    assertMessage("R must have 2 columns, the rows of J, got 3", () -> DifferenceReconstruction.layerOptimum(J, J, 0));
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> DifferenceReconstruction.layerOptimum(new DMatrixRMaj(1, 2), J, -1));
    DeepLinearNet net = DeepLinearNet.of(J);
    assertMessage("x must have N(0) = 3 rows, got 2", () -> ReconstructionFeedback.ridge(net, J, 0));
    assertMessage("at least one sample is needed, got none",
        () -> ReconstructionFeedback.ridge(net, new DMatrixRMaj(3, 0), 0));
    assertMessage("sigma must be finite and at least 0, got -1.0",
        () -> ReconstructionFeedback.noisy(net, new DMatrixRMaj(3, 1), -1));
    assertMessage("sigma must be finite and at least 0, got Infinity",
        () -> ReconstructionFeedback.noisy(net, new DMatrixRMaj(3, 1), Double.POSITIVE_INFINITY));
  }

  private static double ridgeLoss(RealMatrix q, DMatrixRMaj above, DMatrixRMaj below, double mu) {
    return Math.pow(q.multiply(real(above)).subtract(real(below)).getFrobeniusNorm(), 2)
        + mu * Math.pow(q.getFrobeniusNorm(), 2);
  }

  private static double slope(DMatrixRMaj G, DMatrixRMaj J, double lambda, int k) {
    RealMatrix e = unit(G, k);
    return (DifferenceReconstruction.loss(Dense.ejml(real(G).add(e)), J, lambda)
        - DifferenceReconstruction.loss(Dense.ejml(real(G).subtract(e)), J, lambda)) / 2;
  }

  private static RealMatrix unit(DMatrixRMaj shape, int k) {
    DMatrixRMaj e = new DMatrixRMaj(shape.numRows, shape.numCols);
    e.data[k] = 1;
    return real(e);
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.any(3, 1);
  }

  @Provide
  static Arbitrary<Instance> fullRank() {
    return Instance.any(3, 5);
  }
}
