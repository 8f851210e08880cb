package org.linnet.rmt.asymptotic;

/// The spectrum of the activity Hessian of a network with two hidden layers and a readout that does not act back.
///
/// **Statement**: each singular value `σ` of the hidden layer map `A(2)` gives the two eigenvalues
///
/// `1 + σ²/2 ± σ sqrt(1 + σ²/4)`, of product 1.
///
/// For a map `τ I + sqrt(s) X` with wide Gaussian `X`, `σ²` ends at the upper edge of [PlainInterior] if `τ = 1`, and at `4 s`
/// if `τ = 0`.
///
/// **Why**: `Hz = [[I + AᵀA, -Aᵀ], [-A, I]]` is `[[1 + σ², -σ], [-σ, 1]]` on a pair of singular vectors. The singular values of
/// `I + sqrt(s) X` solve `g (1 + s g)² z + 1 + (s - 1) g = 0`, the equation of the infinite plain chain: its layers, too, are
/// each an identity and a Gaussian matrix.
///
/// **Assumptions**: `A(3)` negligible: no more than a vanishing share of outputs, or muPC.
///
/// **Numerics**: closed form; the smaller eigenvalue is the inverse of the larger, so both are exact to rounding.
///
/// **Source**: derived.
public final class TwoHiddenLayers {
  private TwoHiddenLayers() {}

  /// The two eigenvalues that belong to the singular value `sigma`.
  ///
  /// @throws IllegalArgumentException if `sigma` is negative or not finite
  public static Edges pair(double sigma) {
    if (!(sigma >= 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException("a singular value must be at least 0 and finite, got " + sigma);
    }
    double upper = 1 + sigma * (sigma / 2 + Math.sqrt(1 + sigma * sigma / 4));
    return new Edges(Asymptote.exact(1 / upper), Asymptote.exact(upper));
  }

  /// The extreme eigenvalues for a wide Gaussian map of strength `s` without skip.
  public static Edges plain(double s) {
    return pair(2 * Math.sqrt(PlainInterior.requireStrength(s)));
  }

  /// The extreme eigenvalues for a wide Gaussian map of strength `s` around which there is a skip.
  public static Edges withSkip(double s) {
    return pair(Math.sqrt(new PlainInterior(s).edges().upper().value()));
  }
}
