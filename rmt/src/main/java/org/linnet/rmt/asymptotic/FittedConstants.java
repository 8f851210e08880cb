package org.linnet.rmt.asymptotic;

/// The constants of this package that are read off numbers rather than derived, and nothing else is.
///
/// They were fitted to edges of the limit `N -> ∞` that were computed by Newton's method on the equations of the package, or
/// to sampled networks (width laws). A law that uses one says so, and its error covers it.
final class FittedConstants {
  private FittedConstants() {}

  /// Second order of muPC's smallest eigenvalue: from the edges of depths 8 to 128, which give 2.64 to 2.66.
  static final double MUPC_SECOND_ORDER = 2.645;

  /// The `H⁴ λ` of the standard parameterisation with skips and `K = N`, from the edges of depths 32 to 192.
  static final double SKIP_READ = 345;
  static final double SKIP_READ_SHIFT = 6.4;

  /// The gap to the upper edge of [SkipInterior] for `s = 1` at finite depth: `411/(H + 2.2)⁴`, from depths 8 to 32.
  static final double SKIP_UPPER = 411;
  static final double SKIP_UPPER_SHIFT = 2.2;

  /// The layers by which the upper end of a plain chain seems longer, `α` from 0 to 1. At `s = 1` they are computed, by orbits
  /// at `λ = 27/4`: 2.357 and what the readout adds. The power of `s` is from depths 16 and 32, `s` from 0.1 to 2.
  static double upperShift(double s, double alpha) {
    return 2.357 * Math.pow(s, -0.22) + alpha / (4.53 - 2.48 * alpha);
  }

  /// The same at the lower end for `s < 1`, within 40 % for deep chains: depths 4 to 32, `s` from 0.1 to 0.9.
  static double lowerShift(double s) {
    return 6 / (1 - s);
  }

  /// The layers by which a growing chain seems shorter: depths 4 to 64, `ρ` from 1.5 to 3.
  static double growthShift(double rho, int H) {
    double A = 1 + 2.65 / (rho - 1);
    return -A + 0.4 * A * A / H;
  }

  /// The largest eigenvalue beyond the edge for deep networks, `N^(-4/5) (a ln H + b)`: depths 32 to 512, widths 8 to 256.
  static final double DRIFT_PER_LOG_DEPTH = 1.65;
  static final double DRIFT = -2.2;
  static final double DRIFT_ERROR = 1.5;
  static final double DRIFT_DEVIATION = 2.5;
  static final double DRIFT_WITH_SKIPS = 1.4;

  /// The counting distance times `N H`: depths 1 to 32.
  static final double COUNT = 2;
  static final double COUNT_PER_LAYER = 0.14;
  static final double LARGEST_COUNT = 5;
  static final double LARGEST_COUNT_PER_LAYER = 0.25;
}
