package org.linnet.rmt.asymptotic;

/// The spectral law of the activity Hessian of an infinitely deep network without skips.
///
/// **Statement**: the Stieltjes transform `g` of the law solves `z g (1 + s g)² + 1 + (s - 1) g = 0`. Its edges are
///
/// `(8 + 20 s - s² ± sqrt(s) (8 + s)^(3/2))/8`, the lower one for `s <= 1`; it is 0 for `s >= 1`.
///
/// For `s = 1` the law is the Raney law (3, 2) of moments 1, 2, 7, 30, 143 with the density
/// `sin φ sin 2φ/(π sin 3φ)` at `sin³ 3φ/(sin φ sin² 2φ)`, which ends at 27/4 and grows like `sqrt(3)/(2π) λ^(-1/3)` at 0.
///
/// **Why**: far from both ends `g(l) = g`, `h(l) = h` do not depend on the layer, and the equations of the package say `h = z g`
/// and the cubic. With `w = 1 + s g` it is `z = -(1 + (s-1) g)/(g w²)`; edges are where `dz/dg = 0`, a quadratic in `g`:
/// `2 s (s-1) g² + 3 s g + 1 = 0`.
///
/// **Assumptions**: `N -> ∞` first, then `H -> ∞`, at fixed strength `s` of the layers. Finite depth moves mass of order `1/H`.
///
/// **Numerics**: O(1). Above 0 the cubic has a negative real root; the other two are the conjugate pair whose imaginary part
/// is the density. The density loses digits like `(distance to an edge)^(1/2)`: half of them at the edge.
///
/// **Source**: derived; the Raney law from Mlotkowski, Penson and Zyczkowski (2013).
///
/// @param s strength `a² b N` of a layer: 1 for the standard parameterisation, 1/3 for PyTorch's default
public record PlainInterior(double s) {
  public PlainInterior {
    requireStrength(s);
  }

  /// Both edges.
  public Edges edges() {
    double centre = 8 + 20 * s - s * s;
    double root = Math.sqrt(s) * Math.pow(8 + s, 1.5);
    double product = (1 - s) * (1 - s) * (1 - s); // of the two roots: gives the one that would cancel
    double upper = centre >= 0 ? (centre + root) / 8 : 8 * product / (centre - root);
    double lower = s < 1 ? product / upper : 0;
    return new Edges(Asymptote.exact(lower), Asymptote.exact(upper));
  }

  /// The density at `lambda`.
  public double density(double lambda) {
    if (!(lambda > 0) || lambda >= edges().upper().value()) {
      return 0;
    }
    double w = root(lambda);
    // the other two roots of z w² (w - 1) + (s - 1) w + 1 = 0 have sum 1 - w and product -1/(z w)
    double discriminant = -1 / (lambda * w) - Numerics.square(1 - w) / 4;
    return discriminant > 0 ? Math.sqrt(discriminant) / (Math.PI * s) : 0;
  }

  /// The negative root `w` of `z w² (w - 1) + (s - 1) w + 1`, which is 1 at 0 and negative far below.
  private double root(double z) {
    double far = -1;
    while (cubic(z, far) > 0) {
      far *= 2;
    }
    return Numerics.root(w -> cubic(z, w), far, 0);
  }

  private double cubic(double z, double w) {
    return z * w * w * (w - 1) + (s - 1) * w + 1;
  }

  static double requireStrength(double s) {
    if (!(s > 0) || Double.isInfinite(s)) {
      throw new IllegalArgumentException("the strength s of the layers must be positive and finite, got " + s);
    }
    return s;
  }
}
