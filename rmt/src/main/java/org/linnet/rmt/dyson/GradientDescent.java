package org.linnet.rmt.dyson;

/// How fast gradient descent with a constant step size infers the activities of a linear network, `z <- z - beta ∂F/∂z` for one
/// sample's energy, whose Hessian has the extreme eigenvalues `smallest` and `largest`.
///
/// **Statement**: the distance to the equilibrium shrinks by `max(|1 - beta smallest|, |1 - beta largest|)` per step in the
/// worst direction, which is least, `(kappa - 1)/(kappa + 1)`, at `beta = 2/(smallest + largest)`; it grows from
/// `beta = 2/largest` on.
///
/// @param smallest the smallest eigenvalue, positive
/// @param largest the largest eigenvalue
public record GradientDescent(double smallest, double largest) {
  public GradientDescent {
    if (!(smallest > 0) || !(largest >= smallest) || !Double.isFinite(largest)) {
      throw new IllegalArgumentException(
          "eigenvalues must be positive and in order, got smallest = " + smallest + ", largest = " + largest);
    }
  }

  /// `kappa`, the condition number.
  public double condition() {
    return largest / smallest;
  }

  /// The best constant step size.
  public double bestStepSize() {
    return 2 / (smallest + largest);
  }

  /// The step size from which on descent diverges.
  public double stabilityBound() {
    return 2 / largest;
  }

  /// The factor per step at the best step size.
  public double contraction() {
    return (largest - smallest) / (largest + smallest);
  }

  /// The factor per step at the step size `beta`; at 1 and above it does not converge.
  public double contraction(double beta) {
    return Math.max(Math.abs(1 - beta * smallest), Math.abs(1 - beta * largest));
  }

  /// The number of steps, at the best step size, after which the distance to the equilibrium is at most `accuracy` times that
  /// at the start, whatever the start.
  ///
  /// @throws IllegalArgumentException if the accuracy is not between 0 and 1
  public double steps(double accuracy) {
    if (!(accuracy > 0 && accuracy < 1)) {
      throw new IllegalArgumentException("the accuracy must be between 0 and 1, got " + accuracy);
    }
    double rate = -Math.log1p(-2 * smallest / (largest + smallest)); // -log of the contraction
    return Math.max(1, Math.ceil(-Math.log(accuracy) / rate));
  }
}
