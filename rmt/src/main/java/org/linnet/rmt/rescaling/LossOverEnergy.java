package org.linnet.rmt.rescaling;

/// The ratio of loss and equilibrated energy of one sample over randomly drawn Gaussian weights: mean and standard deviation.
///
/// **Statement**: for a residual `y` that does not depend on the weights, `R = ‖y‖²/(yᵀ S⁻¹ y)` has, with
/// `d = Var S(1,1)` and `o = sum_(j>1) E[S(1,j)²]`,
///
/// - `E[R] = s - o/s` and standard deviation `sqrt(d)`, to leading order in the fluctuation of `S`;
/// - `s - o <= E[R] <= s` exactly, and `R >= 1`;
/// - `R = S` exactly for one output.
///
/// For wide networks `d = 2 o/(K - 1) = 2 q g²/N`, `g` the gain of the readout and `q` from the recursion over hidden layers
/// of gain `ρ` and skip `τ`: `q <- 1 + 2ρ m + ρ² q + (ρ² - τ⁴) m²`, `m <- 1 + ρ m`, from `q = m = 1`. In deep muPC networks
/// `q = 2e L²`, so `R = 1 + (e - 1) r` with the deviation `2 r sqrt(e/N)`, `r = L/N`.
///
/// **Why**: the law of `S` is that of `O S Oᵀ` for every rotation `O`, so let `y = (1, 0, .., 0)`: `R = 1/(S⁻¹)(1,1)`, the Schur
/// complement `S(1,1) - uᵀ V⁻¹ u`, `u` the rest of the first column and `V` that of the matrix. `V` is `s I` to leading order and
/// at least `I`. By the same invariance `E[T(1,1)²] = (E[(tr T)²] + 2 E[tr T²])/(K (K + 2))`, `T = S - I`.
///
/// **Assumptions**: those of [RescalingMoments]. A residual that contains the network's output depends on the weights; it
/// may be used where the output is small against the target.
///
/// **Numerics**: `d` and `o` are exact at every width and depth, but differences of moments: they lose the digits by which
/// these exceed them. The leading order of `E[R]` is off by `O(o²/s³)`, that of the deviation by `O(o/s²)`, relative.
///
/// **Source**: not in the literature that the project follows.
///
/// @param rescaling `s`
/// @param diagonal `d`
/// @param offDiagonal `o`
public record LossOverEnergy(double rescaling, double diagonal, double offDiagonal) {

  /// That of the networks with these moments.
  public static LossOverEnergy of(RescalingMoments moments) {
    double K = moments.outputs();
    double t = moments.mean() - 1;
    double entry = (moments.trace() + 2 * moments.square()) / (K * (K + 2)); // E[T(1,1)²]
    return new LossOverEnergy(moments.mean(), Math.max(0, entry - t * t), Math.max(0, moments.square() / K - entry));
  }

  /// `E[R]`, to leading order.
  public double mean() {
    return rescaling - offDiagonal / rescaling;
  }

  /// The standard deviation of `R`, to leading order.
  public double deviation() {
    return Math.sqrt(diagonal);
  }

  /// The lower bound of `E[R]`.
  public double atLeast() {
    return Math.max(1, rescaling - offDiagonal);
  }

  /// The upper bound of `E[R]`.
  public double atMost() {
    return rescaling;
  }
}
