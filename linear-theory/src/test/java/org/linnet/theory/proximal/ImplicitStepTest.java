package org.linnet.theory.proximal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.proximal.ProximalInferenceTest.assertMessage;
import static org.linnet.theory.proximal.ProximalInferenceTest.distance;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.target.Dense;
import org.linnet.theory.target.Instance;

/// **Oracle**: the printed objective with difference quotients; the implicit equation with gradients by differences; dense
/// least squares; the energy's difference quotients; paper and pencil.
///
/// **If wrong**: stability claims for implicit steps, and what normalised updates do.
class ImplicitStepTest {
  @Property(tries = 100, seed = "91")
  void theStepIsStationaryForTheProximalObjective(@ForAll("single") Instance of) {
    DeepLinearNet net = of.net();
    double eta = 0.6;
    DeepLinearNet next = ImplicitStep.updated(net, of.x(), of.y(), eta);
    double size = 1 + objective(net, net, of, eta);
    for (int k = 0; k < net.weight(1).getNumElements(); k++) {
      // quadratic: the central difference is exact
      double slope = (objective(net, Dense.withEntry(next, 1, k, 1), of, eta)
          - objective(net, Dense.withEntry(next, 1, k, -1), of, eta)) / 2;
      assertEquals(0, slope, 1e-11 * size);
    }
    if (net.hasBiases()) {
      double[] up = next.bias(1);
      double[] down = next.bias(1);
      up[0] += 1;
      down[0] -= 1;
      assertEquals(0, (objective(net, next.withBiases(up), of, eta)
          - objective(net, next.withBiases(down), of, eta)) / 2, 1e-11 * size);
    }
    assertClose(new DMatrixRMaj(net.width(1), net.width(0)),
        ImplicitStep.defect(net, next, of.x(), of.y(), eta)[0], 1e-12 * size * (1 + eta));
  }

  @Property(tries = 100, seed = "92")
  void theDefectIsTheProximalObjectivesGradientTimesTheRate(@ForAll("any") Instance of) {
    DeepLinearNet net = of.net();
    RandomStream random = RandomStream.of(of.seed()).split(4);
    DMatrixRMaj[] W = Dense.weights(net);
    for (int l = 0; l < W.length; l++) {
      W[l] = Instance.gaussian(random, W[l].numRows, W[l].numCols);
    }
    DeepLinearNet next = net.withWeights(W);
    double eta = 0.6;
    DMatrixRMaj[] defect = ImplicitStep.defect(net, next, of.x(), of.y(), eta);
    double size = 1 + objective(net, next, of, eta);
    for (int l = 1; l <= net.depth(); l++) {
      int k = random.nextInt(defect[l - 1].getNumElements());
      double slope = (objective(net, Dense.withEntry(next, l, k, 1e-2), of, eta)
          - objective(net, Dense.withEntry(next, l, k, -1e-2), of, eta)) / 2e-2; // quadratic in one entry
      assertEquals(eta * slope, defect[l - 1].data[k], 1e-10 * size);
    }
  }

  @Test
  void everyLearningRateShrinksTheResidualAndTheExplicitStepDoesNot() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{0, 0}));
    DMatrixRMaj x = matrix(new double[]{3}, new double[]{4});
    DMatrixRMaj y = matrix(new double[]{1});
    for (double eta = 1e-6; eta < 1e7; eta *= 10) {
      DeepLinearNet next = ImplicitStep.updated(net, x, y, eta);
      double left = 1 - next.predict(1, x).get(0);
      assertEquals(1 / (1 + 25 * eta), left, 100 * EPS);
      // the explicit step: -eta times the gradient at the old weights, which is the defect of no step
      DMatrixRMaj step = ImplicitStep.defect(net, net, x, y, eta)[0];
      double explicit = 1 + 3 * step.get(0) + 4 * step.get(1);
      assertEquals(1 - 25 * eta, explicit, 100 * EPS * (1 + 25 * eta));
    }
  }

  /// The erratum: the implicit equation has solutions that do not minimise.
  @Test
  void atTheOriginStandingStillSolvesTheImplicitEquationAndIsNotLeast() {
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj zero = matrix(new double[]{0});
    DeepLinearNet net = DeepLinearNet.of(zero, zero);
    double eta = 4;
    for (DMatrixRMaj defect : ImplicitStep.defect(net, net, one, one, eta)) {
      assertEquals(0, defect.get(0), 0);
    }
    DMatrixRMaj w = matrix(new double[]{Math.sqrt(1 - 1 / eta)});
    DeepLinearNet better = DeepLinearNet.of(w, w);
    for (DMatrixRMaj defect : ImplicitStep.defect(net, better, one, one, eta)) {
      assertEquals(0, defect.get(0), 8 * EPS);
    }
    double value = Math.pow(1 - w.get(0) * w.get(0), 2) / 2 + distance(net, better) / (2 * eta);
    assertEquals(1 / eta - 1 / (2 * eta * eta), value, 8 * EPS);
    assertTrue(value < 0.5);
  }

  @Property(tries = 100, seed = "93")
  void theNormalisedUpdateIsTheLeastNormSolution(@ForAll("any") Instance of) {
    DMatrixRMaj z = of.x();
    DMatrixRMaj e = of.y();
    RealMatrix ones = MatrixUtils.createRealMatrix(1, of.samples()).scalarAdd(1);
    RealMatrix wide = MatrixUtils.createRealMatrix(z.numRows + 1, of.samples());
    wide.setSubMatrix(real(z).getData(), 0, 0);
    wide.setSubMatrix(ones.getData(), z.numRows, 0);
    assertLeastNorm(real(e), real(z), NormalisedUpdate.weights(e, z));
    assertLeastNorm(real(e), wide, NormalisedUpdate.weightsAndBias(e, z));
  }

  private static void assertLeastNorm(RealMatrix e, RealMatrix input, DMatrixRMaj update) {
    int rank = Math.min(input.getRowDimension(), input.getColumnDimension());
    double kappa = Dense.condition(input, rank);
    RealMatrix expected = e.multiply(Dense.pseudoInverse(input, rank));
    assertClose(expected, update, 1000 * EPS * kappa * kappa * (1 + expected.getFrobeniusNorm()));
  }

  @Test
  void oneSamplesUpdateIsDividedByItsSquaredLength() {
    DMatrixRMaj z = matrix(new double[]{3}, new double[]{4});
    assertClose(matrix(new double[]{0.6, 0.8}), NormalisedUpdate.weights(matrix(new double[]{5}), z), 8 * EPS);
    assertClose(matrix(new double[]{0.3, 0.4, 0.1}), NormalisedUpdate.weightsAndBias(matrix(new double[]{2.6}), z),
        8 * EPS);
    assertClose(new DMatrixRMaj(1, 2), NormalisedUpdate.weights(matrix(new double[]{5}), new DMatrixRMaj(2, 1)), 0);
  }

  @Property(tries = 100, seed = "94")
  void theEnergysGradientIsItsDifferenceQuotientAndVanishesAtItsMinimiser(@ForAll("any") Instance of) {
    DeepLinearNet net = of.net();
    RandomStream random = RandomStream.of(of.seed()).split(5);
    double[] decays = new double[net.hiddenLayers()];
    DMatrixRMaj[] z = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= z.length; l++) {
      z[l - 1] = Instance.gaussian(random, net.width(l), of.samples());
      if (l < z.length) {
        decays[l - 1] = random.nextDouble();
      }
    }
    DMatrixRMaj[] gradient = DecayedEnergy.gradient(net, decays, of.x(), of.y(), z);
    DMatrixRMaj[] least = DecayedEnergy.minimiser(net, decays, of.x(), of.y()).orElseThrow();
    double size = 1 + DecayedEnergy.value(net, decays, of.x(), of.y(), z)
        + DecayedEnergy.value(net, decays, of.x(), of.y(), least);
    for (int l = 1; l <= z.length; l++) {
      int k = random.nextInt(z[l - 1].getNumElements());
      assertEquals(slope(net, decays, of, z, l, k), gradient[l - 1].data[k], 1e-10 * size);
      double curvature = 10 + Math.pow(Dense.norm(net.layerMap(l)), 2) * net.precision(l);
      assertEquals(0, slope(net, decays, of, least, l, k), 1e-8 * size * curvature);
    }
  }

  @Test
  void smallEnergiesAgreeWithPaperAndPencil() {
    DMatrixRMaj one = matrix(new double[]{1});
    DeepLinearNet net = DeepLinearNet.of(one, matrix(new double[]{2})).withPrecisions(3, 5);
    DMatrixRMaj[] z = {matrix(new double[]{2}), matrix(new double[]{3})};
    // e = (1, -1): ((1 - 3)² + 3 + 5 + 7 * 4) / 2
    assertEquals(20, DecayedEnergy.value(net, new double[]{7}, one, one, z), 8 * EPS);
    // 3 + 2 * 5 + 14, -5 + 2
    assertEquals(27, DecayedEnergy.gradient(net, new double[]{7}, one, one, z)[0].get(0), 32 * EPS);
    assertEquals(-3, DecayedEnergy.gradient(net, new double[]{7}, one, one, z)[1].get(0), 8 * EPS);
    // [3 + 7 + 20, -10; -10, 6] z = (3, 1): det 80
    DMatrixRMaj[] least = DecayedEnergy.minimiser(net, new double[]{7}, one, one).orElseThrow();
    assertEquals(28.0 / 80, least[0].get(0), 8 * EPS);
    assertEquals(60.0 / 80, least[1].get(0), 8 * EPS);
    assertTrue(DecayedEnergy.minimiser(net, new double[]{-20}, one, one).isEmpty());
  }

  @Test
  void wrongCallsAreNamed() {
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj two = new DMatrixRMaj(1, 2);
    DeepLinearNet net = DeepLinearNet.of(one, one);
    assertMessage("the step has a closed form for depth 1 only, got depth 2; minimise ProximalInference.objective for "
        + "one sample", () -> ImplicitStep.updated(net, one, one, 1));
    assertMessage("learning rate must be positive and finite, got -1.0",
        () -> ImplicitStep.updated(DeepLinearNet.of(one), one, one, -1));
    assertMessage("learning rate must be positive and finite, got 0.0",
        () -> ImplicitStep.defect(net, net, one, one, 0));
    assertMessage("both networks must have the widths [1, 1, 1], got [1, 1]",
        () -> ImplicitStep.defect(net, DeepLinearNet.of(one), one, one, 1));
    assertMessage("x must have N(0) = 1 rows, got 2",
        () -> ImplicitStep.updated(DeepLinearNet.of(one), new DMatrixRMaj(2, 1), one, 1));
    assertMessage("e and z must have one column per sample, got 1 and 2 columns",
        () -> NormalisedUpdate.weights(one, two));
    assertMessage("e and z must have one column per sample, got 1 and 2 columns",
        () -> NormalisedUpdate.weightsAndBias(one, two));
    assertMessage("one decay per hidden layer is needed: 1, got 0",
        () -> DecayedEnergy.minimiser(net, new double[0], one, one));
    assertMessage("decay(1) must be finite, got NaN",
        () -> DecayedEnergy.minimiser(net, new double[]{Double.NaN}, one, one));
    DMatrixRMaj[] z = {one, two};
    assertMessage("z(2) must be 1 x 1, got 1 x 2", () -> DecayedEnergy.value(net, new double[1], one, one, z));
    assertMessage("z(2) must be 1 x 1, got 1 x 2", () -> DecayedEnergy.gradient(net, new double[1], one, one, z));
    assertMessage("y must have N(2) = 1 rows, got 2",
        () -> DecayedEnergy.value(net, new double[1], one, new DMatrixRMaj(2, 1), z));
    assertMessage("y must have N(2) = 1 rows, got 2",
        () -> DecayedEnergy.gradient(net, new double[1], one, new DMatrixRMaj(2, 1), z));
  }

  private static double objective(DeepLinearNet net, DeepLinearNet next, Instance of, double eta) {
    double miss = real(of.y()).subtract(Dense.upwards(next, 0, of.x())).getFrobeniusNorm();
    return miss * miss / (2 * of.samples()) + distance(net, next) / (2 * eta);
  }

  private static double slope(DeepLinearNet net, double[] decays, Instance of, DMatrixRMaj[] z, int l, int k) {
    double[] values = new double[2];
    for (int side = 0; side < 2; side++) {
      double before = z[l - 1].data[k];
      z[l - 1].data[k] = before + (side == 0 ? 1 : -1);
      values[side] = DecayedEnergy.value(net, decays, of.x(), of.y(), z);
      z[l - 1].data[k] = before;
    }
    return (values[0] - values[1]) / 2; // quadratic
  }

  @Provide
  static Arbitrary<Instance> any() {
    return Instance.any(3, 1);
  }

  @Provide
  static Arbitrary<Instance> single() {
    return Instance.any(1, 1);
  }
}
