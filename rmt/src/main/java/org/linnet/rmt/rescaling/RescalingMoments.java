package org.linnet.rmt.rescaling;

import org.linnet.core.init.Parameterisation;

/// Mean and fluctuation of the energy rescaling over randomly drawn Gaussian weights, at finite width and depth, and what
/// they say about the energy.
///
/// **Statement**: for a deep linear network with unit precisions and independent Gaussian weights, `S - I` has the moments
/// `E[S] = s I` of [ExpectedRescaling] and, with `T = S - I = sum_(l=2..L) P(l) P(l)ᵀ`, `E[(tr T)²]` and `E[tr T²]` from a
/// linear recursion over the layers. For a target `y` that does not depend on the weights
///
/// `1/s <= E[yᵀ S⁻¹ y]/‖y‖² <= 1/s + v/s²`, `v = E‖S - s I‖²/K = E[tr T²]/K - (s - 1)²`,
///
/// so the equilibrated energy starts at `1/s` of the mean squared error as long as the network's output is small against
/// the target.
///
/// **Why**: `P(l) = P(l+1) A(l)` with `A(l)` independent of `P(l+1)`. For fixed `G = P Pᵀ`, `τ` the skip, `a² b` the variance of
/// an entry of `a W` and `n` its columns, `P A AᵀPᵀ = τ² G + τ a (P W Pᵀ + P WᵀPᵀ) + a² P W WᵀPᵀ`, whose first two moments are
/// those of Gaussian and Wishart matrices: `E[(tr P W Pᵀ)²] = b tr G²`, `E‖P W Pᵀ‖² = b (tr G)²`, `E[tr (P W Pᵀ)²] = b tr G²`,
/// `E[tr (P W WᵀPᵀ)²] = b² (n (n+1) tr G² + n (tr G)²)`. `S` has the law of `O S Oᵀ` for every rotation `O`, so
/// `E[yᵀS⁻¹y] = ‖y‖² E[tr S⁻¹]/K`. All eigenvalues `σ` of `S` are at least 1, so
/// `1/s - (σ - s)/s² <= 1/σ = 1/s - (σ - s)/s² + (σ - s)²/(s² σ) <= 1/s - (σ - s)/s² + (σ - s)²/s²`.
///
/// **Assumptions**: independent Gaussian entries of mean zero: all of [Parameterisation] but the uniform and the orthogonal.
///
/// **Numerics**: O(L), all terms positive, but `v` is a difference: it loses the digits by which `E[tr T²]/K` exceeds it.
///
/// **Source**: not in the literature that the project follows; for the average of `S` in `innocenti2025thesis`, Eq. C.26.
///
/// @param mean `s`
/// @param trace `E[(tr T)²]`
/// @param square `E[tr T²]`
/// @param outputs `K`
public record RescalingMoments(double mean, double trace, double square, int outputs) {

  /// Those of networks of widths `N(0), .., N(L)` with the parameterisation's skips.
  ///
  /// @throws IllegalArgumentException if there are fewer than two widths, one is below 1, a precision is not 1, or the weights
  /// are not Gaussian
  public static RescalingMoments of(Parameterisation parameterisation, int... widths) {
    if (parameterisation instanceof Parameterisation.KaimingUniform
        || parameterisation instanceof Parameterisation.Orthogonal) {
      throw new IllegalArgumentException(
          "the weights must be Gaussian, got " + parameterisation + "; ExpectedRescaling has the mean for it");
    }
    double mean = ExpectedRescaling.factor(parameterisation, widths);
    int L = widths.length - 1;
    SecondMoments moments = new SecondMoments(widths[L]);
    for (int l = L; l >= 2; l--) {
      moments.multiply(Gain.of(parameterisation, l, widths));
      moments.add();
    }
    return new RescalingMoments(mean, moments.sumTrace(), moments.sumSquare(), widths[L]);
  }

  /// `v = E‖S - s I‖²/K`, the mean square by which an eigenvalue of `S` differs from `s`.
  public double variance() {
    return Math.max(0, square / outputs - (mean - 1) * (mean - 1));
  }

  /// The variance of the mean eigenvalue `tr S/K`.
  public double meanEigenvalueVariance() {
    double t = outputs * (mean - 1);
    return Math.max(0, trace - t * t) / outputs / outputs;
  }

  /// The lower bound `1/s` of `E[yᵀ S⁻¹ y]/‖y‖²`.
  public double energyOverLossAtLeast() {
    return 1 / mean;
  }

  /// The upper bound `1/s + v/s²` of `E[yᵀ S⁻¹ y]/‖y‖²`, or 1 where that is smaller.
  public double energyOverLossAtMost() {
    return Math.min(1, (1 + variance() / mean) / mean);
  }
}
