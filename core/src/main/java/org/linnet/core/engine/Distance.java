package org.linnet.core.engine;

/// How far inference has ended from the equilibrium, where that can be said.
public sealed interface Distance {
  /// The largest Euclidean distance of a sample's hidden activities from their equilibrium, with the relative error of exact
  /// inference.
  record Known(double value) implements Distance {}

  /// The equilibrium cannot be computed.
  record Unknown(String why) implements Distance {}
}
