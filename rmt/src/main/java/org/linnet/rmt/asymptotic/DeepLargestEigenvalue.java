package org.linnet.rmt.asymptotic;

/// The largest eigenvalue of the activity Hessian for networks too deep for [SoftEdge]: heuristic, with fitted constants.
///
/// **Statement**: for `H >> N^(1/5)` the largest eigenvalue exceeds the limit's edge by about
/// `N^(-4/5) (1.65 ln H - 2.2 ± 1.5)` in the standard parameterisation, with a standard deviation of about `2.5 N^(-4/5)`; with
/// skips both are 1.4 times as large. In muPC there is hardly any excess.
///
/// **Why**: a mode at the edge that spans `m` layers is pulled inwards by `m⁻⁴` (as the chain is by `H⁻⁴`) and moved by
/// randomness by `(N m)^(-2/3)` times a number: they balance at `m = N^(1/5)`, where both are `N^(-4/5)`. A chain of `H` layers
/// has about `H/m` such places, and the largest of so many numbers grows with the logarithm.
///
/// **Assumptions**: a scaling argument, no proof. Fitted to sampled networks of depths 32 to 512 and widths 8 to 256.
///
/// **Source**: the same exponent as in Sodin (2010), band matrices of width below `N^(5/6)`.
///
/// @param factor excess and deviation relative to the standard parameterisation
public record DeepLargestEigenvalue(double factor) {
  /// The standard parameterisation, edge 27/4.
  public static final DeepLargestEigenvalue STANDARD = new DeepLargestEigenvalue(1);
  /// The standard parameterisation with skips, edge 9.945659.
  public static final DeepLargestEigenvalue STANDARD_WITH_SKIPS = new DeepLargestEigenvalue(
      FittedConstants.DRIFT_WITH_SKIPS);

  public DeepLargestEigenvalue {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("the factor must be positive and finite, got " + factor);
    }
  }

  /// The mean excess of the largest eigenvalue over the edge.
  ///
  /// @throws IllegalArgumentException if `H < 32` or `H < 4 N^(1/5)`, where the range of the fit ends, or `N` is below 1
  public double excess(int H, int N) {
    return unit(H, N) * (FittedConstants.DRIFT_PER_LOG_DEPTH * Math.log(H) + FittedConstants.DRIFT);
  }

  /// How far [#excess] may be off.
  public double error(int H, int N) {
    return unit(H, N) * FittedConstants.DRIFT_ERROR;
  }

  /// The standard deviation of the largest eigenvalue, to about 30 %.
  public double deviation(int H, int N) {
    return unit(H, N) * FittedConstants.DRIFT_DEVIATION;
  }

  private double unit(int H, int N) {
    if (N < 1) {
      throw new IllegalArgumentException("the width must be at least 1, got " + N);
    }
    double fifth = Math.pow(N, 0.2);
    if (H < 32 || H < 4 * fifth) {
      throw new IllegalArgumentException(
          "the law is for depths H of at least 32 and 4 N^(1/5), got H = " + H + ", N = " + N
              + "; use SoftEdge for H below N^(1/5), and samples between");
    }
    return factor * Math.pow(fifth, -4);
  }
}
