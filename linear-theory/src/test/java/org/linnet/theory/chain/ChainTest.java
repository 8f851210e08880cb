package org.linnet.theory.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.oracle.DecimalLandscape;

/// **Oracle**: the chain as a network with layers of one unit, its energy minimised by elimination and differentiated in 44 decimal
/// digits; eigenvalues of the dense Hessian; paper and pencil.
///
/// **If wrong**: the claims of Appendices A.2 and B.3.5, Figures 3.1, 3.2, 4.2.
class ChainTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 80, seed = "51")
  void valuesGradientsAndHessiansAreThoseOfTheNetwork(@ForAll @IntRange(min = 1, max = 6) int depth,
      @ForAll long seed) {
    Chain of = Chain.random(depth, seed);
    DecimalLandscape loss = DecimalLandscape.loss(of.net(), row(of.x), row(of.y));
    DecimalLandscape energy = DecimalLandscape.energy(of.net(), row(of.x), row(of.y));
    ScalarRegression data = ScalarRegression.of(of.x, of.y);
    assertEquals(loss.value(), ChainLoss.value(of.w, data), tolerance(of));
    assertEquals(energy.value(), ChainEnergy.value(of.w, data), tolerance(of));
    double[] u = Chain.gaussian(RandomStream.of(seed).split(1), depth);
    double[] v = Chain.gaussian(RandomStream.of(seed).split(2), depth);
    DMatrixRMaj Hv = CommonOps_DDRM.mult(ChainLoss.hessian(of.w, data), new DMatrixRMaj(v), null);
    DMatrixRMaj Gv = CommonOps_DDRM.mult(ChainEnergy.hessian(of.w, data), new DMatrixRMaj(v), null);
    double longer = 1 + dot(u, u) + dot(v, v);
    assertEquals(loss.slope(direction(u)), dot(u, ChainLoss.gradient(of.w, data)), longer * tolerance(of));
    assertEquals(energy.slope(direction(u)), dot(u, ChainEnergy.gradient(of.w, data)), longer * tolerance(of));
    assertEquals(loss.curvature(direction(u), direction(v)), dot(u, Hv.data), longer * tolerance(of));
    assertEquals(energy.curvature(direction(u), direction(v)), dot(u, Gv.data), longer * tolerance(of));
  }

  /// `F* = (1 - w1 w2)²/(2 (1 + w2²))` at `(0, 1)`.
  @Test
  void theSmallestChainAgreesWithPaperAndPencil() {
    ScalarRegression data = ScalarRegression.pair(1, 1);
    double[] w = {0, 1};
    assertEquals(2, ChainEnergy.rescaling(w), 0);
    assertEquals(1 + 9 + 36, ChainEnergy.rescaling(5, 2, 3), 0);
    assertEquals(0.25, ChainEnergy.value(w, data), EPS);
    assertArrayEquals(new double[]{-0.5, -0.25}, ChainEnergy.gradient(w, data), EPS);
    assertArrayEquals(new double[]{0.5, 0, 0, 0.25}, ChainEnergy.hessian(w, data).data, EPS);
  }

  @Test
  void eigenvaluesAtTheOriginAreThoseOfTheHessiansThere() {
    ScalarRegression data = ScalarRegression.of(new double[]{1, 2, -1}, new double[]{0.5, -3, 2});
    for (int depth = 1; depth <= 4; depth++) {
      double[] w = new double[depth];
      assertArrayEquals(eigenvalues(ChainLoss.hessian(w, data)), ChainOrigin.loss(depth, data), 1e-14);
      assertArrayEquals(eigenvalues(ChainEnergy.hessian(w, data)), ChainOrigin.energy(depth, data), 1e-14);
    }
    // x = 2, y = 3: ±6 and (-9 ± 3 sqrt(16 + 9))/2
    assertArrayEquals(new double[]{-6, 6}, ChainOrigin.loss(2, ScalarRegression.pair(2, 3)), 1e-14);
    assertArrayEquals(new double[]{-12, 3}, ChainOrigin.energy(2, ScalarRegression.pair(2, 3)), 1e-14);
    assertArrayEquals(new double[]{0, 0}, ChainOrigin.energy(2, ScalarRegression.pair(2, 0)), 0);
  }

  /// `2 xy²/(2 yy)` to first order; the subtraction would leave no digit.
  @Test
  void theSmallPositiveEigenvalueKeepsItsDigits() {
    assertEquals(1e-20, ChainOrigin.energy(2, new ScalarRegression(1, 1e-10, 1))[1], 1e-34);
  }

  @Test
  void atAPerfectFitTheEnergyIsFlatterByTheRescaling() {
    double[] w = {0.5, -2, 1.5};
    ScalarRegression data = ScalarRegression.pair(1.25, -1.5 * 1.25);
    ChainMinimum.Sharpness sharpness = ChainMinimum.sharpness(w, data.xx());
    double[] loss = eigenvalues(ChainLoss.hessian(w, data));
    double[] energy = eigenvalues(ChainEnergy.hessian(w, data));
    assertEquals(loss[2], sharpness.loss(), 1e-14 * loss[2]);
    assertEquals(energy[2], sharpness.energy(), 1e-14 * energy[2]);
    assertArrayEquals(new double[]{0, 0}, Arrays.copyOf(energy, 2), 1e-14);
    // w2 = 2, x = 3, y = 4, so w1 = 2/3: (w2⁴ x² + y²)/w2² = (144 + 16)/4
    assertEquals(40, ChainMinimum.sharpness(new double[]{2 / 3.0, 2}, 9).loss(), 1e-13);
    assertEquals(8, ChainMinimum.sharpness(new double[]{2 / 3.0, 2}, 9).energy(), 1e-13);
  }

  @Test
  void theHiddenUnitMinimisesTheEnergyOfItsTwoPrecisions() {
    RandomStream random = RandomStream.of(9);
    for (int k = 0; k < 20; k++) {
      double g1 = Math.exp(random.nextGaussian());
      double g2 = Math.exp(random.nextGaussian());
      double w1 = random.nextGaussian();
      double w2 = random.nextGaussian();
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      OneHiddenUnit unit = new OneHiddenUnit(g1, g2);
      DeepLinearNet net = DeepLinearNet.of(row(w1), row(w2)).withPrecisions(g1, g2);
      assertEquals(DecimalLandscape.energy(net, row(x), row(y)).value(), unit.energy(w1, w2, x, y),
          1e-14 * (1 + y * y));
      double z = unit.activity(w1, w2, x, y);
      double energy = g1 / 2 * Math.pow(z - w1 * x, 2) + g2 / 2 * Math.pow(y - w2 * z, 2);
      assertEquals(unit.energy(w1, w2, x, y), energy, 1e-13 * (1 + energy));
    }
    // forward 1, target 4: a third of the way at ratio 2, two thirds at ratio 1/2
    assertEquals(2, new OneHiddenUnit(2, 1).activity(1, 1, 1, 4), EPS * 2);
    assertEquals(3, new OneHiddenUnit(1, 2).activity(1, 1, 1, 4), EPS * 2);
  }

  /// Signs `±sqrt(v)` have the moments that matter, and only `2^L` patterns.
  @Test
  void theExpectedLossUnderNoiseIsTheMeanOverAllSigns() {
    ScalarRegression data = ScalarRegression.of(new double[]{1, 2, -1}, new double[]{0.5, -3, 2});
    double[] w = {0.5, -2, 0, 1.5};
    double v = 0.3;
    double mean = 0;
    for (int signs = 0; signs < 16; signs++) {
      double[] moved = w.clone();
      for (int i = 0; i < 4; i++) {
        moved[i] += (signs >> i & 1) == 0 ? Math.sqrt(v) : -Math.sqrt(v);
      }
      mean += ChainLoss.value(moved, data) / 16;
    }
    assertEquals(mean, WeightNoise.expectedLoss(w, v, data), 1e-14 * mean);
    // a perfect fit w = (2, 3) and v = 1e-20: v (4 + 9)/2
    assertEquals(6.5e-20, WeightNoise.expectedLoss(new double[]{2, 3}, 1e-20, ScalarRegression.pair(1, 6)), 1e-33);
  }

  @Test
  void dataAreTheirMeanSquareSlopeAndFloor() {
    ScalarRegression data = ScalarRegression.of(new double[]{1, 2}, new double[]{3, 1});
    assertEquals(2.5, data.xx(), 0);
    assertEquals(1, data.slope(), 0);
    assertEquals(2.5, data.floor(), 0); // residuals 2 and -1
    assertEquals(2.5, data.xy(), 0);
    assertEquals(5, data.yy(), 0);
    assertEquals(new ScalarRegression(9, 2 / 3.0, 0), ScalarRegression.pair(3, 2));
    assertEquals(new ScalarRegression(0, 0, 4), ScalarRegression.pair(0, 2));
  }

  @Test
  void aWrongCallIsNamed() {
    ScalarRegression data = ScalarRegression.pair(1, 1);
    assertMessage("a chain needs at least one weight, got none", () -> ChainLoss.value(new double[0], data));
    assertMessage("w(2) must be finite, got NaN", () -> ChainEnergy.value(new double[]{1, Double.NaN}, data));
    assertMessage("the depth must be at least 1, got 0", () -> ChainOrigin.energy(0, data));
    assertMessage("xx must be finite and not negative, got -1.0", () -> ChainMinimum.sharpness(new double[]{1}, -1));
    assertMessage("xx must be finite and not negative, got NaN", () -> new ScalarRegression(Double.NaN, 0, 0));
    assertMessage("xx must be finite and not negative, got -1.0", () -> new ScalarRegression(-1, 0, 0));
    assertMessage("xx must be finite and not negative, got Infinity",
        () -> new ScalarRegression(Double.POSITIVE_INFINITY, 0, 0));
    assertMessage("floor must be finite and not negative, got Infinity",
        () -> new ScalarRegression(1, 0, Double.POSITIVE_INFINITY));
    assertMessage("slope must be finite, got Infinity", () -> new ScalarRegression(1, Double.POSITIVE_INFINITY, 0));
    assertMessage("floor must be finite and not negative, got -2.0", () -> new ScalarRegression(1, 1, -2));
    assertMessage("x and y must have one number per sample, got 1 and 2",
        () -> ScalarRegression.of(new double[1], new double[2]));
    assertMessage("at least one sample is needed, got none", () -> ScalarRegression.of(new double[0], new double[0]));
    assertMessage("the variance must be finite and not negative, got -1.0",
        () -> WeightNoise.expectedLoss(new double[]{1}, -1, data));
    assertMessage("the variance must be finite and not negative, got Infinity",
        () -> WeightNoise.expectedLoss(new double[]{1}, Double.POSITIVE_INFINITY, new ScalarRegression(1, 0, 0)));
    assertMessage("xx must be finite and not negative, got Infinity",
        () -> ChainMinimum.sharpness(new double[]{1}, Double.POSITIVE_INFINITY));
    assertMessage("precision gamma2 must be positive and finite, got Infinity",
        () -> new OneHiddenUnit(1, Double.POSITIVE_INFINITY));
    assertMessage("precision gamma1 must be positive and finite, got 0.0", () -> new OneHiddenUnit(0, 1));
    assertMessage("precision gamma2 must be positive and finite, got NaN", () -> new OneHiddenUnit(1, Double.NaN));
  }

  /// Weights of order 1, one of them sometimes zero, and data of both signs.
  private static final class Chain {
    private final double[] w;
    private final double[] x;
    private final double[] y;

    private Chain(double[] w, double[] x, double[] y) {
      this.w = w;
      this.x = x;
      this.y = y;
    }

    static Chain random(int depth, long seed) {
      RandomStream random = RandomStream.of(seed);
      double[] w = gaussian(random, depth);
      if (random.nextInt(3) == 0) {
        w[random.nextInt(depth)] = 0;
      }
      int samples = 1 + random.nextInt(3);
      return new Chain(w, gaussian(random, samples), gaussian(random, samples));
    }

    DeepLinearNet net() {
      return DeepLinearNet.of(Arrays.stream(w).mapToObj(ChainTest::row).toArray(DMatrixRMaj[]::new));
    }

    private static double[] gaussian(RandomStream random, int n) {
      double[] values = new double[n];
      Arrays.setAll(values, i -> random.nextGaussian());
      return values;
    }
  }

  /// The products of up to `L` weights and two data, in some 50 roundings.
  private static double tolerance(Chain of) {
    double size = 1;
    for (double w : of.w) {
      size *= 1 + w * w;
    }
    double data = 1;
    for (int i = 0; i < of.x.length; i++) {
      data += of.x[i] * of.x[i] + of.y[i] * of.y[i];
    }
    return 50 * EPS * size * data;
  }

  private static List<DMatrixRMaj> direction(double[] v) {
    return Arrays.stream(v).mapToObj(ChainTest::row).toList();
  }

  private static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i] * v[i];
    }
    return sum;
  }

  private static double[] eigenvalues(DMatrixRMaj H) {
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(H.numRows, false, true);
    assertTrue(eig.decompose(H.copy()));
    double[] values = new double[H.numRows];
    Arrays.setAll(values, i -> eig.getEigenvalue(i).getReal());
    Arrays.sort(values);
    return values;
  }

  private static DMatrixRMaj row(double... values) {
    return new DMatrixRMaj(new double[][]{values});
  }

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
