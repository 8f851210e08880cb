package org.linnet.core.inference;

/// When an iterative inference stops before its cap on steps.
public sealed interface Stopping {

  /// Whether a state may be returned, given `energy = F` (mean over samples), the largest squared gradient norm of a
  /// sample, and the mean of the squared gradient norms.
  boolean met(double energy, double largestSquared, double meanSquared);

  /// Every sample's activity gradient is at most `tolerance` in norm.
  record GradientNorm(double tolerance) implements Stopping {
    public GradientNorm {
      requirePositive("tolerance", tolerance);
    }

    @Override
    public boolean met(double energy, double largestSquared, double meanSquared) {
      return largestSquared <= tolerance * tolerance;
    }
  }

  /// The energy is certified to exceed its minimum `F*` by at most `relative` times `F*`.
  ///
  /// A quadratic with smallest curvature `c` has `F - F* <= ‖gradient‖² / (2c)`; so for a linear network `curvature` is a
  /// lower bound of the activity Hessian's eigenvalues, such as [ActivityHessian.Bounds#lower()].
  record EnergyGap(double relative, double curvature) implements Stopping {
    public EnergyGap {
      requirePositive("relative", relative);
      requirePositive("curvature", curvature);
    }

    @Override
    public boolean met(double energy, double largestSquared, double meanSquared) {
      double gap = meanSquared / (2 * curvature);
      return gap <= relative * (energy - gap);
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be positive and finite, got " + value);
    }
  }
}
