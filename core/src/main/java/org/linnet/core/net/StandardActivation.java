package org.linnet.core.net;

import org.apache.commons.numbers.gamma.Erfc;

/// The usual activation functions. At a kink the derivative is the one from the left.
public enum StandardActivation implements Activation {
  /// `u`
  LINEAR {
    @Override
    public double value(double u) {
      return u;
    }

    @Override
    public double derivative(double u) {
      return 1;
    }
  },
  /// `tanh u`
  TANH {
    @Override
    public double value(double u) {
      return StrictMath.tanh(u);
    }

    @Override
    public double derivative(double u) {
      double t = StrictMath.tanh(u);
      return 1 - t * t;
    }
  },
  /// `min(max(u, -1), 1)`
  HARD_TANH {
    @Override
    public double value(double u) {
      return Math.clamp(u, -1.0, 1.0);
    }

    @Override
    public double derivative(double u) {
      return u > -1 && u <= 1 ? 1 : 0;
    }
  },
  /// `max(u, 0)`
  RELU {
    @Override
    public double value(double u) {
      return Math.max(u, 0);
    }

    @Override
    public double derivative(double u) {
      return u > 0 ? 1 : 0;
    }
  },
  /// `u` for `u > 0`, else `0.01 u`
  LEAKY_RELU {
    @Override
    public double value(double u) {
      return u > 0 ? u : LEAK * u;
    }

    @Override
    public double derivative(double u) {
      return u > 0 ? 1 : LEAK;
    }
  },
  /// `1 / (1 + exp(-u))`
  SIGMOID {
    @Override
    public double value(double u) {
      return sigmoid(u);
    }

    @Override
    public double derivative(double u) {
      double s = sigmoid(u);
      return s * (1 - s);
    }
  },
  /// `u Phi(u)` with the standard normal distribution function `Phi`
  GELU {
    @Override
    public double value(double u) {
      return u * normalCdf(u);
    }

    @Override
    public double derivative(double u) {
      return normalCdf(u) + u * StrictMath.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
    }
  },
  /// `u sigmoid(u)`
  SILU {
    @Override
    public double value(double u) {
      return u * sigmoid(u);
    }

    @Override
    public double derivative(double u) {
      double s = sigmoid(u);
      return s + u * s * (1 - s);
    }
  },
  /// `lambda u` for `u > 0`, else `lambda alpha (exp(u) - 1)`, with the constants of Klambauer et al. 2017
  SELU {
    @Override
    public double value(double u) {
      return u > 0 ? SELU_LAMBDA * u : SELU_LAMBDA * SELU_ALPHA * StrictMath.expm1(u);
    }

    @Override
    public double derivative(double u) {
      return u > 0 ? SELU_LAMBDA : SELU_LAMBDA * SELU_ALPHA * StrictMath.exp(u);
    }
  };

  private static final double LEAK = 0.01;
  private static final double SELU_LAMBDA = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;

  private static double sigmoid(double u) {
    return 1 / (1 + StrictMath.exp(-u));
  }

  private static double normalCdf(double u) {
    return Erfc.value(-u / Math.sqrt(2)) / 2;
  }
}
