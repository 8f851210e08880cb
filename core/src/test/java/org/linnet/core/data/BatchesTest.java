package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchesTest {
  @Property(tries = 200)
  void anEpochHoldsEverySampleExactlyOnce(@ForAll @IntRange(min = 1, max = 300) int samples,
      @ForAll @IntRange(min = 1, max = 400) int batchSize, @ForAll long seed, @ForAll @IntRange(max = 50) int epoch) {
    List<int[]> batches = Batches.of(samples, batchSize, seed).epoch(epoch);
    int[] all = batches.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    assertArrayEquals(IntStream.range(0, samples).toArray(), all);
  }

  @Property(tries = 100)
  void onlyTheLastBatchIsSmaller(@ForAll @IntRange(min = 1, max = 300) int samples,
      @ForAll @IntRange(min = 1, max = 400) int batchSize) {
    Batches batches = Batches.of(samples, batchSize, 1);
    List<int[]> epoch = batches.epoch(0);
    assertEquals(epoch.size(), batches.perEpoch());
    int rest = samples;
    for (int[] batch : epoch) {
      assertEquals(Math.min(batchSize, rest), batch.length);
      rest -= batch.length;
    }
    assertEquals(0, rest);
  }

  @Property(tries = 20)
  void seedAndEpochAloneDecideTheOrder(@ForAll long seed, @ForAll @IntRange(max = 1000) int epoch) {
    int[] first = Batches.of(100, 100, seed).epoch(epoch).getFirst();
    Batches again = Batches.of(100, 100, seed);
    again.epoch(epoch + 1);
    assertArrayEquals(first, again.epoch(epoch).getFirst());
    assertFalse(Arrays.equals(first, again.epoch(epoch + 1).getFirst()));
    assertFalse(Arrays.equals(first, Batches.of(100, 100, seed + 1).epoch(epoch).getFirst()));
  }

  /// Each of the 6 orders of 3 samples is equally likely: chi-squared over 6000 epochs stays below 25.7 with probability
  /// 0.9999 (5 degrees of freedom); the seed is fixed.
  @Example
  void allOrdersAreEquallyLikely() {
    Batches batches = Batches.of(3, 3, 7);
    int[] counts = new int[9];
    for (int epoch = 0; epoch < 6000; epoch++) {
      int[] order = batches.epoch(epoch).getFirst();
      counts[3 * order[0] + order[1]]++;
    }
    double chiSquared = Arrays.stream(counts).filter(count -> count > 0)
        .mapToDouble(c -> (c - 1000.0) * (c - 1000) / 1000)
        .sum();
    assertEquals(6, Arrays.stream(counts).filter(count -> count > 0).count());
    assertEquals(0, chiSquared, 25.7);
  }

  @Example
  void impossibleSizesAreRefused() {
    assertEquals("the number of samples must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> Batches.of(0, 1, 1)).getMessage());
    assertEquals("the batch size must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> Batches.of(1, 0, 1)).getMessage());
    assertEquals("the epoch must be at least 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> Batches.of(1, 1, 1).epoch(-1)).getMessage());
  }
}
