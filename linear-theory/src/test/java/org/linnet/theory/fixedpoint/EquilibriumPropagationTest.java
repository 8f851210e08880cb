package org.linnet.theory.fixedpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.linnet.core.net.DeepLinearNet;

/// **Oracle**: the energy itself, summed entry by entry; its central differences are exact up to rounding, because it is
/// quadratic. The eigenvalues are Hipparchus'.
///
/// **If wrong**: what is said of equilibrium propagation's inference.
class EquilibriumPropagationTest {
  private static final double EPS = 0x1p-52;
  private static final double BETA = 0.5;

  @Property(tries = 200, seed = "61")
  void theHessianIsThatOfTheEnergy(@ForAll("nets") Instance of) {
    DeepLinearNet net = contracted(of);
    RealMatrix measured = differences(net, of.x(), of.y());
    RealMatrix predicted = dense(EquilibriumPropagationHessian.of(net, BETA).dense());
    assertEquals(0, measured.subtract(predicted).getFrobeniusNorm(),
        1e3 * EPS * of.magnification() * of.magnification());
  }

  @Property(tries = 200, seed = "62")
  void thereIsAFixedPointIfAndOnlyIfTheEnergyHasAMinimum(@ForAll("nets") Instance of) {
    DeepLinearNet net = contracted(of);
    double[] eigenvalues = new EigenDecompositionSymmetric(differences(net, of.x(), of.y())).getEigenvalues();
    double smallest = Arrays.stream(eigenvalues).min().orElseThrow();
    Optional<DMatrixRMaj[]> z = EquilibriumPropagation.nudged(net, BETA, of.x(), of.y());
    if (Math.abs(smallest) > 1e-9) {
      assertEquals(smallest > 0, z.isPresent(), "smallest eigenvalue " + smallest);
    }
    z.ifPresent(fixed -> assertStationary(net, of, fixed, Math.max(smallest, 1e-9)));
  }

  /// At a minimum of a quadratic, steps of 1 to both sides cost the same.
  private static void assertStationary(DeepLinearNet net, Instance of, DMatrixRMaj[] fixed, double smallest) {
    for (int k = 0; k < of.samples(); k++) {
      double[] z = new double[size(net)];
      int at = 0;
      for (DMatrixRMaj layer : fixed) {
        for (int i = 0; i < layer.numRows; i++) {
          z[at++] = layer.get(i, k);
        }
      }
      double scale = energyScale(of, z);
      for (int i = 0; i < z.length; i++) {
        double slope = (energy(net, BETA, column(of.x(), k), column(of.y(), k), moved(z, i, 1))
            - energy(net, BETA, column(of.x(), k), column(of.y(), k), moved(z, i, -1))) / 2;
        assertEquals(0, slope, 1e3 * EPS * scale / Math.min(1, smallest));
      }
    }
  }

  /// Free phase of `x -> w1 -> w2`: `z1 = w1 x + w2 z2`, `z2 = w2 z1`, so `z1 = w1 x/(1 - w2²)`.
  @Test
  void theFreePhaseOfAChainIsKnown() {
    DMatrixRMaj[] z = EquilibriumPropagation.free(chain(3, 0.5), scalar(2)).orElseThrow();
    assertEquals(8, z[0].get(0), 16 * EPS);
    assertEquals(4, z[1].get(0), 16 * EPS);
  }

  /// The remark as printed calls both indefinite: `w2 = 1.1 > 1`.
  @Test
  void aNudgeMakesRoomForLargerWeights() {
    assertTrue(EquilibriumPropagation.free(chain(3, 1.1), scalar(2)).isEmpty());
    assertTrue(EquilibriumPropagation.nudged(chain(3, 1.1), 1, scalar(2), scalar(0)).isPresent());
    assertTrue(EquilibriumPropagation.nudged(chain(3, 1.5), 1, scalar(2), scalar(0)).isEmpty());
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = chain(1, 2);
    assertEquals("the strength beta of the nudge must be at least 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> EquilibriumPropagationHessian.of(net, -1)).getMessage());
    assertEquals("equilibrium propagation's energy has no precisions: gamma(2) must be 1, got 4.0",
        assertThrows(IllegalArgumentException.class,
            () -> EquilibriumPropagation.free(net.withPrecisions(1, 4), scalar(1))).getMessage());
    assertEquals("y must have N(2) = 1 rows, got 2", assertThrows(IllegalArgumentException.class,
        () -> EquilibriumPropagation.nudged(net, 1, scalar(1), new DMatrixRMaj(2, 1))).getMessage());
  }

  /// `E` of one sample, from the definition.
  private static double energy(DeepLinearNet net, double beta, double[] x, double[] y, double[] z) {
    double E = 0;
    double[] below = x;
    int start = 0;
    for (int l = 1; l <= net.depth(); l++) {
      DMatrixRMaj W = net.weight(l);
      double[] own = Arrays.copyOfRange(z, start, start + W.numRows);
      start += W.numRows;
      for (int i = 0; i < own.length; i++) {
        double pull = net.bias(l)[i] + net.skip(l) * (i < below.length ? below[i] : 0);
        for (int j = 0; j < below.length; j++) {
          pull += net.scaling(l) * W.get(i, j) * below[j];
        }
        E += own[i] * own[i] / 2 - own[i] * pull;
        E += l == net.depth() ? beta / 2 * (y[i] - own[i]) * (y[i] - own[i]) : 0;
      }
      below = own;
    }
    return E;
  }

  private static RealMatrix differences(DeepLinearNet net, DMatrixRMaj x, DMatrixRMaj y) {
    int n = size(net);
    RealMatrix hessian = MatrixUtils.createRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int s : new int[]{-1, 1}) {
          for (int t : new int[]{-1, 1}) {
            sum += s * t * energy(net, BETA, column(x, 0), column(y, 0), moved(moved(new double[n], i, s), j, t)) / 4;
          }
        }
        hessian.setEntry(i, j, sum);
      }
    }
    return hessian.add(hessian.transpose()).scalarMultiply(0.5); // removes the asymmetry of rounding
  }

  /// Half of the scalings, so that about half of the instances have a minimum.
  private static DeepLinearNet contracted(Instance of) {
    DeepLinearNet net = of.net();
    double[] unit = new double[net.depth()];
    Arrays.fill(unit, 1);
    double[] half = new double[net.depth()];
    Arrays.setAll(half, l -> net.scaling(l + 1) / 2);
    return net.withPrecisions(unit).withScalings(half);
  }

  private static double energyScale(Instance of, double[] z) {
    double squared = Arrays.stream(z).map(v -> (Math.abs(v) + 1) * (Math.abs(v) + 1)).sum();
    return of.magnification() * of.magnification() * (1 + squared);
  }

  private static double[] moved(double[] z, int i, double by) {
    double[] moved = z.clone();
    moved[i] += by;
    return moved;
  }

  private static int size(DeepLinearNet net) {
    return Arrays.stream(net.widths()).sum() - net.width(0);
  }

  private static double[] column(DMatrixRMaj M, int k) {
    double[] column = new double[M.numRows];
    Arrays.setAll(column, i -> M.get(i, k));
    return column;
  }

  private static RealMatrix dense(DMatrixRMaj M) {
    double[][] rows = new double[M.numRows][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(M.data, i * M.numCols, (i + 1) * M.numCols));
    return MatrixUtils.createRealMatrix(rows);
  }

  private static DeepLinearNet chain(double w1, double w2) {
    return DeepLinearNet.of(scalar(w1), scalar(w2));
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }

  @Provide
  static Arbitrary<Instance> nets() {
    return Instance.all();
  }
}
