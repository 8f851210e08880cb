package org.linnet.theory.dynamics;

/// Gradient flow on the equilibrated energy while all layers below the last are zero: the escape from the origin, exactly.
///
/// **Statement**: for depth 3 or more, `W(1) = .. = W(H) = 0` stays so, and with `g = gamma(L)`, `k = a(L)²/gamma(H)` the last weights follow
///
/// `dW(L)/dt = k S⁻¹ Σyy S⁻¹ W(L)`, `S = I/g + k W(L) W(L)ᵀ`.
///
/// If the left singular vectors of `W(L)` are eigenvectors of `Σyy`, each singular value `u` moves alone,
/// `du/dt = k lambda u/(1/g + k u²)²` with the eigenvalue `lambda`, and takes from `u0` to `u1` the time
///
/// `t = (G(u1) - G(u0))/(k lambda)`, `G(u) = log(u)/g² + k u²/g + k² u⁴/4`,
///
/// while its share of the energy falls as `lambda/(2 (1/g + k u²))`. Near the origin `u` grows like `e^(k g² lambda t)`: at a rate that
/// does not depend on depth or scale. (The network's output stays 0: the energy falls, the loss does not.)
///
/// **Assumptions**: depth 3 or more (at depth 2 `W(1)` moves at once); no skips, no biases; exact equilibrium.
///
/// **Units**: time is that of gradient flow on the mean energy; `lambda` is in squared targets.
///
/// **Numerics**: a few `eps` relative to the larger term; the inverse by bisection in `log u`.
///
/// **Source**: `innocenti2025thesis`, 4.8-4.9 and B.53 give the rate at the origin; the flow follows from Theorem 3.1.
///
/// @param lambda an eigenvalue of `Σyy`, for a chain `yy`; positive
/// @param g `gamma(L)`, positive
/// @param k `a(L)²/gamma(H)`, positive
public record LastLayerFlow(double lambda, double g, double k) {
  public LastLayerFlow {
    requirePositive("lambda", lambda);
    requirePositive("g", g);
    requirePositive("k", k);
  }

  /// Unit scalings and precisions.
  public static LastLayerFlow plain(double lambda) {
    return new LastLayerFlow(lambda, 1, 1);
  }

  /// The rate of growth at the origin.
  public double rate() {
    return k * g * g * lambda;
  }

  /// This mode's share of the energy at the singular value `u`.
  public double energy(double u) {
    return lambda / (2 * (1 / g + k * u * u));
  }

  /// The time from the singular value `from` to `to`.
  ///
  /// @throws IllegalArgumentException if not `0 < from <= to`
  public double time(double from, double to) {
    requirePositive("from", from);
    if (!(to >= from && Double.isFinite(to))) {
      throw new IllegalArgumentException(
          "to must be at least from = " + from + ", as the singular value grows, got " + to);
    }
    double low = k * from * from;
    double high = k * to * to;
    return (Math.log(to / from) / (g * g) + (high - low) * (1 / g + (high + low) / 4)) / (k * lambda);
  }

  /// The singular value after the time `t` from `from`.
  ///
  /// @throws IllegalArgumentException if `from` is not positive or `t` is negative
  public double value(double from, double t) {
    requirePositive("from", from);
    if (!(t >= 0 && Double.isFinite(t))) {
      throw new IllegalArgumentException("the time must be finite and not negative, got " + t);
    }
    double low = 0; // logarithm of the growth
    double high = Math.min(rate() * t, Math.log(Double.MAX_VALUE / from)); // the growth is at most exponential
    while (true) {
      double middle = (low + high) / 2;
      if (middle == low || middle == high) {
        return from * Math.exp(low);
      }
      if (time(from, from * Math.exp(middle)) <= t) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be positive and finite, got " + value);
    }
  }
}
