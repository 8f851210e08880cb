package org.linnet.theory.target;

/// Why Gauss-Newton targets do not follow the gradient of any function: their update field has a curl.
///
/// **Statement**: in the chain `h1 = w1 x`, `h2 = w2 h1` with `r = y - h2` the updates of Gauss-Newton targets are
/// `Δw1 = r x / w2` and `Δw2 = r h1`, and
///
/// `∂Δw1/∂w2 - ∂Δw2/∂w1 = 2 w1 w2 x² - x y - x y / w2²`,
///
/// which vanishes on a curve only, while that of a gradient field vanishes everywhere. The line integral of the updates once
/// around a loop, counter-clockwise in the plane of `(w1, w2)`, is minus the integral of this over its inside.
///
/// **Assumptions**: one sample, width 1, one hidden layer, unit step size, linear units, `w2 ≠ 0`.
///
/// **Shapes**: numbers.
///
/// **Numerics**: O(1).
///
/// **Source**: `meulemans2020`, Proposition S9 (Eq. 134-138).
public final class GaussNewtonCurl {
  private GaussNewtonCurl() {}

  /// `∂Δw1/∂w2 - ∂Δw2/∂w1`.
  ///
  /// @throws IllegalArgumentException if `w2` is 0, where the field is not continuous
  public static double curl(double w1, double w2, double x, double y) {
    TargetChecks.require(w2 != 0, "w2 must not be 0, where the pseudo-inverse jumps");
    return 2 * w1 * w2 * x * x - x * y - x * y / (w2 * w2);
  }
}
