package org.linnet.theory.hessian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.inference.ActivityHessian;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.fixedpoint.Instance;
import org.linnet.theory.fixedpoint.StackedErrors;

/// **Oracle**: the eigenvalues, by Hipparchus, of the dense Hessian assembled from single errors; the block factorisation of the
/// whole Hessian at sizes too large for that.
///
/// **If wrong**: volumes and evidence of the inference problem, and whatever uses `det Hz` and `det S` for each other.
class HessianDeterminantTest {
  private static final double EPS = 0x1p-52;

  @Property(tries = 200, seed = "91")
  void everyLeadingMinorIsThatOfTheDenseHessian(@ForAll("nets") Instance of) {
    DeepLinearNet net = of.net();
    RealMatrix Hz = new StackedErrors(net, 1, net.hiddenLayers(), of.x(), of.y()).hessian();
    double[] minors = HessianDeterminant.logLeadingMinors(net);
    int size = 0;
    for (int l = 1; l <= net.hiddenLayers(); l++) {
      size += net.width(l);
      double[] eigenvalues = new EigenDecompositionSymmetric(Hz.getSubMatrix(0, size - 1, 0, size - 1))
          .getEigenvalues();
      double expected = 0;
      double error = 0;
      for (double eigenvalue : eigenvalues) {
        expected += Math.log(eigenvalue);
        error += 100 * EPS * Hz.getFrobeniusNorm() / eigenvalue; // a symmetric eigenvalue errs by eps times the norm
      }
      assertEquals(expected, minors[l - 1], error);
    }
    assertEquals(minors[minors.length - 1], HessianDeterminant.log(net), 0);
  }

  @Test
  void atLargerSizesItIsThatOfTheFactorisation() {
    int[] widths = {7, 60, 60, 60, 60, 60, 60, 3};
    DMatrixRMaj[] W = new DMatrixRMaj[widths.length - 1];
    for (int l = 0; l < W.length; l++) {
      W[l] = new DMatrixRMaj(widths[l + 1], widths[l]);
      for (int k = 0; k < W[l].data.length; k++) {
        W[l].data[k] = Math.sin(1 + 3.7 * k * k + l) / Math.sqrt(widths[l]);
      }
    }
    DeepLinearNet net = DeepLinearNet.of(W).withPrecisions(1, 2, 0.5, 3, 1, 4, 0.1);
    // 360 pivots between 0.1 and 10
    assertEquals(ActivityHessian.of(net).cholesky().logDeterminant(), HessianDeterminant.log(net), 360 * 100 * EPS);
  }

  /// One hidden unit: `gamma(1) + gamma(2) w2²`. Depth 1: the empty product.
  @Test
  void theSmallestAgreeWithPaperAndPencil() {
    DeepLinearNet net = DeepLinearNet.of(scalar(7), scalar(3)).withPrecisions(2, 0.5);
    assertEquals(Math.log(2 + 4.5), HessianDeterminant.log(net), 8 * EPS);
    assertEquals(0, HessianDeterminant.log(DeepLinearNet.of(scalar(7)).withPrecisions(5)), 8 * EPS);
  }

  /// Eq. C.11 as printed gives 2 for the second.
  @Test
  void blocksDoNotMultiplyLikeNumbers() {
    DMatrixRMaj half = new DMatrixRMaj(new double[][]{{1, 0}, {0, 0}});
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 1), half, new DMatrixRMaj(1, 2));
    double[] minors = HessianDeterminant.logLeadingMinors(net);
    assertEquals(Math.log(2), minors[0], 8 * EPS);
    assertEquals(0, minors[1], 8 * EPS);
  }

  @Provide
  static Arbitrary<Instance> nets() {
    return Instance.deep();
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
