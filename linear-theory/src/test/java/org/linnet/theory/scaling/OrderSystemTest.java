package org.linnet.theory.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.theory.scaling.OrderSystem.Contradiction;
import org.linnet.theory.scaling.OrderSystem.Family;

/// **Oracle**: the printed Table 1, Theorem B.1, Eq. 11 and S.174, and systems solved by hand.
///
/// **If wrong**: every rate that carries over from narrow to wide networks.
class OrderSystemTest {
  private static final BigFraction HALF = BigFraction.ONE_HALF;

  /// Rule, `gammaBar`, and `b(1), c(1), b(l), c(l), b(L), c(L)` as printed.
  static Stream<Arguments> table1() {
    UpdateRule printed = new UpdateRule.PredictiveCoding(UpdateRule.OutputStep.ERROR);
    BigFraction third = new BigFraction(-1, 3);
    return Stream.of(
        Arguments.of(new UpdateRule.Backpropagation(), BigFraction.ZERO, row(0, -1, 0.5, 0, 1, 1)),
        Arguments.of(new UpdateRule.GaussNewtonTarget(BigFraction.ZERO), BigFraction.ZERO, row(0, -1, 0.5, 0, 1, 1)),
        Arguments.of(new UpdateRule.GaussNewtonTarget(HALF), BigFraction.ZERO, row(0, -0.5, 0.5, 0.5, 1, 1)),
        Arguments.of(new UpdateRule.GaussNewtonTarget(), BigFraction.ZERO, row(0, 0, 0.5, 1, 1, 1)),
        Arguments.of(printed, BigFraction.ZERO, row(0, -1, 0.5, 0, 1, 1)),
        Arguments.of(printed, BigFraction.MINUS_ONE, row(0, 0, 0.5, 1, 1, 1)),
        Arguments.of(printed, third, List.of(BigFraction.ZERO, third.negate().subtract(1), HALF, third.negate(),
            BigFraction.ONE, BigFraction.ONE)),
        Arguments.of(new UpdateRule.TargetPropagation(), BigFraction.ZERO, row(0, 0, 0.5, 1, 0.5, 1)),
        Arguments.of(new UpdateRule.Adam(), BigFraction.ZERO, row(0, 0, 0.5, 1, 1, 1)));
  }

  @ParameterizedTest
  @MethodSource("table1")
  void maximalUpdatesAreTheRowsOfTable1(UpdateRule rule, BigFraction gammaBar, List<BigFraction> row) {
    Map<Unknown, BigFraction> member = family(OrderConditions.maximalUpdate(rule))
        .member(Map.of(Unknown.GAMMA_BAR, gammaBar));
    assertEquals(row, Stream.of(Unknown.INPUT_B, Unknown.INPUT_C, Unknown.HIDDEN_B, Unknown.HIDDEN_C, Unknown.OUTPUT_B,
        Unknown.OUTPUT_C).map(member::get).toList());
  }

  /// All that is left open is the premultipliers and, of predictive coding, the precision.
  @Test
  void theFamilyIsGivenUpToTheFreeExponents() {
    Family family = family(OrderConditions.maximalUpdate(new UpdateRule.PredictiveCoding()));
    assertEquals("-1 - gammaBar - 2 a(1)", family.exponent(Unknown.INPUT_C).toString());
    assertEquals("-gammaBar - 2 a(l)", family.exponent(Unknown.HIDDEN_C).toString());
    assertEquals("1 - gammaBar - 2 a(L)", family.exponent(Unknown.OUTPUT_C).toString());
    assertEquals("1/2 - a(l)", family.exponent(Unknown.HIDDEN_B).toString());
    assertEquals("a(L)", family.exponent(Unknown.OUTPUT_A).toString());
    assertEquals(List.of("the rescaling stays bounded: 1 + gammaBar >= 0"),
        family.remaining().stream().map(Condition::toString).toList());
    assertEquals("1 - a(l)",
        family(OrderConditions.maximalUpdate(new UpdateRule.Adam())).exponent(Unknown.HIDDEN_C).toString());
    assertEquals("-a(1)",
        family(OrderConditions.maximalUpdate(new UpdateRule.Adam())).exponent(Unknown.INPUT_C).toString());
  }

  /// S.21 at `gammaBar = 0`; below, the rescaling explodes.
  @Test
  void theNeuralTangentParameterisationOfPredictiveCodingNeedsAtLeastUnitPrecisionExponent() {
    Family family = family(OrderConditions.neuralTangent(
        new UpdateRule.PredictiveCoding(UpdateRule.OutputStep.ERROR)));
    assertEquals("-gammaBar - 2 a(1)", family.exponent(Unknown.INPUT_C).toString());
    assertEquals("1 - gammaBar - 2 a(l)", family.exponent(Unknown.HIDDEN_C).toString());
    assertEquals("1 - 2 a(L)", family.exponent(Unknown.OUTPUT_C).toString());
    assertEquals("1/2 - a(L)", family.exponent(Unknown.OUTPUT_B).toString());
    assertEquals("the rescaling stays bounded: gammaBar >= 0 must hold, got -1/2",
        assertThrows(IllegalArgumentException.class,
            () -> family.member(Map.of(Unknown.GAMMA_BAR, HALF.negate()))).getMessage());
  }

  /// Corollary C.1 and section 5.2.
  @Test
  void targetPropagationHasNoKernelRegime() {
    Contradiction none = assertInstanceOf(Contradiction.class,
        OrderSystem.solve(OrderConditions.neuralTangent(new UpdateRule.TargetPropagation())));
    assertEquals("the output starts at order 1 or below: -1/2 + b(L) + a(L) >= 0 is impossible with the others,"
        + " which make it -1/2", none.toString());
    Family family = family(OrderConditions.stableLearning(new UpdateRule.TargetPropagation()));
    assertEquals(List.of("-r", "r"), family.remaining().stream().map(c -> c.exponent().toString()).toList());
  }

  /// `r <= α - 1/2 = 1/2`, all else being free.
  @Test
  void backpropagationLearnsWithAnyExponentUpToOneHalf() {
    Family family = family(OrderConditions.stableLearning(new UpdateRule.Backpropagation()));
    assertEquals(List.of("1/2 - r", "r"), family.remaining().stream().map(c -> c.exponent().toString()).toList());
    assertEquals("1 - r - a(L)", family.exponent(Unknown.OUTPUT_B).toString());
    assertEquals("-1 + 2 r - 2 a(1)", family.exponent(Unknown.INPUT_C).toString());
  }

  /// Section 4.3: `gamma(L) = Θ(M)`. Table 1's caption: then predictive coding has the exponents of Gauss-Newton targets.
  @Test
  void stableInferenceAsksForTheExponentsOfGaussNewtonTargets() {
    List<Condition> conditions = new ArrayList<>(OrderConditions.maximalUpdate(
        new UpdateRule.PredictiveCoding(UpdateRule.OutputStep.ERROR)));
    conditions.add(OrderConditions.stableInference());
    Family family = family(conditions);
    assertEquals("-1", family.exponent(Unknown.GAMMA_BAR).toString());
    assertEquals(List.of(), family.remaining());
    assertEquals(rows(OrderConditions.maximalUpdate(new UpdateRule.GaussNewtonTarget()), Map.of()),
        rows(conditions, Map.of()));
  }

  /// S.155-S.163: `r(l) = theta(l) - theta(L)` and the like; maximal updates are those of the random head.
  @ParameterizedTest
  @MethodSource("table1")
  void aZeroHeadEndsInTheSameParameterisation(UpdateRule rule, BigFraction gammaBar, List<BigFraction> row) {
    assertEquals(row, rows(OrderConditions.afterZeroHead(rule),
        rule instanceof UpdateRule.PredictiveCoding ? Map.of(Unknown.GAMMA_BAR, gammaBar) : Map.of()));
  }

  /// Premultipliers of `innocenti2025thesis`, Table 5.1, and the rates that keep steps of order 1: `(N L)^(-1/2)` for Adam's
  /// hidden layers (5.8), none in `L` for gradient descent.
  @Test
  void depthMuPFollowsFromTheTwoLimits() {
    Map<Unknown, BigFraction> table51 = Map.of(Unknown.HIDDEN_A, HALF, Unknown.OUTPUT_A, BigFraction.ONE);
    Map<Unknown, BigFraction> inDepth = Map.of(Unknown.HIDDEN_A, HALF);
    UpdateRule sgd = new UpdateRule.Backpropagation();
    UpdateRule adam = new UpdateRule.Adam();
    assertEquals(row(0, -1, 0, -1, 0, -1), rows(OrderConditions.maximalUpdate(sgd), table51));
    assertEquals(row(0, 0, 0, 0, 0, 0), rows(OrderConditions.maximalInDepth(sgd), inDepth));
    assertEquals(row(0, 0, 0, 0.5, 0, 0), rows(OrderConditions.maximalUpdate(adam), table51));
    assertEquals(row(0, 0, 0, 0.5, 0, 0), rows(OrderConditions.maximalInDepth(adam), inDepth));
  }

  @Test
  void membersSatisfyTheConditionsWhateverIsChosen() {
    List<Condition> conditions = OrderConditions.maximalUpdate(new UpdateRule.PredictiveCoding());
    Map<Unknown, BigFraction> member = family(conditions).member(Map.of(Unknown.INPUT_A, new BigFraction(2, 7),
        Unknown.HIDDEN_A, new BigFraction(-3, 5), Unknown.OUTPUT_A, BigFraction.TWO, Unknown.GAMMA_BAR, HALF));
    conditions.forEach(condition -> assertTrue(condition.holds(member), condition.toString()));
    assertEquals(new BigFraction(2, 7), member.get(Unknown.INPUT_A));
  }

  /// `b(1) + 2 c(1) = 3`, `b(1) - c(1) = 0`: both are 1.
  @Test
  void aSystemOfTwoEquationsIsSolvedByHand() {
    Exponent b = Exponent.of(Unknown.INPUT_B);
    Exponent c = Exponent.of(Unknown.INPUT_C);
    Condition first = Condition.exactly("first", b.plus(c.times(BigFraction.TWO)).minus(Exponent.of(3)));
    Condition second = Condition.exactly("second", b.minus(c));
    Family family = family(List.of(first, second));
    assertEquals("b(1) = 1, c(1) = 1; ", family.toString());
    Condition third = Condition.exactly("third", b.plus(c).minus(Exponent.of(1)));
    Contradiction none = assertInstanceOf(Contradiction.class, OrderSystem.solve(List.of(first, second, third)));
    assertEquals(third, none.broken());
    assertEquals(BigFraction.ONE, none.exponent());
  }

  @Test
  void whatIsNotFreeCannotBeChosen() {
    Family family = family(OrderConditions.maximalUpdate(new UpdateRule.Backpropagation()));
    assertEquals("b(L) is not free, it is 1 - a(L); choose what it depends on", assertThrows(
        IllegalArgumentException.class, () -> family.member(Map.of(Unknown.OUTPUT_B, HALF))).getMessage());
  }

  private static Family family(List<Condition> conditions) {
    return assertInstanceOf(Family.class, OrderSystem.solve(conditions));
  }

  private static List<BigFraction> rows(List<Condition> conditions, Map<Unknown, BigFraction> free) {
    EnumMap<Unknown, BigFraction> member = new EnumMap<>(family(conditions).member(free));
    return Stream.of(Unknown.INPUT_B, Unknown.INPUT_C, Unknown.HIDDEN_B, Unknown.HIDDEN_C, Unknown.OUTPUT_B,
        Unknown.OUTPUT_C).map(member::get).toList();
  }

  private static List<BigFraction> row(double... values) {
    return Arrays.stream(values).mapToObj(value -> new BigFraction((int) (2 * value), 2)).toList();
  }
}
