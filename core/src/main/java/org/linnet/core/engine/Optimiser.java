package org.linnet.core.engine;

/// How a weight gradient moves the weights.
public sealed interface Optimiser {
  /// `W <- W - rate dW`.
  record Sgd(double rate) implements Optimiser {
    public Sgd {
      requireRate(rate);
    }
  }

  /// Adam with decoupled weight decay (AdamW; without decay, Adam).
  record Adam(double rate, double b1, double b2, double epsilon, double decay) implements Optimiser {
    public Adam {
      requireRate(rate);
      if (!(b1 >= 0 && b1 < 1) || !(b2 >= 0 && b2 < 1)) {
        throw new IllegalArgumentException("Adam's decay rates must be in [0, 1), got " + b1 + " and " + b2);
      }
      if (!(epsilon > 0) || !(decay >= 0)) {
        throw new IllegalArgumentException(
            "Adam's epsilon must be positive and the weight decay not negative, got " + epsilon + " and " + decay);
      }
    }

    /// The usual constants 0.9, 0.999 and 1e-8, no weight decay.
    public Adam(double rate) {
      this(rate, 0.9, 0.999, 1e-8, 0);
    }
  }

  private static void requireRate(double rate) {
    if (!(rate > 0) || !Double.isFinite(rate)) {
      throw new IllegalArgumentException("learning rate must be positive and finite, got " + rate);
    }
  }
}
