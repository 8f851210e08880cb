package org.linnet.rmt.asymptotic;

import org.linnet.rmt.law.TracyWidom;

/// An extreme eigenvalue of networks of finite width, near a soft edge of the limit of infinite width.
///
/// **Statement**: if the limit's density, times `H`, is `(C/π) sqrt(distance)` inside the edge, the extreme eigenvalue at width
/// `N` is `edge ± (C N)^(-2/3) T`, outwards, `T` of the real Tracy-Widom law: mean -1.2065336, standard deviation 1.2679831.
/// So it lies inside on average: small eigenvalues come out larger, large ones smaller, than the limit.
///
/// **Assumptions**: square-root edge (not the hard edge 1 of one hidden layer); `N >> 1`. For the smallest eigenvalue measured
/// to hold for `N >= H` (deviation within 30 %, mean within one deviation); for the largest it needs `H << N^(1/5)`:
/// [DeepLargestEigenvalue] is for deeper networks.
///
/// **Source**: universality of the edge; the moments as printed by Bornemann (2010).
///
/// @param edge the limit's edge
/// @param amplitude `C`
/// @param side which end of the spectrum
public record SoftEdge(double edge, double amplitude, Side side) {
  /// An end of the spectrum.
  public enum Side {
    /// The smallest eigenvalue.
    LOWER,
    /// The largest eigenvalue.
    UPPER
  }

  public SoftEdge {
    if (!Double.isFinite(edge) || !(amplitude > 0) || Double.isInfinite(amplitude)) {
      throw new IllegalArgumentException(
          "an edge must be finite and its amplitude positive, got " + edge + " and " + amplitude);
    }
  }

  /// The scale `(C N)^(-2/3)`.
  ///
  /// @throws IllegalArgumentException if `N` is below 1
  public double scale(int N) {
    if (N < 1) {
      throw new IllegalArgumentException("the width must be at least 1, got " + N);
    }
    return Math.pow(amplitude * N, -2.0 / 3);
  }

  /// The mean of the extreme eigenvalue at width `N`.
  public double mean(int N) {
    return switch (side) {
      case LOWER -> edge - TracyWidom.MEAN * scale(N);
      case UPPER -> edge + TracyWidom.MEAN * scale(N);
    };
  }

  /// Its standard deviation.
  public double deviation(int N) {
    return TracyWidom.DEVIATION * scale(N);
  }
}
