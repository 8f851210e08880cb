package org.linnet.rmt.dyson;

/// Where the support of a limit spectrum begins or ends.
public sealed interface Edge permits Edge.Soft, Edge.Abrupt, Edge.Unlocated {
  /// The edge; for an [Unlocated] one how far the search came.
  double position();

  /// Where the density vanishes like a square root: the number of eigenvalues of `N`-wide layers per unit of `lambda` is
  /// `(N C/π) sqrt(|lambda - position|)` inside.
  ///
  /// @param position the edge
  /// @param error how much the last two estimates of it differ
  /// @param amplitude `C`
  record Soft(double position, double error, double amplitude) implements Edge {
    /// The Tracy-Widom scale `(C N)^(-2/3)`: at the lower edge the smallest eigenvalue is about
    /// `position + scale (1.2065 ± 1.2680)`, mean and standard deviation over draws, at the upper edge with a minus.
    ///
    /// It holds for `N` large against `H`, at the lower edge for `N >= H` in samples; at the upper edge only for
    /// `H <= 4` or `H` small against `N^(1/5)`, above which the largest eigenvalue exceeds it.
    ///
    /// @throws IllegalArgumentException if `N` is below 1
    public double scale(int N) {
      if (N < 1) {
        throw new IllegalArgumentException("the width must be at least 1, got " + N);
      }
      return Math.pow(amplitude * N, -2.0 / 3);
    }
  }

  /// Where it does not: a hard edge, at which the density diverges, or an atom.
  ///
  /// @param position the edge
  /// @param error by how much it may be off
  record Abrupt(double position, double error) implements Edge {}

  /// An edge that the search did not find.
  ///
  /// @param position how far outside the support the search came
  /// @param reason why it stopped
  record Unlocated(double position, String reason) implements Edge {}
}
