package org.linnet.rmt.asymptotic;

/// The extreme eigenvalues of the activity Hessian of deep networks without skips whose layers shrink activities: PyTorch's
/// default initialisation, `s = 1/3`.
///
/// **Statement**: for `N -> ∞` and `s < 1` both tend to the edges of [PlainInterior], from inside and like `H⁻⁴`:
///
/// `λ = edge ± G/(H + b)⁴`, `G = 4 I⁴/(P R)`.
///
/// So the condition number stays bounded: for `s = 1/3` it tends to 128/3 from `[1/12, 32/9]`.
///
/// **Why**: both edges are soft, and the amplitude equation at each limits the depth of orbits outside the interval, as for
/// the upper edge of [CriticalChain].
///
/// **Assumptions**: wide first, deep second; all layers, the readout too, of strength `s < 1`; `0 <= α <= 1`.
///
/// **Numerics**: `G` to 1e-10. The shifts `b` are fits, to 0.8 layers above and, below, to 40 % for deep chains and less well
/// if `(1 - s) H` is small, where [CriticalChain] is nearer. The returned errors contain that, and fall like `H⁻⁵`.
///
/// **Source**: derived, but for the shifts.
///
/// @param s strength `a² b N` of a layer, below 1
public record SubcriticalChain(double s) {
  public SubcriticalChain {
    PlainInterior.requireStrength(s);
    if (s >= 1) {
      throw new IllegalArgumentException("the strength s must be below 1, got " + s
          + "; CriticalChain is for 1, SupercriticalChain for more");
    }
  }

  /// PyTorch's default for linear layers.
  public static SubcriticalChain kaimingUniform() {
    return new SubcriticalChain(1.0 / 3);
  }

  /// Both extreme eigenvalues for `H` hidden layers and `alpha = K/N`.
  ///
  /// @throws IllegalArgumentException if `H` is below 2 or `alpha` not between 0 and 1
  public Edges edges(int H, double alpha) {
    CriticalChain.requireRange(H, alpha);
    Edges limit = new PlainInterior(s).edges();
    double below = FittedConstants.lowerShift(s);
    double above = FittedConstants.upperShift(s, alpha);
    return new Edges(
        pulled(limit.lower().value(), 1, H, below, (0.4 + 0.3 / ((1 - s) * H)) * below),
        pulled(limit.upper().value(), -1, H, above, 0.8));
  }

  /// `edge ± G/(H + b)⁴` with the error of `b`, and of the next order for shallow chains.
  private Asymptote pulled(double edge, int inwards, int H, double b, double error) {
    double gap = EdgeAmplitude.gap(s, edge) / Math.pow(H + b, 4);
    double value = edge + inwards * gap;
    double spread = Math.pow(1 - Math.min(0.9, error / (H + b)), -4) - 1;
    return new Asymptote(value, gap * spread / Math.abs(value));
  }
}
