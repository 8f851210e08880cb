package org.linnet.rmt.asymptotic;

/// The Kolmogorov-Smirnov distance between the eigenvalues of one sampled activity Hessian and the limit's distribution.
///
/// **Statement**: it is of order `1/(N H)`: the eigenvalues are rigid, of `N H` only a few are out of place. Measured, for all
/// parameterisations, `N >= 32`, `H = 1..32`: the mean is about `(2 + 0.14 H)/(N H)`, between 0.6 and 1.4 times it, and no
/// sample of 3424 exceeded `(5 + 0.25 H)/(N H)`.
///
/// **Assumptions**: none proven: both are fits. Independent numbers would have a distance of order `(N H)^(-1/2)`.
///
/// **Source**: sampled networks.
public final class CountingDistance {
  private CountingDistance() {}

  /// The typical distance.
  ///
  /// @throws IllegalArgumentException if depth or width are below 1
  public static Asymptote typical(int H, int N) {
    return new Asymptote((FittedConstants.COUNT + FittedConstants.COUNT_PER_LAYER * H) / eigenvalues(H, N), 0.4);
  }

  /// A bound for tests on single samples.
  ///
  /// @throws IllegalArgumentException if depth or width are below 1
  public static double largest(int H, int N) {
    return (FittedConstants.LARGEST_COUNT + FittedConstants.LARGEST_COUNT_PER_LAYER * H) / eigenvalues(H, N);
  }

  private static double eigenvalues(int H, int N) {
    Numerics.requireDepth(H, 1, "");
    if (N < 1) {
      throw new IllegalArgumentException("the width must be at least 1, got " + N);
    }
    return (double) H * N;
  }
}
