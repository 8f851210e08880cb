package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.engine.Training;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;

/// **Oracle**: chains of weights by hand; cosines written out on the gradients of two engines.
///
/// **If wrong**: what is plotted beside the loss.
class MetricTest {
  private static final Rule ONE_STEP = new Rule.PredictiveCoding(1, 0.1);
  private static final Training PC = new Training(ONE_STEP, new Optimiser.Sgd(1));
  private static final Objective SQUARED = Objective.clamped(Loss.SQUARED_ERROR);

  /// `w1 = 3, w2 = 2, x = 1, y = 5` and one step of 0.1 from `e2 = -1`: `z = 2.8`, `e1 = -0.2`, `e2 = -0.6`. So the
  /// gradients are `0.2` and `0.6 * 2.8`, and those of the loss `2` and `3`.
  @Test
  void metricsOfAChainAreThoseByHand() {
    try (Engine engine = engine(DeepNet.linear(chain(3, 2)), ONE_STEP)) {
      var measured = Metric.measure(Set.of(Metric.values()), engine, scalar(1), scalar(5));
      assertNear(measured.get(Metric.ENERGIES), 0.02, 0.18);
      assertNear(measured.get(Metric.GRADIENTS), 0.2, 1.68);
      assertNear(measured.get(Metric.ACTIVITIES), 2.8, 5);
      assertNear(measured.get(Metric.COSINE),
          (0.2 * 2 + 1.68 * 3) / Math.sqrt((0.2 * 0.2 + 1.68 * 1.68) * (2 * 2 + 3 * 3)), 1, 1);
      assertEquals(1, measured.get(Metric.CONDITION).getFirst(), 0.1);
    }
  }

  @Test
  void cosinesAreThoseOfTheTwoGradients() {
    DeepNet net = Runs.net(7);
    DMatrixRMaj x = Runs.TRAIN.inputs(0, 1, 2, 3, 4);
    DMatrixRMaj y = Runs.TRAIN.targets(0, 1, 2, 3, 4);
    Rule rule = new Rule.PredictiveCoding(30, 0.2);
    try (Engine engine = engine(net, rule); Engine back = engine(net, new Rule.Backpropagation())) {
      List<Double> cosines = Metric.measure(Set.of(Metric.COSINE), engine, x, y).get(Metric.COSINE);
      engine.gradients(x, y);
      back.gradients(x, y);
      DMatrixRMaj[] a = engine.weightGradients();
      DMatrixRMaj[] b = back.weightGradients();
      double dots = 0;
      double as = 0;
      double bs = 0;
      for (int l = 1; l <= 3; l++) {
        double dot = CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(a[l - 1], b[l - 1], null));
        double aNorm = NormOps_DDRM.normF(a[l - 1]);
        double bNorm = NormOps_DDRM.normF(b[l - 1]);
        assertEquals(dot / (aNorm * bNorm), cosines.get(l), 1e-13);
        assertTrue(Math.abs(cosines.get(l)) < 0.999, "the gradients differ in layer " + l);
        dots += dot;
        as += aNorm * aNorm;
        bs += bNorm * bNorm;
      }
      assertEquals(dots / Math.sqrt(as * bs), cosines.getFirst(), 1e-13);
    }
  }

  @Test
  void aZeroGradientHasTheCosineZero() {
    try (Engine engine = engine(DeepNet.linear(chain(3, 2)), ONE_STEP)) {
      assertEquals(List.of(0.0, 0.0, 0.0),
          Metric.measure(Set.of(Metric.COSINE), engine, scalar(1), scalar(6)).get(Metric.COSINE));
    }
  }

  /// Of `w2 = 2, w3 = 3` the activity Hessian is `[[5, -2], [-2, 10]]`, with the eigenvalues `(15 ∓ sqrt(41)) / 2`.
  @Test
  void theConditionNumberIsThatOfTheActivityHessian() {
    double condition = (15 + Math.sqrt(41)) / (15 - Math.sqrt(41));
    double measured = condition(chain(1, 2, 3));
    assertTrue(measured >= condition && measured < 1.1 * condition, "bound " + measured + " of " + condition);
    assertEquals(Double.POSITIVE_INFINITY, condition(chain(1, 1e9, 1e-9)));
  }

  private static double condition(DeepLinearNet net) {
    try (Engine engine = engine(DeepNet.linear(net), ONE_STEP)) {
      return Metric.measure(Set.of(Metric.CONDITION), engine, scalar(0), scalar(0)).get(Metric.CONDITION).getFirst();
    }
  }

  @Test
  void theConditionNumberIsRefusedWhereThereIsNone() {
    assertEquals("the condition number of the activity Hessian is for linear networks only: leave out this metric, or "
        + "train a linear network",
        assertThrows(IllegalArgumentException.class, () -> Metric.CONDITION.requireMeaning(Runs.net(3), PC))
            .getMessage());
    DeepNet shallow = DeepNet.linear(chain(1));
    assertEquals("the condition number of the activity Hessian needs a hidden layer: leave out this metric, or train a "
        + "deeper network",
        assertThrows(IllegalArgumentException.class, () -> Metric.CONDITION.requireMeaning(shallow, PC)).getMessage());
    Metric.COSINE.requireMeaning(shallow, PC);
    DeepNet deep = DeepNet.linear(chain(1, 2, 3));
    for (Objective other : List.of(SQUARED.withDecay(0.1, 0), SQUARED.withOutput(new Output.Nudged(1)))) {
      assertEquals(
          "the condition number of the activity Hessian is for clamped ends without activity decay only: leave out "
              + "this metric",
          assertThrows(IllegalArgumentException.class,
              () -> Metric.CONDITION.requireMeaning(deep, PC.withObjective(other))).getMessage());
    }
    Metric.CONDITION.requireMeaning(deep, PC.withObjective(SQUARED.withDecay(0, 0.1)));
  }

  @Test
  void backpropagationHasNoEnergiesOfLayers() {
    Training back = new Training(new Rule.Backpropagation(), new Optimiser.Sgd(1));
    assertEquals("backpropagation has no energies of layers: leave out this metric, or take another rule",
        assertThrows(IllegalArgumentException.class, () -> Metric.ENERGIES.requireMeaning(Runs.net(3), back))
            .getMessage());
    Metric.GRADIENTS.requireMeaning(Runs.net(3), back);
  }

  /// Whatever else is in the gradient: the same is in what it is compared with.
  @Test
  void backpropagationHasTheCosineOneToItself() {
    for (Optimiser optimiser : List.of(new Optimiser.Sgd(1), new Optimiser.Nlms(1, 0.1))) {
      for (double decay : new double[]{0, 1}) {
        Training back = new Training(new Rule.Backpropagation(), optimiser)
            .withObjective(SQUARED.withDecay(0, decay));
        try (Engine engine = Engine.of(new ReferenceDevice(), Runs.net(7), back, 1)) {
          List<Double> cosines = Metric.measure(Set.of(Metric.COSINE), engine, Runs.TRAIN.inputs(0, 1, 2),
              Runs.TRAIN.targets(0, 1, 2)).get(Metric.COSINE);
          cosines.forEach(cosine -> assertEquals(1, cosine, 1e-12));
        }
      }
    }
  }

  private static Engine engine(DeepNet net, Rule rule) {
    return Engine.of(new ReferenceDevice(), net, rule, new Optimiser.Sgd(1), 1);
  }

  private static DeepLinearNet chain(double... weights) {
    return DeepLinearNet.of(java.util.Arrays.stream(weights).mapToObj(MetricTest::scalar).toArray(DMatrixRMaj[]::new));
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }

  private static void assertNear(List<Double> measured, double... expected) {
    assertEquals(expected.length, measured.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], measured.get(i), 1e-14);
    }
  }
}
