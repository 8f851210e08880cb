package org.linnet.core.train;

/// A stretch of training.
public sealed interface Span {
  /// Passes over the training set.
  record Epochs(int count) implements Span {
    public Epochs {
      requireOne("epochs", count);
    }

    @Override
    public long steps(int perEpoch) {
      return (long) count * perEpoch;
    }

    @Override
    public String toString() {
      return count + (count == 1 ? " epoch" : " epochs");
    }
  }

  /// Steps of the weights.
  record Steps(long count) implements Span {
    public Steps {
      requireOne("steps", count);
    }

    @Override
    public long steps(int perEpoch) {
      return count;
    }

    @Override
    public String toString() {
      return count + (count == 1 ? " step" : " steps");
    }
  }

  /// Its length in steps, given how many make an epoch.
  long steps(int perEpoch);

  private static void requireOne(String unit, long count) {
    if (count < 1) {
      throw new IllegalArgumentException("a stretch of training must be at least 1 of its " + unit + ", got " + count);
    }
  }
}
