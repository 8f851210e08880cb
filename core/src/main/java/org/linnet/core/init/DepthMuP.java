package org.linnet.core.init;

/// Depth-muP: the network of [Parameterisation.MuPc] with the learning rates that keep its steps `Θ(1)` in width and depth.
///
/// **Statement**: one step at the base rate `eta` changes the activities of every layer, and the sum of all residual
/// branches, by `Θ(gamma0 eta)` and the output by `Θ(eta)`, as the hidden width `N`, the depth `L` and `N(0)` grow. That asks for
///
/// | | `l = 1` | `1 < l < L` | `l = L` |
/// |---|---|---|---|
/// | SGD, weights | `gamma0² N` | `gamma0² N` | `gamma0² N` |
/// | SGD, biases | `gamma0² N` | `gamma0² N / L` | 1 |
/// | Adam, weights | `gamma0 N(0)^(-1/2)` | `gamma0 (N L)^(-1/2)` | `gamma0` |
/// | Adam, biases | `gamma0` | `gamma0 / L` | 1 |
///
/// **Why**: a layer map `a W` moves its layer by `a² rate ∂F/∂A h` with SGD and by `a rate sign(∂F/∂A) h` with Adam. The
/// gradient in hidden preactivations is `Θ(1/(gamma0 N))`, a product `hᵀ h` is `Θ(N)`, and of the `L` residual branches
/// each may move `1/L`.
///
/// **Source**: derived, and held by a test of the exponents. `innocenti2025thesis` (5.8) says that Adam's rate is rescaled by
/// `(N L)^(1/2)`, which is the hidden column; applied to all layers it would freeze the first and the last. It trains without
/// ([Parameterisation.MuPc]) and has no `gamma0`; JPC divides the output by it and multiplies SGD's rate by `gamma0² N`.
///
/// @param gamma0 feature-learning strength, as in [Parameterisation.MuPc]
/// @param descent the optimiser for which the rates are made
public record DepthMuP(double gamma0, Descent descent) implements Parameterisation {
  public DepthMuP {
    MuPc.requirePositive(gamma0);
  }

  /// Feature-learning strength 1.
  public DepthMuP(Descent descent) {
    this(1, descent);
  }

  @Override
  public double scaling(int l, int... widths) {
    return new MuPc(gamma0).scaling(l, widths);
  }

  @Override
  public double variance(int l, int... widths) {
    return 1;
  }

  @Override
  public boolean hiddenSkips() {
    return true;
  }

  @Override
  public double rate(int l, int... widths) {
    return switch (descent) {
      case SGD -> gamma0 * gamma0 * widths[widths.length - 2];
      case ADAM -> l == widths.length - 1 ? gamma0 : gamma0 * new MuPc().scaling(l, widths);
    };
  }

  @Override
  public double biasRate(int l, int... widths) {
    int L = widths.length - 1;
    if (l == L) {
      return 1;
    }
    double share = l == 1 ? gamma0 : gamma0 / L;
    return switch (descent) {
      case SGD -> gamma0 * widths[l] * share;
      case ADAM -> share;
    };
  }
}
