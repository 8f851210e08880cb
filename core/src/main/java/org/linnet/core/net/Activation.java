package org.linnet.core.net;

/// An element-wise activation function `phi` with its derivative. [StandardActivation] has the usual ones.
public interface Activation {
  /// `phi(u)`.
  double value(double u);

  /// `phi'(u)`; at a kink, the derivative from the left.
  double derivative(double u);
}
