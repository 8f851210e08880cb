package org.linnet.core.data;

import java.util.List;
import java.util.stream.IntStream;

/// How published numbers become inputs: `x = (raw - mean) / deviation`, with one pair of constants per channel.
///
/// A sample's features are split into as many equal consecutive parts as there are channels (one for grey images, three
/// colour planes for CIFAR-10). The constants are in the units of the raw numbers.
public record Normalisation(List<Channel> channels) {
  private static final double BRIGHTEST = 255;

  /// The constants of one channel.
  public record Channel(double mean, double deviation) {
    public Channel {
      if (!Double.isFinite(mean)) {
        throw new IllegalArgumentException("a channel's mean must be finite, got " + mean);
      }
      if (!(deviation > 0) || !Double.isFinite(deviation)) {
        throw new IllegalArgumentException("a channel's deviation must be positive and finite, got " + deviation);
      }
    }
  }

  public Normalisation {
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("a normalisation needs at least one channel, got none");
    }
  }

  /// The numbers as published.
  public static Normalisation none() {
    return new Normalisation(List.of(new Channel(0, 1)));
  }

  /// Pixels 0 .. 255 on `[0, 1]`.
  public static Normalisation unitInterval() {
    return new Normalisation(List.of(new Channel(0, BRIGHTEST)));
  }

  /// Pixels 0 .. 255 brought to `[0, 1]`, minus the mean, over the deviation of their channel; both arrays are in the
  /// units of `[0, 1]`, as they are usually quoted.
  public static Normalisation standardising(double[] means, double[] deviations) {
    if (means.length != deviations.length) {
      throw new IllegalArgumentException(
          "there must be as many deviations as means, " + means.length + ", got " + deviations.length);
    }
    return new Normalisation(IntStream.range(0, means.length)
        .mapToObj(c -> new Channel(means[c] * BRIGHTEST, deviations[c] * BRIGHTEST)).toList());
  }
}
