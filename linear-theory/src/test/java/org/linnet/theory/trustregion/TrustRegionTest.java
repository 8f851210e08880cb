package org.linnet.theory.trustregion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.energy.Activities;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.equilibrium.EquilibratedEnergy;
import org.linnet.theory.oracle.DecimalLandscape;
import org.linnet.theory.oracle.Instance;

/// **Oracle**: core's energy and its activity gradient evaluated directly; the step by conditioning the generative model on the output,
/// `C(l) S⁻¹ r`; differences of the loss in 44 digits; random feasible points; paper and pencil.
///
/// **If wrong**: the claims of chapter 3.
class TrustRegionTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 100, seed = "71")
  void theExpansionAroundTheForwardPassIsExact(@ForAll("instances") Instance of) {
    PcEnergy energy = PcEnergy.of(of.net(), of.x(), of.y());
    Activities z = energy.forward();
    Activities g = ActivityStep.gradient(of.net(), of.x(), of.y());
    Activities direct = Activities.zero(of.net(), of.samples());
    energy.evaluate(z).activityGradient(direct);
    RandomStream random = RandomStream.of(of.seed()).split(5);
    Activities d = Activities.zero(of.net(), of.samples());
    for (int l = 1; l <= d.layers(); l++) {
      assertClose(direct.layer(l), g.layer(l), 1e-12 * (1 + energy.value()));
      d.layer(l).setTo(Instance.gaussian(random, of.net().width(l), of.samples()));
    }
    double expanded = ActivityStep.expansion(of.net(), of.x(), of.y(), d);
    double start = energy.value();
    z.add(1, d);
    assertEquals(energy.evaluate(z).value(), expanded, 1e-13 * (1 + start + expanded));
  }

  @Property(tries = 100, seed = "72")
  void theStepIsThatOfConditioningOnTheOutputAndLowersTheEnergyByHalfItsSquaredRadius(
      @ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    int L = net.depth();
    Activities d = ActivityStep.step(net, of.x(), of.y());
    DMatrixRMaj S = EquilibratedEnergy.rescaling(net);
    double condition = L == 1 ? 1 : ActivityHessian.of(net).eigenvalueBounds().condition();
    double tolerance = 100 * EPS * (condition + NormOps_DDRM.conditionP2(S));
    CommonOps_DDRM.invert(S);
    DMatrixRMaj r = residual(net, of.x(), of.y());
    DMatrixRMaj solved = CommonOps_DDRM.mult(S, r, null);
    DMatrixRMaj C = new DMatrixRMaj(net.width(0), net.width(L));
    for (int l = 1; l < L; l++) {
      DMatrixRMaj P = CommonOps_DDRM.identity(net.width(L)); // P(l+1)
      for (int k = L; k > l; k--) {
        P = CommonOps_DDRM.mult(P, net.layerMap(k), null);
      }
      C = CommonOps_DDRM.mult(net.layerMap(l), C, null);
      CommonOps_DDRM.addEquals(C, 1 / net.precision(l), CommonOps_DDRM.transpose(P, null));
      DMatrixRMaj expected = CommonOps_DDRM.mult(C, solved, null);
      double size = NormOps_DDRM.normF(of.x()) + NormOps_DDRM.normF(of.y()) + NormOps_DDRM.normF(expected)
          + NormOps_DDRM.normF(r);
      assertClose(expected, d.layer(l), tolerance * size);
    }
    // rᵀ (gamma(L) I - S⁻¹) r, mean over the samples
    double forward = net.precision(L) * NormOps_DDRM.normF(r) * NormOps_DDRM.normF(r);
    double radius = (forward - CommonOps_DDRM.trace(CommonOps_DDRM.multTransA(r, solved, null))) / of.samples();
    assertEquals(radius, ActivityStep.squaredRadius(net, of.x(), of.y()), tolerance * (1 + forward) * 10);
    double low = EquilibratedEnergy.energy(net, of.x(), of.y());
    assertEquals(low, ActivityStep.expansion(net, of.x(), of.y(), d), tolerance * (1 + forward) * 10);
    assertEquals(forward / of.samples() / 2 - low, radius / 2, tolerance * (1 + forward) * 10);
  }

  @Property(tries = 60, seed = "73")
  void theShiftIsWhatSeparatesTheTwoGradients(@ForAll("instances") Instance of) {
    DeepLinearNet net = of.net();
    WeightDirection.Gradients gradients = WeightDirection.gradients(net, of.x(), of.y());
    DMatrixRMaj[] pc = EquilibratedEnergy.gradient(net, of.x(), of.y());
    DecimalLandscape loss = DecimalLandscape.loss(net, of.x(), of.y());
    double condition = net.depth() == 1 ? 1 : ActivityHessian.of(net).eigenvalueBounds().condition();
    for (int l = 1; l <= net.depth(); l++) {
      DMatrixRMaj bp = gradients.backpropagation().get(l - 1);
      double size = 1 + NormOps_DDRM.normF(pc[l - 1]) + NormOps_DDRM.normF(bp);
      double data = 1 + NormOps_DDRM.normF(of.x()) + NormOps_DDRM.normF(of.y());
      assertClose(pc[l - 1], gradients.predictiveCoding().get(l - 1), 500 * EPS * condition * size * data * data);
      List<DMatrixRMaj> U = of.direction(3, l);
      double slope = net.precision(net.depth()) * loss.slope(U);
      assertEquals(slope, CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(U.get(l - 1), bp, null)),
          1e-13 * size * data * 10);
      assertClose(CommonOps_DDRM.subtract(gradients.predictiveCoding().get(l - 1), bp, null),
          gradients.shift().get(l - 1), 0);
    }
  }

  /// `w = (1, 1)`, `x = 1`, `y = 2`: `h = 1`, `r = 1`, `z* = 3/2`.
  @Test
  void theSmallestNetworkAgreesWithPaperAndPencil() {
    DeepLinearNet net = DeepLinearNet.of(column(1), column(1));
    assertEquals(-1, ActivityStep.gradient(net, column(1), column(2)).layer(1).get(0), 0);
    assertEquals(0.5, ActivityStep.step(net, column(1), column(2)).layer(1).get(0), EPS);
    assertEquals(0.5, ActivityStep.squaredRadius(net, column(1), column(2)), EPS);
    WeightDirection.Gradients gradients = WeightDirection.gradients(net, column(1), column(2));
    assertEquals(-0.5, gradients.predictiveCoding().get(0).get(0), EPS);
    assertEquals(-1, gradients.backpropagation().get(0).get(0), 0);
    assertEquals(0.5, gradients.shift().get(0).get(0), EPS);
    assertEquals(-0.75, gradients.predictiveCoding().get(1).get(0), EPS); // e(2) z* = 1/2 * 3/2
  }

  /// All weights 1, `x = 1`, `y = 0`: `Hz = [2, -1; -1, 2]`, `g = (0, 1)`.
  @Test
  void onlyTheLastHiddenLayerFeelsTheOutputAtFirst() {
    DeepLinearNet net = DeepLinearNet.of(column(1), column(1), column(1));
    Activities g = ActivityStep.gradient(net, column(1), column(0));
    Activities d = ActivityStep.step(net, column(1), column(0));
    assertEquals(0, g.layer(1).get(0), 0);
    assertEquals(1, g.layer(2).get(0), 0);
    assertEquals(-1 / 3.0, d.layer(1).get(0), 2 * EPS);
    assertEquals(-2 / 3.0, d.layer(2).get(0), 2 * EPS);
  }

  @Test
  void withoutAHiddenLayerThereIsNoStep() {
    DeepLinearNet net = DeepLinearNet.of(column(2));
    assertEquals(0, ActivityStep.squaredRadius(net, column(1), column(5)), 0);
    assertEquals(0, ActivityStep.step(net, column(1), column(5)).layers());
    assertEquals(-3, WeightDirection.gradients(net, column(1), column(5)).predictiveCoding().get(0).get(0), 0);
    assertEquals(4.5, ActivityStep.expansion(net, column(1), column(5), Activities.zero(net, 1)), 1e-15);
  }

  @Test
  void noFeasiblePointIsLowerThanTheLinearStep() {
    RandomStream random = RandomStream.of(81);
    DMatrixRMaj M = Instance.gaussian(random, 4, 4);
    DMatrixRMaj A = CommonOps_DDRM.multTransA(M, M, null);
    DMatrixRMaj g = Instance.gaussian(random, 4, 1);
    DMatrixRMaj step = TrustRegionStep.linear(g, A, 0.7);
    assertEquals(0.7, form(A, step), 1e-12);
    for (int k = 0; k < 2000; k++) {
      DMatrixRMaj d = Instance.gaussian(random, 4, 1);
      CommonOps_DDRM.scale(Math.sqrt(0.7 / form(A, d)), d);
      assertTrue(CommonOps_DDRM.dot(g, d) >= CommonOps_DDRM.dot(g, step) - 1e-12);
    }
    // gradient descent: g = (3, 4), p = 4: rate 2/5
    assertArrayEquals(new double[]{-1.2, -1.6},
        TrustRegionStep.linear(column(3, 4), CommonOps_DDRM.identity(2), 4).data, 4 * EPS);
    assertArrayEquals(new double[]{0, 0}, TrustRegionStep.linear(column(0, 0), CommonOps_DDRM.identity(2), 4).data, 0);
  }

  @Test
  void noFeasiblePointIsLowerThanTheDampedNewtonStepWhereItMinimises() {
    RandomStream random = RandomStream.of(82);
    DMatrixRMaj H = CommonOps_DDRM.diag(-1, 2, 0.5);
    DMatrixRMaj g = Instance.gaussian(random, 3, 1);
    TrustRegionStep.Newton newton = TrustRegionStep.newton(g, H, 0.5); // H + 2 I
    assertTrue(newton.minimises());
    double model = CommonOps_DDRM.dot(g, newton.step()) + form(H, newton.step()) / 2;
    for (int k = 0; k < 5000; k++) {
      DMatrixRMaj d = Instance.gaussian(random, 3, 1);
      double length = Math.sqrt(newton.squaredRadius()) * Math.cbrt(random.nextDouble());
      CommonOps_DDRM.scale(length / NormOps_DDRM.normF(d), d);
      assertTrue(CommonOps_DDRM.dot(g, d) + form(H, d) / 2 >= model - 1e-12);
    }
    assertFalse(TrustRegionStep.newton(g, H, 2).minimises()); // -1 + 1/2 < 0
  }

  @Test
  void theDampedNewtonStepSolvesItsEquation() {
    // (2 + 1/2) d = -5
    TrustRegionStep.Newton newton = TrustRegionStep.newton(column(5), column(2), 2);
    assertEquals(-2, newton.step().get(0), 4 * EPS);
    assertEquals(4, newton.squaredRadius(), 16 * EPS);
    DMatrixRMaj H = new DMatrixRMaj(new double[][]{{1, 2}, {2, -3}});
    DMatrixRMaj d = TrustRegionStep.newton(column(1, -1), H, 0.25).step();
    DMatrixRMaj back = CommonOps_DDRM.mult(H, d, null);
    CommonOps_DDRM.addEquals(back, 4, d);
    assertArrayEquals(new double[]{-1, 1}, back.data, 16 * EPS);
  }

  @Test
  void aWrongCallIsNamed() {
    DMatrixRMaj I = CommonOps_DDRM.identity(2);
    assertMessage("the radius p must be positive and finite, got 0.0",
        () -> TrustRegionStep.linear(column(1, 1), I, 0));
    assertMessage("the radius p must be positive and finite, got Infinity",
        () -> TrustRegionStep.linear(column(1, 1), I, Double.POSITIVE_INFINITY));
    assertMessage("H must be 2 x 2, the entries of g, got 2 x 1",
        () -> TrustRegionStep.newton(column(1, 1), column(1, 1), 1));
    assertMessage("H must be 2 x 2, the entries of g, got 1 x 2",
        () -> TrustRegionStep.newton(column(1, 1), new DMatrixRMaj(1, 2), 1));
    assertMessage("A must be positive definite, and its Cholesky factorisation fails",
        () -> TrustRegionStep.linear(column(1), column(-1), 1));
    assertMessage("A must be 1 x 1, the entries of g, got 2 x 2", () -> TrustRegionStep.linear(column(1), I, 1));
    assertMessage("g must be one column, got 2", () -> TrustRegionStep.newton(I, I, 1));
    assertMessage("H must be 1 x 1, the entries of g, got 2 x 2", () -> TrustRegionStep.newton(column(1), I, 1));
    assertMessage("alpha must be positive, got 0.0", () -> TrustRegionStep.newton(column(1, 1), I, 0));
    assertMessage("H + I/alpha must not be singular, but H has the eigenvalue -1/alpha = -2.0; change alpha",
        () -> TrustRegionStep.newton(column(1), column(-2), 0.5));
  }

  private static DMatrixRMaj residual(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    DMatrixRMaj z = x;
    for (int l = 1; l <= net.depth(); l++) {
      z = net.predict(l, z);
    }
    return CommonOps_DDRM.subtract(y, z, null);
  }

  private static double form(DMatrixRMaj A, DMatrixRMaj d) {
    return CommonOps_DDRM.dot(d, CommonOps_DDRM.mult(A, d, null));
  }

  private static void assertClose(DMatrixRMaj expected, DMatrixRMaj actual, double tolerance) {
    assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, actual, null)), tolerance);
  }

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static DMatrixRMaj column(double... values) {
    return new DMatrixRMaj(values);
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.ofDepth(1, 5);
  }
}
