package org.linnet.rmt.rescaling;

/// Second moments of `G = P Pᵀ` and of sums `T` of such, where `P` is multiplied from the right by independent Gaussian maps.
///
/// For one map `A = τ I + sqrt(v) Z` with `n` columns, gain `g = τ² + v n` and spread `q = v² n + 2 v τ²`, Wick's rule gives
///
/// `E[(tr P A AᵀPᵀ)²] = g² (tr G)² + 2 q tr G²`, `E[tr (P A AᵀPᵀ)²] = (g² + q) tr G² + q (tr G)²`,
///
/// and `E[P A AᵀPᵀ] = g G` carries the mixed moments with what was summed before.
final class SecondMoments {
  private double trace; // E[(tr G)²]
  private double square; // E[tr G²]
  private double mixedTrace; // E[tr T tr G]
  private double mixedSquare; // E[tr T G]
  private double sumTrace; // E[(tr T)²]
  private double sumSquare; // E[tr T²]

  /// `G = I` of size `n`, `T = 0`.
  SecondMoments(int n) {
    trace = (double) n * n;
    square = n;
  }

  /// `P <- P A`.
  void multiply(Gain gain) {
    double g = gain.mean();
    double q = gain.spread();
    double nextTrace = g * g * trace + 2 * q * square;
    square = (g * g + q) * square + q * trace;
    trace = nextTrace;
    mixedTrace *= g;
    mixedSquare *= g;
  }

  /// `T <- T + G`.
  void add() {
    sumTrace += 2 * mixedTrace + trace;
    sumSquare += 2 * mixedSquare + square;
    mixedTrace += trace;
    mixedSquare += square;
  }

  /// `E[(tr T)²]`.
  double sumTrace() {
    return sumTrace;
  }

  /// `E[tr T²]`.
  double sumSquare() {
    return sumSquare;
  }
}
