package org.linnet.theory.scaling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linnet.core.net.Activation;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// **Oracle**: Simpson's rule on a fine grid that has the kinks on its nodes; wide sampled networks; paper and pencil.
///
/// **If wrong**: the order-1 activities at initialisation that every parameterisation assumes.
class KernelRecursionTest {

  /// Simpson's error is of the order `(h sqrt q)⁴`, below 1e-13 for the steps taken here.
  @ParameterizedTest
  @EnumSource(StandardActivation.class)
  void oneLayerIsTheGaussianIntegral(StandardActivation phi) {
    for (double q : new double[]{1e-6, 0.01, 0.25, 1, 4, 25}) {
      double expected = simpson(phi, q);
      assertEquals(expected, KernelRecursion.layer(phi, q), 1e-12 * expected, phi + " at q = " + q);
    }
  }

  /// At the ends of the documented range, where `phi` is its own asymptote: `tanh² -> 1 - 2/sqrt(2 π q)` above.
  @Test
  void extremeMeanSquaresFollowTheAsymptotes() {
    double q = 1e12;
    assertEquals(1 - 2 / Math.sqrt(2 * Math.PI * q), KernelRecursion.layer(StandardActivation.TANH, q), 1e-12);
    assertEquals(q / 2, KernelRecursion.layer(StandardActivation.SILU, q), 1e-11 * q);
    double small = 1e-12;
    assertEquals(small, KernelRecursion.layer(StandardActivation.TANH, small), 3e-12 * small);
    assertEquals(small, KernelRecursion.layer(StandardActivation.HARD_TANH, small), 1e-12 * small);
    assertEquals(0.25, KernelRecursion.layer(StandardActivation.SIGMOID, small), 1e-12);
  }

  @Test
  void reluHalvesAndLinearKeepsTheMeanSquare() {
    assertArrayEquals(new double[]{3, 3, 3, 3}, KernelRecursion.layers(StandardActivation.LINEAR, 1, 3, 3));
    assertArrayEquals(new double[]{3, 1.5, 0.75}, KernelRecursion.layers(StandardActivation.RELU, 1, 3, 2));
    assertArrayEquals(new double[]{3, 3, 3}, KernelRecursion.layers(StandardActivation.RELU, 2, 3, 2));
    assertEquals(0.50005, KernelRecursion.layer(StandardActivation.LEAKY_RELU, 1), 1e-15);
  }

  @Test
  void silenceStaysWhatTheActivationMakesOfIt() {
    assertArrayEquals(new double[]{0, 0, 0}, KernelRecursion.layers(StandardActivation.TANH, 1, 0, 2));
    assertEquals(0.25, KernelRecursion.layer(StandardActivation.SIGMOID, 0));
    assertArrayEquals(new double[]{2}, KernelRecursion.layers(StandardActivation.TANH, 1, 2, 0));
  }

  /// The mean square over one layer of `n` units is a mean of `n` bounded squares, given the layer below: its error is at most
  /// about `n^(-1/2)` per layer. Three layers, five standard deviations: false alarms below 1e-5.
  @ParameterizedTest
  @EnumSource(value = StandardActivation.class, names = {"TANH", "HARD_TANH", "SIGMOID"})
  void wideNetworksFollowIt(StandardActivation phi) {
    int n = 2000;
    RandomStream random = RandomStream.of(7);
    double[] h = new double[n];
    for (int i = 0; i < n; i++) {
      h[i] = random.nextGaussian();
    }
    double[] q = KernelRecursion.layers(phi, 1.5, meanSquare(h), 3);
    for (int k = 1; k <= 3; k++) {
      h = layer(phi, 1.5, h, random.split(k));
      assertEquals(q[k], meanSquare(h), 5 * k / Math.sqrt(n) * q[k], phi + ", layer " + k);
    }
  }

  @Test
  void impossibleMeanSquaresAreNamed() {
    assertEquals("a mean square must be finite and at least 0, got -1.0", assertThrows(IllegalArgumentException.class,
        () -> KernelRecursion.layers(StandardActivation.TANH, 1, -1, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> KernelRecursion.layer(StandardActivation.TANH, Double.NaN));
    assertThrows(IllegalArgumentException.class,
        () -> KernelRecursion.layer(StandardActivation.TANH, Double.POSITIVE_INFINITY));
  }

  @Test
  void aKinkAwayFromZeroIsReported() {
    Activation step = new Activation() {
      @Override
      public double value(double u) {
        return u > 1 ? 1 : 0;
      }

      @Override
      public double derivative(double u) {
        return 0;
      }
    };
    String message = assertThrows(IllegalArgumentException.class, () -> KernelRecursion.layer(step, 1)).getMessage();
    assertTrue(message.startsWith("phi must be smooth on both sides of zero: halving the quadrature's step to "),
        message);
  }

  /// On both sides of zero apart, up to 12 standard deviations (or to the kink of the hard tanh and from there).
  private static double simpson(Activation phi, double q) {
    double s = Math.sqrt(q);
    double kink = phi == StandardActivation.HARD_TANH && 1 / s < 12 ? 1 / s : 12;
    return simpson(phi, s, 0, kink) + simpson(phi, s, kink, 12) + simpson(phi, -s, 0, kink)
        + simpson(phi, -s, kink, 12);
  }

  private static double simpson(Activation phi, double s, double from, double to) {
    int n = 40_000;
    double h = (to - from) / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double u = from + i * h;
      double weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.pow(phi.value(s * u), 2) * Math.exp(-u * u / 2);
    }
    return sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  private static double[] layer(Activation phi, double v, double[] h, RandomStream random) {
    double[] next = new double[h.length];
    for (int i = 0; i < next.length; i++) {
      double u = 0;
      for (double input : h) {
        u += Math.sqrt(v / h.length) * random.nextGaussian() * input;
      }
      next[i] = phi.value(u);
    }
    return next;
  }

  private static double meanSquare(double[] h) {
    double sum = 0;
    for (double value : h) {
      sum += value * value;
    }
    return sum / h.length;
  }
}
