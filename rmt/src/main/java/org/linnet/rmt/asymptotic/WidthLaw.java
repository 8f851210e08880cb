package org.linnet.rmt.asymptotic;

import org.linnet.rmt.law.TracyWidom;

/// What to expect of deep networks of finite width: how far the smallest eigenvalue of the activity Hessian is from its limit.
///
/// **Statement**: the scale of [SoftEdge], relative to `λmin`, is for deep networks
///
/// | network | scale/λmin | so wide enough is |
/// |---|---|---|
/// | [#STANDARD] | `0.4448 (H/N)^(2/3)` | `N >> H` |
/// | [#STANDARD_FULLY_READ], `K = N` | `0.185 (H/N)^(2/3)` | `N >> H` |
/// | [#MUPC] | `0.8823 N^(-2/3)` | `N >> 1`, at every depth |
///
/// `λmin` of a sampled network exceeds the limit by 1.21 times that on average, and so the condition number falls short.
///
/// **Why**: near the edge the orbits of [CriticalChain] and [MuPcChain] differ by `sqrt(λmin - λ)`, and with them `∑ g(l)`, whose
/// amplitude is `C`: `∑ g = H² G(λ H³)` or `H² G(λ H²)`, hence `C = 0.5412 H^(7/2)` and `3.929 H³`.
///
/// **Assumptions**: those of the two chains; `N >= H` for the standard parameterisation. The constants hold for `H -> ∞`: at
/// finite depth the scale is within `3/H` of them, relative.
///
/// **Source**: derived but for 0.185, which is extrapolated from depths 8 to 64.
///
/// @param coefficient scale over `λmin` at `H = N = 1`
/// @param depthPower the power of `H`
public record WidthLaw(double coefficient, double depthPower) {
  /// The standard parameterisation with few outputs.
  public static final WidthLaw STANDARD = new WidthLaw(0.4448, 2.0 / 3);
  /// The standard parameterisation with as many outputs as hidden units.
  public static final WidthLaw STANDARD_FULLY_READ = new WidthLaw(0.185, 2.0 / 3);
  /// muPC.
  public static final WidthLaw MUPC = new WidthLaw(0.8823, 0);

  public WidthLaw {
    if (!(coefficient > 0) || !Double.isFinite(coefficient) || !Double.isFinite(depthPower)) {
      throw new IllegalArgumentException("the coefficient must be positive and the power of the depth finite, got "
          + coefficient + " and " + depthPower);
    }
  }

  /// The scale of [SoftEdge] relative to `λmin`.
  ///
  /// @throws IllegalArgumentException if depth or width are below 1
  public Asymptote scale(int H, int N) {
    Numerics.requireDepth(H, 1, "");
    if (N < 1) {
      throw new IllegalArgumentException("the width must be at least 1, got " + N);
    }
    return new Asymptote(coefficient * Math.pow(H, depthPower) * Math.pow(N, -2.0 / 3), 3.0 / H);
  }

  /// By how much the mean of sampled `λmin` exceeds the limit, relative to it.
  public Asymptote bias(int H, int N) {
    Asymptote scale = scale(H, N);
    return new Asymptote(-TracyWidom.MEAN * scale.value(), scale.relativeError());
  }

  /// The standard deviation of sampled `λmin`, relative to the limit.
  public Asymptote deviation(int H, int N) {
    Asymptote scale = scale(H, N);
    return new Asymptote(TracyWidom.DEVIATION * scale.value(), scale.relativeError());
  }

  /// The smallest width at which the mean of sampled `λmin` is within `tolerance` of the limit, relative to it.
  ///
  /// @throws IllegalArgumentException if `H` is below 1 or `tolerance` is not between 0 and 1
  public long widthFor(double tolerance, int H) {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException("the tolerance must be between 0 and 1, got " + tolerance);
    }
    return Math.max(1, (long) Math.ceil(Math.pow(bias(H, 1).value() / tolerance, 1.5) * (1 - 1e-14)));
  }
}
