package org.linnet.theory.fixedpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.theory.equilibrium.EquilibratedEnergy;

/// **Oracle**: paper and pencil, on the smallest networks, with the printed forms that fail beside what holds.
///
/// **If wrong**: the errata.
class FixedPointTest {
  private static final double EPS = 0x1p-52;

  @Test
  void withOneHiddenUnitTheActivityIsTheKnownQuotient() {
    double z = FixedPoint.activities(chain(3, 2), scalar(1), scalar(5)).layer(1).get(0);
    assertEquals((3 * 1 + 2 * 5) / (1 + 2 * 2.0), z, 8 * EPS);
  }

  /// `S = 1/2 + 25/4`, `lambda = (7 - 12.5 - 0.25 - 5)/S`, the errors `2 lambda` and `5 lambda/4`.
  @Test
  void scalingsSkipsPrecisionsAndBiasesEnterAsStated() {
    DeepLinearNet net = chain(3, 2).withScalings(0.5, 2).withSkips(1, 1).withPrecisions(4, 2).withBiases(
        new double[]{1}, new double[]{0.25});
    double lambda = (7 - 12.5 - 0.25 - 5) / 6.75;
    DMatrixRMaj[] e = FixedPoint.errors(net, scalar(1), scalar(7));
    assertEquals(5 * lambda / 4, e[0].get(0), 16 * EPS);
    assertEquals(lambda / 2, e[1].get(0), 16 * EPS);
    assertEquals(3.5 + 5 * lambda / 4, FixedPoint.activities(net, scalar(1), scalar(7)).layer(1).get(0), 16 * EPS);
  }

  /// The residual as printed in Theorem 4.2 would give -1.
  @Test
  void atDepthOneTheErrorIsTheTargetLessTheOutput() {
    assertEquals(1, FixedPoint.errors(chain(0), scalar(1), scalar(1))[0].get(0), 0);
    assertEquals(0, FixedPoint.activities(chain(0), scalar(1), scalar(1)).layers());
  }

  /// Eq. 16 as printed, without its summand `i = l`, gives 1/3.
  @Test
  void theSecondLayerCollectsTheErrorOfTheFirst() {
    assertEquals(2 / 3.0, FixedPoint.activities(chain(0, 1, 1), scalar(1), scalar(1)).layer(2).get(0), 4 * EPS);
  }

  /// Eq. S.104 as printed gives the error -1/2; S.113 as printed gives, for `beta = 2`, the output 1.
  @Test
  void aNudgedOutputStopsHalfWay() {
    assertEquals(0.5, FixedPoint.activities(Nudge.output(chain(0), 1), scalar(1), scalar(1)).layer(1).get(0), 2 * EPS);
    assertEquals(0.5, FixedPoint.errors(Nudge.output(chain(0), 1), scalar(1), scalar(1))[0].get(0), 2 * EPS);
    assertEquals(2 / 3.0, FixedPoint.activities(Nudge.output(chain(0), 2), scalar(1), scalar(1)).layer(1).get(0),
        2 * EPS);
  }

  /// `1/(2 (S + 1/beta)) (y - f)²` with `S = 1`.
  @Test
  void aNudgeAddsItsVarianceToTheRescaling() {
    assertEquals(9 / (2 * 1.25), EquilibratedEnergy.energy(Nudge.output(chain(2), 4), scalar(1), scalar(5)), 8 * EPS);
    assertEquals(9 / (2 * (1 + 4 / 8.0)), EquilibratedEnergy.energy(Nudge.input(chain(2), 8), scalar(1), scalar(5)),
        8 * EPS);
  }

  @Test
  void aFreeInputReachesWhatItCan() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(new double[][]{{1, 1}}), scalar(2));
    DMatrixRMaj input = FreeInput.input(net, scalar(6)); // 2 (z1 + z2) = 6
    assertEquals(1.5, input.get(0), 8 * EPS);
    assertEquals(1.5, input.get(1), 8 * EPS);
    assertEquals(0, FreeInput.input(chain(0, 2), scalar(6)).get(0), 0);
  }

  /// Eq. 8 as printed, with the reciprocal ratio of precisions, gives 1/4.
  @Test
  void aLayerLeansToTheMorePreciseSide() {
    DeepLinearNet net = chain(1, 1).withPrecisions(1, 3);
    assertEquals(0.75, LayerEquilibrium.activities(net, 1, scalar(0), scalar(1)).get(0), 2 * EPS);
  }

  /// The printed interpretation, with the targets 1/2 of target propagation, gives 1/6.
  @Test
  void whereALayerIsNotOntoTheTargetIsNotThatOfTargetPropagation() {
    DeepLinearNet net = DeepLinearNet.of(scalar(0), new DMatrixRMaj(new double[][]{{1}, {1}}),
        new DMatrixRMaj(new double[][]{{1, 0}}));
    assertEquals(1, ForwardTargetAverage.target(net, 1, scalar(1)).get(0), 8 * EPS);
    assertEquals(2 / 3.0, ForwardTargetAverage.forwardWeight(net, 1).get(0), 8 * EPS);
    assertEquals(1 / 3.0, FixedPoint.activities(net, scalar(9), scalar(1)).layer(1).get(0), 8 * EPS);
  }

  @Test
  void errorsTravelDownByTransposedMaps() {
    DMatrixRMaj inverse = ErrorTransport.inverse(chain(7, 2, 3));
    double[] expected = {1, 0, 0, 3, 1, 0, 6, 2, 1};
    for (int k = 0; k < 9; k++) {
      assertEquals(expected[k], inverse.data[k], 0);
    }
    assertEquals(-3, ErrorTransport.system(chain(7, 2, 3)).get(1, 0), 0);
  }

  @Test
  void wrongCallsAreNamed() {
    DeepLinearNet net = DeepLinearNet.of(new DMatrixRMaj(2, 3), new DMatrixRMaj(1, 2));
    message("x must have N(0) = 3 rows, got 2", () -> FixedPoint.errors(net, new DMatrixRMaj(2, 1), scalar(1)));
    message("x must have N(0) = 3 rows, got 2", () -> FreeOutput.activities(net, new DMatrixRMaj(2, 1)));
    message("y must have N(2) = 1 rows, got 2", () -> FreeInput.input(net, new DMatrixRMaj(2, 1)));
    message("layer must be hidden, in 1..1, got 2", () -> ForwardTargetAverage.target(net, 2, scalar(1)));
    message("layer must be hidden, in 1..1, got 0", () -> ForwardTargetAverage.forwardWeight(net, 0));
    message("layer must be hidden, in 1..1, got 0", () -> LayerEquilibrium.activities(net, 0, scalar(1), scalar(1)));
    message("layer must be hidden, in 1..1, got 2", () -> LayerEquilibrium.activities(net, 2, scalar(1), scalar(1)));
    message("z(0) must have 3 rows, got 1", () -> LayerEquilibrium.activities(net, 1, scalar(1), scalar(1)));
    message("z(2) must have 1 rows, got 3",
        () -> LayerEquilibrium.activities(net, 1, new DMatrixRMaj(3, 1), new DMatrixRMaj(3, 1)));
    message("z(0) and z(2) must have one column per sample, got 2 and 1 columns",
        () -> LayerEquilibrium.activities(net, 1, new DMatrixRMaj(3, 2), scalar(1)));
    for (int[] layers : new int[][]{{0, 1}, {2, 1}, {1, 3}}) {
      message("the layers must be 1 <= first <= last <= L = 2, got " + layers[0] + ".." + layers[1],
          () -> SubNetwork.of(net, layers[0], layers[1]));
    }
    for (double beta : new double[]{0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String expected = "the strength beta of a nudge must be positive and finite, got " + beta
          + "; a free end is FreeOutput or FreeInput, a clamped one needs no nudge";
      message(expected, () -> Nudge.output(net, beta));
      message(expected, () -> Nudge.input(net, beta));
    }
  }

  private static void message(String expected, Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  private static DeepLinearNet chain(double... weights) {
    DMatrixRMaj[] W = new DMatrixRMaj[weights.length];
    for (int l = 0; l < W.length; l++) {
      W[l] = scalar(weights[l]);
    }
    return DeepLinearNet.of(W);
  }

  private static DMatrixRMaj scalar(double value) {
    return new DMatrixRMaj(new double[][]{{value}});
  }
}
