package org.linnet.rmt.asymptotic;

/// The extreme eigenvalues of the activity Hessian in the standard parameterisation, for deep wide networks.
///
/// **Statement**: for `H` hidden layers of unit gain without skips, `N -> ∞` and `α = K/N`,
///
/// - `λmin = Λ(αH)/(H + b(αH))³ (1 + O(H⁻²))`, with `Λ(0) = 3.385723`, `b(0) = 0.68725` for few outputs, and
///   `Λ(∞) = 33.46204`, `b(ω) ~ 2/3 ln ω` for as many outputs as hidden units;
/// - `λmax = 27/4 - 311.5314/(H + c)⁴ (1 + O(H⁻²))`, `c = 2.357` for few outputs.
///
/// So the condition number grows like `1.99 H³` or `0.202 H³`.
///
/// **Why** (smallest): put `k(l) = h(l+1)`. The equations of the package are the map `(g(l-1), k(l-1)) -> (g(l), k(l))` that
/// `F = -ln(1 - (1 + g)(λ + k))` generates: `k(l-1) = ∂F/∂g(l-1)`, `g(l) = ∂F/∂k(l)`. Such a map is symplectic; for
/// `λ = O(H⁻³)`, `g = O(H)`, `k = O(H⁻²)` it is near the identity, the time-1 flow of the Hamiltonian (`c = g k`)
///
/// `E = k + λ g + c²/2 + [c (k + λ g + c²/2)/2 - 5 c³/12] + ..`,
///
/// the bracket being of relative order `1/H`. Without it `c' = k - λ g` and `c'² = (E - c²/2)² - 4 λ c`, from `c(0) = 0` to
/// `c(H) = -α g/(1 + g)`. So `H = ∫ dc/|c'|` up to the turning point and down to `-α`; the edge is the largest `λ` that some `E`
/// allows. In units `c = λ^(1/3) x`, `E = λ^(2/3) η` the time is `λ^(-1/3) τ(η)`, hence `Λ^(1/3) = max τ(η, ω Λ^(-1/3))`. As the
/// bracket is of first order, it and the `1/(1 + g)` change the time at that `η` by a constant number of layers: `b`.
///
/// (Largest): the amplitude equation at the edge 27/4 of [PlainInterior], `u″ = (81/4) u² + (4/9)(27/4 - λ)`, whose orbits
/// from infinity to infinity take at most `2 I (4·81/4·4/9 (27/4 - λ))^(-1/4)` layers; `4 I⁴/9 = 311.5314`. `c` is how far beyond
/// the ends of the chain the orbits at 27/4 diverge.
///
/// **Assumptions**: wide first, deep second; Gaussian (or any) independent entries of variance `1/N`; `0 <= α <= 1`, also
/// `α = 0` for a fixed number of outputs.
///
/// **Numerics**: quadrature and a one-dimensional search; `Λ` to 1e-10 and `b` to 1e-8, the laws to the returned errors (`λmin` at depth 8: 0.4 % for `α = 0`, 2.5 % for `α = 1`; at 64: 0.008 % and 0.17 %).
///
/// **Source**: derived.
public final class CriticalChain {
  private CriticalChain() {}

  /// Both extreme eigenvalues for `H` hidden layers and `alpha = K/N`.
  ///
  /// @throws IllegalArgumentException if `H` is below 2 or `alpha` not between 0 and 1
  public static Edges edges(int H, double alpha) {
    return new Edges(lower(H, alpha), upper(H, alpha));
  }

  /// The smallest eigenvalue.
  ///
  /// @throws IllegalArgumentException if `H` is below 2 or `alpha` not between 0 and 1
  public static Asymptote lower(int H, double alpha) {
    requireRange(H, alpha);
    double omega = alpha * H;
    double value = scaledLower(omega) / Math.pow(H + shift(omega), 3);
    return new Asymptote(value, (0.5 + 10 * omega * omega / (omega * omega + 150)) / ((double) H * H));
  }

  /// The largest eigenvalue. The shift of the depth is computed for `α = 0` and interpolated between computed values above.
  ///
  /// @throws IllegalArgumentException if `H` is below 2 or `alpha` not between 0 and 1
  public static Asymptote upper(int H, double alpha) {
    requireRange(H, alpha);
    double limit = 27.0 / 4;
    double depth = H + FittedConstants.upperShift(1, alpha);
    double value = limit - EdgeAmplitude.gap(1, limit) / Math.pow(depth, 4);
    return new Asymptote(value, 900 / (H * Math.pow(H + 2.36, 5)) / value);
  }

  /// `Λ(ω)`, the limit of `H³ λmin` at `αH = ω`, from 0 to infinity.
  ///
  /// @throws IllegalArgumentException if `omega` is negative
  public static double scaledLower(double omega) {
    return Math.pow(scale(optimum(omega), omega), 3);
  }

  /// `b(ω)`, the layers by which the chain seems longer.
  ///
  /// @throws IllegalArgumentException if `omega` is negative or infinite: there `b` diverges like `2/3 ln ω`
  public static double shift(double omega) {
    if (Double.isInfinite(omega)) {
      throw new IllegalArgumentException("the shift diverges with omega = alpha H, give a finite one");
    }
    double eta = optimum(omega);
    double mu = scale(eta, omega);
    double Y = omega / mu;
    // d mu (1 + Y/(mu c')) = d tau: the end of the orbit moves with mu
    return -firstOrder(eta, Y) / (1 + Y / (mu * speed(eta, Y)));
  }

  private static double optimum(double omega) {
    if (!(omega >= 0)) {
      throw new IllegalArgumentException("omega = alpha H must be at least 0, got " + omega);
    }
    return Numerics.argMax(eta -> scale(eta, omega), 1, 6);
  }

  /// `μ = Λ^(1/3)` with `μ = τ(η, ω/μ)`, which falls with `μ` on the right.
  private static double scale(double eta, double omega) {
    double shortest = time(eta, 0);
    if (omega == 0) {
      return shortest;
    }
    double longest = time(eta, Double.POSITIVE_INFINITY);
    return Double.isInfinite(omega)
        ? longest
        : Numerics.root(mu -> time(eta, omega / mu) - mu, shortest * (1 - 1e-9), longest * (1 + 1e-9));
  }

  /// `τ(η, Y)`: the time from `x = 0` up to the turning point `x1` and down to `-Y`, `x'² = Q = (η - x²/2)² - 4x`.
  ///
  /// With `x = x1 - v²`, `v` running from `-sqrt(x1)` to `sqrt(x1 + Y)`, and `Q = (x1 - x) P`, the time is `∫ 2 dv/sqrt(P)`.
  private static double time(double eta, double Y) {
    double x1 = turningPoint(eta);
    return Numerics.unboundedIntegral(v -> 2 / Math.sqrt(P(eta, x1, x1 - v * v)), -Math.sqrt(x1), Math.sqrt(x1 + Y));
  }

  /// How the time changes per `1/H` (in units of `μ`) by the bracket of the Hamiltonian and by the end at `-α g/(1 + g)`.
  ///
  /// To first order the bracket gives `c'² = (1 + c/2)² ((E - cE/2 + 5c³/12 - c²/2)² - 4λc)`, so `Q` changes by
  /// `R = (2η - x²)(5x³/12 - ηx/2)`, which moves the turning point. Stretching `x` by `1 + κ`, `κ = -R/(x Q')` at `x1`, moves
  /// it back and leaves `R + κ x Q'`, which has the factor `x1 - x`.
  private static double firstOrder(double eta, double Y) {
    double x1 = turningPoint(eta);
    double R = (2 * eta - x1 * x1) * x1 * (5 * x1 * x1 / 12 - eta / 2);
    double kappa = -R / (x1 * (x1 * x1 * x1 - 2 * eta * x1 - 4));
    double[] sum = {-5.0 / 12, kappa, 4 * eta / 3, -2 * eta * kappa, -eta * eta - 4 * kappa, 0}; // R + κ x Q'
    for (int i = 1; i < sum.length; i++) {
      sum[i] += x1 * sum[i - 1]; // Horner's scheme: the first five are the quotient by x - x1
    }
    double inside = Numerics.unboundedIntegral(v -> {
      double x = x1 - v * v;
      double quotient = -((((sum[0] * x + sum[1]) * x + sum[2]) * x + sum[3]) * x + sum[4]);
      double P = P(eta, x1, x);
      return 2 / Math.sqrt(P) * (kappa - x / 2 - quotient / P / 2);
    }, -Math.sqrt(x1), Math.sqrt(x1 + Y));
    double c = speed(eta, Y);
    double oneOverG = (c - eta + Y * Y / 2) / 2; // Y/g at the end: k = (E - c²/2 - |c'|)/2
    return inside - (oneOverG + kappa * Y) / c;
  }

  /// `|x'|` at `x = -Y`.
  private static double speed(double eta, double Y) {
    return Math.hypot(eta - Y * Y / 2, 2 * Math.sqrt(Y));
  }

  /// The smallest positive root of `Q`: with `x = r²`, `η = r⁴/2 + 2r`.
  private static double turningPoint(double eta) {
    return Numerics.square(Numerics.root(r -> r * (r * r * r / 2 + 2) - eta, 0, eta));
  }

  /// `Q/(x1 - x)`.
  private static double P(double eta, double x1, double x) {
    double b1 = x1 * x1 / 4 - eta;
    return -(((x / 4 + x1 / 4) * x + b1) * x + b1 * x1 - 4);
  }

  static void requireRange(int H, double alpha) {
    Numerics.requireDepth(H, 2, "; OneHiddenLayer is exact");
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("alpha = K/N must be between 0 and 1, got " + alpha);
    }
  }
}
