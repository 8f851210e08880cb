package org.linnet.rmt.rescaling;

import org.linnet.core.init.Parameterisation;

/// The mean of the energy rescaling over randomly drawn weights, at finite width and depth.
///
/// **Statement**: for a deep linear network with unit precisions and independent, isotropic weights of mean zero,
///
/// `E[S] = s I`, `s = 1 + sum_(l=2..L) g(l) .. g(L)`, `g(l) = a(l)² b(l) N(l-1) + tau(l)²`,
///
/// with layer scalings `a`, entry variances `b`, widths `N` and skips `tau`. So the mean tells how far the equilibrated
/// energy starts from the mean squared error, where `S = I`.
///
/// **Why**: `E[A(l) A(l)ᵀ] = g(l) I` for one layer map `A(l) = a(l) W(l) + tau(l) I`, because the cross terms have mean zero;
/// the layers are independent, so the inner product of `P(l) P(l)ᵀ` can be averaged first, and so on outwards.
///
/// [RescalingMoments] has the fluctuation about it, [MuPcLimit] the limit for muPC.
///
/// **Assumptions**: the layers are independent; `E[W(l)] = 0` and `E[W(l) W(l)ᵀ]` is a multiple of the identity. All of
/// [Parameterisation] satisfy both.
///
/// **Numerics**: O(L), all terms positive.
///
/// **Source**: the average of `S` in `innocenti2025thesis`, Theorem 3.1 (Eq. 4.5) and Eq. C.26; not in the thesis.
public final class ExpectedRescaling {
  private ExpectedRescaling() {}

  /// The factor `s` of `E[S] = s I` for networks of these widths `N(0), .., N(L)`, with the parameterisation's skips.
  ///
  /// @throws IllegalArgumentException if there are fewer than two widths, one is below 1, or a precision is not 1
  public static double factor(Parameterisation parameterisation, int... widths) {
    if (widths.length < 2) {
      throw new IllegalArgumentException("a network needs at least an input and an output width, got " + widths.length);
    }
    int L = widths.length - 1;
    requireUnitPrecisions(parameterisation, widths);
    double s = 1;
    double product = 1; // g(l) .. g(L)
    for (int l = L; l >= 2; l--) {
      product *= Gain.of(parameterisation, l, widths).mean();
      s += product;
    }
    return s;
  }

  private static void requireUnitPrecisions(Parameterisation parameterisation, int... widths) {
    for (int l = 1; l < widths.length; l++) {
      double gamma = parameterisation.precision(l, widths);
      if (gamma != 1) {
        throw new IllegalArgumentException("the precisions must be 1, got gamma(" + l + ") = " + gamma + " of "
            + parameterisation + "; sample networks and average their rescaling instead");
      }
    }
  }
}
