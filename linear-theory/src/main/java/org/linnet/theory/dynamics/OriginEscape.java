package org.linnet.theory.dynamics;

import org.linnet.theory.chain.ChainOrigin;
import org.linnet.theory.chain.ScalarRegression;

/// How long a linear chain takes to leave the origin, on the loss and on the equilibrated energy.
///
/// **Statement**: to leading order in the weights, gradient flow takes from the size `from` to the size `to`
///
/// | depth | loss (balanced weights of size `u`) | equilibrated energy (component `u` along the escape direction) |
/// |---|---|---|
/// | 2 | `log(to/from) / |xy|` | `log(to/from) / ((yy + sqrt(yy² + 4 xy²))/2)` |
/// | 3 and more | `(from^(2-L) - to^(2-L)) / ((L-2) |xy|)` | `log(to/from) / yy` |
///
/// So the loss's time grows like the scale to the power `2 - L`, the energy's with its logarithm and not with depth. Descent with the rate
/// `eta` along an eigenvector of curvature `-lambda` takes `log(to/from) / log(1 + eta lambda)` steps, for any network; for wide ones
/// `lambda` is minus the smallest eigenvalue of [org.linnet.theory.saddle.OriginHessian].
///
/// **Assumptions**: gradient flow; `to` small against the fit (the loss: error of relative order `(to/u*)^L`) and against 1 (the energy:
/// of order `to²`, see [LastLayerFlow]); the loss: balanced weights, the sign of whose product is that of the slope; the energy at depth
/// 3 and more: the other weights stay small.
///
/// **Numerics**: a few `eps`.
///
/// **Source**: `innocenti2025thesis`, A.10-A.12, Theorem A.1, B.50-B.53, L703 (the loss's saddle is of order `H`).
///
/// **Erratum**: Theorem A.1 says that descent on the energy escapes the saddle of a chain of depth 2 faster than on the loss. Its rate is
/// larger, but a start has different components along the two escape directions: for `x = y = 1` and `w` along `(1, (1 - sqrt 5)/2)` the
/// linearised weights decay on the energy and escape on the loss.
public final class OriginEscape {
  private OriginEscape() {}

  /// The time on the loss.
  ///
  /// @throws IllegalArgumentException if the depth is below 2, not `0 < from <= to`, or `xy` is zero
  public static double loss(int depth, ScalarRegression data, double from, double to) {
    requireEscape(depth, from, to, Math.abs(data.xy()), "xy");
    return BalancedChainFlow.drift(depth, from, to) / Math.abs(data.xy());
  }

  /// The time on the equilibrated energy.
  ///
  /// @throws IllegalArgumentException if the depth is below 2, not `0 < from <= to`, or all targets are zero
  public static double energy(int depth, ScalarRegression data, double from, double to) {
    requireEscape(depth, from, to, data.yy(), "yy");
    return Math.log(to / from) / -ChainOrigin.energy(depth, data)[0];
  }

  /// The number of steps of descent with rate `eta` along an eigenvector of the negative curvature `curvature`, as a real number.
  ///
  /// @throws IllegalArgumentException if `curvature` is not negative, `eta` is not positive, or not `0 < from <= to`
  public static double steps(double curvature, double eta, double from, double to) {
    requireRange(from, to);
    require(curvature < 0, "the curvature must be negative along an escape direction, got " + curvature);
    require(eta > 0, "the learning rate eta must be positive, got " + eta);
    return Math.log(to / from) / Math.log1p(-eta * curvature);
  }

  private static void requireEscape(int depth, double from, double to, double moment, String name) {
    require(depth >= 2, "the origin is a saddle from depth 2 on, got depth " + depth);
    requireRange(from, to);
    require(moment > 0, name + " must not be 0: nothing drives the weights off the origin");
  }

  private static void requireRange(double from, double to) {
    require(from > 0 && to >= from && Double.isFinite(to),
        "sizes must be positive and must not shrink, got from " + from + " to " + to);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
