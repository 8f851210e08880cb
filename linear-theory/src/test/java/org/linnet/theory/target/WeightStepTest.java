package org.linnet.theory.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.column;
import static org.linnet.theory.target.Dense.flat;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;
import static org.linnet.theory.target.PseudoInverseTest.assertMessage;

import java.util.Arrays;
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

/// **Oracle**: the dense Jacobian of all outputs in the weights, from differences of forward passes, with Hipparchus'
/// pseudo-inverse of known rank and dense solves; losses of stepped networks; paper and pencil.
///
/// **If wrong**: what Gauss-Newton targets are compared with (Theorem 5, Corollary S6.2).
class WeightStepTest {
  @Property(tries = 150, seed = "11")
  void aLayersStepIsThePseudoInverseOfItsWeightJacobian(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] updates = LayerGaussNewton.weightUpdates(net, of.x(), of.y(), 0);
    RealMatrix r = residual(of);
    for (int l = 1; l <= net.depth(); l++) {
      RealMatrix J = Dense.weightJacobian(net, l, of.x());
      int rank = of.jacobianRank(l) * inputRank(of, l);
      RealMatrix expected = Dense.pseudoInverse(J, rank).multiply(column(flat(r)));
      assertClose(expected, flatten(updates[l - 1]), tolerance(of, J, rank) * (1 + expected.getFrobeniusNorm()));
    }
  }

  @Property(tries = 150, seed = "12")
  void dampedItIsTheRidgeSolution(@ForAll("instances") Instance of) {
    double lambda = 0.2;
    DMatrixRMaj[] updates = LayerGaussNewton.weightUpdates(of.net(), of.x(), of.y(), lambda);
    for (int l = 1; l <= of.net().depth(); l++) {
      RealMatrix J = Dense.weightJacobian(of.net(), l, of.x());
      RealMatrix expected = ridge(J, column(flat(residual(of))), lambda);
      assertClose(expected, flatten(updates[l - 1]), ridgeTolerance(of, J, lambda));
    }
  }

  @Property(tries = 100, seed = "13")
  void withOneSampleTargetsGiveAMultipleOfIt(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj x = Dense.ejml(real(of.x()).getColumnMatrix(0));
    DMatrixRMaj y = Dense.ejml(real(of.y()).getColumnMatrix(0));
    DMatrixRMaj[] targets = GaussNewtonTarget.weightUpdates(net, x, y, new TargetStep(0.3, 0));
    DMatrixRMaj[] steps = LayerGaussNewton.weightUpdates(net, x, y, 0);
    DMatrixRMaj h = x;
    for (int l = 1; l <= net.depth(); l++) {
      double norm = Dense.norm(h);
      double a = net.scaling(l);
      // both contain the same P⁺ r, so they differ by rounding of the products only
      assertClose(real(steps[l - 1]).scalarMultiply(0.3 * a * a * norm * norm), targets[l - 1],
          1000 * EPS * Dense.norm(targets[l - 1]));
      h = net.predict(l, h);
    }
  }

  /// The reading of Eq. 120 that holds: weights `‖h‖²`, not 1.
  @Property(tries = 100, seed = "14")
  void withSeveralTargetsGiveTheSumOfSingleStepsWeightedByTheInputs(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] targets = GaussNewtonTarget.weightUpdates(net, of.x(), of.y(), TargetStep.full());
    RealMatrix[] sums = new RealMatrix[net.depth()];
    double size = 0;
    for (int i = 0; i < of.samples(); i++) {
      DMatrixRMaj x = Dense.ejml(real(of.x()).getColumnMatrix(i));
      DMatrixRMaj y = Dense.ejml(real(of.y()).getColumnMatrix(i));
      DMatrixRMaj[] steps = LayerGaussNewton.weightUpdates(net, x, y, 0);
      DMatrixRMaj h = x;
      for (int l = 1; l <= sums.length; l++) {
        double weight = Math.pow(net.scaling(l) * Dense.norm(h), 2) / of.samples();
        RealMatrix term = real(steps[l - 1]).scalarMultiply(weight);
        size += term.getFrobeniusNorm();
        sums[l - 1] = i == 0 ? term : sums[l - 1].add(term);
        h = net.predict(l, h);
      }
    }
    for (int l = 1; l <= sums.length; l++) {
      assertClose(sums[l - 1], targets[l - 1], 1000 * EPS * size);
    }
  }

  @Property(tries = 100, seed = "15")
  void theStepOfAllIsThePseudoInverseOfTheWholeJacobian(@ForAll("instances") Instance of) {
    RealMatrix J = wholeJacobian(of);
    RealMatrix r = column(flat(residual(of)));
    double lambda = 0.2;
    assertClose(ridge(J, r, lambda), flatten(FullGaussNewton.weightUpdates(of.net(), of.x(), of.y(), lambda)),
        ridgeTolerance(of, J, lambda));
    int rank = J.getRowDimension(); // of full rank where the tolerance below lets it pass
    double kappa = J.getColumnDimension() < rank ? Double.POSITIVE_INFINITY : Dense.condition(J, rank);
    Assume.that(1e4 * EPS * Math.pow(kappa, 2) < 1e-6);
    RealMatrix expected = Dense.pseudoInverse(J, rank).multiply(r);
    assertClose(expected, flatten(FullGaussNewton.weightUpdates(of.net(), of.x(), of.y(), 0)),
        1e4 * EPS * kappa * kappa * (1 + expected.getFrobeniusNorm()));
  }

  @Property(tries = 60, seed = "16")
  void theLossFallsByTheStatedAmountAtFirstOrder(@ForAll("instances") Instance of) {
    DMatrixRMaj[] gradient = GradientTarget.weightUpdates(of.net(), of.x(), of.y(), 1);
    double squared = 0;
    for (DMatrixRMaj g : gradient) {
      squared += Math.pow(Dense.norm(g), 2);
    }
    double before = loss(of.net(), of);
    Assume.that(squared > 1e-2 * before);
    double previous = Double.NaN;
    for (double c = 1e-3 * before; c > 1e-6 * before; c /= 10) {
      DeepLinearNet next = stepped(of.net(), LossDecrease.weightUpdates(of.net(), of.x(), of.y(), c));
      double miss = Math.abs((before - loss(next, of)) / c - 1);
      assertTrue(Double.isNaN(previous) || miss < previous / 8 || miss < 1e-7, miss + " after " + previous);
      previous = miss;
    }
    // the direction alone is least in norm: Cauchy-Schwarz for the slope -c
    DMatrixRMaj step = flatten(LossDecrease.weightUpdates(of.net(), of.x(), of.y(), 1));
    assertEquals(1 / Math.sqrt(squared), Dense.norm(step), 1e-12 / Math.sqrt(squared));
  }

  @Test
  void theSmallestStepsAgreeWithPaperAndPencil() {
    DeepLinearNet net = chain(1, 1);
    DMatrixRMaj[] alone = LayerGaussNewton.weightUpdates(net, one(1), one(2), 0);
    assertEquals(1, alone[0].get(0), 4 * EPS);
    assertEquals(1, alone[1].get(0), 4 * EPS);
    // the erratum of Theorem 5: 2 * 2 - 1 = 3, not 1 + 1
    assertEquals(4, Dense.upwards(stepped(net, alone), 0, one(1)).getEntry(0, 0), 16 * EPS);
    DMatrixRMaj[] together = FullGaussNewton.weightUpdates(net, one(1), one(2), 0);
    assertEquals(0.5, together[0].get(0), 4 * EPS); // J = (1, 1)
    assertEquals(0.5, together[1].get(0), 4 * EPS);
    assertEquals(1.0 / 4, FullGaussNewton.weightUpdates(net, one(1), one(2), 2)[0].get(0), 4 * EPS);
    assertEquals(1.0 / 3, LayerGaussNewton.weightUpdates(net, one(1), one(2), 2)[0].get(0), 4 * EPS);
    DeepLinearNet scaled = net.withScalings(2, 1); // f = 2, r = 2, J(1) = 2, h(1) = 2
    DMatrixRMaj[] steps = LayerGaussNewton.weightUpdates(scaled, one(1), one(4), 0);
    assertEquals(1, steps[0].get(0), 8 * EPS);
    assertEquals(1, steps[1].get(0), 8 * EPS);
  }

  @Test
  void whatCannotMoveTheOutputGetsNoUpdate() {
    assertEquals(0, LayerGaussNewton.weightUpdates(chain(1, 0), one(1), one(2), 0)[0].get(0), 0);
    assertEquals(0, LayerGaussNewton.weightUpdates(chain(0, 1), one(1), one(2), 0)[1].get(0), 0);
    assertEquals(0, LayerGaussNewton.weightUpdates(chain(1, 1).withScalings(0, 1), one(1), one(2), 0.1)[0].get(0), 0);
    assertEquals(0, LayerGaussNewton.weightUpdates(chain(1, 1).withScalings(0, 1), one(1), one(2), 0)[0].get(0), 0);
    assertEquals(0, FullGaussNewton.weightUpdates(chain(0, 0), one(1), one(2), 0)[0].get(0), 0);
  }

  /// The erratum of Proposition S7.
  @Test
  void atAFiniteDecreaseTheGradientIsNotTheSmallestStep() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(1, 2));
    DMatrixRMaj x = matrix(new double[]{1, 0}, new double[]{0, 2});
    DMatrixRMaj y = matrix(new double[]{1, 2});
    DMatrixRMaj step = LossDecrease.weightUpdates(net, x, y, 1.25)[0]; // all of the loss (1 + 4) / 4
    assertEquals(4, step.get(1) / step.get(0), 16 * EPS);
    DeepLinearNet solved = DeepLinearNet.of(matrix(new double[]{1, 1}));
    assertEquals(0, Dense.upwards(solved, 0, x).subtract(real(y)).getFrobeniusNorm(), 0);
  }

  @Test
  void wrongCallsAreNamed() {
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> LayerGaussNewton.weightUpdates(chain(1, 1), one(1), one(1), -1));
    assertMessage("damping must be finite and at least 0, got -1.0",
        () -> FullGaussNewton.weightUpdates(chain(1, 1), one(1), one(1), -1));
    assertMessage("decrease c must be positive and finite, got 0.0",
        () -> LossDecrease.weightUpdates(chain(1, 1), one(1), one(1), 0));
    assertMessage("decrease c must be positive and finite, got Infinity",
        () -> LossDecrease.weightUpdates(chain(1, 1), one(1), one(1), Double.POSITIVE_INFINITY));
    assertEquals("the loss gradient is zero: no small change of the weights lowers the loss by 0.5 to first order; "
        + "move away from the critical point first",
        assertThrows(ArithmeticException.class,
            () -> LossDecrease.weightUpdates(chain(0, 0), one(1), one(1), 0.5)).getMessage());
  }

  private static RealMatrix residual(Instance of) {
    return real(of.y()).subtract(Dense.upwards(of.net(), 0, of.x()));
  }

  private static double loss(DeepLinearNet net, Instance of) {
    double miss = real(of.y()).subtract(Dense.upwards(net, 0, of.x())).getFrobeniusNorm();
    return miss * miss / (2 * of.samples());
  }

  private static DeepLinearNet stepped(DeepLinearNet net, DMatrixRMaj[] updates) {
    DMatrixRMaj[] W = Dense.weights(net);
    for (int l = 0; l < W.length; l++) {
      W[l] = Dense.ejml(real(W[l]).add(real(updates[l])));
    }
    return net.withWeights(W);
  }

  private static RealMatrix wholeJacobian(Instance of) {
    RealMatrix whole = null;
    for (int l = 1; l <= of.net().depth(); l++) {
      RealMatrix J = Dense.weightJacobian(of.net(), l, of.x());
      RealMatrix wider = J;
      if (whole != null) {
        int before = whole.getColumnDimension();
        wider = MatrixUtils.createRealMatrix(J.getRowDimension(), before + J.getColumnDimension());
        wider.setSubMatrix(whole.getData(), 0, 0);
        wider.setSubMatrix(J.getData(), 0, before);
      }
      whole = wider;
    }
    return whole;
  }

  private static RealMatrix ridge(RealMatrix J, RealMatrix r, double lambda) {
    RealMatrix inner = J.transposeMultiply(J).add(Dense.identity(J.getColumnDimension()).scalarMultiply(lambda));
    return Dense.inverse(inner).multiply(J.transpose()).multiply(r);
  }

  private static double ridgeTolerance(Instance of, RealMatrix J, double lambda) {
    double norm = J.getFrobeniusNorm();
    double kappa = 1 + norm * norm / lambda;
    return 1000 * EPS * kappa * (1 + norm) / lambda * GaussNewtonTargetTest.scale(of.net(), of);
  }

  /// The rank of `h(l-1)` that is almost sure.
  private static int inputRank(Instance of, int l) {
    int width = of.widths().getFirst();
    for (int k = 1; k < l; k++) {
      width = Math.min(Math.min(of.rank(), width), of.widths().get(k));
      width = of.biases() ? Math.min(width + 1, of.widths().get(k)) : width;
    }
    return Math.min(width, of.samples());
  }

  private static double tolerance(Instance of, RealMatrix J, int rank) {
    double kappa = Dense.condition(J, rank) * GaussNewtonTargetTest.scale(of.net(), of);
    double tolerance = 100 * EPS * kappa * kappa;
    Assume.that(tolerance < 1e-5);
    return tolerance;
  }

  private static DMatrixRMaj flatten(DMatrixRMaj... parts) {
    double[] all = new double[0];
    for (DMatrixRMaj part : parts) {
      double[] more = flat(real(part));
      double[] both = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, both, all.length, more.length);
      all = both;
    }
    return DMatrixRMaj.wrap(all.length, 1, all);
  }

  private static DeepLinearNet chain(double w1, double w2) {
    return DeepLinearNet.of(one(w1), one(w2));
  }

  private static DMatrixRMaj one(double value) {
    return matrix(new double[]{value});
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.any(3, 1);
  }
}
