package org.linnet.rmt.asymptotic;

/// How far finite depth pulls a soft edge of the infinite plain chain inwards: `4 I⁴/(P R H⁴)`.
///
/// **Why**: at an edge `z` of [PlainInterior], with `w = 1 + s g`, put `g(l) = g + u(l)` and `h(l) = z (g + u(l + 2a))` into
///
/// `1/g(l) = 1/(1 + s g(l-1)) - λ - s h(l+1)`
///
/// for a small and slow `u`. Terms in `u` cancel because `dz/dg = 0`, those in `u'` if `1 + 2a = 1/(z w²)` (by symmetry the
/// equation of `h` is then satisfied, too). What is left is
///
/// `u″ = P u² + R (z - λ)`, `D = s (1 + 1/(z w²))/(2 w²)`, `P = (s²/w³ - 1/g³)/D`, `R = w/D`,
///
/// `(81/4) u² + (4/9)(27/4 - λ)` for `s = 1`. At the ends of the chain `u` is not small: seen from inside it diverges. In units
/// in which the equation is `x″ = (x² + 1)/2`, the orbit from infinity to a least `x(0)` and back takes the time
/// `2 ∫ dx/sqrt((x³ - x0³)/3 + x - x0)`, so an orbit of `H` layers exists for `z - λ` up to the value at the
/// `x0` where the integral is largest, `I` = 5.145423 at `x0 = -0.55359`. The distance from the ends to the divergence adds a
/// constant to `H`.
final class EdgeAmplitude {
  private EdgeAmplitude() {}

  /// `I`, the largest half time.
  static double halfTime() {
    return halfTime(Numerics.argMax(EdgeAmplitude::halfTime, -2, 1));
  }

  private static double halfTime(double x0) {
    // x = x0 + v²
    return Numerics.unboundedIntegral(v -> {
      double x = x0 + v * v;
      return 2 / Math.sqrt((x * x + x * x0 + x0 * x0) / 3 + 1);
    }, 0, Double.POSITIVE_INFINITY);
  }

  /// `4 I⁴/(P R)`: the gap times `H⁴` at the edge `z` for layers of strength `s`.
  static double gap(double s, double z) {
    double g = doubleRoot(s, z);
    double w = 1 + s * g;
    double D = s * (1 + 1 / (z * w * w)) / (2 * w * w);
    double P = (s * s / (w * w * w) - 1 / (g * g * g)) / D;
    double R = w / D;
    return 4 * Math.pow(halfTime(), 4) / (Math.abs(P) * R);
  }

  /// The `g` at an edge: `2 s (s-1) g² + 3 s g + 1 = 0`, the root with `w > 0` and, below the spectrum, `g > 0`.
  private static double doubleRoot(double s, double z) {
    boolean below = z < 1 + s; // the mean of the law
    double root = Math.sqrt(9 * s * s - 8 * s * (s - 1));
    return -2 / (3 * s + (below ? -root : root));
  }
}
