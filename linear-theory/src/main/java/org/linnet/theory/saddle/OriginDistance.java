package org.linnet.theory.saddle;

import org.linnet.core.init.Parameterisation;

/// How far a random initialisation lies from the saddle at the origin of the weights.
///
/// **Statement**: with entries of `W(l)` of mean zero and variance `b(l)`, `E‖θ‖² = sum_l b(l) N(l) N(l-1)`; independent
/// Gaussian entries give `Var ‖θ‖² = 2 sum_l b(l)² N(l) N(l-1)`, so the distance concentrates. In the standard
/// parameterisation `b(l) = 1/N(l-1)`, `E‖θ‖²` is the sum of the widths from 1 on: the distance grows with the square root
/// of width and depth. In those with unit variances (neural tangent, muPC) it grows with the width itself.
///
/// **Assumptions**: the distance is that of the weights `W(l)` that descent moves, without the layer scalings `a(l)`.
///
/// **Shapes**: numbers.
///
/// **Numerics**: exact but for rounding, O(L).
///
/// **Source**: `innocenti2025thesis`, chapter 4 (discussion, citing its [112]), in words: the distance scales with the width.
public final class OriginDistance {
  private OriginDistance() {}

  /// `E‖θ‖²` for networks of widths `N(0), .., N(L)`.
  ///
  /// @throws IllegalArgumentException if there are fewer than two widths or one is below 1
  public static double meanSquare(Parameterisation parameterisation, int... widths) {
    requireWidths(widths);
    double sum = 0;
    for (int l = 1; l < widths.length; l++) {
      sum += parameterisation.variance(l, widths) * widths[l] * widths[l - 1];
    }
    return sum;
  }

  /// `Var ‖θ‖²` for independent Gaussian entries.
  ///
  /// @throws IllegalArgumentException as [#meanSquare], or if the entries are not independent Gaussians
  public static double variance(Parameterisation parameterisation, int... widths) {
    requireWidths(widths);
    if (parameterisation instanceof Parameterisation.KaimingUniform
        || parameterisation instanceof Parameterisation.Orthogonal) {
      throw new IllegalArgumentException("the weights must be Gaussian, got " + parameterisation);
    }
    double sum = 0;
    for (int l = 1; l < widths.length; l++) {
      double b = parameterisation.variance(l, widths);
      sum += 2 * b * b * widths[l] * widths[l - 1];
    }
    return sum;
  }

  private static void requireWidths(int... widths) {
    if (widths.length < 2) {
      throw new IllegalArgumentException("a network needs at least an input and an output width, got " + widths.length);
    }
    for (int width : widths) {
      if (width < 1) {
        throw new IllegalArgumentException("widths must be at least 1, got " + width);
      }
    }
  }
}
