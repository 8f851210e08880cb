package org.linnet.figures.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.linnet.core.random.RandomStream;
import org.linnet.rmt.law.TracyWidom;

/// **Oracle**: largest eigenvalues of sampled matrices of the Gaussian orthogonal ensemble, which do not use the law's table; mean
/// and deviation of the law from Bornemann's table.
///
/// **If wrong**: what the figures' comparisons of samples with exact edges are worth.
class TracyWidomTailTest {
  private static final int DRAWS = 20_000;

  /// Within the bound less its allowance for finite width all but 1 in 1000: 20 of the sample expected at most, more than 45 with
  /// a probability below 1e-6. And at half of it hundreds are beyond: the bound is no looser than it must be.
  @Test
  void oneDrawInAThousandIsBeyondTheBoundAtMost() {
    double bound = TracyWidomTail.bound(1) - 1;
    RandomStream random = RandomStream.of(4);
    double[] distances = IntStream.range(0, DRAWS).mapToDouble(
        _ -> Math.abs(new TracyWidom().scaledLargestEigenvalue(60, random) + 1.2065335745820) / 1.2679834925).toArray();
    assertTrue(beyond(distances, bound) <= 45, "beyond: " + beyond(distances, bound));
    assertTrue(beyond(distances, bound / 2) > 200, "beyond half: " + beyond(distances, bound / 2));
  }

  @Test
  void moreDrawsReachFarther() {
    assertTrue(TracyWidomTail.bound(1000) > TracyWidomTail.bound(10) + 0.5);
    assertEquals(TracyWidomTail.bound(1), TracyWidomTail.bound(0), "none are bounded like one");
  }

  private static long beyond(double[] distances, double bound) {
    return IntStream.range(0, distances.length).filter(i -> distances[i] > bound).count();
  }
}
