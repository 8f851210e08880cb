package org.linnet.rmt.asymptotic;

import java.util.function.DoubleUnaryOperator;

/// The spectral law of the activity Hessian of an infinitely deep network with identity skips around all hidden layers.
///
/// **Statement**: with `w = 1 + s g`, `g` the Stieltjes transform of the law, `z (w - 1)² (z w² - 4) = s²`. The law's support
/// starts at 0, where the density grows like `sqrt((sqrt(4 + s²) - 2)/λ)/(π s)`, and ends at
///
/// `min over 0 < w < 1 of 2/w² + sqrt(4/w⁴ + s²/(w² (1-w)²))`:
///
/// 9.945658805 for `s = 1`, `4 + 12 (s²/16)^(1/3)` for small `s`.
///
/// **Why**: far from both ends `g` and `h` do not depend on the layer, and `h = z g`. The tridiagonal matrix is then that of
/// a difference operator with the symbol `[[-w, 1 - e^(ik)], [1 - e^(-ik), -z w]]`, so
/// `g = 1/(2π) ∫ w/(2 - 2 cos k - z w²) dk = w/(-sqrt((2 - z w²)² - 4))`, whose square is the statement. Its inverse is
/// `z = 2/w² ± sqrt(..)`; the edge is where `dz/dw = 0` on the branch that comes from infinity, where `w = 1 - s/z`.
///
/// **Assumptions**: `N -> ∞` first, then `H -> ∞`, at fixed strength `s` of the layers. Finite depth moves mass of order `1/H`.
///
/// **Numerics**: O(1). Above 0 the quartic has one negative root and one above 1; the other two are the conjugate pair whose
/// imaginary part is the density. The density loses digits like `(distance to the edge)^(1/2)`, and its error
/// in the bulk is about `1e-17/s²`.
///
/// **Source**: derived.
///
/// @param s strength `a² b N` of a layer: 1 for the standard parameterisation, `1/L` for muPC
public record SkipInterior(double s) {
  public SkipInterior {
    PlainInterior.requireStrength(s);
  }

  /// The largest eigenvalue; the smallest is 0.
  public Asymptote upper() {
    double w = Numerics.argMax(v -> -inverse(v), 0, 1);
    return Asymptote.exact(inverse(w));
  }

  /// The density at `lambda`.
  public double density(double lambda) {
    if (!(lambda > 0)) {
      return 0;
    }
    // with the positive v = -w or w - 1: both outer roots have z w² > 4, where the quartic grows outwards
    double reach = 2 / Math.sqrt(lambda) * (1 - 1e-9); // a little less, for the sign
    double negative = -outer(v -> quartic(lambda, -v), reach);
    double positive = outer(v -> quartic(lambda, v), Math.max(1, reach));
    // z² w⁴ - 2 z² w³ + .. - (4 z + s²): the sum of the roots is 2, their product -(4 z + s²)/z²
    double half = (2 - negative - positive) / 2;
    double product = -(4 / lambda + Numerics.square(s / lambda)) / (negative * positive);
    double discriminant = product - half * half;
    return discriminant > 0 ? Math.sqrt(discriminant) / (Math.PI * s) : 0;
  }

  private static double outer(DoubleUnaryOperator f, double from) {
    double far = 2 * from;
    while (f.applyAsDouble(far) < 0) {
      far *= 2;
    }
    return Numerics.root(f, from, far);
  }

  private double quartic(double z, double w) {
    return z * (w - 1) * (w - 1) * (z * w * w - 4) - s * s;
  }

  private double inverse(double w) {
    double c = 2 / (w * w);
    return c + Math.hypot(c, s / (w * (1 - w)));
  }
}
