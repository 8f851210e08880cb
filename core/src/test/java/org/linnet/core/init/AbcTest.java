package org.linnet.core.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.ReferenceDevice;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.engine.Rule;
import org.linnet.core.init.Abc.Exponents;
import org.linnet.core.init.Parameterisation.NeuralTangent;
import org.linnet.core.init.Parameterisation.StandardGaussian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Table 1 of `ishikawa2024` by hand at widths that are powers of two; trained networks for the shift; the other
/// parameterisations for the rows that are theirs; moments with confidence intervals. That the rows do what they are for is
/// [CoordinateCheckTest].
///
/// **If wrong**: every comparison across widths.
class AbcTest {
  private static final int[] WIDTHS = {9, 16, 16, 16, 3};

  /// Standard deviations and rates of the input, hidden and output layers in powers of `M = 16`, as printed, but for the
  /// precision in the output's rate; the last is the precision.
  static Stream<Arguments> table1() {
    return Stream.of(Arguments.of(Abc.sgd(), new double[]{1, 1 / 4.0, 1 / 16.0}, new double[]{16, 1, 1 / 16.0}, 1),
        Arguments.of(Abc.gaussNewtonTarget(), new double[]{1, 1 / 4.0, 1 / 16.0}, new double[]{1, 1 / 16.0, 1 / 16.0},
            1),
        Arguments.of(Abc.predictiveCoding(-1), new double[]{1, 1 / 4.0, 1 / 16.0}, new double[]{1, 1 / 16.0, 1 / 256.0},
            16),
        Arguments.of(Abc.predictiveCoding(-0.5), new double[]{1, 1 / 4.0, 1 / 16.0}, new double[]{4, 1 / 4.0, 1 / 64.0},
            4),
        Arguments.of(Abc.targetPropagation(), new double[]{1, 1 / 4.0, 1 / 4.0}, new double[]{1, 1 / 16.0, 1 / 16.0},
            1),
        Arguments.of(Abc.adam(-1), new double[]{1, 1 / 4.0, 1 / 16.0}, new double[]{1, 1 / 16.0, 1 / 16.0}, 16));
  }

  @ParameterizedTest
  @MethodSource("table1")
  void theRowsAreThoseOfTable1(Abc abc, double[] deviations, double[] rates, double precision) {
    double[] b = {deviations[0] / 3, deviations[1], deviations[1], deviations[2]}; // inputs have 9 entries
    assertArrayEquals(b, layers(l -> Math.sqrt(abc.variance(l, WIDTHS))), 1e-15);
    assertArrayEquals(new double[]{rates[0], rates[1], rates[1], rates[2]}, layers(l -> abc.rate(l, WIDTHS)));
    assertArrayEquals(new double[]{1, 1, 1, 1}, layers(l -> abc.scaling(l, WIDTHS)));
    DeepLinearNet net = abc.draw(RandomStream.of(1), WIDTHS);
    assertArrayEquals(new double[]{1, 1, 1, precision}, layers(net::precision));
  }

  /// The caption of Table 1, with the precision counted into the rate of the output's gradient.
  @Test
  void predictiveCodingRunsFromSgdToGaussNewton() {
    assertEquals(Abc.sgd(), Abc.predictiveCoding(0));
    Abc pc = Abc.predictiveCoding(-1);
    Abc gaussNewton = Abc.gaussNewtonTarget();
    assertArrayEquals(layers(l -> gaussNewton.rate(l, WIDTHS)),
        layers(l -> pc.rate(l, WIDTHS) * pc.precision(l, WIDTHS)));
    assertArrayEquals(layers(l -> gaussNewton.variance(l, WIDTHS)), layers(l -> pc.variance(l, WIDTHS)));
  }

  static Stream<Arguments> trained() {
    return Stream.of(Arguments.of(Abc.sgd(), new Rule.Backpropagation()),
        Arguments.of(Abc.predictiveCoding(-1), new Rule.PredictiveCoding(7, 0.1)),
        Arguments.of(Abc.adam(0), new Rule.Backpropagation()));
  }

  /// Rounding alone may differ: some hundred operations on numbers of order 1.
  @ParameterizedTest
  @MethodSource("trained")
  void aShiftLeavesTheTrainedFunctionAlone(Abc abc, Rule rule) {
    DMatrixRMaj before = predictionAfter(0, abc, rule);
    DMatrixRMaj expected = predictionAfter(3, abc, rule);
    assertTrue(distance(expected, before) > 0.05, "training changes the function");
    for (double theta : new double[]{0.5, -1, 0.3}) {
      assertEquals(0, distance(expected, predictionAfter(3, abc.shifted(theta), rule)), 1e-12);
    }
  }

  private static DMatrixRMaj predictionAfter(int steps, Abc abc, Rule rule) {
    int[] widths = {5, 12, 16, 3}; // the theory's one width is not needed for this
    RandomStream random = RandomStream.of(4);
    DeepNet net = DeepNet.activatedBefore(abc.draw(random, widths), StandardActivation.TANH);
    DMatrixRMaj x = gaussian(random, 5, 4);
    DMatrixRMaj y = gaussian(random, 3, 4);
    for (int t = 0; t <= steps; t++) {
      try (Engine engine = Engine.of(new ReferenceDevice(), net, rule, new Optimiser.Sgd(1), 1)) {
        if (t == steps) {
          return engine.predict(x);
        }
        engine.gradients(x, y);
        net = net.withSkeleton(stepped(net.skeleton(), abc, engine.weightGradients()));
      }
    }
    throw new AssertionError("unreachable");
  }

  /// `W(l) - rate(l) eta dW(l)`, for Adam with the sign of `dW(l)`, as its first step has.
  private static DeepLinearNet stepped(DeepLinearNet net, Abc abc, DMatrixRMaj[] dW) {
    DMatrixRMaj[] W = new DMatrixRMaj[dW.length];
    for (int l = 1; l <= W.length; l++) {
      DMatrixRMaj G = dW[l - 1];
      if (abc.descent() == Descent.ADAM) {
        Arrays.setAll(G.data, k -> Math.signum(G.data[k]));
      }
      W[l - 1] = CommonOps_DDRM.add(net.weight(l), -0.1 * abc.rate(l, net.widths()), G, null);
    }
    return net.withWeights(W);
  }

  /// SP is `b = (0, 1/2, 1/2)`, and NTP its kernel regime (S.21 at `gammaBar = 0`) with the scale in the premultiplier.
  @Test
  void theStandardAndTangentParameterisationsAreOfThisKind() {
    Exponents hidden = new Exponents(0, 0.5, 0);
    Abc standard = new Abc(new Exponents(0, 0, 0), hidden, hidden, 0, Descent.SGD);
    for (int l = 1; l <= 4; l++) {
      assertArrayEquals(new StandardGaussian().draw(RandomStream.of(6), WIDTHS).weight(l).data,
          standard.draw(RandomStream.of(6), WIDTHS).weight(l).data, 1e-15);
      assertEquals(1, standard.rate(l, WIDTHS));
      assertEquals(1, standard.biasRate(l, WIDTHS));
    }
    Exponents wide = new Exponents(0, 0.5, 1);
    Abc kernel = new Abc(new Exponents(0, 0, 0), wide, wide, 0, Descent.SGD).shifted(0.5);
    for (int l = 2; l <= 4; l++) {
      assertEquals(new NeuralTangent().scaling(l, WIDTHS), kernel.scaling(l, WIDTHS));
      assertEquals(new NeuralTangent().variance(l, WIDTHS), kernel.variance(l, WIDTHS));
      assertEquals(new NeuralTangent().rate(l, WIDTHS), kernel.rate(l, WIDTHS));
    }
  }

  @Test
  void eachLayerTakesTheHiddenWidthItTouches() {
    int[] widths = {9, 4, 16, 64, 3};
    Abc abc = Abc.predictiveCoding(-0.5);
    assertArrayEquals(new double[]{2, 1 / 2.0, 1 / 4.0, 1 / 512.0}, layers(l -> abc.rate(l, widths)));
    assertArrayEquals(new double[]{1 / 9.0, 1 / 4.0, 1 / 16.0, 1 / 4096.0}, layers(l -> abc.variance(l, widths)),
        1e-16);
    assertArrayEquals(new double[]{1, 1, 1, 8}, layers(l -> abc.precision(l, widths)));
    assertArrayEquals(new double[]{2, 4, 8, 1 / 8.0}, layers(l -> abc.biasRate(l, widths)));
  }

  @Test
  void aNetworkWithoutHiddenLayersHasNothingToScale() {
    Abc abc = Abc.predictiveCoding(-1);
    assertEquals(1 / 9.0, abc.variance(1, 9, 3), 1e-16);
    assertArrayEquals(new double[]{1, 1, 1, 1},
        new double[]{abc.rate(1, 9, 3), abc.scaling(1, 9, 3), abc.precision(1, 9, 3), abc.biasRate(1, 9, 3)});
  }

  /// The sum of squares over the variance is chi-squared; two-sided false-alarm rate 1e-3 per layer.
  @ParameterizedTest
  @CsvSource({"1, 0.04", "2, 0.01", "3, 0.0001"})
  void theEntriesHaveTheStatedVariance(int l, double variance) {
    DMatrixRMaj W = Abc.sgd().draw(RandomStream.of(5), 25, 100, 100, 40).weight(l);
    double sum = Arrays.stream(W.data).map(w -> w * w / variance).sum();
    ChiSquaredDistribution law = new ChiSquaredDistribution(W.getNumElements());
    assertTrue(sum > law.inverseCumulativeProbability(5e-4) && sum < law.inverseCumulativeProbability(1 - 5e-4),
        "variance " + sum / W.getNumElements() * variance);
  }

  @Test
  void wrongCallsAreNamed() {
    assertEquals("exponents must be finite, got a = 0.0, b = NaN, c = 1.0",
        assertThrows(IllegalArgumentException.class, () -> new Exponents(0, Double.NaN, 1)).getMessage());
    assertEquals("gammaBar must be finite, got Infinity",
        assertThrows(IllegalArgumentException.class, () -> Abc.adam(Double.POSITIVE_INFINITY)).getMessage());
    assertEquals("layer must be in 1..2, got 3",
        assertThrows(IndexOutOfBoundsException.class, () -> Abc.sgd().rate(3, 4, 5, 6)).getMessage());
    assertEquals("width N(1) must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> Abc.sgd().draw(RandomStream.of(1), 3, 0, 2)).getMessage());
  }

  private static double[] layers(IntToDoubleFunction value) {
    return IntStream.rangeClosed(1, 4).mapToDouble(value).toArray();
  }

  private static double distance(DMatrixRMaj A, DMatrixRMaj B) {
    return NormOps_DDRM.normF(CommonOps_DDRM.subtract(A, B, null));
  }

  private static DMatrixRMaj gaussian(RandomStream random, int rows, int columns) {
    DMatrixRMaj M = new DMatrixRMaj(rows, columns);
    Arrays.setAll(M.data, _ -> random.nextGaussian());
    return M;
  }
}
