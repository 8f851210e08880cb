package org.linnet.theory.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.EnumMap;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.linnet.theory.scaling.Regime.Motion;
import org.linnet.theory.scaling.UpdateRule.Backpropagation;

/// **Oracle**: exponents computed by hand from the printed `r(l)` (S.45, S.48, S.143), and the paper's names for its regimes.
///
/// **If wrong**: a parameterisation would be called stable that is not.
class RegimeTest {
  private static final BigFraction HALF = BigFraction.ONE_HALF;

  @Test
  void maximalUpdatesLearnFeaturesEverywhere() {
    assertMotions(learning(new Backpropagation(), exponents(0, -1, 0.5, 0, 1, 1)), Motion.FEATURE_LEARNING,
        Motion.FEATURE_LEARNING, Motion.FEATURE_LEARNING, Motion.FEATURE_LEARNING);
  }

  @Test
  void theNeuralTangentParameterisationIsLazyBelowTheOutput() {
    Regime.Learning learning = learning(new Backpropagation(), exponents(0, 0, 0.5, 1, 0.5, 1));
    assertMotions(learning, Motion.LAZY, Motion.LAZY, Motion.LAZY, Motion.LAZY);
    assertEquals(Map.of(Layer.INPUT, HALF, Layer.HIDDEN, HALF, Layer.OUTPUT, BigFraction.ZERO), learning.own());
    assertEquals(BigFraction.ZERO, learning.passed());
  }

  /// `r = 1/2, -1/2, -1` at the default rates: the input lags, the others explode.
  @Test
  void theStandardParameterisationIsUnstable() {
    Regime.Learning learning = learning(new Backpropagation(), exponents(0, 0, 0.5, 0, 0.5, 0));
    assertEquals(Map.of(Layer.INPUT, HALF, Layer.HIDDEN, HALF.negate(), Layer.OUTPUT, BigFraction.MINUS_ONE),
        learning.own());
    assertMotions(learning, Motion.LAZY, Motion.UNSTABLE, Motion.UNSTABLE, Motion.UNSTABLE);
  }

  @Test
  void ratesThatAreTooSmallLeaveTheOutputWhereItIs() {
    assertMotions(learning(new Backpropagation(), exponents(0, -1, 0.5, 0.25, 1.5, 2)), Motion.TRIVIAL,
        Motion.TRIVIAL, Motion.TRIVIAL, Motion.TRIVIAL);
  }

  /// Hidden layers may learn although the output weights are too small for it to be seen.
  @Test
  void featuresCanMoveWithoutTheOutput() {
    assertMotions(learning(new Backpropagation(), exponents(0, -1.5, 0.5, -0.5, 1.5, 1.25)), Motion.FEATURE_LEARNING,
        Motion.FEATURE_LEARNING, Motion.TRIVIAL, Motion.TRIVIAL);
  }

  /// Only the first layer moves by order 1, and the output with it.
  @Test
  void oneLayerCanLearnFeaturesForAll() {
    Regime.Learning learning = learning(new Backpropagation(), exponents(0, -1, 0.5, 1, 1, 2));
    assertMotions(learning, Motion.FEATURE_LEARNING, Motion.LAZY, Motion.FEATURE_LEARNING, Motion.FEATURE_LEARNING);
    assertEquals(BigFraction.ZERO, learning.output());
    assertEquals(BigFraction.ONE, learning.own().get(Layer.OUTPUT));
  }

  /// Exploding features pass on an exploding change even where the output's own step is small.
  @Test
  void explodingFeaturesMakeTheNetworkUnstable() {
    Regime.Learning learning = learning(new Backpropagation(), exponents(0, -3, 0.5, 0, 1.5, 1));
    assertMotions(learning, Motion.UNSTABLE, Motion.LAZY, Motion.UNSTABLE, Motion.UNSTABLE);
    assertEquals(BigFraction.MINUS_ONE, learning.passed());
  }

  /// Target propagation in the parameterisation of the neural tangent regime already learns features (`r = 0`).
  @Test
  void targetPropagationLearnsFeaturesAtTheStandardOutputScale() {
    assertMotions(learning(new UpdateRule.TargetPropagation(), exponents(0, 0, 0.5, 1, 0.5, 1)),
        Motion.FEATURE_LEARNING, Motion.FEATURE_LEARNING, Motion.FEATURE_LEARNING, Motion.FEATURE_LEARNING);
  }

  @Test
  void whatTheOrdersDoNotCoverIsNamed() {
    Regime.Outside exploding = assertInstanceOf(Regime.Outside.class,
        Regime.of(new Backpropagation(), exponents(0, 0, 0.25, 0, 1, 1)));
    assertEquals("hidden preactivations start at order 1", exploding.broken().demand());
    assertEquals(new BigFraction(-1, 4), exploding.exponent());
    Map<Unknown, BigFraction> precise = exponents(0, 1, 0.5, 2, 1, 3);
    precise.put(Unknown.GAMMA_BAR, new BigFraction(-2));
    Regime.Outside overshooting = assertInstanceOf(Regime.Outside.class,
        Regime.of(new UpdateRule.PredictiveCoding(), precise));
    assertEquals("the rescaling stays bounded", overshooting.broken().demand());
    assertEquals(BigFraction.MINUS_ONE, overshooting.exponent());
  }

  private static void assertMotions(Regime.Learning learning, Motion input, Motion hidden, Motion output,
      Motion network) {
    assertEquals(input, learning.motion(Layer.INPUT), "input");
    assertEquals(hidden, learning.motion(Layer.HIDDEN), "hidden");
    assertEquals(output, learning.motion(Layer.OUTPUT), "output");
    assertEquals(network, learning.network(), "network");
  }

  private static Regime.Learning learning(UpdateRule rule, Map<Unknown, BigFraction> exponents) {
    return assertInstanceOf(Regime.Learning.class, Regime.of(rule, exponents));
  }

  /// `b(1), c(1), b(l), c(l), b(L), c(L)`, premultipliers 1.
  private static Map<Unknown, BigFraction> exponents(double... values) {
    EnumMap<Unknown, BigFraction> exponents = new EnumMap<>(Unknown.class);
    Unknown[] order = {Unknown.INPUT_B, Unknown.INPUT_C, Unknown.HIDDEN_B, Unknown.HIDDEN_C, Unknown.OUTPUT_B,
        Unknown.OUTPUT_C};
    for (int i = 0; i < order.length; i++) {
      exponents.put(order[i], new BigFraction(values[i]));
    }
    return exponents;
  }
}
