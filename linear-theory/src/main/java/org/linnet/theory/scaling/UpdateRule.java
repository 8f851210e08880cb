package org.linnet.theory.scaling;

import java.util.List;
import org.hipparchus.fraction.BigFraction;

/// How a training step's size depends on the exponents: what the order analysis needs to know of a learning rule.
///
/// Layer `l` moves by `rate e(l) h(l-1)ᵀ`. With `s = a(L) + b(L)` the exponent of an entry of the output map, and hidden
/// maps that keep the order of what passes them in either direction, the signals `e(l)` have these exponents:
///
/// | rule | `e(l)`, `l < L` | `e(L)` | alignment |
/// |---|---|---|---|
/// | [Backpropagation] | `s`, the pullback `W(L)ᵀ` of a residual of order 1 | 0 | 1 |
/// | [GaussNewtonTarget] | `s + power (1 - 2s)`, because `δᵀδ = Θ(M^(1-2s))` | 0 | 1 |
/// | [PredictiveCoding] | `gammaBar + s` | `gammaBar` | 1 |
/// | [TargetPropagation] | `1/2 - s`: `Q(L) = h(L-1) (h(L)ᵀh(L) + mu I)⁻¹ h(L)ᵀ` with `h(L) = Θ(M^(1/2-s))` | 0 | 1/2 |
///
/// The alignment is the exponent `α` of `W(L) v = Θ(M^(α-s) v)` for the change `v` of the last hidden layer: 1 where `v`
/// contains `W(L)ᵀ` and the `M` terms add up, 1/2 where they are independent.
///
/// **Source**: `ishikawa2024`, Proposition 3.3, Eq. S.42-S.65 (PC), S.134-S.148 (TP), 18 (alignment), S.174 (Adam).
public sealed interface UpdateRule {
  /// The exponent of `e(l)`.
  Exponent signal(Layer layer);

  /// `α`.
  default BigFraction alignment() {
    return BigFraction.ONE;
  }

  /// How often the premultiplier enters a step of the layer map: twice for gradient descent, whose gradient takes it too.
  default int premultipliers() {
    return 2;
  }

  /// What else the orders above assume.
  default List<Condition> provisos() {
    return List.of();
  }

  /// `r(l)`, the exponent of `ΔW(l) h(l-1)`.
  default Exponent own(Layer layer) {
    return rate(layer).plus(signal(layer)).plus(layer.inputs());
  }

  /// `theta(l) = 2a + c` for gradient descent, `a + c` for Adam: the exponent of the layer map's own rate.
  default Exponent rate(Layer layer) {
    return layer.a().times(new BigFraction(premultipliers())).plus(layer.c());
  }

  private static Exponent s() {
    return Layer.OUTPUT.entry();
  }

  /// Gradient descent on the loss.
  record Backpropagation() implements UpdateRule {
    @Override
    public Exponent signal(Layer layer) {
      return layer == Layer.OUTPUT ? Exponent.of(0) : s();
    }
  }

  /// Descent along `(δδᵀ + rho I)^(-power) δ r`, `δ` the derivative of the output in a layer's preactivations and the
  /// damping `rho` of the order of `δᵀδ`. The power 0 is backpropagation, 1 the Gauss-Newton target.
  ///
  /// @param power `e_B` of the paper
  record GaussNewtonTarget(BigFraction power) implements UpdateRule {
    public GaussNewtonTarget() {
      this(BigFraction.ONE);
    }

    @Override
    public Exponent signal(Layer layer) {
      Exponent gram = Exponent.of(1).minus(s().times(BigFraction.TWO)); // of 1/(δᵀδ)
      return layer == Layer.OUTPUT ? Exponent.of(0) : s().plus(gram.times(power));
    }
  }

  /// Gradient descent on the predictive coding energy with the output precision `M^(-gammaBar)`, after a single sweep from
  /// the forward pass or at the equilibrium of a linear network.
  ///
  /// **Proviso**: `gammaBar + 2s - 1 >= 0`, so that the rescaling `I + gamma(L) sum P(l) P(l)ᵀ`, whose terms have this
  /// exponent, stays bounded. Below, the output error shrinks at the equilibrium, and a single sweep overshoots.
  ///
  /// **Erratum**: S.20 and S.21 give rates for every `gammaBar <= 0`. S.62 asks that no term of the output's change has a
  /// negative exponent and drops `theta(L) + gammaBar + 2s - 2`, which with `theta(L) = 1` is the proviso. For maximal
  /// updates (`s = 1`) it says `gammaBar >= -1`, for the neural tangent parameterisation (`s = 1/2`) `gammaBar >= 0`.
  /// Smallest counterexample: `L = 2`, `y = 1`, `x = 0`, `gamma(2) = M`, `W(2)` standard: after one sweep
  /// `e(2) = 1 - M ‖W(2)‖²`, about `-M`.
  ///
  /// **Erratum**: S.43 lets a term of order zero in the inference step compete with the first, whence `gammaBar <= 0`
  /// (S.44). That term is zero, because `e(l) = 0` before inference for `l < L` (as S.41 says itself); there is no such bound.
  ///
  /// **Erratum**: Table 1, Eq. 12 and S.20 print `c(L) = 1`, which is for the step of S.33 without the precision. With the
  /// energy's gradient (Eq. 4) it is `1 - gammaBar`: at `gammaBar = -1` the printed rate moves the output by `Θ(M)`.
  ///
  /// @param outputStep whether the output layer's step has the precision
  record PredictiveCoding(OutputStep outputStep) implements UpdateRule {
    /// The energy's gradient.
    public PredictiveCoding() {
      this(OutputStep.GRADIENT);
    }

    @Override
    public Exponent signal(Layer layer) {
      Exponent gammaBar = Exponent.of(Unknown.GAMMA_BAR);
      if (layer == Layer.OUTPUT) {
        return switch (outputStep) {
          case GRADIENT -> gammaBar;
          case ERROR -> Exponent.of(0);
        };
      }
      return gammaBar.plus(s());
    }

    @Override
    public List<Condition> provisos() {
      Exponent term = Exponent.of(Unknown.GAMMA_BAR).plus(s().times(BigFraction.TWO)).minus(Exponent.of(1));
      return List.of(Condition.atMost("the rescaling stays bounded", term));
    }
  }

  /// What the output layer descends along.
  enum OutputStep {
    /// `gamma(L) e(L) h(L-1)ᵀ`, minus the energy's gradient (`ishikawa2024`, Eq. 4)
    GRADIENT,
    /// `e(L) h(L-1)ᵀ`, without the precision (Eq. S.33), to which Table 1, Eq. 12 and S.20 belong
    ERROR
  }

  /// Target propagation, difference or not, with trained linear feedback.
  record TargetPropagation() implements UpdateRule {
    @Override
    public Exponent signal(Layer layer) {
      return layer == Layer.OUTPUT ? Exponent.of(0) : Exponent.of(BigFraction.ONE_HALF).minus(s());
    }

    @Override
    public BigFraction alignment() {
      return BigFraction.ONE_HALF;
    }
  }

  /// Steps of the gradient's sign, on the loss or on the energy: whatever the signal's size, the step's entries have order 1,
  /// and the signs of the inputs align with them.
  record Adam() implements UpdateRule {
    @Override
    public Exponent signal(Layer layer) {
      return Exponent.of(0);
    }

    @Override
    public int premultipliers() {
      return 1;
    }
  }
}
