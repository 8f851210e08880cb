package org.linnet.core.train;

import java.util.Optional;

/// When training ends before its planned length; judged at evaluations.
public sealed interface EarlyStop {
  /// Train to the end.
  record Never() implements EarlyStop {
    @Override
    public String toString() {
      return "never";
    }
  }

  /// Stop when the loss has not fallen below its lowest value for this many evaluations in a row.
  record Patience(int evaluations) implements EarlyStop {
    public Patience {
      if (evaluations < 1) {
        throw new IllegalArgumentException("patience must be at least 1 evaluation, got " + evaluations);
      }
    }

    @Override
    public String toString() {
      return "patience=" + evaluations;
    }
  }

  /// Stop when this share of samples is right.
  record Accuracy(double target) implements EarlyStop {
    public Accuracy {
      if (!(target > 0 && target <= 1)) {
        throw new IllegalArgumentException("the target accuracy must be above 0 and at most 1, got " + target);
      }
    }

    @Override
    public String toString() {
      return "accuracy=" + target;
    }
  }

  /// The best of the evaluations so far.
  ///
  /// @param waited evaluations since the loss was lowest
  record Best(double loss, double accuracy, int waited) {
    static final Best NONE = new Best(Double.POSITIVE_INFINITY, 0, 0);

    Best after(Evaluation evaluation) {
      boolean better = evaluation.loss() < loss;
      return new Best(better ? evaluation.loss() : loss, Math.max(accuracy, evaluation.accuracy()),
          better ? 0 : waited + 1);
    }
  }

  /// Why training ends now; empty if it goes on.
  default Optional<String> reason(Best best) {
    return switch (this) {
      case Never _ -> Optional.empty();
      case Patience(int evaluations) when best.waited >= evaluations ->
        Optional.of("the loss has not fallen below " + best.loss + " for " + best.waited + " evaluations");
      case Patience _ -> Optional.empty();
      case Accuracy(double target) when best.accuracy >= target ->
        Optional.of("the accuracy has reached " + best.accuracy + ", at least the target " + target);
      case Accuracy _ -> Optional.empty();
    };
  }
}
