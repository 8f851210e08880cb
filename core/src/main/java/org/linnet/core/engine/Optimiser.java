package org.linnet.core.engine;

/// How a weight gradient moves the weights.
public sealed interface Optimiser {
  /// The learning rate before the factors of [LayerRates].
  double rate();

  /// `m := momentum m + dW`, `W := W - rate m`.
  record Sgd(double rate, double momentum) implements Optimiser {
    public Sgd {
      requireRate(rate);
      requireShare("momentum", momentum);
    }

    /// Without momentum.
    public Sgd(double rate) {
      this(rate, 0);
    }
  }

  /// Adam with decoupled weight decay (AdamW; without decay, Adam).
  record Adam(double rate, double b1, double b2, double epsilon, double decay) implements Optimiser {
    public Adam {
      requireRate(rate);
      requireShare("Adam's b1", b1);
      requireShare("Adam's b2", b2);
      if (!(epsilon > 0) || !(decay >= 0)) {
        throw new IllegalArgumentException(
            "Adam's epsilon must be positive and the weight decay not negative, got " + epsilon + " and " + decay);
      }
    }

    /// The usual constants 0.9, 0.999 and 1e-8, no weight decay.
    public Adam(double rate) {
      this(rate, 0.9, 0.999, 1e-8, 0);
    }

    /// The usual constants with this weight decay.
    public Adam(double rate, double decay) {
      this(rate, 0.9, 0.999, 1e-8, decay);
    }
  }

  /// Normalised least mean squares: each sample's gradient is divided by `epsilon` plus the curvature of its own error,
  /// `gamma(l) (a(l)² ‖f(l)‖² + 1)` with a bias and without the 1 else, where `f(l)` enters the layer's map; backpropagation
  /// has no precisions, and `gamma(l) = 1`. With one sample,
  /// `rate = 1` and `epsilon = 0`, the step makes the layer's error vanish (activations before the map, squared error).
  ///
  /// A step's size does not depend on scales and widths, so that the rates of a parameterisation, which are made for other
  /// optimisers, do not belong to it.
  ///
  /// Source: `alonso2022`, section 4 (the proximal update of inference learning).
  record Nlms(double rate, double epsilon) implements Optimiser {
    public Nlms {
      requireRate(rate);
      if (!(epsilon >= 0) || !Double.isFinite(epsilon)) {
        throw new IllegalArgumentException("epsilon must be finite and not negative, got " + epsilon);
      }
    }
  }

  private static void requireRate(double rate) {
    if (!(rate > 0) || !Double.isFinite(rate)) {
      throw new IllegalArgumentException("learning rate must be positive and finite, got " + rate);
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }
}
