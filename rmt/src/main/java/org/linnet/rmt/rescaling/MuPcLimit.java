package org.linnet.rmt.rescaling;

/// How far muPC starts from backpropagation: the limit of wide networks, with its rate.
///
/// **Statement**: a random linear residual network in the muPC parameterisation, `L` layers of hidden width `N`, `r = L/N`,
/// `B = 1`, has at initialisation
///
/// 1. `E[S] = s I`, `s = 1 + r ((1 + 1/L)^(L-1) - 1)`, and `0 <= 1 + (e - 1) r - s <= 3e/(2N)`;
/// 2. an equilibrated energy of `F*/loss = 1/s` up to the bounds of [RescalingMoments], if its output is small against the
///    target; so for `N = 32 L` the energy is between 5.1 % and 0 below the loss, whatever the depth;
/// 3. to leading order in `r` and `1/N`, a forward pass `p(l)` that differs from the equilibrium `z*(l)` by
///    `E‖z*(l) - p(l)‖²/E‖p(l)‖² = (ρ/s)² (1 + 1/L)^(L-2l) Y(l)/N²`, where `ρ² = ‖y - p(L)‖² N(0)/‖x‖²` and
///    `Y(l) = E tr (sum_(k=1..l) Q(k) Q(k)ᵀ)²/N`, `Q(k) = A(l) .. A(k+1)`; for `L -> ∞` at `l = t L` this is
///    `2e (t - 1 + exp(-t)) (ρ r/s)²`;
/// 4. gradients of energy and loss in `W(l)` at an angle whose squared tangent is that of the activities `l - 1`, zero for
///    `l = 1`, and at the relative distance `sqrt((1 - 1/s)² + tan²/s²)`.
///
/// So energy and gradients differ from those of backpropagation by `Θ(r)`, directions by `1 - cos = Θ(r²)`.
///
/// **Why**: (1) is [ExpectedRescaling] with `g(L) = 1/N` and `g(l) = 1 + 1/L`; `log(1 + u) >= u - u²/2` gives
/// `(L-1) log(1 + 1/L) >= 1 - 3/(2L)`, and `e - e^(1-u) <= e u`. (3): with `λ = S⁻¹(y - p(L))`, `z*(l) - p(l)` is
/// `sum_(k=1..l) Q(k) Q(k)ᵀ P(l+1)ᵀ λ`. `Q` and `P(l+1)` are of different layers, thus independent, and `Q(k) Q(k)ᵀ` has a
/// rotation-invariant law; were `λ` independent of both, the mean square would be `‖λ‖² (1/N) (1 + 1/L)^(L-1-l) Y(l)`
/// exactly. By [RescalingMoments] `S = s I + O(r (K/N)^(1/2))`, and the output is of order `N^(-1/2)`, so `λ = y/s` to
/// leading order. `E‖p(l)‖² = N (1 + 1/L)^(l-1) ‖x‖²/N(0)`. In the limit the recursion behind `Y` is a linear differential
/// equation: at distance `τ = (l - k)/L`, `E[tr (QQᵀ)²]/N = e^(2τ) (1 + 2τ)`, hence
/// `Y/L² = 2 ∫_0^t e^(2τ) (1 + 2τ) (e^(t-τ) - 1) dτ = 2 e^t (e^t (t - 1) + 1)`. (4): the gradients are
/// `-a(l) P(l+1)ᵀ λ z*(l-1)ᵀ` and `-a(l) P(l+1)ᵀ (y - p(L)) p(l-1)ᵀ`, and `z*(l-1) - p(l-1)` is orthogonal to `p(l-1)` up to
/// `λᵀ p(L)`, which is smaller by `N^(-1/2)`.
///
/// **Assumptions**: `K` and `N(0)` fixed or small against `N`; (3) and (4) are asymptotic, with relative corrections of order
/// `r` and `1/N` (measured: 1 % at `r = 1/16`, 25 % at `r = 1/2`).
///
/// **Numerics**: O(L), all terms positive but in the limit of (3), which loses digits like `1/t²` and is a series below.
///
/// **Source**: `innocenti2025thesis`, Theorem 1 (Eq. 5.6) and C.2.6, which state the limit only, and section 5.7 (32 times).
///
/// **Erratum**: section 5.7 says that `H = 128, N = 512` has "a much smaller aspect ratio, r = 4". With the `r := L/N` of
/// Theorem 1 it is 0.25, eight times larger than 1/32, and `s = 1.43`; 4 is its inverse.
public final class MuPcLimit {
  private MuPcLimit() {}

  /// `s`, the mean of the rescaling at finite width and depth.
  ///
  /// @throws IllegalArgumentException if `N` or `L` is below 1
  public static double rescaling(int N, int L) {
    requirePositive(N, L);
    return 1 + branches(L) / N;
  }

  /// `1 + (e - 1) r`, the mean of the rescaling, and with it loss over energy, in the limit of deep networks.
  public static double rescaling(double r) {
    return 1 + (Math.E - 1) * r;
  }

  /// The smallest hidden width at which the energy starts at most the fraction `deficit` below the loss: `1 - 1/s <= deficit`.
  ///
  /// @throws IllegalArgumentException if `deficit` is not between 0 and 1, or `L` below 1
  public static long widthFor(double deficit, int L) {
    requirePositive(1, L);
    if (!(deficit > 0 && deficit < 1)) {
      throw new IllegalArgumentException("the deficit must be between 0 and 1, got " + deficit);
    }
    return Math.max(1, (long) Math.ceil(branches(L) * (1 - deficit) / deficit));
  }

  /// `E‖z*(l) - p(l)‖²/E‖p(l)‖²`, to leading order.
  ///
  /// @param rho norm of the residual over the root mean square of the input's entries
  /// @throws IndexOutOfBoundsException if `l` is not a hidden layer or 0, the input
  /// @throws IllegalArgumentException if `N` or `L` is below 1
  public static double activities(int l, int N, int L, double rho) {
    double s = rescaling(N, L);
    if (l < 0 || l >= L) {
      throw new IndexOutOfBoundsException("layer must be in 0.." + (L - 1) + ", got " + l);
    }
    SecondMoments moments = new SecondMoments(N);
    Gain hidden = Gain.of(1.0 / ((double) N * L), N, 1);
    for (int k = l; k >= 1; k--) {
      moments.add();
      moments.multiply(hidden);
    }
    double Y = moments.sumSquare() / N;
    return rho / s * (rho / s) * Math.pow(hidden.mean(), L - 2 * l) * Y / ((double) N * N);
  }

  /// The limit `2e (t - 1 + exp(-t)) (rho r/s)²` of [#activities] for deep networks, `t = l/L` from 0 to 1.
  public static double activities(double t, double r, double rho) {
    double s = rescaling(r);
    // t²/2 - t³/6 + .., where the difference would cancel
    double shape = t < 1e-3 ? t * t / 2 * (1 - t / 3 * (1 - t / 4)) : t + Math.expm1(-t);
    return 2 * Math.E * shape * (rho * r / s) * (rho * r / s);
  }

  /// The squared tangent of the angle between the gradients of energy and loss in `W(l)`, to leading order.
  ///
  /// @param rho norm of the residual over the root mean square of the input's entries
  /// @throws IndexOutOfBoundsException if `l` is not in `1..L`
  public static double squaredTangent(int l, int N, int L, double rho) {
    return activities(l - 1, N, L, rho);
  }

  /// The distance between the gradients of energy and loss in `W(l)`, over the norm of the latter, to leading order.
  ///
  /// @param rho norm of the residual over the root mean square of the input's entries
  /// @throws IndexOutOfBoundsException if `l` is not in `1..L`
  public static double gradientDistance(int l, int N, int L, double rho) {
    double s = rescaling(N, L);
    return Math.sqrt((1 - 1 / s) * (1 - 1 / s) + squaredTangent(l, N, L, rho) / (s * s));
  }

  /// `N (s - 1) = L ((1 + 1/L)^(L-1) - 1)`.
  private static double branches(int L) {
    return L * Math.expm1((L - 1) * Math.log1p(1.0 / L));
  }

  private static void requirePositive(int N, int L) {
    if (N < 1 || L < 1) {
      throw new IllegalArgumentException("width and depth must be at least 1, got N = " + N + ", L = " + L);
    }
  }
}
