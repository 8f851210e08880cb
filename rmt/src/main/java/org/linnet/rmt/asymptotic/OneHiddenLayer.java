package org.linnet.rmt.asymptotic;

/// The spectrum of the activity Hessian of a network with one hidden layer.
///
/// **Statement**: `Hz = I + A(2)ᵀ A(2)`, so for wide layers its law is that of `1 + readout x`, `x` Marchenko-Pastur of ratio
/// `α = K/N`: density on `1 + readout (1 ± sqrt α)²`, and an atom of mass `1 - α` at 1 if `α < 1`.
///
/// **Assumptions**: independent entries of mean zero and equal variance; `N -> ∞` at fixed `α`. `α = 0` is a fixed number of
/// outputs: all but `K` eigenvalues are 1, and those are at `1 + readout`.
///
/// **Numerics**: closed form, to rounding.
///
/// **Source**: Marchenko and Pastur (1967), applied to `innocenti2025thesis`, Eq. 5.5.
///
/// @param alpha outputs over width, `K/N`
/// @param readout strength `a² b N` of the readout: 1 for the standard parameterisation, `1/N` for muPC
public record OneHiddenLayer(double alpha, double readout) {
  public OneHiddenLayer {
    if (!(alpha >= 0 && readout >= 0) || Double.isInfinite(alpha + readout)) {
      throw new IllegalArgumentException(
          "alpha and the readout's strength must be at least 0 and finite, got " + alpha + " and " + readout);
    }
  }

  /// The extreme eigenvalues: 1 (the atom, or the hard edge of `α = 1`) or, for `α > 1`, the lower soft edge; and the upper.
  public Edges edges() {
    return new Edges(Asymptote.exact(alpha <= 1 ? 1 : bulk(-1)), Asymptote.exact(bulk(1)));
  }

  /// The share of eigenvalues that are 1.
  public double atom() {
    return readout == 0 ? 1 : Math.max(0, 1 - alpha);
  }

  /// The density at `lambda`, without the atom.
  public double density(double lambda) {
    double above = lambda - bulk(-1);
    double below = bulk(1) - lambda;
    if (!(above > 0 && below > 0)) {
      return 0;
    }
    return Math.sqrt(above * below) / (2 * Math.PI * readout * (lambda - 1));
  }

  private double bulk(int side) {
    return 1 + readout * Numerics.square(1 + side * Math.sqrt(alpha));
  }
}
