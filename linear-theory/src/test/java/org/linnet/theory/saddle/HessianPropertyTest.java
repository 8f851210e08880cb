package org.linnet.theory.saddle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.equilibrium.EquilibratedEnergy;
import org.linnet.theory.oracle.DecimalLandscape;
import org.linnet.theory.oracle.Instance;

/// **Oracle**: differences of the loss and of the energy, minimised by elimination, in 44 decimal digits; the gradient of
/// [EquilibratedEnergy]; the derivative of the energy with `S` frozen.
///
/// **If wrong**: every statement on saddles, flatness and escape.
class HessianPropertyTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 60, seed = "41")
  void theLossAndItsGradientAreThoseOfTheForwardPass(@ForAll("instances") Instance of) {
    DecimalLandscape exact = DecimalLandscape.loss(of.net(), of.x(), of.y());
    List<DMatrixRMaj> U = of.direction(3);
    DMatrixRMaj[] gradient = SquaredLoss.gradient(of.net(), of.x(), of.y());
    double value = SquaredLoss.value(of.net(), of.x(), of.y());
    assertEquals(exact.value(), value, 100 * EPS * (1 + value));
    assertEquals(exact.slope(U), dot(U, gradient), lossTolerance(of) * norm(gradient));
    assertEquals(value, Landscape.LOSS.value(of.net(), of.x(), of.y()), 0);
    assertEquals(dot(U, gradient), dot(U, Landscape.LOSS.gradient(of.net(), of.x(), of.y())), 0);
  }

  @Property(tries = 60, seed = "42")
  void theLossHessianIsItsSecondDifference(@ForAll("instances") Instance of) {
    List<DMatrixRMaj> U = of.direction(3);
    List<DMatrixRMaj> V = of.direction(4);
    double exact = DecimalLandscape.loss(of.net(), of.x(), of.y()).curvature(U, V);
    DMatrixRMaj dense = LossHessian.dense(of.net(), of.x(), of.y());
    DMatrixRMaj[] product = LossHessian.product(of.net(), of.x(), of.y(), V.toArray(DMatrixRMaj[]::new));
    double tolerance = lossTolerance(of) * NormOps_DDRM.normF(dense);
    assertEquals(exact, dot(U, product), tolerance);
    assertEquals(exact, form(U, dense, V), tolerance);
    assertEquals(form(U, dense, V), form(U, Landscape.LOSS.hessian(of.net(), of.x(), of.y()), V), 0);
  }

  @Property(tries = 60, seed = "43")
  void eachBlockOfTheLossHessianIsItsMixedSecondDifference(@ForAll("instances") Instance of) {
    int L = of.net().depth();
    int l = 1 + Math.floorMod(of.seed(), L);
    int k = 1 + Math.floorMod(of.seed() / 7, L);
    DMatrixRMaj block = LossHessian.block(of.net(), of.x(), of.y(), l, k);
    double exact = DecimalLandscape.loss(of.net(), of.x(), of.y()).curvature(of.direction(3, l), of.direction(4, k));
    double predicted = form(List.of(of.direction(3).get(l - 1)), block, List.of(of.direction(4).get(k - 1)));
    assertEquals(exact, predicted, lossTolerance(of) * NormOps_DDRM.normF(LossHessian.dense(of.net(), of.x(), of.y())));
  }

  @Property(tries = 100, seed = "44")
  void theEquilibratedHessianIsTheSecondDifferenceOfTheMinimisedEnergy(@ForAll("instances") Instance of) {
    List<DMatrixRMaj> U = of.direction(3);
    List<DMatrixRMaj> V = of.direction(4);
    double exact = DecimalLandscape.energy(of.net(), of.x(), of.y()).curvature(U, V);
    DMatrixRMaj dense = EquilibratedHessian.dense(of.net(), of.x(), of.y());
    DMatrixRMaj[] product = EquilibratedHessian.product(of.net(), of.x(), of.y(), V.toArray(DMatrixRMaj[]::new));
    double tolerance = tolerance(of.net(), U, V) * NormOps_DDRM.normF(dense);
    assertEquals(exact, dot(U, product), tolerance);
    assertEquals(exact, form(U, dense, V), tolerance);
    assertEquals(0, CommonOps_DDRM.elementMaxAbs(
        CommonOps_DDRM.subtract(dense, CommonOps_DDRM.transpose(dense, null), null)), 0);
    assertEquals(form(U, dense, V), form(U, Landscape.EQUILIBRATED_ENERGY.hessian(of.net(), of.x(), of.y()), V), 0);
  }

  /// The last weights grow by six decades, the condition number of `S` to 1e12.
  @Property(tries = 40, seed = "47")
  void theErrorGrowsWithTheSquareRootOfTheConditionNumber(@ForAll("deep") Instance of) {
    int L = of.net().depth();
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      W[l - 1] = of.net().weight(l);
    }
    CommonOps_DDRM.scale(Math.pow(10, Math.floorMod(of.seed(), 7)), W[L - 1]);
    DeepLinearNet net = of.net().withWeights(W);
    List<DMatrixRMaj> U = of.direction(3);
    List<DMatrixRMaj> V = of.direction(4);
    DMatrixRMaj dense = EquilibratedHessian.dense(net, of.x(), of.y());
    double exact = DecimalLandscape.energy(net, of.x(), of.y()).curvature(U, V);
    assertEquals(exact, form(U, dense, V), tolerance(net, U, V) * NormOps_DDRM.normF(dense));
  }

  @Property(tries = 100, seed = "45")
  void theGradientSplitsIntoWhatMovesTheResidualAndWhatMovesTheRescaling(@ForAll("instances") Instance of) {
    EquilibratedGradientTerms.Terms terms = EquilibratedGradientTerms.terms(of.net(), of.x(), of.y());
    DMatrixRMaj[] residual = terms.residual().toArray(DMatrixRMaj[]::new);
    DMatrixRMaj[] rescaling = terms.rescaling().toArray(DMatrixRMaj[]::new);
    DMatrixRMaj[] whole = EquilibratedEnergy.gradient(of.net(), of.x(), of.y());
    List<DMatrixRMaj> U = of.direction(3);
    double tolerance = tolerance(of.net(), U, U) * (norm(residual) + norm(rescaling));
    assertEquals(dot(U, whole), dot(U, residual) + dot(U, rescaling), tolerance);
    assertEquals(dot(U, whole), dot(U, Landscape.EQUILIBRATED_ENERGY.gradient(of.net(), of.x(), of.y())), tolerance);
    assertEquals(0, NormOps_DDRM.normF(rescaling[0]), 0);
    double h = 1e-3; // the frozen energy is quadratic in each layer alone, so its central difference has no other error
    int l = 1 + Math.floorMod(of.seed(), of.net().depth());
    List<DMatrixRMaj> only = of.direction(3, l);
    double up = frozen(of, only, h);
    double down = frozen(of, only, -h);
    double rounding = 100 * EPS * CommonOps_DDRM.elementMaxAbs(EquilibratedEnergy.rescaling(of.net())) * (1 + up + down)
        / h;
    assertEquals((up - down) / (2 * h), dot(only, residual), rounding + tolerance);
  }

  @Property(tries = 60, seed = "46")
  void theBlocksOfOneHiddenLayerAreMixedSecondDifferences(@ForAll("oneHiddenLayer") Instance of) {
    DecimalLandscape energy = DecimalLandscape.energy(of.net(), of.x(), of.y());
    List<DMatrixRMaj> U = of.direction(3);
    List<DMatrixRMaj> V = of.direction(4);
    double tolerance = tolerance(of.net(), U, V)
        * NormOps_DDRM.normF(EquilibratedHessian.dense(of.net(), of.x(), of.y()));
    assertEquals(energy.curvature(of.direction(3, 1), of.direction(4, 1)), form(U.subList(0, 1),
        OneHiddenLayerHessian.first(of.net(), of.x(), of.y()), V.subList(0, 1)), tolerance);
    assertEquals(energy.curvature(of.direction(3, 2), of.direction(4, 1)), form(U.subList(1, 2),
        OneHiddenLayerHessian.mixed(of.net(), of.x(), of.y()), V.subList(0, 1)), tolerance);
    assertEquals(energy.curvature(of.direction(3, 2), of.direction(4, 2)), form(U.subList(1, 2),
        OneHiddenLayerHessian.last(of.net(), of.x(), of.y()), V.subList(1, 2)), tolerance);
  }

  /// The energy at the weights plus `h U` with the rescaling of the weights themselves.
  private static double frozen(Instance of, List<DMatrixRMaj> U, double h) {
    DeepLinearNet net = of.net();
    DMatrixRMaj[] W = new DMatrixRMaj[net.depth()];
    for (int l = 1; l <= W.length; l++) {
      W[l - 1] = CommonOps_DDRM.add(net.weight(l), h, U.get(l - 1), null);
    }
    DeepLinearNet moved = net.withWeights(W);
    DMatrixRMaj z = of.x();
    for (int l = 1; l <= W.length; l++) {
      z = moved.predict(l, z);
    }
    DMatrixRMaj r = CommonOps_DDRM.subtract(of.y(), z, null);
    DMatrixRMaj inverse = EquilibratedEnergy.rescaling(net);
    CommonOps_DDRM.invert(inverse);
    return CommonOps_DDRM.trace(CommonOps_DDRM.multTransA(r, CommonOps_DDRM.mult(inverse, r, null), null))
        / (2 * r.numCols);
  }

  static double dot(List<DMatrixRMaj> U, DMatrixRMaj[] V) {
    return CommonOps_DDRM.dot(stack(U), RowVectorisation.stack(V));
  }

  static double form(List<DMatrixRMaj> U, DMatrixRMaj H, List<DMatrixRMaj> V) {
    return CommonOps_DDRM.dot(stack(U), CommonOps_DDRM.mult(H, stack(V), null));
  }

  private static DMatrixRMaj stack(List<DMatrixRMaj> V) {
    return RowVectorisation.stack(V.toArray(DMatrixRMaj[]::new));
  }

  private static double norm(DMatrixRMaj[] V) {
    return NormOps_DDRM.normF(RowVectorisation.stack(V));
  }

  /// The documented growth `eps sqrt(cond S)`, relative to the norms of the matrix and of the directions; 100 for the number of roundings.
  private static double tolerance(DeepLinearNet net, List<DMatrixRMaj> U, List<DMatrixRMaj> V) {
    double condition = NormOps_DDRM.conditionP2(EquilibratedEnergy.rescaling(net));
    return 100 * EPS * Math.sqrt(condition) * NormOps_DDRM.normF(stack(U)) * NormOps_DDRM.normF(stack(V));
  }

  /// The same without a rescaling.
  private static double lossTolerance(Instance of) {
    return 500 * EPS * NormOps_DDRM.normF(stack(of.direction(3))) * NormOps_DDRM.normF(stack(of.direction(4)));
  }

  @Provide
  static Arbitrary<Instance> instances() {
    return Instance.ofDepth(1, 5);
  }

  @Provide
  static Arbitrary<Instance> deep() {
    return Instance.ofDepth(2, 4);
  }

  @Provide
  static Arbitrary<Instance> oneHiddenLayer() {
    return Instance.ofDepth(2, 2);
  }
}
