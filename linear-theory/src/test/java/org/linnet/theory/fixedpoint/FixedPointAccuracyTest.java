package org.linnet.theory.fixedpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.junit.jupiter.api.Test;
import org.linnet.core.energy.Activities;
import org.linnet.core.inference.ExactInference;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: elimination of the activities of a chain in 60 decimal digits.
///
/// **If wrong**: the stated error growth, and the advice when to use exact inference instead.
class FixedPointAccuracyTest {
  private static final double U = 0x1p-53;
  private static final DfpField DIGITS = new DfpField(60);

  /// The errors keep their digits over eight decades of scale; the activities lose what the forward pass is larger by.
  @Test
  void theErrorGrowsAsStated() {
    for (int decade = -4; decade <= 4; decade++) {
      for (int seed = 0; seed < 6; seed++) {
        RandomStream random = RandomStream.of(seed);
        double[] w = new double[3];
        Arrays.setAll(w, l -> random.nextGaussian());
        for (int l = 0; l < 3; l++) {
          w[l] *= Math.pow(10, decade);
        }
        DMatrixRMaj[] e = FixedPoint.errors(chain(w), scalar(1.5), scalar(-0.7));
        Activities z = FixedPoint.activities(chain(w), scalar(1.5), scalar(-0.7));
        Dfp[] exact = equilibrium(w, 1.5, -0.7);
        double residual = 0.7 + Math.abs(w[0] * w[1] * w[2] * 1.5); // what r is the difference of
        double lost = residual / Math.abs(-0.7 - w[0] * w[1] * w[2] * 1.5);
        for (int l = 1; l <= 3; l++) {
          double error = exact[l].subtract(exact[l - 1].multiply(w[l - 1])).toDouble();
          assertEquals(error, e[l - 1].get(0), 20 * U * lost * Math.abs(error));
        }
        for (int l = 1; l <= 2; l++) {
          double forward = 1.5 * Math.abs(w[0]) * (1 + Math.abs(w[1]));
          double pulled = 0.7 * (1 + Math.abs(w[1]));
          assertEquals(exact[l].toDouble(), z.layer(l).get(0), 40 * U * (forward + pulled));
        }
      }
    }
  }

  /// A chain of 60 weights of 2: the forward pass ends at 2^60, the activities stay of order 1, and the Hessian is well
  /// conditioned.
  @Test
  void whereTheForwardPassExplodesExactInferenceIsTheBetterWay() {
    double[] w = new double[60];
    Arrays.fill(w, 2);
    Dfp[] exact = equilibrium(w, 1, 1);
    Activities solved = ExactInference.of(chain(w)).equilibrium(scalar(1), scalar(1));
    Activities added = FixedPoint.activities(chain(w), scalar(1), scalar(1));
    double worst = 0;
    for (int l = 1; l < 60; l++) {
      assertEquals(exact[l].toDouble(), solved.layer(l).get(0), 100 * U);
      worst = Math.max(worst, Math.abs(exact[l].toDouble() - added.layer(l).get(0)));
    }
    assertTrue(worst > 1e-3, "lost digits: " + worst);
  }

  /// `z(0), .., z(L)` of a chain with unit precisions: `-w(l) z(l-1) + (1 + w(l+1)²) z(l) - w(l+1) z(l+1) = 0` by Thomas'
  /// elimination.
  private static Dfp[] equilibrium(double[] w, double x, double y) {
    int L = w.length;
    Dfp[] z = new Dfp[L + 1];
    z[0] = DIGITS.newDfp(x);
    z[L] = DIGITS.newDfp(y);
    Dfp[] pivot = new Dfp[L];
    Dfp[] right = new Dfp[L];
    for (int l = 1; l < L; l++) {
      Dfp next = DIGITS.newDfp(w[l]);
      pivot[l] = next.multiply(next).add(1);
      right[l] = l == L - 1 ? next.multiply(y) : DIGITS.getZero();
      if (l == 1) {
        right[l] = right[l].add(DIGITS.newDfp(w[0]).multiply(x));
      } else {
        Dfp factor = DIGITS.newDfp(w[l - 1]).divide(pivot[l - 1]);
        pivot[l] = pivot[l].subtract(factor.multiply(w[l - 1]));
        right[l] = right[l].add(factor.multiply(right[l - 1]));
      }
    }
    for (int l = L - 1; l >= 1; l--) {
      Dfp above = l == L - 1 ? DIGITS.getZero() : DIGITS.newDfp(w[l]).multiply(z[l + 1]);
      z[l] = right[l].add(above).divide(pivot[l]);
    }
    return z;
  }

  private static DeepLinearNet chain(double... weights) {
    DMatrixRMaj[] W = new DMatrixRMaj[weights.length];
    Arrays.setAll(W, l -> scalar(weights[l]));
    return DeepLinearNet.of(W);
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
