package org.linnet.rmt.asymptotic;

/// The smallest eigenvalue of the activity Hessian of deep networks whose layers grow activities: the standard
/// parameterisation with skips, of gain `ρ = 2`.
///
/// **Statement**: for few outputs, `N -> ∞`, layer maps `sqrt(s) X + τ I` of gain `ρ = s + τ² > 1` and relative variance
/// `V = 1 - τ⁴/ρ²`,
///
/// `λmin = (ρ - 1)²/(e V ρ^(H+1) (H + c))`: exponentially small.
///
/// With as many outputs as hidden units and `s = τ = 1` it is `345/(H + 6.4)⁴` instead, and the largest eigenvalue is
/// `9.945659 - 411/(H + 2.2)⁴`: both fits, but for the limit, which is [SkipInterior]'s.
///
/// **Why**: `Hz = BᵀB`, and the inverse of `B` consists of products of layer maps; summed over their two ends, geometric series
/// in `1/ρ`, the longest ones dominate, so `1/λmin` is `(ρ/(ρ-1))²` times the squared norm of a product of `H - 1`, up to a
/// number of layers that is `c`. By freeness the law of a product of `n` maps has the S-transform `(S(x))^n`,
/// `S(x) = (1 - V x + ..)/ρ`, and its upper edge is the inverse of `max x/(1 + x) S(x)^n`, at `x = 1/(nV)`: `e n V ρ^n`.
/// `V` is the variance of `|map|²` over `ρ²`: `(s² + 2 s τ²)/ρ²`.
///
/// **Assumptions**: wide first, deep second; few outputs; `H >= 4`.
///
/// **Numerics**: O(1). `c`, of order `1/(ρ - 1)`, is a fit: hence the error of `4/(H (ρ - 1))² + 0.2/H`, and 1 or more
/// where the gain is so close to 1 that [CriticalChain] is nearer.
///
/// **Source**: derived, but for `c` and the two fits.
///
/// @param s strength `a² b N` of a layer
/// @param tau skip: 0 or 1, or any other multiple of the identity
public record SupercriticalChain(double s, double tau) {
  public SupercriticalChain {
    PlainInterior.requireStrength(s);
    if (!(s + tau * tau > 1) || Double.isInfinite(tau)) {
      throw new IllegalArgumentException("the gain s + tau² must exceed 1, got s = " + s + ", tau = " + tau
          + "; CriticalChain is for 1, SubcriticalChain for less");
    }
  }

  /// The standard parameterisation with skips around all hidden layers.
  public static SupercriticalChain standardWithSkips() {
    return new SupercriticalChain(1, 1);
  }

  /// The smallest eigenvalue for few outputs.
  ///
  /// @throws IllegalArgumentException if `H` is below 4, or so large that the eigenvalue underflows
  public Asymptote lower(int H) {
    Numerics.requireDepth(H, 4, "");
    double rho = s + tau * tau;
    double V = 1 - Math.pow(tau, 4) / (rho * rho);
    double layers = H + FittedConstants.growthShift(rho, H);
    double value = Numerics.square(rho - 1) / (Math.E * V * Math.pow(rho, H + 1) * layers);
    if (value < Double.MIN_NORMAL) {
      throw new IllegalArgumentException(
          "the smallest eigenvalue is below the range of double: H = " + H + " with gain " + rho + "; use less depth");
    }
    return new Asymptote(value, 4 / Numerics.square(H * (rho - 1)) + 0.2 / H);
  }

  /// The smallest eigenvalue of the standard parameterisation with skips for `K = N`: a fit.
  ///
  /// @throws IllegalArgumentException if `H` is below 2
  public static Asymptote standardLowerFullyRead(int H) {
    Numerics.requireDepth(H, 2, "; OneHiddenLayer is exact");
    return new Asymptote(FittedConstants.SKIP_READ / Math.pow(H + FittedConstants.SKIP_READ_SHIFT, 4),
        20 / ((double) H * H));
  }

  /// The largest eigenvalue of the standard parameterisation with skips, whatever the number of outputs up to `N`: a fit of
  /// the distance to the limit.
  ///
  /// @throws IllegalArgumentException if `H` is below 2
  public static Asymptote standardUpper(int H) {
    Numerics.requireDepth(H, 2, "; OneHiddenLayer is exact");
    double gap = FittedConstants.SKIP_UPPER / Math.pow(H + FittedConstants.SKIP_UPPER_SHIFT, 4);
    double value = new SkipInterior(1).upper().value() - gap;
    return new Asymptote(value, gap * 0.8 / H / value);
  }
}
