package org.linnet.theory.hessian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.linalg.BlockTridiagonal;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.fixedpoint.EquilibriumPropagationHessian;
import org.linnet.theory.fixedpoint.Instance;
import org.linnet.theory.fixedpoint.StackedErrors;

/// **Oracle**: Hipparchus' eigenvalues of the dense matrix assembled from single errors; matrices whose eigenvalues are known
/// on paper.
///
/// **If wrong**: condition numbers, step sizes and whatever is drawn from them.
class ExtremeEigenvaluesTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 150, seed = "101")
  void theBoundsEncloseTheDenseEigenvaluesTightly(@ForAll("nets") Instance of) {
    DeepLinearNet net = of.net();
    double[] exact = eigenvalues(new StackedErrors(net, 1, net.hiddenLayers(), of.x(), of.y()).hessian());
    ExtremeEigenvalues found = ExtremeEigenvalues.of(ActivityHessian.of(net).matrix());
    double rounding = 100 * EPS * exact[exact.length - 1]; // of the dense eigenvalues
    assertEnclosed(exact[0], found.smallest(), 1e-8 * exact[0], rounding);
    assertEnclosed(exact[exact.length - 1], found.largest(), 1e-8 * exact[exact.length - 1], rounding);
    double kappa = exact[exact.length - 1] / exact[0];
    assertEnclosed(kappa, found.condition(), 1e-7 * kappa + 1e3 * EPS * kappa * kappa, 200 * EPS * kappa * kappa);
  }

  /// With free input the Hessian may be singular: then it must not be said to be definite, nor to be indefinite.
  @Property(tries = 100, seed = "102")
  void ofAFreeInputTheyEncloseTheDenseOnesToo(@ForAll("all") Instance of) {
    DeepLinearNet net = of.net();
    double[] exact = eigenvalues(new StackedErrors(net, 0, net.hiddenLayers(), of.x(), of.y()).hessian());
    ExtremeEigenvalues found = ExtremeEigenvalues.of(ActivityHessian.withFreeInput(net).matrix());
    double largest = exact[exact.length - 1];
    assertEnclosed(exact[0], found.smallest(), 1e-8 * exact[0] + 1e3 * EPS * largest, 100 * EPS * largest);
    assertEnclosed(largest, found.largest(), 1e-8 * largest, 100 * EPS * largest);
  }

  /// Equilibrium propagation with large weights is indefinite: a chain of equal weights `w` and `n` units has the eigenvalues
  /// `1 - 2 w cos(k pi/(n+1))`.
  @Test
  void ofAnIndefiniteMatrixTheSmallestIsNegative() {
    double w = 3;
    int n = 50;
    DMatrixRMaj[] W = new DMatrixRMaj[n];
    Arrays.fill(W, scalar(w));
    ExtremeEigenvalues found = ExtremeEigenvalues.of(EquilibriumPropagationHessian.of(DeepLinearNet.of(W), 0));
    double edge = 2 * w * Math.cos(Math.PI / (n + 1));
    assertEnclosed(1 - edge, found.smallest(), 1e-7, 1e-13);
    assertEnclosed(1 + edge, found.largest(), 1e-7, 1e-13);
    assertTrue(assertThrows(IllegalStateException.class, found::condition).getMessage()
        .startsWith("the matrix is not positive definite: its smallest eigenvalue is at most -4.98"));
  }

  @Test
  void conditionNumbersUpToTheLimitAreResolvedAsStated() {
    for (double kappa : new double[]{1, 1e3, 1e6, 1e9, 1e12}) {
      BlockTridiagonal M = BlockTridiagonal.of(new DMatrixRMaj[]{scalar(1), scalar(kappa)},
          new DMatrixRMaj[]{scalar(0)});
      ExtremeEigenvalues found = ExtremeEigenvalues.of(M);
      double width = 1e-8 + 8 * EPS * kappa;
      assertEnclosed(1, found.smallest(), width, 0);
      assertEnclosed(kappa, found.condition(), 2 * width * kappa, 0);
    }
  }

  /// With orthogonal layers `Hz` is similar to the Hessian of a chain of weights 1, here `[g1 + g2, -g2; -g2, g2 + g3]`, of trace
  /// `T` and determinant `d = g1 g2 + g1 g3 + g2 g3`, with every eigenvalue 40 times.
  @Test
  void roundingStaysWithinItsAllowance() {
    for (int decade = 0; decade <= 13; decade++) {
      double g = Math.pow(10, -decade);
      DeepLinearNet net = new Parameterisation.Orthogonal().draw(RandomStream.of(decade), 40, 40, 40, 40)
          .withPrecisions(g, 1, 2 * g);
      double T = 2 + 3 * g;
      double d = 3 * g + 2 * g * g;
      double largest = (T + Math.sqrt(T * T - 4 * d)) / 2;
      double smallest = d / largest;
      ExtremeEigenvalues found = ExtremeEigenvalues.of(ActivityHessian.of(net).matrix());
      assertEnclosed(smallest, found.smallest(), 1e-8 * smallest + 8 * 40 * EPS * largest, 0);
      assertEnclosed(largest, found.largest(), 1e-8 * largest, 0);
    }
  }

  /// Beyond the reciprocal of the roundoff, the smallest eigenvalue cannot be told from 0.
  @Test
  void anUnresolvedConditionNumberIsMarked() {
    BlockTridiagonal M = BlockTridiagonal.of(new DMatrixRMaj[]{scalar(1), scalar(1e20)}, new DMatrixRMaj[]{scalar(0)});
    ExtremeEigenvalues found = ExtremeEigenvalues.of(M);
    assertTrue(found.smallest().lower() <= 0 && found.smallest().upper() >= 1, found.toString());
    assertEquals(Double.POSITIVE_INFINITY, found.condition().upper());
    assertTrue(found.condition().lower() > 1e14 && found.condition().lower() < 1e20, found.toString());
  }

  @Test
  void aZeroMatrixHasTheEigenvalueZero() {
    BlockTridiagonal M = BlockTridiagonal.of(new DMatrixRMaj[]{new DMatrixRMaj(3, 3)}, new DMatrixRMaj[0]);
    ExtremeEigenvalues found = ExtremeEigenvalues.of(M);
    assertEquals(new ExtremeEigenvalues.Bounds(0, 0), found.smallest());
    assertEquals(new ExtremeEigenvalues.Bounds(0, 0), found.largest());
    assertThrows(IllegalStateException.class, found::condition);
  }

  /// The spectrum of a path of 300 blocks crowds at both ends: `3 - 2 cos(k pi/(n+1))`.
  @Test
  void aCrowdedSpectrumIsStillEnclosed() {
    int n = 300;
    DMatrixRMaj[] D = new DMatrixRMaj[n];
    DMatrixRMaj[] O = new DMatrixRMaj[n - 1];
    Arrays.fill(D, scalar(3));
    Arrays.fill(O, scalar(-1));
    ExtremeEigenvalues found = ExtremeEigenvalues.of(BlockTridiagonal.of(D, O), 1e-6);
    double edge = 2 * Math.cos(Math.PI / (n + 1));
    assertEnclosed(3 - edge, found.smallest(), 1e-4, 0);
    assertEnclosed(3 + edge, found.largest(), 1e-4, 0);
  }

  @Test
  void aRegulariserShiftsAllEigenvalues() {
    DeepLinearNet net = DeepLinearNet.of(scalar(1), scalar(2), scalar(3));
    ExtremeEigenvalues plain = ExtremeEigenvalues.of(ActivityHessian.of(net).matrix());
    ExtremeEigenvalues shifted = ExtremeEigenvalues.of(ActivityHessian.of(net).matrix().plus(1));
    assertEquals(plain.smallest().middle() + 1, shifted.smallest().middle(), 1e-7);
    assertEquals(plain.largest().middle() + 1, shifted.largest().middle(), 1e-7);
  }

  /// The thesis (§5.5) says that only zero weights give the condition number 1; with one hidden layer, orthogonal output
  /// weights do as well.
  @Test
  void orthogonalOutputWeightsGiveTheConditionNumberOne() {
    DMatrixRMaj rotation = new DMatrixRMaj(new double[][]{{0, -2}, {2, 0}});
    DeepLinearNet net = DeepLinearNet.of(CommonOps_DDRM.identity(2), rotation);
    assertEnclosed(1, ExtremeEigenvalues.of(ActivityHessian.of(net).matrix()).condition(), 1e-8, 0);
  }

  @Test
  void wrongCallsAreNamed() {
    BlockTridiagonal M = BlockTridiagonal.of(new DMatrixRMaj[]{scalar(1)}, new DMatrixRMaj[0]);
    for (double tolerance : new double[]{0, 1, Double.NaN}) {
      assertEquals("tolerance must be in (0, 1), got " + tolerance,
          assertThrows(IllegalArgumentException.class, () -> ExtremeEigenvalues.of(M, tolerance)).getMessage());
    }
    BlockTridiagonal overflown = BlockTridiagonal.of(new DMatrixRMaj[]{scalar(1), scalar(2)},
        new DMatrixRMaj[]{scalar(Double.POSITIVE_INFINITY)});
    assertEquals("the matrix must be finite, but it has an entry Infinity",
        assertThrows(IllegalArgumentException.class, () -> ExtremeEigenvalues.of(overflown)).getMessage());
  }

  private static double[] eigenvalues(RealMatrix M) {
    double[] values = new EigenDecompositionSymmetric(M.add(M.transpose()).scalarMultiply(0.5)).getEigenvalues();
    Arrays.sort(values);
    return values;
  }

  private static void assertEnclosed(double exact, ExtremeEigenvalues.Bounds bounds, double width, double rounding) {
    assertTrue(bounds.lower() <= exact + rounding && exact - rounding <= bounds.upper(), bounds + " against " + exact);
    assertTrue(bounds.upper() - bounds.lower() <= width + 2 * rounding + 64 * EPS * Math.abs(exact),
        bounds + " is wide for " + exact);
  }

  @Provide
  static Arbitrary<Instance> nets() {
    return Instance.deep();
  }

  @Provide
  static Arbitrary<Instance> all() {
    return Instance.all();
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
