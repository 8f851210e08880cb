package org.linnet.theory.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.linnet.core.random.RandomStream;
import org.linnet.theory.chain.ClosestSolution.Weights;

/// **Oracle**: a search over the whole hyperbola on a fine grid, refined by thirds; paper and pencil.
///
/// **If wrong**: Figure 3.2.
class ClosestSolutionTest {
  @Property(tries = 200, seed = "61")
  void noPointOfTheHyperbolaIsCloser(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed);
    double scale = Math.pow(10, random.nextInt(4));
    Weights w = new Weights(random.nextGaussian() * scale, random.nextGaussian() * scale);
    double m = random.nextGaussian() * Math.pow(10, random.nextInt(3) - 1);
    Weights closest = ClosestSolution.of(w, m);
    assertEquals(m, closest.w1() * closest.w2(), 1e-14 * Math.abs(m));
    double searched = searched(w, m);
    // a distance found by search is off by the square root of the rounding at most where it vanishes
    assertEquals(searched, closest.distance(w), 1e-12 * (1 + scale) + 1e-7 * searched);
  }

  @Test
  void theSymmetricStartGoesToTheVertex() {
    Weights closest = ClosestSolution.of(new Weights(0.5, -0.5), -1);
    assertEquals(1, closest.w1(), 1e-15);
    assertEquals(-1, closest.w2(), 1e-15);
    assertEquals(Math.sqrt(0.5), closest.distance(new Weights(0.5, -0.5)), 1e-15);
  }

  @Test
  void aWeightFarFromTheOtherStaysNearlyWhereItIs() {
    Weights closest = ClosestSolution.of(new Weights(1e6, 1e8), 1);
    assertEquals(1e-8, closest.w1(), 1e-20);
    assertEquals(1e8, closest.w2(), 1e-6);
  }

  @Test
  void theQuarticVanishesAtTheClosestPoint() {
    Weights w = new Weights(0.3, 0.8);
    double[] c = ClosestSolution.quartic(w, -1);
    assertArrayEquals(new double[]{-1, -0.8, 0, -0.3, 1}, c, 0); // u⁴ - u³ w1 - u w2 - 1
    assertArrayEquals(new double[]{-4, 1.6, 0, -0.3, 1}, ClosestSolution.quartic(w, 2), 0);
    double u = ClosestSolution.of(w, -1).w1();
    assertEquals(0, c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * c[4]))), 1e-14);
  }

  @Test
  void withoutASlopeTheCloserAxisIsTheSolution() {
    assertEquals(new Weights(0, 2), ClosestSolution.of(new Weights(1, 2), 0));
    assertEquals(new Weights(-3, 0), ClosestSolution.of(new Weights(-3, 2), 0));
  }

  @Test
  void alignmentIsTheCosineWithTheWayToTheClosestSolution() {
    Weights w = new Weights(0.5, -0.5);
    assertEquals(1, ClosestSolution.alignment(w, new Weights(2, -2), -1), 1e-14);
    assertEquals(0, ClosestSolution.alignment(w, new Weights(1, 1), -1), 1e-14);
    assertEquals(Math.sqrt(0.5), ClosestSolution.alignment(w, new Weights(3, 0), -1), 1e-14);
  }

  @Test
  void aWrongCallIsNamed() {
    Weights w = new Weights(1, 1);
    assertMessage("weights must be finite, got NaN and 1.0", () -> ClosestSolution.of(new Weights(Double.NaN, 1), 1));
    assertMessage("weights must be finite, got 1.0 and NaN", () -> ClosestSolution.of(new Weights(1, Double.NaN), 1));
    assertMessage("the slope m must be finite, got NaN", () -> ClosestSolution.of(w, Double.NaN));
    assertMessage("the update must not be zero", () -> ClosestSolution.alignment(w, new Weights(0, 0), 2));
    assertMessage("the direction to the closest solution is not defined at a solution",
        () -> ClosestSolution.alignment(new Weights(2, 0), w, 0));
  }

  /// The least distance over `u = ±e^s`, `s` on a grid of both branches.
  private static double searched(Weights w, double m) {
    double least = Double.POSITIVE_INFINITY;
    for (int sign = -1; sign <= 1; sign += 2) {
      for (int k = -3000; k < 3000; k++) {
        double here = distance(w, m, sign, k * 0.01);
        if (here <= distance(w, m, sign, (k - 1) * 0.01) && here <= distance(w, m, sign, (k + 1) * 0.01)) {
          least = Math.min(least, narrowed(w, m, sign, (k - 1) * 0.01, (k + 1) * 0.01));
        }
      }
    }
    return least;
  }

  private static double narrowed(Weights w, double m, int sign, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < 80; i++) {
      double third = (high - low) / 3;
      if (distance(w, m, sign, low + third) < distance(w, m, sign, high - third)) {
        high -= third;
      } else {
        low += third;
      }
    }
    return distance(w, m, sign, low);
  }

  private static double distance(Weights w, double m, int sign, double s) {
    double u = sign * Math.exp(s);
    return Math.hypot(u - w.w1(), m / u - w.w2());
  }

  private static void assertMessage(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
