package org.linnet.rmt.asymptotic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// **Oracle**: edges of the limit of wide networks, computed by an independent Newton solver (printed digits) and
/// [DenseChain]; a Runge-Kutta integration of the flow of `γ`, `χ` and `Z`.
///
/// **If wrong**: that muPC's condition grows like the square of the depth only, and by which factor.
class MuPcChainTest {

  @ParameterizedTest
  @CsvSource({
      "3, 0.07690187, 5.523245",
      "4, 0.04086416, 5.485748",
      "8, 0.008940174, 5.117641",
      "16, 0.002024299, 4.741728",
      "32, 4.763759e-4, 4.473799",
      "64, 1.151767e-4, 4.299273",
      "128, 2.829206e-5, 4.188446"})
  void tabulatedEdgesAreWithinTheError(int H, double lower, double upper) {
    Edges edges = MuPcChain.edges(H);
    assertTrue(edges.lower().admits(lower), edges.toString());
    assertTrue(edges.upper().admits(upper), edges.toString());
    assertTrue(edges.condition().admits(upper / lower), edges.toString());
  }

  /// Printed to three or four digits for these widths.
  @ParameterizedTest
  @CsvSource({
      "3, 256, 256, 0.07944", "4, 128, 128, 0.0447", "8, 128, 10, 0.009094", "8, 128, 128, 0.01088",
      "16, 64, 10, 0.002216", "16, 64, 64, 0.00326", "32, 64, 10, 0.000541", "32, 64, 64, 0.000917"})
  void theReadoutRaisesTheLowerEdgeAsTabulated(int H, int N, int K, double lower) {
    Asymptote law = MuPcChain.lower(H, N, K);
    assertEquals(lower, law.value(), (law.relativeError() + 6e-4) * lower);
  }

  /// The readout's first-order terms, where the error is not that of depth.
  @ParameterizedTest
  @CsvSource({"8, 16, 16", "8, 16, 4", "8, 8, 8", "10, 200, 10"})
  void theReadoutRaisesTheLowerEdgeAsTheEquationsSay(int H, int N, int K) {
    double dense = new DenseChain(H, 1.0 / (H + 1), 1.0 / N, (double) K / N, 1).lower();
    Asymptote law = MuPcChain.lower(H, N, K);
    assertTrue(law.admits(dense), law + " " + dense);
    assertTrue(dense > 1.01 * MuPcChain.lower(H).value() || K * 10 < N);
  }

  @Test
  void theLawIsAsGoodAsStated() {
    assertEquals(0.04086416, MuPcChain.lower(4).value(), 0.008 * 0.04086416);
    assertEquals(0.008940174, MuPcChain.lower(8).value(), 1.1e-4 * 0.008940174);
    assertEquals(2.829206e-5, MuPcChain.lower(128).value(), 2e-6 * 2.829206e-5);
    assertEquals(0.000917, MuPcChain.lower(32, 64, 64).value(), 0.0016 * 0.000917);
  }

  @Test
  void theConstantsAreTheKnownOnes() {
    assertEquals(0.455176917, MuPcChain.scaledLower(), 1e-9);
    assertEquals(1.079, MuPcChain.firstOrder() - MuPcChain.scaledLower(), 1e-3); // a fit without the theory
  }

  /// What two orders leave of the printed edges falls with the square of the depth.
  @Test
  void theFirstOrderIsThatOfTheEdges() {
    double at64 = remainder(64, 1.151767e-4);
    double at128 = remainder(128, 2.829206e-5);
    assertEquals(4, at64 / at128, 0.1);
  }

  private static double remainder(int H, double edge) {
    double epsilon = 1 / (H + 0.5);
    return edge / (epsilon * epsilon) - MuPcChain.scaledLower() - MuPcChain.firstOrder() * epsilon;
  }

  /// `χ(1) = 0` is met for `Λ` a little below the edge by two values of `χ(0)`, above it by none.
  @Test
  void theFlowEndsAtTheEdge() {
    assertTrue(largestEnd(0.45517) > 0);
    assertTrue(largestEnd(0.45519) < 0);
  }

  /// The largest `χ(1)` over starts: negative if the orbits all get to the end too early.
  private static double largestEnd(double lambda) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double chi = 1; chi < 5; chi += 0.002) {
      largest = Math.max(largest, end(lambda, chi));
    }
    return largest;
  }

  /// `χ(1)` by 200 Runge-Kutta steps of `γ' = 2(1+γ)Z`, `χ' = -2(Λ+χ)Z`, `Z' = (1+γ)χ - (Λ+χ)γ`.
  private static double end(double lambda, double chi) {
    double[] y = {0, chi, 0.5};
    double step = 1.0 / 200;
    for (int i = 0; i < 200; i++) {
      double[] a = slope(lambda, y);
      double[] b = slope(lambda, moved(y, a, step / 2));
      double[] c = slope(lambda, moved(y, b, step / 2));
      double[] d = slope(lambda, moved(y, c, step));
      for (int j = 0; j < 3; j++) {
        y[j] += step / 6 * (a[j] + 2 * b[j] + 2 * c[j] + d[j]);
      }
    }
    return y[1];
  }

  private static double[] slope(double lambda, double... y) {
    double p = 1 + y[0];
    double q = lambda + y[1];
    return new double[]{2 * p * y[2], -2 * q * y[2], p * y[1] - q * y[0]};
  }

  private static double[] moved(double[] y, double[] slope, double step) {
    return new double[]{y[0] + step * slope[0], y[1] + step * slope[1], y[2] + step * slope[2]};
  }

  @Test
  void theRangeIsChecked() {
    assertEquals("hidden layers H must be at least 3, got 2; OneHiddenLayer and TwoHiddenLayers are exact",
        assertThrows(IllegalArgumentException.class, () -> MuPcChain.lower(2)).getMessage());
    assertEquals("widths must be at least 1, got 0 and 2",
        assertThrows(IllegalArgumentException.class, () -> MuPcChain.lower(4, 0, 2)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> MuPcChain.upper(1));
  }
}
