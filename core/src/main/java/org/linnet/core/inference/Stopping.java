package org.linnet.core.inference;

/// When a sample's inference stops before the cap on steps.
public sealed interface Stopping {

  /// Whether a sample may stop, given its energy, its energy one step ago (infinite at first), and the squared norm of its
  /// activity gradient.
  boolean met(double energy, double before, double squaredGradient);

  /// Never: every sample takes all steps, and nothing is read from the device in between.
  record Never() implements Stopping {
    @Override
    public boolean met(double energy, double before, double squaredGradient) {
      return false;
    }
  }

  /// The activity gradient is at most `tolerance` in norm.
  record GradientNorm(double tolerance) implements Stopping {
    public GradientNorm {
      requirePositive("tolerance", tolerance);
    }

    @Override
    public boolean met(double energy, double before, double squaredGradient) {
      return squaredGradient <= tolerance * tolerance;
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
    public boolean met(double energy, double before, double squaredGradient) {
      double gap = squaredGradient / (2 * curvature);
      return gap <= relative * (energy - gap);
    }
  }

  /// One step lowers the energy by at most `relative` times the energy. No certificate: in an ill-conditioned landscape the
  /// energy falls slowly long before the equilibrium. Not for adaptive steps, whose length is no measure of the flow.
  record EnergyChange(double relative) implements Stopping {
    public EnergyChange {
      requirePositive("relative", relative);
    }

    @Override
    public boolean met(double energy, double before, double squaredGradient) {
      return Math.abs(before - energy) <= relative * energy;
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be positive and finite, got " + value);
    }
  }
}
