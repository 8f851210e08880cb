package org.linnet.rmt.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Commons Math's eigenvalues of the dense Hessian, assembled or by differences; the spectrum of orthogonal
/// networks on paper.
///
/// **If wrong**: condition numbers at initialisation, and every law that is held against them.
class SpectrumEdgesTest {
  private static final double EPS = 0x1p-52;

  static Stream<Parameterisation> parameterisations() {
    return Stream.of(new Parameterisation.StandardGaussian(), new Parameterisation.MuPc(),
        new Parameterisation.KaimingUniform(), new Parameterisation.Orthogonal());
  }

  @ParameterizedTest
  @MethodSource("parameterisations")
  void theyAreThoseOfTheDenseMatrixWithinTheirError(Parameterisation parameterisation) {
    DeepLinearNet net = parameterisation.draw(RandomStream.of(3), 6, 20, 20, 20, 20, 20, 20, 8);
    double[] exact = eigenvalues(ActivityHessian.of(net).matrix().dense());
    double largest = exact[exact.length - 1];
    double rounding = 120 * EPS * largest; // of the dense eigenvalues
    for (double tolerance : new double[]{1e-3, 1e-6, 1e-10}) {
      SpectrumEdges found = SpectrumEdges.of(net, tolerance);
      assertEdge(exact[0], found.smallest(), rounding);
      assertEdge(largest, found.largest(), rounding);
      assertTrue(found.smallest().error() <= tolerance * exact[0] + 100 * EPS * largest, found + "");
      assertTrue(found.largest().error() <= tolerance * largest + 100 * EPS * largest, found + "");
    }
    SpectrumEdges matrixFree = SpectrumEdges.of(HessianOperator.of(net), 1e-10);
    assertEdge(exact[0], matrixFree.smallest(), rounding);
    assertEdge(largest, matrixFree.largest(), rounding);
    assertEquals(largest / exact[0], SpectrumEdges.of(net, 1e-10).condition(), 1e-8 * largest / exact[0]);
  }

  /// `N(L) < N`: `4 sin²(pi / (2 (2H+1)))` and `2 + 2 cos(pi / (H+1))`, whatever the width; `kappa` here is 1e4.
  @Test
  void deepOrthogonalNetworksHaveTheEdgesOfAPath() {
    int H = 80;
    int[] widths = new int[H + 2];
    Arrays.fill(widths, 60);
    widths[H + 1] = 5;
    SpectrumEdges found = SpectrumEdges.of(new Parameterisation.Orthogonal().draw(RandomStream.of(1), widths), 1e-6);
    assertEdge(4 * Math.pow(Math.sin(Math.PI / (2 * (2 * H + 1))), 2), found.smallest(), 0);
    assertEdge(2 + 2 * Math.cos(Math.PI / (H + 1)), found.largest(), 0);
    assertTrue(found.smallest().error() < 1e-5 * found.smallest().value(), found + "");
  }

  /// At random activities tanh networks with large errors are not definite.
  @Test
  void ofANonlinearNetworkTheyAreThoseOfTheDifferences() {
    for (DeepNet.Placement placement : DeepNet.Placement.values()) {
      DeepNet net = Nets.nonlinear(StandardActivation.TANH, placement);
      DMatrixRMaj x = Nets.gaussian(3, 4);
      DMatrixRMaj y = Nets.gaussian(4, 3);
      Activities z = Nets.activities(net.skeleton(), 7);
      double[] exact = eigenvalues(Nets.differences(net, x, y, z));
      SpectrumEdges found = SpectrumEdges.of(HessianOperator.at(net, x, y, z), 1e-10);
      assertEdge(exact[0], found.smallest(), 1e-7);
      assertEdge(exact[exact.length - 1], found.largest(), 1e-7);
      assertTrue(exact[0] < 0, "the test needs an indefinite Hessian, but its smallest eigenvalue is " + exact[0]);
      assertEquals(Double.POSITIVE_INFINITY, found.condition());
    }
  }

  /// Where gradient descent ends, the Hessian is positive, and by its smallest eigenvalue the last step shrank the gradient.
  @Test
  void atAnEquilibriumTheSmallestOneIsTheRateOfConvergence() {
    DeepNet net = Nets.nonlinear(StandardActivation.TANH, DeepNet.Placement.BEFORE_MAP);
    DMatrixRMaj x = Nets.gaussian(3, 4);
    DMatrixRMaj y = Nets.gaussian(4, 3);
    PcEnergy energy = PcEnergy.of(net, x, y);
    Activities z = energy.forward();
    Activities gradient = z.copy();
    double[] norm = new double[1];
    double[] shrunk = new double[1];
    double rate = 0.02;
    for (int step = 0; step < 100_000 && (step == 0 || norm[0] > 1e-18); step++) {
      energy.evaluate(z).activityGradient(gradient);
      shrunk[0] = norm[0];
      gradient.squaredNorms(norm);
      shrunk[0] = Math.sqrt(norm[0] / shrunk[0]);
      z.add(-rate, gradient);
    }
    assertTrue(norm[0] < 1e-17, "not at the equilibrium: " + norm[0]);
    SpectrumEdges found = SpectrumEdges.of(HessianOperator.at(net, x, y, z), 1e-12);
    assertTrue(found.largest().value() < 1 / rate, "the step is stable by a factor of 2");
    assertEquals((1 - shrunk[0]) / rate, found.smallest().value(), 1e-4 * found.smallest().value());
  }

  /// `[[1 + 1e18, -1e9], [-1e9, 1 + 1e-18]]`, of condition number 1e36.
  @Test
  void whatRoundingHidesIsZeroWithAnError() {
    DeepLinearNet net = DeepLinearNet.of(scalar(1), scalar(1e9), scalar(1e-9));
    SpectrumEdges found = SpectrumEdges.of(net, 1e-6);
    assertEquals(0, found.smallest().value());
    assertTrue(found.smallest().error() > 1e-18, found + "");
    assertEquals(1e18, found.largest().value(), 1e4);
    assertEquals(Double.POSITIVE_INFINITY, found.condition());
  }

  @Test
  void wrongTolerancesAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(scalar(1), scalar(1));
    for (double tolerance : new double[]{0, 1, Double.NaN}) {
      assertEquals("tolerance must be in (0, 1), got " + tolerance,
          assertThrows(IllegalArgumentException.class, () -> SpectrumEdges.of(net, tolerance)).getMessage());
      assertThrows(IllegalArgumentException.class, () -> SpectrumEdges.of(HessianOperator.of(net), tolerance));
    }
  }

  /// The error is an estimate: it may be off by a small factor.
  private static void assertEdge(double exact, SpectrumEdges.Edge found, double rounding) {
    assertEquals(exact, found.value(), 4 * found.error() + rounding, "estimated " + found.error());
  }

  private static double[] eigenvalues(DMatrixRMaj M) {
    Array2DRowRealMatrix symmetric = new Array2DRowRealMatrix(M.numRows, M.numRows);
    for (int i = 0; i < M.numRows; i++) {
      for (int j = 0; j < M.numRows; j++) {
        symmetric.setEntry(i, j, (M.get(i, j) + M.get(j, i)) / 2);
      }
    }
    double[] values = new EigenDecomposition(symmetric).getRealEigenvalues();
    Arrays.sort(values);
    return values;
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
