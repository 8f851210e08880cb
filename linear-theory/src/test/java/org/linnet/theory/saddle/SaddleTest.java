package org.linnet.theory.saddle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.oracle.DecimalLandscape;
import org.linnet.theory.oracle.Instance;

/// **Oracle**: paper and pencil for widths 1 and 2; the Hessian at any point, which [HessianPropertyTest] checks against
/// decimal differences; the dense eigenvalues of it; the minimised energy in 44 digits.
///
/// **If wrong**: the claims on origin and zero-rank saddles, and Figures 4.3, 4.4, B.2 to B.4.
class SaddleTest {
  private static final double EPS = 0x1p-52;

  @Test
  void aDerivativeInTheLayoutOfRowsIsTheStatedProduct() {
    RandomStream random = RandomStream.of(1);
    DMatrixRMaj A = Instance.gaussian(random, 2, 3);
    DMatrixRMaj C = Instance.gaussian(random, 4, 5);
    DMatrixRMaj X = Instance.gaussian(random, 3, 4);
    DMatrixRMaj Y = Instance.gaussian(random, 4, 3);
    DMatrixRMaj AXC = CommonOps_DDRM.mult(CommonOps_DDRM.mult(A, X, null), C, null);
    DMatrixRMaj AYC = CommonOps_DDRM.mult(CommonOps_DDRM.multTransB(A, Y, null), C, null);
    DMatrixRMaj derivative = RowVectorisation.derivative(A, C);
    DMatrixRMaj transposed = RowVectorisation.transposedDerivative(A, C);
    assertClose(RowVectorisation.stack(AXC), CommonOps_DDRM.mult(derivative, RowVectorisation.stack(X), null),
        64 * EPS);
    assertClose(RowVectorisation.stack(AYC), CommonOps_DDRM.mult(transposed, RowVectorisation.stack(Y), null),
        64 * EPS);
  }

  @Test
  void stackingRunsByRowsAndUnstackingUndoesIt() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 2));
    DMatrixRMaj v = new DMatrixRMaj(new double[]{1, 2, 3, 4, 5, 6});
    DMatrixRMaj[] V = RowVectorisation.unstack(net, v);
    assertEquals(2, V[0].get(1, 0), 0);
    assertEquals(4, V[1].get(0, 1), 0);
    assertArrayEquals(v.data, RowVectorisation.stack(V).data);
    assertMessage("a direction must have one entry per weight, 6, got 5",
        () -> RowVectorisation.unstack(net, new DMatrixRMaj(5, 1)));
  }

  /// By hand: `1/2 (y - (1 + w2) (1 + w1) x)²` has the second derivatives `x²` and the mixed one `x² - (y - x) x`.
  @Test
  void aResidualNetworkIsNotConvexAtTheOrigin() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(1, 1), new DMatrixRMaj(1, 1)).withSkips(1, 1);
    assertArrayEquals(new double[]{1, 2, 2, 1}, LossHessian.dense(net, scalar(1), scalar(0)).data);
    assertArrayEquals(new double[]{1, 1, 1, 1}, LossHessian.dense(net, scalar(1), scalar(1)).data);
  }

  /// `F* = 1/(2 (1 + w2²))` at `w1 = 0`: second derivative 1/4 at `w2 = 1`; `∂²F*/∂w1² = w2²/s = 1/2`; by hand
  /// `∂²F*/∂w1∂w2` of `(1 - w1 w2)²/(2 (1 + w2²))` at `(0, 1)` is 0.
  @Test
  void theHessianOfTheSmallestNetworkAgreesWithPaperAndPencil() {
    DMatrixRMaj H = EquilibratedHessian.dense(DeepLinearNet.of(scalar(0), scalar(1)), scalar(1), scalar(1));
    assertArrayEquals(new double[]{0.5, 0, 0, 0.25}, H.data, 4 * EPS);
    // (1 - w1 w2)²/2 at (2, 3): w2², (w1 w2 - 1) + w1 w2, w1²
    DMatrixRMaj loss = LossHessian.dense(DeepLinearNet.of(scalar(2), scalar(3)), scalar(1), scalar(1));
    assertArrayEquals(new double[]{9, 11, 11, 4}, loss.data, 32 * EPS);
  }

  /// The two parts of the gradient at `w = (0, 1)`, `x = y = 1`: `r = 1`, `S = 2`, `C(1) = 1`.
  @Test
  void thePartsOfTheSmallestGradientAgreeWithPaperAndPencil() {
    EquilibratedGradientTerms.Terms terms = EquilibratedGradientTerms
        .terms(DeepLinearNet.of(scalar(0), scalar(1)), scalar(1), scalar(1));
    assertEquals(-0.5, terms.residual().get(0).get(0), 4 * EPS);
    assertEquals(0, terms.residual().get(1).get(0), 0);
    assertEquals(-0.25, terms.rescaling().get(1).get(0), 4 * EPS);
  }

  @Test
  void theHessiansAtTheOriginAreThoseOfAnyPointThere() {
    for (int depth = 1; depth <= 4; depth++) {
      Data of = Data.random(depth, 7 + depth);
      assertClose(LossHessian.dense(of.origin(), of.x(), of.y()), OriginHessian.loss(of.net(), of.x(), of.y()),
          64 * EPS);
      assertClose(EquilibratedHessian.dense(of.origin(), of.x(), of.y()),
          OriginHessian.energy(of.net(), of.x(), of.y()), 256 * EPS);
    }
  }

  @Test
  void theSpectraAtTheOriginAreThoseOfTheDenseHessians() {
    for (int depth = 1; depth <= 4; depth++) {
      Data of = Data.random(depth, 17 + depth);
      OriginHessian.Spectrum loss = OriginHessian.lossSpectrum(of.net(), of.x(), of.y());
      OriginHessian.Spectrum energy = OriginHessian.energySpectrum(of.net(), of.x(), of.y());
      double[] dense = eigenvalues(EquilibratedHessian.dense(of.origin(), of.x(), of.y()));
      assertArrayEquals(eigenvalues(LossHessian.dense(of.origin(), of.x(), of.y())), loss.all(), 1e-12);
      assertArrayEquals(dense, energy.all(), 1e-12);
      assertEquals(dense[0], energy.smallest(), 1e-12);
      assertEquals(dense[dense.length - 1], energy.largest(), 1e-12);
      assertEquals(depth > 1, energy.smallest() < 0);
    }
  }

  /// `Σxy = 0` with `Σyy ≠ 0`: the loss of one hidden layer has no negative curvature, the energy has. With `y = 0` neither has.
  @Test
  void theOriginIsStrictOnlyWithTheTargetsThatItNeeds() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(1, 2));
    DMatrixRMaj x = new DMatrixRMaj(new double[][]{{1, 1}});
    DMatrixRMaj y = new DMatrixRMaj(new double[][]{{3, -3}});
    assertEquals(0, OriginHessian.lossSpectrum(net, x, y).smallest(), 0);
    assertEquals(-9, OriginHessian.energySpectrum(net, x, y).smallest(), 1e-14);
    assertEquals(0, OriginHessian.energySpectrum(net, x, new DMatrixRMaj(1, 2)).smallest(), 0);
    assertEquals(0, OriginHessian.lossSpectrum(DeepLinearNet.of(scalar(0), scalar(0), scalar(0)), x, y).largest(), 0);
    assertEquals(0, OriginHessian.energySpectrum(DeepLinearNet.of(scalar(0), scalar(0), scalar(0)), x, y).largest(), 0);
  }

  @Test
  void theOriginNeedsLayersThatVanish() {
    DeepLinearNet skip = DeepLinearNet.of(scalar(0), scalar(0)).withSkips(0, 1);
    DeepLinearNet bias = DeepLinearNet.of(scalar(0), scalar(0)).withBiases(new double[]{2}, new double[]{0});
    assertMessage("layer maps vanish at the origin only without skips, got tau(2) = 1.0; use EquilibratedHessian",
        () -> OriginHessian.energy(skip, scalar(1), scalar(1)));
    assertMessage("biases must be 0 at the origin, got 2.0 in b(1); use EquilibratedHessian",
        () -> OriginHessian.lossSpectrum(bias, scalar(1), scalar(1)));
  }

  @Test
  void threeZeroLayersHideTheLossFromSecondDerivatives() {
    DMatrixRMaj one = new DMatrixRMaj(new double[][]{{1, 2}, {3, 4}});
    DMatrixRMaj zero = new DMatrixRMaj(2, 2);
    DeepLinearNet net = DeepLinearNet.of(zero, one, zero, zero);
    DMatrixRMaj x = Instance.gaussian(RandomStream.of(3), 2, 3);
    DMatrixRMaj y = Instance.gaussian(RandomStream.of(4), 2, 3);
    assertEquals(0, NormOps_DDRM.normF(LossHessian.dense(net, x, y)), 0);
    assertTrue(ZeroRankSaddle.escape(net, x, y).strict());
  }

  @Test
  void theSteepestEscapeOfAZeroRankSaddleIsTheSmallestEigenvalueOfItsLastBlock() {
    for (int depth = 2; depth <= 5; depth++) {
      Data of = Data.random(depth, 27 + depth);
      DeepLinearNet net = of.zeroRank();
      ZeroRankSaddle.Escape escape = ZeroRankSaddle.escape(net, of.x(), of.y());
      DMatrixRMaj block = ZeroRankSaddle.lastBlock(net, of.x(), of.y());
      double[] all = eigenvalues(block);
      DMatrixRMaj whole = EquilibratedHessian.dense(net, of.x(), of.y());
      int n = block.numRows;
      DMatrixRMaj corner = CommonOps_DDRM.extract(whole, whole.numRows - n, whole.numRows, whole.numRows - n,
          whole.numRows);
      assertClose(corner, block, 1e-12);
      assertEquals(all[0], escape.curvature(), 1e-12 * Math.abs(all[0]));
      assertEquals(1, NormOps_DDRM.normF(escape.direction()), 8 * EPS);
      assertEquals(escape.curvature(), decimalCurvature(net, of, escape.direction()), 1e-12 * Math.abs(all[0]));
      assertTrue(escape.strict());
    }
  }

  /// `F*(delta) = 1/(2 (1 + delta²))` along the last weight: curvature -1.
  @Test
  void theSmallestZeroRankSaddleAgreesWithPaperAndPencil() {
    ZeroRankSaddle.Escape escape = ZeroRankSaddle.escape(DeepLinearNet.of(scalar(0), scalar(0)), scalar(1), scalar(1));
    assertEquals(-1, escape.curvature(), 4 * EPS);
    // C = 1 + 3² = 10, y² = 4, a² = 4, gamma(3)² = 9, 1/gamma(2) = 2 and w²/gamma(1) = 9/5
    DeepLinearNet net = DeepLinearNet.of(scalar(0), scalar(3), scalar(0)).withScalings(1, 1, 2).withPrecisions(5, 0.5,
        3);
    assertEquals(-4.0 * 4 * 9 * (2 + 9 / 5.0), ZeroRankSaddle.escape(net, scalar(1), scalar(2)).curvature(), 1e-12);
    assertFalse(ZeroRankSaddle.escape(net, scalar(1), scalar(0)).strict());
  }

  /// A product that is zero but for rounding counts as zero, one that is small does not.
  @Test
  void zeroRankIsMeantUpToRounding() {
    DMatrixRMaj row = new DMatrixRMaj(new double[][]{{0.1 + 0.2, -0.3}});
    DMatrixRMaj ones = new DMatrixRMaj(new double[]{1, 1}); // 0.1 + 0.2 - 0.3 = 5.6e-17
    assertTrue(ZeroRankSaddle.escape(DeepLinearNet.of(ones, row, scalar(0)), scalar(1), scalar(1)).strict());
    DMatrixRMaj off = new DMatrixRMaj(new double[][]{{0.3, -0.3 - 1e-14}});
    assertThrows(IllegalArgumentException.class,
        () -> ZeroRankSaddle.escape(DeepLinearNet.of(ones, off, scalar(0)), scalar(1), scalar(1)));
  }

  @Test
  void whatIsNoZeroRankSaddleIsNamed() {
    DeepLinearNet last = DeepLinearNet.of(scalar(0), scalar(2));
    DeepLinearNet below = DeepLinearNet.of(scalar(3), scalar(2), scalar(0));
    DeepLinearNet bias = DeepLinearNet.of(scalar(0), scalar(0)).withBiases(new double[]{0}, new double[]{1});
    assertMessage("A(2) must be 0 at a zero-rank saddle, got the norm 2.0",
        () -> ZeroRankSaddle.escape(last, scalar(1), scalar(1)));
    assertMessage("A(2) .. A(1) must be 0 at a zero-rank saddle, got the norm 6.0",
        () -> ZeroRankSaddle.lastBlock(below, scalar(1), scalar(1)));
    assertMessage("biases must be 0 at a zero-rank saddle, got 1.0 in b(2)",
        () -> ZeroRankSaddle.escape(bias, scalar(1), scalar(1)));
    assertMessage("a zero-rank saddle needs a hidden layer, got depth 1",
        () -> ZeroRankSaddle.escape(DeepLinearNet.of(scalar(0)), scalar(1), scalar(1)));
  }

  @Test
  void aWrongCallIsNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 3), new DMatrixRMaj(1, 2));
    DMatrixRMaj x = new DMatrixRMaj(3, 1);
    DMatrixRMaj y = new DMatrixRMaj(1, 1);
    assertMessage("x must have N(0) = 3 rows, got 1", () -> SquaredLoss.value(net, y, y));
    assertMessage("a direction must have one matrix per layer, 2, got 1", () -> LossHessian.product(net, x, y, x));
    DMatrixRMaj first = net.weight(1);
    DMatrixRMaj wide = new DMatrixRMaj(net.width(2), net.width(1) + 1);
    DMatrixRMaj tall = new DMatrixRMaj(net.width(2) + 1, net.width(1));
    for (DMatrixRMaj wrong : new DMatrixRMaj[]{wide, tall}) {
      assertMessage("V(2) must have the shape of W(2), " + net.width(2) + " x " + net.width(1) + ", got "
          + wrong.numRows + " x " + wrong.numCols, () -> LossHessian.product(net, x, y, first, wrong));
    }
    assertMessage("V(2) must have the shape of W(2), 1 x 2, got 3 x 1",
        () -> EquilibratedHessian.product(net, x, y, new DMatrixRMaj(2, 3), x));
    assertMessage(
        "the network must have one hidden layer (depth 2), got depth 1; for other depths use EquilibratedHessian",
        () -> OneHiddenLayerHessian.last(DeepLinearNet.of(new DMatrixRMaj(1, 3)), x, y));
    assertEquals("layer must be in 1..2, got 3",
        assertThrows(IndexOutOfBoundsException.class, () -> LossHessian.block(net, x, y, 1, 3)).getMessage());
    assertEquals("layer must be in 1..2, got 0",
        assertThrows(IndexOutOfBoundsException.class, () -> LossHessian.block(net, x, y, 0, 1)).getMessage());
  }

  /// Widths 1, 1, 2, 2, all weights 1, `x = 1`, `y = (1, 0)`: `h(3) - y = (1, 2)`. B.8 as printed is `I ⊗ (1, 2)`, in rows `vec W(2)` and
  /// columns `vec W(3)ᵀ`; B.7 is `W(3)ᵀ ⊗ h(1) h(2)ᵀ`.
  @Test
  void theSecondTermOfAnOffDiagonalBlockHasItsColumnsPermuted() {
    DMatrixRMaj one = new DMatrixRMaj(new double[][]{{1, 1}, {1, 1}});
    DeepLinearNet net = DeepLinearNet.of(scalar(1), new DMatrixRMaj(new double[]{1, 1}), one);
    DMatrixRMaj block = LossHessian.block(net, scalar(1), new DMatrixRMaj(new double[]{1, 0}), 2, 3);
    assertArrayEquals(new double[]{1 + 1, 1, 1 + 2, 1, 1, 1 + 1, 1, 1 + 2}, block.data, 16 * EPS);
  }

  /// B.9 as printed is `1 x 2` here.
  @Test
  void aBlockHasTheRowsOfItsFirstLayerAndTheColumnsOfItsSecond() {
    DeepLinearNet net = DeepLinearNet.of(scalar(1), new DMatrixRMaj(2, 1), new DMatrixRMaj(1, 2));
    DMatrixRMaj block = LossHessian.block(net, scalar(1), scalar(1), 3, 1);
    assertEquals(2, block.numRows);
    assertEquals(1, block.numCols);
  }

  /// Widths 1, 2, 2, `x = 1`, `y = (0, 1)`: 4.6 as printed puts `(0, I)` above and `(e2, 0; 0, e2)` below, not symmetric.
  @Test
  void theHessianAtTheOriginIsSymmetric() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 2));
    DMatrixRMaj H = OriginHessian.loss(net, scalar(1), new DMatrixRMaj(new double[]{0, 1}));
    // W(1)[i] couples to W(2)[2, i] only
    DMatrixRMaj expected = new DMatrixRMaj(6, 6);
    for (int i = 0; i < 2; i++) {
      expected.set(i, 4 + i, -1);
      expected.set(4 + i, i, -1);
    }
    assertArrayEquals(expected.data, H.data, 0);
  }

  @Test
  void theLossAlongARayIsAPolynomialInThePowerOfTheDepth() {
    for (int depth = 1; depth <= 4; depth++) {
      Data of = Data.random(depth, 37 + depth);
      LossAlongRay ray = LossAlongRay.of(of.net(), of.x(), of.y());
      for (double t : new double[]{-1.5, 0, 0.5, 2}) {
        DMatrixRMaj[] W = new DMatrixRMaj[depth];
        for (int l = 1; l <= depth; l++) {
          W[l - 1] = of.net().weight(l);
          CommonOps_DDRM.scale(t, W[l - 1]);
        }
        double exact = DecimalLandscape.loss(of.net().withWeights(W), of.x(), of.y()).value();
        assertEquals(exact, ray.at(t), 1e-13 * (1 + exact));
      }
      assertEquals(DecimalLandscape.loss(of.origin(), of.x(), of.y()).value(), ray.constant(), 1e-13);
    }
    // (3 - 2 t²)²/2
    assertEquals(new LossAlongRay(2, 4.5, -6, 2),
        LossAlongRay.of(DeepLinearNet.of(scalar(2), scalar(1)), scalar(1), scalar(3)));
    assertMessage("layer maps vanish at the origin only without skips, got tau(2) = 1.0; use EquilibratedHessian",
        () -> LossAlongRay.of(DeepLinearNet.of(scalar(2), scalar(1)).withSkips(0, 1), scalar(1), scalar(3)));
  }

  private static double decimalCurvature(DeepLinearNet net, Data of, DMatrixRMaj direction) {
    DMatrixRMaj[] V = new DMatrixRMaj[net.depth()];
    Arrays.setAll(V, l -> new DMatrixRMaj(net.width(l + 1), net.width(l)));
    V[V.length - 1] = direction;
    return DecimalLandscape.energy(net, of.x(), of.y()).curvature(List.of(V), List.of(V));
  }

  private static double[] eigenvalues(DMatrixRMaj H) {
    EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(H.numRows, false, true);
    eig.decompose(H.copy());
    double[] values = new double[H.numRows];
    Arrays.setAll(values, i -> eig.getEigenvalue(i).getReal());
    Arrays.sort(values);
    return values;
  }

  private static void assertClose(DMatrixRMaj expected, DMatrixRMaj actual, double relative) {
    assertEquals(expected.numRows, actual.numRows);
    double difference = NormOps_DDRM.normF(CommonOps_DDRM.subtract(expected, actual, null));
    assertEquals(0, difference, relative * NormOps_DDRM.normF(expected));
  }

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }

  /// Widths 2, 3, 2, 4, 3, 2 up to the depth, with scalings and precisions, and three samples.
  private record Data(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    private static final int[] WIDTHS = {2, 3, 2, 4, 3, 2};

    static Data random(int depth, long seed) {
      RandomStream random = RandomStream.of(seed);
      DMatrixRMaj[] W = new DMatrixRMaj[depth];
      double[] a = new double[depth];
      double[] gamma = new double[depth];
      for (int l = 0; l < depth; l++) {
        W[l] = Instance.gaussian(random, WIDTHS[l + 1], WIDTHS[l]);
        a[l] = 0.5 + random.nextDouble();
        gamma[l] = 0.5 + random.nextDouble();
      }
      return new Data(DeepLinearNet.of(W).withScalings(a).withPrecisions(gamma), Instance.gaussian(random, 2, 3),
          Instance.gaussian(random, WIDTHS[depth], 3));
    }

    DeepLinearNet origin() {
      return withZero(depth -> true);
    }

    /// The first and the last layer zero.
    DeepLinearNet zeroRank() {
      return withZero(l -> l == 1 || l == net.depth());
    }

    private DeepLinearNet withZero(IntPredicate zero) {
      DMatrixRMaj[] W = new DMatrixRMaj[net.depth()];
      for (int l = 1; l <= W.length; l++) {
        W[l - 1] = net.weight(l);
        if (zero.test(l)) {
          W[l - 1].zero();
        }
      }
      return net.withWeights(W);
    }
  }
}
