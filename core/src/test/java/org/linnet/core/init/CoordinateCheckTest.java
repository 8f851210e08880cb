package org.linnet.core.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.init.Abc.Exponents;
import org.linnet.core.init.Parameterisation.MuPc;
import org.linnet.core.init.Parameterisation.NeuralTangent;
import org.linnet.core.init.Parameterisation.StandardGaussian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// How far one step moves each layer, as a power of the width or depth.
///
/// **Oracle**: [OneStep], dense matrices from each rule's own equations, on linear networks; the exponents by hand from the
/// orders of magnitude in `ishikawa2024`, A.2 to C.1. The slope of log root mean square in log size has, over twelve seeds, a
/// 99.9% interval (Student), which must lie within 1/4 of the exponent: all exponents are multiples of 1/2, so no other one
/// fits. Data and residual are the same at all sizes, so that they add no slope.
///
/// **If wrong**: learning rates do not carry over from width to width.
class CoordinateCheckTest {
  private static final int SEEDS = 12;
  private static final int[] WIDTHS = {64, 256, 1024};
  private static final OneStep.Rule BP = OneStep::backpropagation;
  private static final OneStep.Rule PC = OneStep::predictiveCoding;
  private static final OneStep.Rule TP = OneStep::targetPropagation;
  private static final Task FEW = Task.gaussian(8, 3, 4);
  /// For target propagation, whose feedback fits averages over outputs and samples instead of over the width.
  private static final Task MANY = Task.gaussian(24, 24, 16);

  /// @param x input
  /// @param r residual of the output
  record Task(DMatrixRMaj x, DMatrixRMaj r) {
    static Task gaussian(int inputs, int outputs, int samples) {
      RandomStream random = RandomStream.of(11);
      DMatrixRMaj x = new DMatrixRMaj(inputs, samples);
      DMatrixRMaj r = new DMatrixRMaj(outputs, samples);
      Arrays.setAll(x.data, _ -> random.nextGaussian());
      Arrays.setAll(r.data, _ -> random.nextGaussian());
      return new Task(x, r);
    }

    /// `hidden` hidden layers of this width between the task's input and output.
    int[] widths(int hidden, int width) {
      int[] widths = new int[hidden + 2];
      Arrays.fill(widths, width);
      widths[0] = x.numRows;
      widths[hidden + 1] = r.numRows;
      return widths;
    }
  }

  /// @param own exponents of `ΔA(l) z(l-1)`, `l = 1..3` (Condition 3.1), and for hidden layers of the whole change of `z(l)`
  /// @param biases exponents of the biases' steps
  /// @param passed exponent of `A(L) Δz(L-1)` (Condition 3.2)
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Row(String name, Parameterisation parameterisation, Descent descent, OneStep.Rule rule, Task task,
      double[] own,
      double[] biases, double passed) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row maximal(String name, Parameterisation parameterisation, Descent descent, OneStep.Rule rule) {
    return new Row(name, parameterisation, descent, rule, rule.equals(TP) ? MANY : FEW, all(0), all(0), 0);
  }

  static Stream<Row> maximal() {
    return Stream.of(maximal("SGD", Abc.sgd(), Descent.SGD, BP),
        maximal("Gauss-Newton target", Abc.gaussNewtonTarget(), Descent.SGD, OneStep::gaussNewton),
        maximal("PC, precision M", Abc.predictiveCoding(-1), Descent.SGD, PC),
        maximal("PC, precision sqrt M", Abc.predictiveCoding(-0.5), Descent.SGD, PC),
        maximal("PC, precision 1", Abc.predictiveCoding(0), Descent.SGD, PC),
        maximal("PC, precision 1/M", Abc.predictiveCoding(1), Descent.SGD, PC),
        maximal("target propagation", Abc.targetPropagation(), Descent.SGD, TP),
        maximal("Adam on the loss", Abc.adam(0), Descent.ADAM, BP),
        maximal("Adam on the energy", Abc.adam(-1), Descent.ADAM, PC),
        maximal("Depth-muP, SGD", new DepthMuP(Descent.SGD), Descent.SGD, BP),
        maximal("Depth-muP, Adam", new DepthMuP(Descent.ADAM), Descent.ADAM, BP));
  }

  static Stream<Row> others() {
    double[] kernel = {-0.5, -0.5, 0};
    Abc printed = new Abc(new Exponents(0, 0, 0), new Exponents(0, 0.5, 1), new Exponents(0, 1, 1), -1, Descent.SGD);
    return Stream.of(
        new Row("SP", new StandardGaussian(), Descent.SGD, BP, FEW, new double[]{-0.5, 0.5, 1}, kernel, 1),
        new Row("NTP", new NeuralTangent(), Descent.SGD, BP, FEW, kernel, kernel, 0),
        new Row("Gauss-Newton's row with SGD", Abc.gaussNewtonTarget(), Descent.SGD, BP, FEW, new double[]{-1, -1, 0},
            new double[]{-1, -1, 0}, -1),
        new Row("muPC with Adam at one rate", new MuPc(), Descent.ADAM, BP, FEW, new double[]{0, 0.5, 0}, all(0), 0.5),
        new Row("PC, precision M²: S grows with the width", Abc.predictiveCoding(-2), Descent.SGD, PC, FEW, all(-1),
            all(-1),
            -1),
        new Row("PC, precision M, output rate as printed", printed, Descent.SGD, PC, FEW, new double[]{0, 0, 1}, all(0),
            0));
  }

  static Stream<Row> rows() {
    return Stream.concat(maximal(), others());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void oneStepMovesEachLayerByItsPowerOfTheWidth(Row row) {
    double[] hidden = Arrays.copyOf(row.own, 2);
    double[] expected = concat(row.own, row.biases, hidden, row.passed);
    assertExponents(expected, WIDTHS, (seed, M) -> {
      Task task = row.task;
      OneStep step = step(row.parameterisation, row.descent, row.rule, seed, task, task.widths(2, M));
      return concat(step.own(), step.biases(), Arrays.copyOf(step.whole(), 2), step.passed());
    });
  }

  /// Residual branches move `1/L` each and `Θ(1)` together.
  @ParameterizedTest
  @EnumSource(Descent.class)
  void oneStepOfDepthMuPMovesEachBranchByItsShareOfTheDepth(Descent descent) {
    double[] own = {0, -1, -1, 0};
    assertExponents(concat(own, own, new double[]{0, 0}, 0), new int[]{16, 64, 256}, (seed, L) -> {
      OneStep step = step(new DepthMuP(descent), descent, BP, seed, FEW, FEW.widths(L - 1, 64));
      double[] layers = Stream.of(1, L / 2, L - 1, L).mapToDouble(l -> step.own()[l - 1]).toArray();
      double[] biases = Stream.of(1, L / 2, L - 1, L).mapToDouble(l -> step.biases()[l - 1]).toArray();
      return concat(layers, biases, new double[]{step.whole()[L - 2], step.whole()[L - 1]}, step.passed());
    });
  }

  /// Adam's rate over `sqrt(N L)` in all layers, as thesis 5.8 can be read.
  @Test
  void oneAdamRateForAllLayersFreezesTheFirstAndTheLast() {
    assertExponents(new double[]{-0.5, 0, -0.5}, WIDTHS, (seed, M) -> {
      double[] rates = all(1 / Math.sqrt(3.0 * M));
      return OneStep.of(new MuPc().draw(RandomStream.of(seed), FEW.widths(2, M)), Descent.ADAM, BP, FEW.x, FEW.r,
          rates, all(0)).own();
    });
  }

  /// With the residual held fixed, `f = g / gamma0` gives these powers exactly; rounding as of a dozen sums.
  @ParameterizedTest
  @CsvSource({"0.25, SGD", "4, SGD", "0.25, ADAM", "4, ADAM"})
  void richnessGrowsWithGamma0AndTheOutputMovesAsBefore(double gamma0, Descent descent) {
    int[] widths = FEW.widths(4, 64);
    OneStep one = step(new DepthMuP(descent), descent, BP, 3, FEW, widths);
    OneStep rich = step(new DepthMuP(gamma0, descent), descent, BP, 3, FEW, widths);
    for (int l = 1; l < 5; l++) {
      assertEquals(gamma0, rich.whole()[l - 1] / one.whole()[l - 1], 1e-12 * gamma0);
      assertEquals(gamma0, rich.biases()[l - 1] / one.biases()[l - 1], 1e-12 * gamma0);
    }
    assertEquals(1, rich.whole()[4] / one.whole()[4], 1e-12);
    assertEquals(1, rich.biases()[4] / one.biases()[4], 1e-12);
  }

  /// Per change of the output, whatever the optimiser.
  @ParameterizedTest
  @EnumSource(Descent.class)
  void muPcAtUnitRatesMovesItsActivitiesInProportionToGamma0(Descent descent) {
    int[] widths = FEW.widths(4, 64);
    OneStep one = step(new MuPc(), descent, BP, 3, FEW, widths);
    OneStep lazy = step(new MuPc(0.125), descent, BP, 3, FEW, widths);
    double richness = lazy.whole()[3] / lazy.whole()[4] / (one.whole()[3] / one.whole()[4]);
    assertEquals(0.125, richness, 1e-12);
  }

  /// `gammaBar = -1`, not the 1 of S.175, lets the last hidden activities move by `Θ(1)`.
  @ParameterizedTest
  @CsvSource({"-1, 0", "0, -1", "1, -2"})
  void inferenceMovesTheLastHiddenLayerByItsPowerOfTheWidth(double gammaBar, double exponent) {
    assertExponents(new double[]{exponent}, WIDTHS, (seed, M) -> {
      DeepLinearNet net = Abc.adam(gammaBar).draw(RandomStream.of(seed), FEW.widths(2, M));
      DMatrixRMaj[] z = OneStep.forward(net, FEW.x);
      DMatrixRMaj settled = OneStep.predictiveCoding(net, z, FEW.r).h()[2];
      return new double[]{OneStep.rms(CommonOps_DDRM.subtract(settled, z[2], null))};
    });
  }

  /// The formula of the equilibrium against the solved Hessian: both are backward stable, and its condition number is below
  /// `1e4` here.
  @Test
  void theEquilibriumIsThatOfExactInference() {
    DeepLinearNet net = Abc.predictiveCoding(-1).draw(RandomStream.of(2), FEW.widths(3, 16));
    DMatrixRMaj[] z = OneStep.forward(net, FEW.x);
    Activities exact = ExactInference.of(net).equilibrium(FEW.x, CommonOps_DDRM.add(z[4], FEW.r, null));
    DMatrixRMaj[] h = OneStep.predictiveCoding(net, z, FEW.r).h();
    for (int l = 1; l <= 3; l++) {
      assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(exact.layer(l), h[l], null)), 1e-10);
    }
  }

  private interface Measurement {
    double[] at(int seed, int size);
  }

  private static void assertExponents(double[] expected, int[] sizes, Measurement measurement) {
    SimpleRegression[][] fits = new SimpleRegression[expected.length][SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      for (int size : sizes) {
        double[] measured = measurement.at(100 + seed, size);
        for (int k = 0; k < expected.length; k++) {
          fits[k][seed] = fits[k][seed] == null ? new SimpleRegression() : fits[k][seed];
          fits[k][seed].addData(Math.log(size), Math.log(measured[k]));
        }
      }
    }
    double t = new TDistribution(SEEDS - 1).inverseCumulativeProbability(1 - 5e-4);
    for (int k = 0; k < expected.length; k++) {
      SummaryStatistics slopes = new SummaryStatistics();
      Arrays.stream(fits[k]).forEach(fit -> slopes.addValue(fit.getSlope()));
      double reach = t * slopes.getStandardDeviation() / Math.sqrt(SEEDS);
      assertTrue(Math.abs(slopes.getMean() - expected[k]) + reach < 0.25,
          "move " + k + ": expected " + expected[k] + ", fitted " + slopes.getMean() + " +- " + reach);
    }
  }

  private static OneStep step(Parameterisation parameterisation, Descent descent, OneStep.Rule rule, int seed,
      Task task, int... widths) {
    int L = widths.length - 1;
    double[] rates = IntStream.rangeClosed(1, L).mapToDouble(l -> parameterisation.rate(l, widths)).toArray();
    double[] biasRates = IntStream.rangeClosed(1, L).mapToDouble(l -> parameterisation.biasRate(l, widths)).toArray();
    DeepLinearNet net = parameterisation.draw(RandomStream.of(seed), widths);
    return OneStep.of(net, descent, rule, task.x, task.r, rates, biasRates);
  }

  private static double[] all(double exponent) {
    return DoubleStream.generate(() -> exponent).limit(3).toArray();
  }

  private static double[] concat(double[] own, double[] biases, double[] hidden, double passed) {
    return Stream.of(own, biases, hidden, new double[]{passed}).flatMapToDouble(Arrays::stream).toArray();
  }
}
