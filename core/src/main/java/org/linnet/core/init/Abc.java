package org.linnet.core.init;

/// An abc-parameterisation: premultiplier, initial scale and learning rate as powers of the width.
///
/// **Statement**: `W(l) = M^(-a) w(l)`, entries of `w(l)` are `N(0, s² M^(-2b))`, the learning rate of `w(l)` is the base
/// rate times `M^(-c)`; the output precision is `gamma(L) = M^(-gammaBar)`, all others are 1. Networks store `w(l)` and
/// carry `M^(-a)` as the layer scaling.
///
/// | layer | exponents | width `M` | `s` |
/// |---|---|---|---|
/// | `l = 1` | input | `N(1)`, its outputs | `N(0)^(-1/2)` |
/// | `1 < l < L` | hidden | `N(l-1)`, its inputs | 1 |
/// | `l = L` | output | `N(L-1)`, its inputs | 1 |
///
/// The theory speaks of one width; here each layer takes the hidden width that it touches, so different hidden widths
/// keep the exponents as long as they grow in proportion. A network without hidden layers has `M = 1`. The paper's
/// inputs have norm 1; with `s` an input whose entries are of order 1 gives preactivations of order 1.
///
/// The rows `(b, c)` of Table 1, all with `a = 0`:
///
/// | maximal update for | input | hidden | output | `gammaBar` |
/// |---|---|---|---|---|
/// | none: SP, see [Parameterisation.StandardGaussian] | `(0, 0)` | `(1/2, 0)` | `(1/2, 0)` | 0 |
/// | [SGD on the loss][#sgd()] | `(0, -1)` | `(1/2, 0)` | `(1, 1)` | 0 |
/// | [Gauss-Newton targets][#gaussNewtonTarget()] | `(0, 0)` | `(1/2, 1)` | `(1, 1)` | 0 |
/// | [predictive coding][#predictiveCoding(double)] | `(0, -gammaBar - 1)` | `(1/2, -gammaBar)` | `(1, 1 - gammaBar)` | `gammaBar` |
/// | [target propagation][#targetPropagation()] | `(0, 0)` | `(1/2, 1)` | `(1/2, 1)` | 0 |
/// | [Adam on loss or energy][#adam(double)] (S.174) | `(0, 0)` | `(1/2, 1)` | `(1, 1)` | any |
///
/// Maximal update means that one step changes every layer's preactivations by `Θ(1)` as the width grows.
///
/// **Source**: `ishikawa2024`, Eq. 5 and 9, Table 1, Theorems 4.1 and 5.1, Eq. S.174.
///
/// **Erratum**: for predictive coding, Table 1, Eq. 12 and S.20 print the output layer's `c = 1`. That is for the update
/// `e(L) h(L-1)ᵀ` of Eq. S.33, which lacks the precision `gamma(L)` of the energy's gradient (Eq. 4). With the gradient
/// the output moves by `M^(-gammaBar)`: at `gammaBar = -1` it diverges like `M`. The row above is for the gradient.
///
/// @param input exponents of `l = 1`
/// @param hidden exponents of `1 < l < L`
/// @param output exponents of `l = L`
/// @param gammaBar exponent of the output precision
/// @param descent the optimiser for which the rates are made
public record Abc(Exponents input, Exponents hidden, Exponents output, double gammaBar, Descent descent)
    implements
      Parameterisation {

  /// The exponents of one kind of layer.
  ///
  /// @param a of the premultiplier
  /// @param b of the initial standard deviation
  /// @param c of the learning rate
  public record Exponents(double a, double b, double c) {
    public Exponents {
      if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
        throw new IllegalArgumentException("exponents must be finite, got a = " + a + ", b = " + b + ", c = " + c);
      }
    }

    private Exponents shifted(double theta, Descent descent) {
      return new Exponents(a + theta, b - theta, c - slope(descent) * theta);
    }

    /// `2a + c` for SGD, `a + c` for Adam: the exponent of the layer map's own rate.
    private double mapRate(Descent descent) {
      return slope(descent) * a + c;
    }

    private static int slope(Descent descent) {
      return switch (descent) {
        case SGD -> 2;
        case ADAM -> 1;
      };
    }
  }

  public Abc {
    if (!Double.isFinite(gammaBar)) {
      throw new IllegalArgumentException("gammaBar must be finite, got " + gammaBar);
    }
  }

  /// The maximal update parameterisation of SGD on the loss.
  public static Abc sgd() {
    return predictiveCoding(0);
  }

  /// That of descent along Gauss-Newton targets `(δδᵀ + rho I)⁻¹ δ r`, `δ` the derivative of the output in a layer's
  /// preactivations and the damping `rho` of the order `1/M` of `δδᵀ`.
  public static Abc gaussNewtonTarget() {
    return new Abc(new Exponents(0, 0, 0), new Exponents(0, 0.5, 1), new Exponents(0, 1, 1), 0, Descent.SGD);
  }

  /// That of SGD on the predictive coding energy with the output precision `M^(-gammaBar)`; 0 is [#sgd()], and -1 moves the
  /// activities by `Θ(1)` during inference and each layer as Gauss-Newton targets do.
  ///
  /// The paper asks for `gammaBar <= 0` (S.44) at infinitesimal precision. At the equilibrium of linear networks the update
  /// is maximal for every `gammaBar >= -1`, because there the rescaling of the residual stays bounded; below -1 it is not.
  public static Abc predictiveCoding(double gammaBar) {
    return new Abc(new Exponents(0, 0, -gammaBar - 1), new Exponents(0, 0.5, -gammaBar),
        new Exponents(0, 1, 1 - gammaBar), gammaBar, Descent.SGD);
  }

  /// That of target propagation, difference or not, with trained linear feedback `Q(l) = h(l-1) (h(l)ᵀ h(l) + mu I)⁻¹ h(l)ᵀ`.
  /// It is the one with an output of the standard scale.
  public static Abc targetPropagation() {
    return new Abc(new Exponents(0, 0, 0), new Exponents(0, 0.5, 1), new Exponents(0, 0.5, 1), 0, Descent.SGD);
  }

  /// That of Adam, whether on the loss or on the predictive coding energy with the output precision `M^(-gammaBar)`:
  /// its steps do not depend on the gradient's size, as long as its epsilon is small against gradients of order `1/M`.
  ///
  /// **Erratum**: S.175 prints `gammaBar = 1` as the choice of stable inference. It is -1: the paper's own condition (section
  /// 4.3, `gamma(L) W(L)ᵀ e(L) = Θ(1)`) says so, and at 1 inference moves the activities by `M^(-2)` only.
  public static Abc adam(double gammaBar) {
    return new Abc(new Exponents(0, 0, 0), new Exponents(0, 0.5, 1), new Exponents(0, 1, 1), gammaBar, Descent.ADAM);
  }

  /// The same functions during training, with `M^(-theta)` more in every premultiplier: `a + theta`, `b - theta`, and
  /// `c - 2 theta` for SGD, whose gradient takes the premultiplier too, `c - theta` for Adam.
  public Abc shifted(double theta) {
    return new Abc(input.shifted(theta, descent), hidden.shifted(theta, descent), output.shifted(theta, descent),
        gammaBar,
        descent);
  }

  @Override
  public double scaling(int l, int... widths) {
    return Math.pow(M(l, widths), -kind(l, widths).a);
  }

  @Override
  public double variance(int l, int... widths) {
    return (l == 1 ? 1.0 / widths[0] : 1) * Math.pow(M(l, widths), -2 * kind(l, widths).b);
  }

  @Override
  public double rate(int l, int... widths) {
    return Math.pow(M(l, widths), -kind(l, widths).c);
  }

  /// A bias is the weight of an input that is always 1, so hidden biases have the exponent of an input layer without
  /// premultiplier and the width `N(l)`, which is `Θ(1)` in all rows. The output's gradient is `gamma(L)` times the mean
  /// residual: for SGD the rate divides by it. Not in the paper, whose networks have no biases.
  @Override
  public double biasRate(int l, int... widths) {
    kind(l, widths);
    if (l < widths.length - 1) {
      return Math.pow(widths[l], -input.mapRate(descent));
    }
    return switch (descent) {
      case SGD -> 1 / precision(l, widths);
      case ADAM -> 1;
    };
  }

  @Override
  public double precision(int l, int... widths) {
    return l == widths.length - 1 ? Math.pow(M(l, widths), -gammaBar) : 1;
  }

  private Exponents kind(int l, int... widths) {
    int L = widths.length - 1;
    if (l < 1 || l > L) {
      throw new IndexOutOfBoundsException("layer must be in 1.." + L + ", got " + l);
    }
    if (l == 1) {
      return input;
    }
    return l < L ? hidden : output;
  }

  private static double M(int l, int... widths) {
    if (widths.length == 2) {
      return 1;
    }
    return l == 1 ? widths[1] : widths[l - 1];
  }
}
