package org.linnet.theory.equilibrium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.linnet.core.energy.PcEnergy;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.fixedpoint.Instance;

/// **Oracle**: differences of the weight gradient at core's exact equilibrium, which uses neither the rescaling nor any
/// derivative of the equilibrium; the quotient rule on paper; symmetry.
///
/// **If wrong**: what is said of saddles, minima and curvature of the equilibrated energy.
class EquilibratedEnergyHessianTest {
  private static final double EPS = 0x1p-52;

  /// Five-point differences along a direction of norm 1 with `h = 1e-3` err by `h⁴` times the sixth derivative of the energy,
  /// for weights of order 1 below 1e-6 of its lower ones, and by `eps cond(Hz)/h` of the gradient.
  @Property(tries = 150, seed = "71")
  void itIsTheDifferenceQuotientOfTheGradientAtTheEquilibrium(@ForAll("nets") Instance of) {
    DMatrixRMaj[] V = of.direction(3);
    double norm = Math.sqrt(inner(V, V));
    for (DMatrixRMaj M : V) {
      CommonOps_DDRM.scale(1 / norm, M);
    }
    double h = 1e-3;
    double scale = 1 + Math.sqrt(inner(gradient(of, V, 0), gradient(of, V, 0)));
    DMatrixRMaj[] product = EquilibratedEnergyHessian.product(of.net(), of.x(), of.y(), V);
    scale += Math.sqrt(inner(product, product));
    for (int l = 0; l < V.length; l++) {
      DMatrixRMaj slope = new DMatrixRMaj(V[l].numRows, V[l].numCols);
      CommonOps_DDRM.addEquals(slope, 8 / (12 * h), gradient(of, V, h)[l]);
      CommonOps_DDRM.addEquals(slope, -8 / (12 * h), gradient(of, V, -h)[l]);
      CommonOps_DDRM.addEquals(slope, -1 / (12 * h), gradient(of, V, 2 * h)[l]);
      CommonOps_DDRM.addEquals(slope, 1 / (12 * h), gradient(of, V, -2 * h)[l]);
      assertEquals(0, NormOps_DDRM.normF(CommonOps_DDRM.subtract(slope, product[l], null)), 1e-6 * scale);
    }
  }

  @Property(tries = 100, seed = "72")
  void itIsSymmetric(@ForAll("nets") Instance of) {
    DMatrixRMaj[] U = of.direction(4);
    DMatrixRMaj[] V = of.direction(5);
    DMatrixRMaj[] HU = EquilibratedEnergyHessian.product(of.net(), of.x(), of.y(), U);
    DMatrixRMaj[] HV = EquilibratedEnergyHessian.product(of.net(), of.x(), of.y(), V);
    double scale = Math.sqrt(inner(U, U) * inner(HV, HV)) + Math.sqrt(inner(V, V) * inner(HU, HU));
    assertEquals(inner(U, HV), inner(V, HU), 100 * EPS * of.magnification() * scale);
  }

  /// `F* = (y - w3 w2 w1 x)²/(2 s)`, `s = 1 + w3² + (w3 w2)²`, at `w = (1, 1, 1)`, `x = 1`, `y = 0`: by the quotient rule the
  /// second derivatives of the pairs 11, 12, 13, 22, 23, 33 are these. Eq. B.49 as printed has 10/27 and 22/27 for 23 and 32.
  @Test
  void ofAChainItFollowsTheQuotientRule() {
    DeepLinearNet net = DeepLinearNet.of(scalar(1), scalar(1), scalar(1));
    double[][] expected = {{1 / 3.0, 4 / 9.0, 2 / 9.0}, {4 / 9.0, -2 / 27.0, 2 / 27.0}, {2 / 9.0, 2 / 27.0, -5 / 27.0}};
    for (int j = 0; j < 3; j++) {
      DMatrixRMaj[] V = {scalar(0), scalar(0), scalar(0)};
      V[j].set(0, 0, 1);
      DMatrixRMaj[] product = EquilibratedEnergyHessian.product(net, scalar(1), scalar(0), V);
      for (int i = 0; i < 3; i++) {
        assertEquals(expected[i][j], product[i].get(0), 16 * EPS, "(" + (i + 1) + ", " + (j + 1) + ")");
      }
    }
  }

  /// At the origin only the last layer curves: `-Syy V(L)`.
  @Test
  void atTheOriginOnlyTheLastLayerCurves() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(3, 2), new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 2));
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{1, 3}, {2, 0}});
    DMatrixRMaj[] V = {new DMatrixRMaj(3, 2), new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 2)};
    for (DMatrixRMaj M : V) {
      CommonOps_DDRM.fill(M, 1);
    }
    DMatrixRMaj[] product = EquilibratedEnergyHessian.product(net, CommonOps_DDRM.identity(2), y, V);
    assertEquals(0, NormOps_DDRM.normF(product[0]) + NormOps_DDRM.normF(product[1]), 0);
    double[] expected = {-(10 + 2) / 2.0, -(10 + 2) / 2.0, -(2 + 4) / 2.0, -(2 + 4) / 2.0}; // Syy = [10 2; 2 4]/2
    for (int k = 0; k < 4; k++) {
      assertEquals(expected[k], product[2].data[k], 16 * EPS);
    }
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(scalar(1), scalar(2));
    assertEquals("one direction per weight matrix is needed: 2, got 1", assertThrows(IllegalArgumentException.class,
        () -> EquilibratedEnergyHessian.product(net, scalar(1), scalar(1), scalar(1))).getMessage());
    for (DMatrixRMaj wrong : new DMatrixRMaj[]{new DMatrixRMaj(2, 1), new DMatrixRMaj(1, 2)}) {
      assertEquals("V(2) must be 1 x 1, the shape of W(2), got " + wrong.numRows + " x " + wrong.numCols,
          assertThrows(IllegalArgumentException.class,
              () -> EquilibratedEnergyHessian.product(net, scalar(1), scalar(1), scalar(1), wrong)).getMessage());
    }
    assertEquals("x must have N(0) = 1 rows, got 3", assertThrows(IllegalArgumentException.class,
        () -> EquilibratedEnergyHessian.product(net, new DMatrixRMaj(3, 1), scalar(1), scalar(1), scalar(1)))
        .getMessage());
  }

  private static DMatrixRMaj[] gradient(Instance of, DMatrixRMaj[] V, double step) {
    DMatrixRMaj[] W = new DMatrixRMaj[V.length];
    for (int l = 1; l <= W.length; l++) {
      W[l - 1] = of.net().weight(l);
      CommonOps_DDRM.addEquals(W[l - 1], step, V[l - 1]);
    }
    DeepLinearNet net = of.net().withWeights(W);
    return PcEnergy.of(net, of.x(), of.y()).evaluate(ExactInference.of(net).equilibrium(of.x(), of.y()))
        .weightGradient();
  }

  private static double inner(DMatrixRMaj[] U, DMatrixRMaj[] V) {
    double sum = 0;
    for (int l = 0; l < U.length; l++) {
      for (int k = 0; k < U[l].data.length; k++) {
        sum += U[l].data[k] * V[l].data[k];
      }
    }
    return sum;
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }

  @Provide
  static Arbitrary<Instance> nets() {
    return Instance.all();
  }
}
