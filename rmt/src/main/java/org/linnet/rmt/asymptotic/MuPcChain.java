package org.linnet.rmt.asymptotic;

/// The extreme eigenvalues of the activity Hessian of deep wide muPC networks.
///
/// **Statement**: for `H` hidden layers of width `N`, `ε = 1/(H + 1/2)`, and few outputs
///
/// `λmin = (Λ + Λ1 ε + O(ε²)) ε²`, `Λ = 0.455176917`, `Λ1 = 1.533711`,
///
/// so `λmin H² = 0.455177 + 1.078534/H + ..`; the largest eigenvalue is that of [SkipInterior] for `s = 1/L`,
/// `4 + 4.762 L^(-2/3)` for deep networks, less about `36/L³`. The condition number grows like `8.79 H²`. With `K` outputs
/// `λmin` grows once `K L/N²` is not small; [#lower(int, int, int)] has that too.
///
/// **Why**: with layers `t` from 0 to 1 in units of `1/ε`, `λ = Λ ε²`, `g = γ/ε`, `h = χ ε`, the tridiagonal equations of the
/// package become the Sturm-Liouville problem `φ' = p ψ`, `ψ' = -q φ`, `p = 1 + γ`, `q = Λ + χ`, `φ(0) = 0`, with `γ` and `χ` its
/// own Green's functions on the diagonal. Those are products of two solutions, so with `Z` half the mixed product
///
/// `γ' = 2 p Z`, `χ' = -2 q Z`, `Z² = 1/4 + γ χ`, hence `p q = C` constant.
///
/// With `y = 1 + γ`: `y'² = 4 y² Z² = y² + 4 y (y - 1)(C - Λ y)` from `y(0) = 1` to `y(1) = Y`. The readout adds
/// `κ φ` to the last row, which asks for `Z(1) = 1/2 - κ γ(1)`, `κ = (K/(N² ε))/(1 + γ(1)/(N ε))`; for `κ = 0` it is
/// `C = Λ Y`. The time 1 relates `Λ` and `Y`, and the edge is the largest `Λ` of all `Y`.
///
/// First order in `ε`: with `g` at the integers and `h` halfway between them the differences are exact to second order on a chain
/// of length `H + 1/2`, and the only corrections are `s = ε/(1 + ε/2)` and the half steps in `1 + s g(l-1)`, `λ + s h(l+1)`:
/// `p (1 + ε Z) = 1 + γ (1 - ε/2)`, `q (1 + ε Z) = Λ + χ (1 - ε/2)`. The product of the right sides is constant
/// again, and with `y = 1 + γ (1 - ε/2)`, `Λ' = (1 + ε) Λ` only the time changes:
///
/// `1 = (1 + ε/2) ∫ dy/y' + (ε/2) ln Y`.
///
/// The last row gives `κ` its first order likewise: `g(H)` is half a step before the end, and `h` half a step beyond it
/// adds to the readout.
///
/// **Assumptions**: wide first, deep second; [#lower(int, int, int)] keeps the terms of order `1/N` of the readout only.
/// `gamma0 = 1`.
///
/// **Numerics**: quadrature and two nested one-dimensional searches. The second order is a fit, one factor
/// `1 + 2.645 ε²`: error 3.5 % at depth 3, 0.8 % at 4, 0.01 % at 8 and below for few outputs; 0.4 % at 8 and 0.1 % at 32
/// for `K = N = 2H .. 16H`.
///
/// **Source**: derived, but for the factor; muPC as in `innocenti2025thesis`, Table 5.1.
public final class MuPcChain {
  private MuPcChain() {}

  /// Both extreme eigenvalues for few outputs.
  ///
  /// @throws IllegalArgumentException if `H` is below 3
  public static Edges edges(int H) {
    return new Edges(lower(H), upper(H));
  }

  /// The smallest eigenvalue for few outputs, `K L` small against `N²`.
  ///
  /// @throws IllegalArgumentException if `H` is below 3
  public static Asymptote lower(int H) {
    requireDepth(H);
    return new Asymptote(value(H, 0, 0), 3 / Math.pow(H, 3));
  }

  /// The smallest eigenvalue for hidden width `N` and `K` outputs.
  ///
  /// @throws IllegalArgumentException if `H` is below 3 or a width below 1
  public static Asymptote lower(int H, int N, int K) {
    requireDepth(H);
    if (N < 1 || K < 1) {
      throw new IllegalArgumentException("widths must be at least 1, got " + N + " and " + K);
    }
    return new Asymptote(value(H, 1.0 / N, (double) K / N / N), 3 / Math.pow(H, 3) + 1 / ((double) H * H));
  }

  /// The largest eigenvalue, whatever the number of outputs up to `N`.
  ///
  /// @throws IllegalArgumentException if `H` is below 3
  public static Asymptote upper(int H) {
    requireDepth(H);
    double value = new SkipInterior(1.0 / (H + 1)).upper().value();
    return new Asymptote(value, 38 / Math.pow(H + 1, 3) / value);
  }

  /// `Λ`, the limit of `H² λmin` for few outputs.
  public static double scaledLower() {
    return new Orbits(0, 0, 0).edge();
  }

  /// `Λ1`, the coefficient of `ε³` in `λmin`: the derivative in `ε` of what the first-order equation gives, to 1e-7.
  public static double firstOrder() {
    double step = 1e-4;
    return (new Orbits(step, 0, 0).edge() - new Orbits(-step, 0, 0).edge()) / (2 * step);
  }

  private static double value(int H, double readout, double strength) {
    double epsilon = 1 / (H + 0.5);
    double squared = epsilon * epsilon;
    return new Orbits(epsilon, readout, strength).edge() * squared
        / (1 + FittedConstants.MUPC_SECOND_ORDER * squared);
  }

  private static void requireDepth(int H) {
    Numerics.requireDepth(H, 3, "; OneHiddenLayer and TwoHiddenLayers are exact");
  }

  /// Orbits from `y = 1` to `y = Y`.
  ///
  /// @param epsilon `1/(H + 1/2)`
  /// @param readout strength of the readout, `1/N`
  /// @param strength `K/N` times it
  private record Orbits(double epsilon, double readout, double strength) {
    private static final double LEAST = 1e-4;
    private static final double MOST = 200;

    double edge() {
      double u = Numerics.argMax(this::lambda, -3, 2.7);
      return lambda(u);
    }

    /// `Λ` of the orbit of time 1 to `Y = 1 + exp(u)`; negative where there is none.
    private double lambda(double u) {
      double Y = 1 + Math.exp(u);
      double kappa = kappa(Y);
      double missing = time(LEAST, Y, kappa) - 1;
      return missing < 0 ? missing : Numerics.root(v -> time(v, Y, kappa) - 1, LEAST, MOST) / (1 + epsilon);
    }

    private double kappa(double Y) {
      if (strength == 0) {
        return 0;
      }
      double gamma = gamma(Y);
      double slope = 2 * Y * (0.5 - gamma * readoutOf(gamma)); // γ'(1)
      double kappa = readoutOf(gamma - epsilon / 2 * slope);
      double chi = -kappa + kappa * kappa * gamma; // χ(1)
      return (kappa + epsilon * chi) * (1 + epsilon / 2 * Y * kappa);
    }

    private double readoutOf(double gamma) {
      return strength / (epsilon + gamma * readout);
    }

    private double gamma(double Y) {
      return (Y - 1) * (1 + epsilon / 2);
    }

    /// `y'² = 4Λ y (y - y2)(y1 - y)`, and `y = y1 - (y1 - 1) v²` from `v = 1` to the end, behind the turning point if `Z < 0`.
    private double time(double lambda, double Y, double kappa) {
      double Z = 0.5 - kappa * gamma(Y);
      double C = Y * (lambda + (Z - 0.5) * (Z + 0.5) / (Y - 1));
      double b = 1 + 4 * C + 4 * lambda;
      double y1 = (b + Math.sqrt(b * b - 64 * lambda * C)) / (8 * lambda);
      double y2 = C / (lambda * y1);
      double end = Math.copySign(Math.sqrt(Math.max(0, (y1 - Y) / (y1 - 1))), Z);
      double orbit = Numerics.integral(v -> {
        double y = y1 - (y1 - 1) * v * v;
        return Math.sqrt((y1 - 1) / (lambda * y * (y - y2)));
      }, end, 1);
      return (1 + epsilon / 2) * orbit + epsilon / 2 * Math.log(Y);
    }
  }
}
