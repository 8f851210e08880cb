package org.linnet.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/// **Oracle**: published words of SplitMix64; Commons Math's Kolmogorov-Smirnov test.
class RandomStreamTest {

  /// The first words of SplitMix64 with seed 1234567, as Sebastiano Vigna's reference code (splitmix64.c) prints them.
  @Test
  void itsWordsAreThoseOfTheReferenceImplementation() {
    long[] expected = {6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423"),
        4593380528125082431L, Long.parseUnsignedLong("16408922859458223821")};
    RandomStream random = RandomStream.of(1234567);
    assertArrayEquals(expected, Arrays.stream(expected).map(_ -> random.nextLong()).toArray());
  }

  /// Fixed seed, 20,000 numbers; a correct generator fails with probability 1e-3 over the choice of seed.
  @Test
  void itsGaussiansAreStandardNormal() {
    RandomStream random = RandomStream.of(7);
    double[] sample = IntStream.range(0, 20_000).mapToDouble(_ -> random.nextGaussian()).toArray();
    double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new NormalDistribution(), sample, false);
    assertTrue(p > 1e-3, "p = " + p);
  }

  @Test
  void aChildStreamDoesNotDependOnWhatHasBeenDrawn() {
    RandomStream random = RandomStream.of(3);
    long before = random.split(5).nextLong();
    random.nextGaussian();
    assertEquals(before, random.split(5).nextLong());
    assertNotEquals(before, random.split(6).nextLong());
    assertNotEquals(before, RandomStream.of(4).split(5).nextLong());
  }

  /// The high words of the reference's first three words (see above) times 1000, by hand: floor(word / 2⁶⁴ * 1000).
  @Test
  void boundedNumbersAreTheHighWordOfTheProduct() {
    RandomStream random = RandomStream.of(1234567);
    assertArrayEquals(new int[]{350, 173, 532},
        new int[]{random.nextInt(1000), random.nextInt(1000), random.nextInt(1000)});
    assertEquals("bound must be positive, got 0",
        assertThrows(IllegalArgumentException.class, () -> random.nextInt(0)).getMessage());
  }

  @Test
  void aPermutationHoldsEveryIndexOnce() {
    int[] order = RandomStream.of(1).permutation(1000);
    assertEquals(1000, Arrays.stream(order).distinct().filter(i -> i >= 0 && i < 1000).count());
  }

  /// All 6 orders of 3 in 60,000 draws: chi-squared with 5 degrees of freedom, 20.5 at false-alarm rate 1e-3.
  @Test
  void allOrdersAreEquallyLikely() {
    RandomStream random = RandomStream.of(11);
    int[] count = new int[27];
    for (int i = 0; i < 60_000; i++) {
      int[] order = random.permutation(3);
      count[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    double chiSquared = Arrays.stream(count).filter(c -> c > 0).mapToDouble(c -> Math.pow(c - 10_000, 2) / 10_000)
        .sum();
    assertEquals(6, Arrays.stream(count).filter(c -> c > 0).count());
    assertTrue(chiSquared < 20.5, "chi-squared " + chiSquared);
  }
}
