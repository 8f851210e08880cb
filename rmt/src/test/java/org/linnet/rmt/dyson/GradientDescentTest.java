package org.linnet.rmt.dyson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// **Oracle**: gradient descent itself, step by step, along the two extreme eigenvectors.
///
/// **If wrong**: predicted step sizes and numbers of inference steps.
class GradientDescentTest {

  @ParameterizedTest
  @CsvSource({"0.1, 5, 1e-3", "1, 1.5, 1e-9", "0.01, 7, 0.5", "2, 2, 1e-6", "0.5, 0.6, 0.9"})
  void itTakesTheStepsOfTheIteration(double smallest, double largest, double accuracy) {
    GradientDescent descent = new GradientDescent(smallest, largest);
    double beta = descent.bestStepSize();
    double slow = 1;
    double fast = 1;
    int steps = 0;
    while (Math.max(Math.abs(slow), Math.abs(fast)) > accuracy || steps == 0) {
      slow -= beta * smallest * slow;
      fast -= beta * largest * fast;
      steps++;
    }
    assertEquals(steps, descent.steps(accuracy));
  }

  @Test
  void noOtherStepSizeIsBetterAndLargerOnesDiverge() {
    GradientDescent descent = new GradientDescent(0.2, 3);
    double best = descent.contraction();
    assertEquals(best, descent.contraction(descent.bestStepSize()), 1e-15);
    assertEquals((15.0 - 1) / (15 + 1), best, 1e-15);
    for (double factor : new double[]{0.5, 0.9, 0.99, 1.01, 1.05}) {
      assertTrue(descent.contraction(factor * descent.bestStepSize()) > best);
    }
    assertEquals(1, descent.contraction(descent.stabilityBound()), 1e-15);
    assertTrue(descent.contraction(1.01 * descent.stabilityBound()) > 1);
    assertEquals(15, descent.condition(), 1e-14);
  }

  @Test
  void illConditionedProblemsKeepTheirDigits() {
    GradientDescent descent = new GradientDescent(1e-14, 8);
    assertEquals(-Math.log(0.1) / (2 * 1e-14 / 8), descent.steps(0.1), 1e-9 * 1e15);
  }

  @Test
  void wrongNumbersAreRefused() {
    assertEquals("eigenvalues must be positive and in order, got smallest = 0.0, largest = 1.0",
        assertThrows(IllegalArgumentException.class, () -> new GradientDescent(0, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new GradientDescent(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new GradientDescent(1, Double.NaN));
    GradientDescent descent = new GradientDescent(1, 2);
    assertEquals("the accuracy must be between 0 and 1, got 1.0",
        assertThrows(IllegalArgumentException.class, () -> descent.steps(1)).getMessage());
  }
}
