package org.linnet.core.init;

/// The optimiser for which a parameterisation's learning-rate factors are made: it decides how far a step follows the
/// gradient's size.
public enum Descent {
  /// Steps proportional to the gradient: a layer behind the premultiplier `a` moves its map by `a²` times the rate.
  SGD,
  /// Steps of the gradient's sign, whatever its size: such a layer moves its map by `a` times the rate.
  ADAM
}
