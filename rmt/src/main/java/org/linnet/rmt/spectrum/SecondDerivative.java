package org.linnet.rmt.spectrum;

import org.hipparchus.util.FastMath;
import org.linnet.core.net.Activation;
import org.linnet.core.net.StandardActivation;

/// `phi''(u)` of the standard activations; 0 where they are piecewise linear, the kinks included.
final class SecondDerivative {
  private SecondDerivative() {}

  /// @throws IllegalArgumentException if the activation is none of [StandardActivation]
  static double of(Activation phi, double u) {
    if (!(phi instanceof StandardActivation standard)) {
      throw new IllegalArgumentException("the second derivative of " + phi
          + " is not known, and the activity Hessian needs it: use one of StandardActivation");
    }
    return switch (standard) {
      case LINEAR, RELU, LEAKY_RELU, HARD_TANH -> 0;
      case TANH -> -2 * standard.value(u) * standard.derivative(u);
      case SIGMOID -> standard.derivative(u) * (1 - 2 * standard.value(u));
      case GELU -> (2 - u * u) * FastMath.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
      case SILU -> {
        double s = StandardActivation.SIGMOID.value(u);
        yield s * (1 - s) * (2 + u * (1 - 2 * s));
      }
      case SELU -> u > 0 ? 0 : standard.derivative(u);
    };
  }
}
