package org.linnet.theory.dynamics;

import org.linnet.theory.chain.ScalarRegression;

/// Gradient flow on the mean squared error of a balanced linear chain, exactly.
///
/// **Statement**: if all `|w(i)| = u` and the sign of the product is that of the slope `m`, both stay so, and
///
/// `du/dt = u^(L-1) (c - xx u^L)`, `c = |xy|`.
///
/// The time from `u0` to `u1` on the same side of the fit `u* = |m|^(1/L)` is
///
/// `t = (D(u1) - D(u0))/c + u*^(2-L)/c (J(u1/u*) - J(u0/u*))`, `D(u) = log u` for `L = 2` and `-u^(2-L)/(L-2)` for `L > 2`,
///
/// `J(v) = ∫_0^v s/(1 - s^L) ds = -1/L sum_(k=1..L) Re[ω_k² log(1 - v/ω_k)]`, `ω_k = e^(2πik/L)`.
///
/// For `L = 1`, `t = log((u* - u0)/(u* - u1))/xx`. In a network with whitened inputs (`Σxx = I`) and weights aligned with the singular
/// vectors of `Σyx`, every singular value moves like such a chain with `xx = 1` and `m` the singular value of `Σyx`.
///
/// **Assumptions**: balanced weights; `xx` and `m` not zero; the loss. (On the equilibrated energy balance is lost, see [Imbalance].)
///
/// **Numerics**: O(L); absolute error a few `eps` times the larger of the terms `D`, `J` and, near the fit, `log(1 - u/u*)`.
///
/// **Source**: the dynamics of A.12 of `innocenti2025thesis` without linearisation; balanced solutions are those of Saxe et al. 2014.
public final class BalancedChainFlow {
  private BalancedChainFlow() {}

  /// The time that the flow takes from the common weight `from` to `to`.
  ///
  /// @throws IllegalArgumentException if the flow does not lead there, or `xx` or the slope is zero
  public static double time(int depth, ScalarRegression data, double from, double to) {
    double fit = requireMotion(depth, data);
    requirePositive("from", from);
    requirePositive("to", to);
    boolean onTheWay = (from <= to && to < fit) || (fit < to && to <= from);
    if (!onTheWay) {
      throw new IllegalArgumentException("the weight must lie between from = " + from + " and the fit " + fit
          + ", which is reached after infinite time, got to = " + to);
    }
    if (depth == 1) {
      return Math.log((fit - from) / (fit - to)) / data.xx();
    }
    double c = Math.abs(data.xy());
    return (drift(depth, from, to)
        + Math.pow(fit, 2.0 - depth) * (remainder(depth, to / fit) - remainder(depth, from / fit))) / c;
  }

  /// The common weight after the flow has gone on for the time `t` from the common weight `from`.
  ///
  /// @throws IllegalArgumentException if `t` is negative, or `xx` or the slope is zero
  public static double weight(int depth, ScalarRegression data, double from, double t) {
    double fit = requireMotion(depth, data);
    requirePositive("from", from);
    if (!(t >= 0)) {
      throw new IllegalArgumentException("the time must not be negative, got " + t);
    }
    double near = from;
    double far = fit;
    while (true) { // the time to near is at most t, that to far is more
      double middle = (near + far) / 2;
      if (middle == near || middle == far || middle == fit) {
        return near;
      }
      if (time(depth, data, from, middle) <= t) {
        near = middle;
      } else {
        far = middle;
      }
    }
  }

  /// `∫ u^(1-L) du`.
  static double drift(int depth, double from, double to) {
    return depth == 2
        ? Math.log(to / from)
        : (Math.pow(from, 2.0 - depth) - Math.pow(to, 2.0 - depth)) / (depth - 2);
  }

  /// `J(v)`, for `v > 1` up to a constant.
  private static double remainder(int depth, double v) {
    double sum = 0;
    for (int k = 0; k < depth; k++) {
      double angle = 2 * Math.PI * k / depth;
      double real = 1 - v * Math.cos(angle); // 1 - v/ω = 1 - v e^(-i angle)
      double imaginary = v * Math.sin(angle);
      double modulus = Math.log(Math.hypot(real, imaginary));
      sum -= Math.cos(2 * angle) * modulus - Math.sin(2 * angle) * Math.atan2(imaginary, real);
    }
    return sum / depth;
  }

  private static double requireMotion(int depth, ScalarRegression data) {
    if (depth < 1) {
      throw new IllegalArgumentException("the depth must be at least 1, got " + depth);
    }
    requirePositive("xx", data.xx());
    if (data.slope() == 0) {
      throw new IllegalArgumentException("the slope must not be 0: there is nothing to learn");
    }
    return Math.pow(Math.abs(data.slope()), 1.0 / depth);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be positive and finite, got " + value);
    }
  }
}
