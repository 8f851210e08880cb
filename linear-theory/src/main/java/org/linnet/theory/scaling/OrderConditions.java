package org.linnet.theory.scaling;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.fraction.BigFraction;

/// The order conditions of stable, maximal learning as the width, or the depth, grows.
///
/// **Statement**: with `s = a(L) + b(L)`, an abc-parameterisation
///
/// - starts with preactivations of order 1 below the output and at most 1 there if `a + b = 0` for the input, `1/2` for
///   hidden layers, and `s >= 1/2`;
/// - moves the preactivations of layer `l < L` by its own step with the exponent `r`, those of the output with exponent 0:
///   `theta(l) + signal(l) - 1 = r` (`l = 1`: without the 1), see [UpdateRule#own];
/// - passes the change of the last hidden layer on to the output with exponent 0: `r + s - α = 0`.
///
/// `r = 0` is feature learning (muP), `0 < r <= α - 1/2` the kernel regime; `r = 1/2` is the neural tangent one. As
/// `s >= 1/2` asks `r <= α - 1/2`, target propagation (`α = 1/2`) has no kernel regime.
///
/// An output map that starts at zero (or with a larger `s`) is after the first step what it has learned,
/// `M^(-theta(L)) e(L) h(L-1)ᵀ`, and from then on acts like a random one with `s = r(L) + α`. With `r(L) = 0` that is the `s`
/// of maximal updates.
///
/// Inference that moves the last hidden layer by order 1 asks `gammaBar + s = 0`, see [#stableInference]: `gammaBar = -1`
/// for maximal updates, where predictive coding has the exponents of Gauss-Newton targets.
///
/// For residual networks of depth `L` the exponents of `L` obey conditions of their own: the sum of `L` independent branches
/// stays of order 1 if each is `Θ(L^(-1/2))` at initialisation, and moves by order 1 if each step, which are all aligned,
/// moves its branch by `Θ(1/L)`.
///
/// **Assumptions**: infinitesimal first step from a Gaussian initialisation, fixed depth (in width) and width (in depth) or
/// width far above depth; inputs of norm 1, samples and outputs fixed in number; activation functions of order 1. In depth,
/// the signals do not depend on the depth.
///
/// **Numerics**: exact.
///
/// **Source**: `ishikawa2024`, Eq. S.14, Conditions A.3 and A.4, Eq. 18, S.143-S.163, section 4.3; in depth derived, for the
/// premultipliers of `innocenti2025thesis`, Table 5.1.
///
/// **Erratum**: the proof of Corollary C.1 takes `r >= 0` from S.14 and `r <= 0` from stability. It is the other way round:
/// S.153 with `s >= 1/2` (S.14) gives `r <= 0`, and stability (S.19) gives `r >= 0`; the conclusion `r = 0` stands.
///
/// **Erratum**: section B.1 lets `a + x, c - 2x` be the same training. With `b` kept, the layer map itself changes by `M^(-x)`;
/// `b - x` has to go with it.
public final class OrderConditions {
  private OrderConditions() {}

  /// Feature learning in every layer: `r = 0`.
  public static List<Condition> maximalUpdate(UpdateRule rule) {
    return learning(rule, BigFraction.ZERO);
  }

  /// The neural tangent regime: `r = 1/2` below the output.
  public static List<Condition> neuralTangent(UpdateRule rule) {
    return learning(rule, BigFraction.ONE_HALF);
  }

  /// Learning with this `r` below the output.
  public static List<Condition> learning(UpdateRule rule, BigFraction r) {
    List<Condition> conditions = stableLearning(rule);
    conditions.add(Condition.exactly("layers below the output move with exponent " + Exponent.of(r),
        Exponent.of(Unknown.HIDDEN_R).minus(Exponent.of(r))));
    return conditions;
  }

  /// Learning with any common `r >= 0` below the output, which stays unknown.
  public static List<Condition> stableLearning(UpdateRule rule) {
    Exponent r = Exponent.of(Unknown.HIDDEN_R);
    List<Condition> conditions = new ArrayList<>(initial());
    conditions.add(Condition.exactly("the input layer moves as r says", rule.own(Layer.INPUT).minus(r)));
    conditions.add(Condition.exactly("hidden layers move as r says", rule.own(Layer.HIDDEN).minus(r)));
    conditions.add(Condition.exactly("the output layer's step moves the output by order 1", rule.own(Layer.OUTPUT)));
    conditions.add(Condition.exactly("the last hidden layer's change moves the output by order 1", passed(rule, r)));
    conditions.add(Condition.atMost("activities do not explode", r));
    conditions.addAll(rule.provisos());
    return conditions;
  }

  /// Preactivations of order 1 at initialisation.
  public static List<Condition> initial() {
    Exponent half = Exponent.of(BigFraction.ONE_HALF);
    return List.of(
        Condition.exactly("input preactivations start at order 1", Layer.INPUT.entry()),
        Condition.exactly("hidden preactivations start at order 1", Layer.HIDDEN.entry().minus(half)),
        Condition.atMost("the output starts at order 1 or below", Layer.OUTPUT.entry().minus(half)));
  }

  /// Feature learning from the second step on, where the output map starts at zero: `s` is then that of the random map to
  /// which the learned one is alike.
  public static List<Condition> afterZeroHead(UpdateRule rule) {
    List<Condition> conditions = new ArrayList<>();
    Exponent learned = rule.own(Layer.OUTPUT).plus(Exponent.of(rule.alignment()));
    conditions.add(Condition.exactly("the output map is what it has learned", Layer.OUTPUT.entry().minus(learned)));
    conditions.addAll(maximalUpdate(rule));
    return conditions;
  }

  /// Inference that moves the last hidden layer by order 1: `gamma(L) W(L)ᵀ e(L)`, `e(L)` of order 1.
  ///
  /// **Erratum**: S.175 prints `gammaBar = 1`. Section 4.3 says itself that this condition asks `gamma(L) = Θ(M)`; at
  /// `gammaBar = 1` inference would move the activities by `M^(-2)`.
  public static Condition stableInference() {
    return Condition.exactly("inference moves the last hidden layer by order 1",
        Exponent.of(Unknown.GAMMA_BAR).plus(Layer.OUTPUT.entry()));
  }

  /// The conditions on the exponents of the depth, for residual networks with identity skips over the hidden layers.
  public static List<Condition> maximalInDepth(UpdateRule rule) {
    Exponent half = Exponent.of(BigFraction.ONE_HALF);
    return List.of(
        Condition.exactly("the first activities start at order 1", Layer.INPUT.entry()),
        Condition.exactly("a branch starts at L^(-1/2)", Layer.HIDDEN.entry().minus(half)),
        Condition.exactly("the output layer passes changes on at their order", Layer.OUTPUT.entry()),
        Condition.exactly("the first layer moves by order 1", rule.rate(Layer.INPUT)),
        Condition.exactly("a branch moves by 1/L", rule.rate(Layer.HIDDEN).minus(Exponent.of(1))),
        Condition.exactly("the output layer's step moves the output by order 1", rule.rate(Layer.OUTPUT)));
  }

  /// The exponent of `W(L) Δu(L-1)` where `Δu(L-1)` has the exponent `r`.
  static Exponent passed(UpdateRule rule, Exponent r) {
    return r.plus(Layer.OUTPUT.entry()).minus(Exponent.of(rule.alignment()));
  }
}
