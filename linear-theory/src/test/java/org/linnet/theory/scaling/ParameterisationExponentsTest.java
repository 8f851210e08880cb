package org.linnet.theory.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.init.Abc;
import org.linnet.core.init.DepthMuP;
import org.linnet.core.init.Descent;

/// **Oracle**: core's parameterisations, whose exponents are typed in from the paper or derived by hand; for Depth-muP the
/// powers by which its scales and rates change with the width and with the depth.
///
/// **If wrong**: networks would be trained with other rates than the order conditions ask for.
class ParameterisationExponentsTest {
  static Stream<Arguments> rows() {
    return Stream.of(Arguments.of(Abc.sgd(), new UpdateRule.Backpropagation()),
        Arguments.of(Abc.gaussNewtonTarget(), new UpdateRule.GaussNewtonTarget()),
        Arguments.of(Abc.predictiveCoding(-1), new UpdateRule.PredictiveCoding()),
        Arguments.of(Abc.predictiveCoding(-0.5), new UpdateRule.PredictiveCoding()),
        Arguments.of(Abc.predictiveCoding(0.25), new UpdateRule.PredictiveCoding()),
        Arguments.of(Abc.targetPropagation(), new UpdateRule.TargetPropagation()),
        Arguments.of(Abc.adam(-1), new UpdateRule.Adam()),
        Arguments.of(Abc.sgd().shifted(0.5), new UpdateRule.Backpropagation()),
        Arguments.of(Abc.predictiveCoding(-1).shifted(-0.25), new UpdateRule.PredictiveCoding()),
        Arguments.of(Abc.adam(0).shifted(0.75), new UpdateRule.Adam()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void maximalUpdatesHaveTheSolvedExponents(Abc abc, UpdateRule rule) {
    OrderSystem.Family family = family(OrderConditions.maximalUpdate(rule));
    Map<Unknown, BigFraction> free = Map.of(Unknown.INPUT_A, new BigFraction(abc.input().a()), Unknown.HIDDEN_A,
        new BigFraction(abc.hidden().a()), Unknown.OUTPUT_A, new BigFraction(abc.output().a()), Unknown.GAMMA_BAR,
        new BigFraction(abc.gammaBar()));
    Map<Unknown, BigFraction> solved = family.member(free);
    assertEquals(solved.get(Unknown.INPUT_B).doubleValue(), abc.input().b(), 1e-15);
    assertEquals(solved.get(Unknown.INPUT_C).doubleValue(), abc.input().c(), 1e-15);
    assertEquals(solved.get(Unknown.HIDDEN_B).doubleValue(), abc.hidden().b(), 1e-15);
    assertEquals(solved.get(Unknown.HIDDEN_C).doubleValue(), abc.hidden().c(), 1e-15);
    assertEquals(solved.get(Unknown.OUTPUT_B).doubleValue(), abc.output().b(), 1e-15);
    assertEquals(solved.get(Unknown.OUTPUT_C).doubleValue(), abc.output().c(), 1e-15);
  }

  @ParameterizedTest
  @EnumSource(Descent.class)
  void depthMuPHasTheSolvedExponentsInWidthAndDepth(Descent descent) {
    UpdateRule rule = switch (descent) {
      case SGD -> new UpdateRule.Backpropagation();
      case ADAM -> new UpdateRule.Adam();
    };
    BigFraction half = BigFraction.ONE_HALF;
    Map<Unknown, BigFraction> inWidth = family(OrderConditions.maximalUpdate(rule))
        .member(Map.of(Unknown.HIDDEN_A, half, Unknown.OUTPUT_A, BigFraction.ONE));
    Map<Unknown, BigFraction> inDepth = family(OrderConditions.maximalInDepth(rule))
        .member(Map.of(Unknown.HIDDEN_A, half));
    DepthMuP depthMuP = new DepthMuP(descent);
    int[] widths = {3, 8, 8, 8, 2};
    int[] wider = {3, 32, 32, 32, 2};
    int[] deeper = {3, 8, 8, 8, 8, 8, 8, 8, 2};
    for (int l : new int[]{1, 2, 4}) {
      Layer layer = l == 1 ? Layer.INPUT : l == 2 ? Layer.HIDDEN : Layer.OUTPUT;
      int inDeeper = l == 4 ? 8 : l;
      double width = exponent(depthMuP.scaling(l, widths), depthMuP.scaling(l, wider), 4);
      double depth = exponent(depthMuP.scaling(l, widths), depthMuP.scaling(inDeeper, deeper), 2);
      assertEquals(layer.a().at(inWidth).doubleValue(), width, 1e-12, layer + ": premultiplier in the width");
      assertEquals(layer.a().at(inDepth).doubleValue(), depth, 1e-12, layer + ": premultiplier in the depth");
      width = exponent(depthMuP.rate(l, widths), depthMuP.rate(l, wider), 4);
      depth = exponent(depthMuP.rate(l, widths), depthMuP.rate(inDeeper, deeper), 2);
      assertEquals(layer.c().at(inWidth).doubleValue(), width, 1e-12, layer + ": rate in the width");
      assertEquals(layer.c().at(inDepth).doubleValue(), depth, 1e-12, layer + ": rate in the depth");
      assertEquals(layer.entry().minus(layer.a()).at(inWidth).doubleValue(), 0, 1e-15, layer + ": unit variance");
    }
  }

  private static double exponent(double small, double large, int factor) {
    return Math.log(small / large) / Math.log(factor);
  }

  private static OrderSystem.Family family(List<Condition> conditions) {
    return assertInstanceOf(OrderSystem.Family.class, OrderSystem.solve(conditions));
  }
}
