package org.linnet.core.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.linnet.core.random.RandomStream;

/// Shuffled mini-batches: in every epoch, every sample exactly once.
///
/// The order is a function of seed and epoch alone, so a run can start again at any epoch. Where the batch size does
/// not divide the number of samples, the last batch of an epoch is smaller; it is kept, because dropping it would leave
/// out other samples in every epoch. Who needs equal batches drops it: it is the last of the list.
public final class Batches {
  private final int samples;
  private final int batchSize;
  private final long seed;

  private Batches(int samples, int batchSize, long seed) {
    this.samples = samples;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /// Batches of `batchSize` out of `samples` samples; a batch size above that is one batch of all.
  public static Batches of(int samples, int batchSize, long seed) {
    if (samples < 1) {
      throw new IllegalArgumentException("the number of samples must be at least 1, got " + samples);
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("the batch size must be at least 1, got " + batchSize);
    }
    return new Batches(samples, batchSize, seed);
  }

  /// The number of batches in an epoch.
  public int perEpoch() {
    return Math.ceilDiv(samples, batchSize);
  }

  /// The batches of an epoch (0, 1, ..) in their order: indices of samples.
  public List<int[]> epoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("the epoch must be at least 0, got " + epoch);
    }
    int[] order = RandomStream.of(seed).split(epoch).permutation(samples);
    return IntStream.range(0, perEpoch()).mapToObj(b -> {
      int first = b * batchSize;
      return Arrays.copyOfRange(order, first, first + Math.min(batchSize, samples - first));
    }).toList();
  }
}
