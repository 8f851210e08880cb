package org.linnet.theory.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.chain.ChainEnergy;
import org.linnet.theory.chain.ChainLoss;
import org.linnet.theory.chain.ChainOrigin;
import org.linnet.theory.chain.ScalarRegression;
import org.linnet.theory.equilibrium.EquilibratedEnergy;
import org.linnet.theory.oracle.Instance;
import org.linnet.theory.saddle.OriginHessian;

/// **Oracle**: Runge-Kutta integration of gradient flow with the chain's or the network's gradient; step-by-step descent; Simpson's rule
/// on the equation of motion; the energy's weight gradient at the equilibrium that core finds.
///
/// **If wrong**: the claims on escape and convergence (Theorems A.1 and A.2, Figures 4.2, A.1).
class DynamicsTest {
  private static final ScalarRegression DATA = ScalarRegression.of(new double[]{1, 2}, new double[]{1.5, 2});

  @Test
  void anExactStepIsDescentFromTheEquilibriumThatInferenceFinds() {
    Instance of = new Instance(List.of(2, 3, 3, 1), 3, Instance.Options.BIASES, 5);
    PcEnergy energy = PcEnergy.of(of.net(), of.x(), of.y());
    DMatrixRMaj[] gradient = energy.evaluate(ExactInference.of(of.net()).equilibrium(of.x(), of.y())).weightGradient();
    DeepLinearNet after = PcStep.after(of.net(), of.x(), of.y(), 0.1);
    for (int l = 1; l <= 3; l++) {
      DMatrixRMaj expected = CommonOps_DDRM.add(of.net().weight(l), -0.1, gradient[l - 1], null);
      assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, after.weight(l), null)), 1e-12);
      assertArrayEquals(of.net().bias(l), after.bias(l), 0);
    }
    // 1MLP, w = (1, 1), x = 1, y = 2: gradients -1/2 and -3/4
    DeepLinearNet small = PcStep.after(DeepLinearNet.of(column(1), column(1)), column(1), column(2), 0.5);
    assertEquals(1.25, small.weight(1).get(0), 1e-15);
    assertEquals(1.375, small.weight(2).get(0), 1e-15);
  }

  @Property(tries = 60, seed = "91")
  void theEnergyDrivesTheImbalanceUpByTheSquaredErrors(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed);
    int[] widths = {1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3)};
    Instance of = new Instance(Arrays.stream(widths).boxed().toList(), 1 + random.nextInt(3), Instance.Options.PLAIN,
        seed);
    DMatrixRMaj[] G = EquilibratedEnergy.gradient(of.net(), of.x(), of.y());
    for (int l = 1; l <= 2; l++) {
      DMatrixRMaj J = Imbalance.rate(of.net(), of.x(), of.y(), l);
      // d/dt (W(l+1)ᵀ W(l+1) - W(l) W(l)ᵀ) with dW/dt = -G
      DMatrixRMaj up = CommonOps_DDRM.multTransA(of.net().weight(l + 1), G[l], null);
      CommonOps_DDRM.multAddTransB(-1, G[l - 1], of.net().weight(l), up);
      DMatrixRMaj expected = CommonOps_DDRM.add(-1, up, -1, CommonOps_DDRM.transpose(up, null), null);
      double size = 1 + NormOps_DDRM.normF(up) + NormOps_DDRM.normF(G[l]) * NormOps_DDRM.normF(of.net().weight(l + 1));
      assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, J, null)), 1e-11 * size);
    }
  }

  @Test
  void theImbalanceIsTheDifferenceOfTheNeighboursSquares() {
    DeepLinearNet net = DeepLinearNet.of(column(3, 1), new DMatrixRMaj(new double[][]{{2, 5}}));
    assertArrayEquals(new double[]{4 - 9, 10 - 3, 10 - 3, 25 - 1}, Imbalance.of(net, 1).data, 0);
    // w = (1, 1), x = 1, y = 2: e(1) = 1/2
    assertEquals(0.5, Imbalance.rate(DeepLinearNet.of(column(1), column(1)), column(1), column(2), 1).get(0), 1e-15);
    assertEquals("hidden layer must be in 1..1, got 2",
        assertThrows(IndexOutOfBoundsException.class, () -> Imbalance.of(net, 2)).getMessage());
    assertEquals("hidden layer must be in 1..1, got 0",
        assertThrows(IndexOutOfBoundsException.class, () -> Imbalance.rate(net, column(1), column(1), 0)).getMessage());
    assertMessage("the rate is known without skips only, got tau(2) = 1.0",
        () -> Imbalance.rate(DeepLinearNet.of(column(1), column(1)).withSkips(0, 1), column(1), column(1), 1));
    assertMessage("the rate is known without biases only, got 2.0 in b(2)", () -> Imbalance
        .rate(DeepLinearNet.of(column(1), column(1)).withBiases(new double[1], new double[]{2}), column(1), column(1),
            1));
  }

  @Test
  void descentAndFlowOnAQuadraticAreThoseOfManySmallSteps() {
    RandomStream random = RandomStream.of(3);
    DMatrixRMaj M = Instance.gaussian(random, 3, 3);
    DMatrixRMaj H = CommonOps_DDRM.add(M, CommonOps_DDRM.transpose(M, null), null); // indefinite
    DMatrixRMaj w = Instance.gaussian(random, 3, 2);
    DMatrixRMaj stepped = w.copy();
    for (int t = 0; t < 20; t++) {
      CommonOps_DDRM.addEquals(stepped, -0.05, CommonOps_DDRM.mult(H, stepped, null));
    }
    assertArrayEquals(stepped.data, QuadraticDescent.descent(H, w, 0.05, 20).data, 1e-12);
    double[] flowed = integrated(column(w, 0), 1.5, v -> scaled(-1, CommonOps_DDRM.mult(H, new DMatrixRMaj(v), null)));
    assertArrayEquals(flowed, column(QuadraticDescent.flow(H, w, 1.5), 0), 1e-8 * NormOps_DDRM.normF(H));
    assertArrayEquals(w.data, QuadraticDescent.descent(H, w, 0.05, 0).data, 1e-15 * 8);
    assertMessage("H must be 3 x 3, the rows of w, got 2 x 2",
        () -> QuadraticDescent.flow(new DMatrixRMaj(2, 2), w, 1));
    assertMessage("steps must not be negative, got -1", () -> QuadraticDescent.descent(H, w, 1, -1));
  }

  @Test
  void aBalancedChainMovesAsIntegrationSays() {
    for (int depth = 1; depth <= 6; depth++) {
      double fit = Math.pow(DATA.slope(), 1.0 / depth);
      for (double from : new double[]{0.3, 0.8, 1.4}) {
        double to = from < fit ? from + 0.9 * (fit - from) : fit + 0.1 * (from - fit);
        double t = BalancedChainFlow.time(depth, DATA, from, to);
        double[] w = new double[depth];
        Arrays.fill(w, from);
        double[] reached = integrated(w, t, v -> negated(ChainLoss.gradient(v, DATA)));
        double[] expected = new double[depth];
        Arrays.fill(expected, to);
        assertArrayEquals(expected, reached, 1e-8);
        assertEquals(to, BalancedChainFlow.weight(depth, DATA, from, t), 1e-13);
      }
    }
  }

  @Test
  void theTimeOfABalancedChainIsTheIntegralOfItsSlowness() {
    for (int depth : new int[]{2, 3, 5, 12}) {
      double fit = Math.pow(DATA.slope(), 1.0 / depth);
      for (double from : new double[]{0.2, 0.6, 0.95}) {
        double to = 0.99 * fit;
        double t = BalancedChainFlow.time(depth, DATA, from * fit, to);
        assertEquals(slowness(depth, from * fit, to), t, 1e-9 * t);
      }
    }
    assertEquals(0, BalancedChainFlow.time(3, DATA, 0.5, 0.5), 0);
  }

  /// `xx = 2`, `m = 1`, depth 2: `du/dt = 2 u (1 - u²)`, so `log(u/sqrt(1-u²))` grows at the rate 2; a negative slope changes nothing.
  @Test
  void atDepthTwoABalancedChainFollowsALogisticCurve() {
    double expected = (Math.log(0.8 / 0.6) - Math.log(0.6 / 0.8)) / 2;
    assertEquals(expected, BalancedChainFlow.time(2, new ScalarRegression(2, 1, 3), 0.6, 0.8), 1e-15);
    assertEquals(expected, BalancedChainFlow.time(2, new ScalarRegression(2, -1, 3), 0.6, 0.8), 1e-15);
    assertEquals(0.8, BalancedChainFlow.weight(2, new ScalarRegression(2, 1, 3), 0.6, expected), 1e-15);
    // depth 1: 1 - u decays at the rate 2
    assertEquals(Math.log(2) / 2, BalancedChainFlow.time(1, new ScalarRegression(2, 1, 3), 0.6, 0.8), 1e-15);
  }

  @Test
  void aBalancedChainThatDoesNotGoThereIsNamed() {
    assertMessage(
        "the weight must lie between from = 0.5 and the fit 1.0, which is reached after infinite time, got to = 1.0",
        () -> BalancedChainFlow.time(2, new ScalarRegression(1, 1, 0), 0.5, 1));
    assertMessage(
        "the weight must lie between from = 0.5 and the fit 1.0, which is reached after infinite time, got to = 0.4",
        () -> BalancedChainFlow.time(2, new ScalarRegression(1, 1, 0), 0.5, 0.4));
    assertMessage(
        "the weight must lie between from = 2.0 and the fit 1.0, which is reached after infinite time, got to = 3.0",
        () -> BalancedChainFlow.time(2, new ScalarRegression(1, 1, 0), 2, 3));
    assertMessage("from must be positive and finite, got 0.0", () -> BalancedChainFlow.time(2, DATA, 0, 1));
    assertMessage("to must be positive and finite, got -1.0", () -> BalancedChainFlow.time(2, DATA, 1, -1));
    assertMessage("from must be positive and finite, got Infinity",
        () -> BalancedChainFlow.time(2, DATA, Double.POSITIVE_INFINITY, 1));
    assertMessage("from must be positive and finite, got -2.0", () -> BalancedChainFlow.weight(2, DATA, -2, 1));
    assertMessage("the time must not be negative, got -1.0", () -> BalancedChainFlow.weight(2, DATA, 1, -1));
    assertMessage("the depth must be at least 1, got 0", () -> BalancedChainFlow.time(0, DATA, 1, 2));
    assertMessage("xx must be positive and finite, got 0.0",
        () -> BalancedChainFlow.time(2, ScalarRegression.pair(0, 1), 1, 2));
    assertMessage("the slope must not be 0: there is nothing to learn",
        () -> BalancedChainFlow.weight(2, ScalarRegression.pair(1, 0), 1, 2));
  }

  @Test
  void theLastLayerMovesAloneAsIntegrationSays() {
    ScalarRegression data = ScalarRegression.pair(0.7, 1.3);
    LastLayerFlow flow = LastLayerFlow.plain(data.yy());
    double t = flow.time(0.1, 1.5);
    double[] reached = integrated(new double[]{0, 0, 0.1}, t, v -> negated(ChainEnergy.gradient(v, data)));
    assertArrayEquals(new double[]{0, 0, 1.5}, reached, 1e-9);
    assertEquals(1.5, flow.value(0.1, t), 1e-14);
    assertEquals(0.1, flow.value(0.1, 0), 0);
    assertEquals(ChainEnergy.value(reached, data), flow.energy(1.5), 1e-9);
    assertEquals(1.3 * 1.3, flow.rate(), 1e-15);
    assertEquals(Math.log(1.0001), flow.time(1e-6, 1.0001e-6) * flow.rate(), 1e-11);
  }

  /// Widths 1, 2, 2, `Σyy` diagonal, `W(3)` aligned with it, scalings and precisions.
  @Test
  void eachSingularValueOfTheLastLayerMovesAlone() {
    DMatrixRMaj W = CommonOps_DDRM.diag(0.3, 0.5);
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 2), W).withScalings(1, 1, 1.2)
        .withPrecisions(1, 0.8, 1.5);
    DMatrixRMaj x = new DMatrixRMaj(new double[][]{{1, -1}});
    DMatrixRMaj y = CommonOps_DDRM.diag(2, 1); // Σyy = diag(2, 1/2)
    double t = 0.4;
    double[] reached = integrated(W.data, t, v -> {
      DMatrixRMaj V = new DMatrixRMaj(2, 2);
      V.setData(v.clone());
      return scaled(-1, EquilibratedEnergy.gradient(net.withWeights(net.weight(1), net.weight(2), V), x, y)[2]);
    });
    double k = 1.2 * 1.2 / 0.8;
    assertEquals(reached[0], new LastLayerFlow(2, 1.5, k).value(0.3, t), 1e-9);
    assertEquals(reached[3], new LastLayerFlow(0.5, 1.5, k).value(0.5, t), 1e-9);
    assertEquals(0, reached[1], 1e-12);
    assertEquals(-OriginHessian.energySpectrum(net, x, y).smallest(), new LastLayerFlow(2, 1.5, k).rate(), 1e-12);
    DMatrixRMaj diagonal = CommonOps_DDRM.diag(reached[0], reached[3]);
    assertEquals(EquilibratedEnergy.energy(net.withWeights(net.weight(1), net.weight(2), diagonal), x, y),
        new LastLayerFlow(2, 1.5, k).energy(reached[0]) + new LastLayerFlow(0.5, 1.5, k).energy(reached[3]), 1e-12);
  }

  @Test
  void aLastLayerThatDoesNotGoThereIsNamed() {
    assertMessage("lambda must be positive and finite, got 0.0", () -> LastLayerFlow.plain(0));
    assertMessage("g must be positive and finite, got -1.0", () -> new LastLayerFlow(1, -1, 1));
    assertMessage("k must be positive and finite, got NaN", () -> new LastLayerFlow(1, 1, Double.NaN));
    assertMessage("from must be positive and finite, got 0.0", () -> LastLayerFlow.plain(1).time(0, 1));
    assertMessage("from must be positive and finite, got Infinity",
        () -> LastLayerFlow.plain(1).time(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertMessage("to must be at least from = 1.0, as the singular value grows, got Infinity",
        () -> LastLayerFlow.plain(1).time(1, Double.POSITIVE_INFINITY));
    assertMessage("from must be positive and finite, got 0.0", () -> LastLayerFlow.plain(1).value(0, 1));
    assertMessage("to must be at least from = 2.0, as the singular value grows, got 1.0",
        () -> LastLayerFlow.plain(1).time(2, 1));
    assertMessage("the time must be finite and not negative, got -1.0", () -> LastLayerFlow.plain(1).value(1, -1));
    assertEquals(Math.pow(4e30, 0.25), LastLayerFlow.plain(1).value(1, 1e30), 1e-6 * 4.5e7); // u⁴/4 = t far out
  }

  @Test
  void theLossTakesItsTimeByDepthAndTheEnergyDoesNot() {
    ScalarRegression data = ScalarRegression.pair(1, 1.2);
    double from = 1e-3;
    double to = 1e-2;
    double before = 0;
    for (int depth = 2; depth <= 5; depth++) {
      double loss = OriginEscape.loss(depth, data, from, to);
      // the leading order's error: (to/u*)^L
      assertEquals(BalancedChainFlow.time(depth, data, from, to), loss, 2 * Math.pow(to, depth) * loss + 1e-12 * loss);
      assertTrue(loss > 50 * before);
      before = depth == 2 ? 0 : loss;
      double rate = -ChainOrigin.energy(depth, data)[0];
      assertEquals(Math.log(10) / rate, OriginEscape.energy(depth, data, from, to), 1e-13);
    }
    // depth 4: (1e6 - 1e4)/2/1.2
    assertEquals(990_000 / 2.4, OriginEscape.loss(4, data, from, to), 1e-6);
    assertEquals(OriginEscape.energy(3, data, from, to), OriginEscape.energy(5, data, from, to), 0);
  }

  /// All weights start at 1e-3; the last one leads, and the others hardly move.
  @Test
  void theEnergysTimeIsThatOfTheWholeChain() {
    ScalarRegression data = ScalarRegression.pair(1, 1.2);
    for (int depth = 3; depth <= 5; depth++) {
      double[] w = new double[depth];
      Arrays.fill(w, 1e-3);
      double t = OriginEscape.energy(depth, data, 1e-3, 0.05);
      double[] reached = integrated(w, t, v -> negated(ChainEnergy.gradient(v, data)));
      assertEquals(0.05, reached[depth - 1], 0.05 * 0.01); // to² and the other weights' 1e-3
    }
  }

  @Test
  void theStepsOfDescentAreThoseOfItsGrowth() {
    // curvature -2, eta 1/2: doubles each step
    assertEquals(10, OriginEscape.steps(-2, 0.5, 1, 1024), 1e-14);
    assertEquals(7, OriginEscape.steps(-2, 0.5, 8, 1024), 1e-14);
    assertEquals(0, OriginEscape.steps(-2, 0.5, 8, 8), 0);
    assertMessage("sizes must be positive and must not shrink, got from 1.0 to Infinity",
        () -> OriginEscape.steps(-1, 1, 1, Double.POSITIVE_INFINITY));
    assertMessage("the curvature must be negative along an escape direction, got 0.0",
        () -> OriginEscape.steps(0, 0.5, 1, 2));
    assertMessage("the learning rate eta must be positive, got 0.0", () -> OriginEscape.steps(-1, 0, 1, 2));
    assertMessage("sizes must be positive and must not shrink, got from 2.0 to 1.0",
        () -> OriginEscape.steps(-1, 1, 2, 1));
    assertMessage("sizes must be positive and must not shrink, got from 0.0 to 1.0",
        () -> OriginEscape.loss(3, DATA, 0, 1));
    assertMessage("the origin is a saddle from depth 2 on, got depth 1", () -> OriginEscape.loss(1, DATA, 1, 2));
    assertMessage("xy must not be 0: nothing drives the weights off the origin",
        () -> OriginEscape.loss(3, ScalarRegression.pair(0, 1), 1, 2));
    assertMessage("yy must not be 0: nothing drives the weights off the origin",
        () -> OriginEscape.energy(3, ScalarRegression.pair(1, 0), 1, 2));
  }

  /// The start of the erratum to Theorem A.1: the energy's linearised flow decays, the loss's escapes.
  @Test
  void aStartOnTheEnergysStableDirectionEscapesOnTheLossAlone() {
    ScalarRegression data = ScalarRegression.pair(1, 1);
    DMatrixRMaj w = column(1, (1 - Math.sqrt(5)) / 2);
    DMatrixRMaj onEnergy = QuadraticDescent.flow(ChainEnergy.hessian(new double[2], data), w, 5);
    DMatrixRMaj onLoss = QuadraticDescent.flow(ChainLoss.hessian(new double[2], data), w, 5);
    assertTrue(NormOps_DDRM.normF(onEnergy) < 0.1 && NormOps_DDRM.normF(onLoss) > 10);
  }

  /// `∫ du / (u^(L-1) (c - xx u^L))` by Simpson's rule.
  private static double slowness(int depth, double from, double to) {
    int n = 40_000;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double u = from + (to - from) * i / n;
      double weight = i == 0 || i == n ? 1 : 2 + 2 * (i % 2);
      sum += weight / (Math.pow(u, depth - 1) * (DATA.xy() - DATA.xx() * Math.pow(u, depth)));
    }
    return sum * (to - from) / (3 * n);
  }

  /// The classical Runge-Kutta method in 4000 steps.
  private static double[] integrated(double[] start, double t, UnaryOperator<double[]> velocity) {
    int steps = 4000;
    double h = t / steps;
    double[] w = start.clone();
    for (int i = 0; i < steps; i++) {
      double[] k1 = velocity.apply(w);
      double[] k2 = velocity.apply(moved(w, h / 2, k1));
      double[] k3 = velocity.apply(moved(w, h / 2, k2));
      double[] k4 = velocity.apply(moved(w, h, k3));
      for (int j = 0; j < w.length; j++) {
        w[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
      }
    }
    return w;
  }

  private static double[] moved(double[] w, double h, double[] velocity) {
    double[] result = w.clone();
    for (int j = 0; j < result.length; j++) {
      result[j] += h * velocity[j];
    }
    return result;
  }

  private static double[] negated(double[] v) {
    return Arrays.stream(v).map(value -> -value).toArray();
  }

  private static double[] scaled(double factor, DMatrixRMaj M) {
    CommonOps_DDRM.scale(factor, M);
    return M.data;
  }

  private static double[] column(DMatrixRMaj M, int j) {
    double[] values = new double[M.numRows];
    Arrays.setAll(values, i -> M.get(i, j));
    return values;
  }

  private static DMatrixRMaj column(double... values) {
    return new DMatrixRMaj(values);
  }

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
