package org.linnet.theory.proximal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.linnet.theory.target.Dense.EPS;
import static org.linnet.theory.target.Dense.assertClose;
import static org.linnet.theory.target.Dense.matrix;
import static org.linnet.theory.target.Dense.real;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.target.Dense;
import org.linnet.theory.target.Instance;

/// **Oracle**: the networks themselves: distances and losses of updated weights, random weights with the same activities,
/// descent on the weights against descent on the activities, difference quotients; paper and pencil.
///
/// **If wrong**: every claim that inference learning is an implicit gradient method.
class ProximalInferenceTest {
  @Property(tries = 150, seed = "71")
  void theUpdatedNetworkHasTheActivitiesAndTheStatedDistance(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj x = sample(of.x());
    DMatrixRMaj[] z = activities(of);
    DeepLinearNet next = ProximalInference.updated(net, x, z);
    double squared = distance(net, next);
    assertEquals(squared, ProximalInference.squaredDistance(net, x, z), 1e-10 * (1 + squared));
    DMatrixRMaj h = x;
    double growth = 1;
    for (int l = 1; l <= net.depth(); l++) {
      h = next.predict(l, h);
      growth *= 1 + Dense.norm(next.layerMap(l));
      assertClose(z[l - 1], h, 1000 * EPS * growth * (1 + Dense.norm(x)));
    }
  }

  @Property(tries = 100, seed = "72")
  void noOtherWeightsWithTheSameActivitiesAreNearer(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj x = sample(of.x());
    DMatrixRMaj[] z = activities(of);
    DeepLinearNet next = ProximalInference.updated(net, x, z);
    double least = distance(net, next);
    // add any change that leaves the activities alone: D - D z zᵀ/‖z‖²
    RandomStream random = RandomStream.of(of.seed()).split(8);
    DMatrixRMaj[] W = Dense.weights(next);
    for (int l = 1; l <= W.length; l++) {
      RealMatrix below = real(l == 1 ? x : z[l - 2]);
      RealMatrix D = real(Instance.gaussian(random, W[l - 1].numRows, W[l - 1].numCols));
      double length = Math.pow(below.getFrobeniusNorm(), 2);
      RealMatrix idle = D.subtract(D.multiply(below).multiplyTransposed(below).scalarMultiply(1 / length));
      W[l - 1] = Dense.ejml(real(W[l - 1]).add(idle));
    }
    assertTrue(distance(net, next.withWeights(W)) >= least * (1 - 1e-10));
  }

  @Property(tries = 100, seed = "73")
  void itsGradientIsTheDifferenceQuotientOfItsValueAndTheTiedEnergys(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    DMatrixRMaj x = sample(of.x());
    DMatrixRMaj y = sample(of.y());
    DMatrixRMaj[] z = activities(of);
    double eta = 0.7;
    DMatrixRMaj[] gradient = ProximalInference.gradient(net, x, y, z, eta);
    double value = ProximalInference.objective(net, x, y, z, eta);
    double miss = Math.pow(real(y).subtract(real(z[z.length - 1])).getFrobeniusNorm(), 2) / 2;
    assertEquals(miss + distance(net, ProximalInference.updated(net, x, z)) / (2 * eta), value, 1e-10 * value);
    double[] gamma = ProximalInference.precisions(net, x, z, eta);
    double[] decay = ProximalInference.decays(net, x, z, eta);
    for (double d : decay) {
      assertTrue(d <= 0);
    }
    DMatrixRMaj[] tied = DecayedEnergy.gradient(net.withPrecisions(gamma), decay, x, y, z);
    for (int l = 1; l <= z.length; l++) {
      double smallest = net.hasBiases() ? 1 : Dense.norm(l < z.length ? z[l - 1] : x);
      double size = value * (1 + 1 / Math.min(1, Math.pow(smallest, 3))) + 1;
      assertClose(gradient[l - 1], tied[l - 1], 1e-9 * size);
      for (int k = 0; k < z[l - 1].numRows; k++) {
        double t = 1e-5;
        double slope = (ProximalInference.objective(net, x, y, moved(z, l, k, t), eta)
            - ProximalInference.objective(net, x, y, moved(z, l, k, -t), eta)) / (2 * t);
        assertEquals(slope, gradient[l - 1].get(k), 1e-5 * size);
      }
    }
  }

  /// Theorem 4.2's first equality: descent on the weights and descent on the activities reach the same value and network.
  @Test
  void minimisingOverActivitiesIsMinimisingOverWeights() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{0.9, -0.3}, new double[]{0.2, 0.8}),
        matrix(new double[]{1.1, 0.4}, new double[]{-0.5, 0.7}));
    DMatrixRMaj x = matrix(new double[]{1}, new double[]{0.5});
    DMatrixRMaj y = matrix(new double[]{0.2}, new double[]{1.5});
    double eta = 0.8;
    DMatrixRMaj[] z = {net.predict(1, x), net.predict(2, net.predict(1, x))};
    DMatrixRMaj[] best = descend(z, at -> ProximalInference.gradient(net, x, y, at, eta), 0.05);
    // over the weights, with gradients by difference quotients of the printed objective
    ToDoubleFunction<DMatrixRMaj[]> objective = W -> {
      DeepLinearNet next = net.withWeights(W);
      double miss = real(y).subtract(Dense.upwards(next, 0, x)).getFrobeniusNorm();
      return miss * miss / 2 + distance(net, next) / (2 * eta);
    };
    DMatrixRMaj[] W = descend(Dense.weights(net), at -> quotients(objective, at), 0.1);
    assertEquals(objective.applyAsDouble(W), ProximalInference.objective(net, x, y, best, eta), 1e-9);
    DeepLinearNet next = ProximalInference.updated(net, x, best);
    for (int l = 1; l <= 2; l++) {
      assertClose(W[l - 1], next.weight(l), 1e-7);
      assertClose(new DMatrixRMaj(2, 2), ImplicitStep.defect(net, next, x, y, eta)[l - 1], 1e-9);
    }
    // with the weighting of the minimiser the energy's minimiser is the same here
    DMatrixRMaj[] energys = DecayedEnergy.minimiser(
        net.withPrecisions(ProximalInference.precisions(net, x, best, eta)),
        ProximalInference.decays(net, x, best, eta), x, y).orElseThrow();
    assertClose(best[0], energys[0], 1e-8);
    assertClose(best[1], energys[1], 1e-8);
  }

  /// Erratum 1: Theorem 4.1's printed precision of the output at depth 1.
  @Test
  void atDepthOneTheProximalOutputLiesHalfwayAndThePrintedLimitsMissIt() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{0}));
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] half = {matrix(new double[]{0.5})};
    assertEquals(0, ProximalInference.gradient(net, one, one, half, 1)[0].get(0), 0);
    assertArrayEquals(new double[]{1}, ProximalInference.precisions(net, one, half, 1));
    assertEquals(0.25, ProximalInference.objective(net, one, one, half, 1), EPS);
    double printed = 1 / (0.5 * 0.5) - 1; // (α_1 - 1)/α at the proximal minimiser
    assertEquals(0.25, DecayedEnergy.minimiser(net.withPrecisions(printed), new double[0], one, one).orElseThrow()[0]
        .get(0), EPS); // not 1/2; the fixed point of updating the printed weighting is 1
    assertEquals(0.5, DecayedEnergy.minimiser(net, new double[0], one, one).orElseThrow()[0].get(0), EPS);
  }

  /// Erratum 2: stationary together, but not minimal together.
  @Test
  void atTheOriginTheTiedEnergyIsFlat() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{0}), matrix(new double[]{0}));
    DMatrixRMaj one = matrix(new double[]{1});
    // Φ = (1 - z2)²/2 + (z1² + z2²/z1²)/2 is least over z1 at z1² = |z2|: (1 - z2)²/2 + |z2|, least at z2 = 0, or
    // for eta = 4 at z2 = 3/4: (1 - z2)²/2 + |z2|/4
    DMatrixRMaj[] z = {matrix(new double[]{Math.sqrt(0.75)}), matrix(new double[]{0.75})};
    for (DMatrixRMaj g : ProximalInference.gradient(net, one, one, z, 4)) {
      assertEquals(0, g.get(0), 4 * EPS);
    }
    double[] gamma = ProximalInference.precisions(net, one, z, 4);
    double[] decay = ProximalInference.decays(net, one, z, 4);
    assertEquals(gamma[0], -decay[0], 4 * EPS);
    DeepLinearNet tied = net.withPrecisions(gamma);
    double here = DecayedEnergy.value(tied, decay, one, one, z);
    DMatrixRMaj[] elsewhere = {matrix(new double[]{-17}), matrix(new double[]{0.75})};
    assertEquals(here, DecayedEnergy.value(tied, decay, one, one, elsewhere), 1000 * EPS);
    assertTrue(ProximalInference.objective(net, one, one, elsewhere, 4) > 30);
  }

  /// Erratum 2, second part: a minimiser of `Φ` among its neighbours where the tied energy has none.
  @Test
  void whereTheDecayOutweighsThePrecisionTheTiedEnergyHasNoMinimiser() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{0.1}), matrix(new double[]{0}));
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] start = {matrix(new double[]{-0.8}), matrix(new double[]{0.7})};
    DMatrixRMaj[] z = descend(start, at -> ProximalInference.gradient(net, one, one, at, 4), 0.2);
    double least = ProximalInference.objective(net, one, one, z, 4);
    for (int l = 1; l <= 2; l++) {
      assertTrue(ProximalInference.objective(net, one, one, moved(z, l, 0, 1e-3), 4) > least);
      assertTrue(ProximalInference.objective(net, one, one, moved(z, l, 0, -1e-3), 4) > least);
    }
    assertTrue(z[0].get(0) < -0.5);
    double[] gamma = ProximalInference.precisions(net, one, z, 4);
    double[] decay = ProximalInference.decays(net, one, z, 4);
    assertTrue(gamma[0] + decay[0] < 0);
    assertTrue(DecayedEnergy.minimiser(net.withPrecisions(gamma), decay, one, one).isEmpty());
  }

  @Test
  void scalingsAndBiasesEnterAsStated() {
    // a = 2, b = 1: p = 2 * 3 * 1 + 1 = 7, q = 4 + 1
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{3})).withScalings(2).withBiases(new double[]{1});
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] z = {matrix(new double[]{12})};
    assertEquals(5, ProximalInference.squaredDistance(net, one, z), 8 * EPS);
    DeepLinearNet next = ProximalInference.updated(net, one, z);
    assertEquals(5, next.weight(1).get(0), 8 * EPS);
    assertEquals(2, next.bias(1)[0], 8 * EPS);
    assertArrayEquals(new double[]{1.0 / 15}, ProximalInference.precisions(net, one, z, 3), EPS);
  }

  @Test
  void whatNoWeightsReachIsInfinitelyFar() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1}), matrix(new double[]{1}));
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj[] z = {matrix(new double[]{0}), matrix(new double[]{2})};
    assertEquals(Double.POSITIVE_INFINITY, ProximalInference.objective(net, one, one, z, 1));
    DMatrixRMaj[] still = {matrix(new double[]{0}), matrix(new double[]{0})};
    assertEquals(0.5 + 0.5, ProximalInference.objective(net, one, one, still, 1), EPS);
    String message = "a(2) z(1) must not be zero, since no weights W(2) could then move the layer: give the network "
        + "biases or other activities";
    assertMessage(message, () -> ProximalInference.gradient(net, one, one, z, 1));
    assertMessage(message, () -> ProximalInference.precisions(net, one, z, 1));
    assertMessage(message, () -> ProximalInference.updated(net, one, z));
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(matrix(new double[]{1}), matrix(new double[]{1}));
    DMatrixRMaj one = matrix(new double[]{1});
    DMatrixRMaj two = new DMatrixRMaj(1, 2);
    DMatrixRMaj tall = new DMatrixRMaj(2, 1);
    DMatrixRMaj[] z = {one, one};
    assertMessage("learning rate must be positive and finite, got 0.0",
        () -> ProximalInference.objective(net, one, one, z, 0));
    assertMessage("learning rate must be positive and finite, got Infinity",
        () -> ProximalInference.precisions(net, one, z, Double.POSITIVE_INFINITY));
    assertMessage("learning rate must be positive and finite, got NaN",
        () -> ProximalInference.gradient(net, one, one, z, Double.NaN));
    assertMessage("the weights can be eliminated for one sample only, got 2; take the samples one by one",
        () -> ProximalInference.updated(net, two, new DMatrixRMaj[]{two, two}));
    assertMessage("the weights can be eliminated for one sample only, got 2; take the samples one by one",
        () -> ProximalInference.gradient(net, two, two, new DMatrixRMaj[]{two, two}, 1));
    assertMessage("the weights can be eliminated for one sample only, got 2; take the samples one by one",
        () -> ProximalInference.precisions(net, two, new DMatrixRMaj[]{two, two}, 1));
    assertMessage("the weights can be eliminated for one sample only, got 2; take the samples one by one",
        () -> ProximalInference.objective(net, two, two, new DMatrixRMaj[]{two, two}, 1));
    assertMessage("one activity matrix per layer is needed, the output's among them: 2, got 1",
        () -> ProximalInference.squaredDistance(net, one, new DMatrixRMaj[]{one}));
    assertMessage("z(2) must be 1 x 1, got 2 x 1",
        () -> ProximalInference.squaredDistance(net, one, new DMatrixRMaj[]{one, tall}));
    assertMessage("z(1) must be 1 x 1, got 1 x 2",
        () -> ProximalInference.squaredDistance(net, one, new DMatrixRMaj[]{two, one}));
    assertMessage("x must have N(0) = 1 rows, got 2", () -> ProximalInference.updated(net, tall, z));
    assertMessage("y must have N(2) = 1 rows, got 2", () -> ProximalInference.objective(net, one, tall, z, 1));
    assertMessage("y must have N(2) = 1 rows, got 2", () -> ProximalInference.gradient(net, one, tall, z, 1));
  }

  static void assertMessage(String expected, Executable call) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  static double distance(DeepLinearNet net, DeepLinearNet next) {
    double squared = 0;
    for (int l = 1; l <= net.depth(); l++) {
      squared += Math.pow(real(net.weight(l)).subtract(real(next.weight(l))).getFrobeniusNorm(), 2);
      for (int i = 0; i < net.width(l); i++) {
        squared += Math.pow(net.bias(l)[i] - next.bias(l)[i], 2);
      }
    }
    return squared;
  }

  static DMatrixRMaj sample(DMatrixRMaj batch) {
    return Dense.ejml(real(batch).getColumnMatrix(0));
  }

  /// Activities of length at least one half in every layer, so that no term is divided by next to nothing.
  static DMatrixRMaj[] activities(Instance of) {
    RandomStream random = RandomStream.of(of.seed()).split(7);
    DMatrixRMaj[] z = new DMatrixRMaj[of.widths().size() - 1];
    for (int l = 1; l <= z.length; l++) {
      z[l - 1] = Instance.gaussian(random, of.widths().get(l), 1);
      z[l - 1].data[0] += Math.signum(z[l - 1].data[0]) / 2;
    }
    return z;
  }

  private static DMatrixRMaj[] moved(DMatrixRMaj[] z, int l, int k, double by) {
    DMatrixRMaj[] moved = Arrays.stream(z).map(DMatrixRMaj::copy).toArray(DMatrixRMaj[]::new);
    moved[l - 1].data[k] += by;
    return moved;
  }

  private static DMatrixRMaj[] descend(DMatrixRMaj[] start, Function<DMatrixRMaj[], DMatrixRMaj[]> gradient,
      double rate) {
    DMatrixRMaj[] at = moved(start, 1, 0, 0);
    for (int step = 0; step < 5000; step++) {
      DMatrixRMaj[] g = gradient.apply(at);
      for (int l = 0; l < at.length; l++) {
        at[l] = Dense.ejml(real(at[l]).subtract(real(g[l]).scalarMultiply(rate)));
      }
    }
    return at;
  }

  private static DMatrixRMaj[] quotients(ToDoubleFunction<DMatrixRMaj[]> f, DMatrixRMaj[] at) {
    DMatrixRMaj[] g = moved(at, 1, 0, 0);
    double t = 1e-5;
    for (int l = 1; l <= at.length; l++) {
      for (int k = 0; k < at[l - 1].getNumElements(); k++) {
        g[l - 1].data[k] = (f.applyAsDouble(moved(at, l, k, t)) - f.applyAsDouble(moved(at, l, k, -t))) / (2 * t);
      }
    }
    return g;
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.any(4, 1).filter(of -> Dense.norm(sample(of.x())) > 0.3);
  }
}
