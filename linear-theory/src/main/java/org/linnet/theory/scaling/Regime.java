package org.linnet.theory.scaling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;

/// What a learning rule does at given exponents as the width grows.
///
/// **Statement**: where preactivations start at order 1 and the rule's provisos hold, the first step moves layer `l` by its
/// own weights with the exponent `r(l)` of [UpdateRule#own]; the layers below the output bring it a change of exponent
/// `min r(l) + s - α`. A negative exponent grows with the width, zero stays, a positive one vanishes.
///
/// **Assumptions**: those of [OrderConditions]. Without hidden-to-hidden layers the exponents of the hidden kind have to be
/// chosen as if there were some.
///
/// **Source**: `ishikawa2024`, section 3.2 and A.2, which name the regimes.
public sealed interface Regime {

  /// How a layer, or the network, takes part in learning.
  enum Motion {
    /// its change explodes
    UNSTABLE,
    /// it changes by order 1
    FEATURE_LEARNING,
    /// its change vanishes but the output still moves: the kernel regime
    LAZY,
    /// its change vanishes, and the output's too
    TRIVIAL
  }

  /// The exponents leave what the orders assume: preactivations explode (negative) or vanish (positive) at initialisation,
  /// or a proviso of the rule fails.
  ///
  /// @param broken the first condition that fails
  /// @param exponent its exponent
  record Outside(Condition broken, BigFraction exponent) implements Regime {}

  /// The first step's exponents.
  ///
  /// @param own `r(l)` of each kind of layer
  /// @param passed of the output's change by the layers below
  record Learning(Map<Layer, BigFraction> own, BigFraction passed) implements Regime {
    public Learning {
      own = Collections.unmodifiableMap(new EnumMap<>(own));
    }

    /// The exponent of the output's change.
    public BigFraction output() {
      return min(own.get(Layer.OUTPUT), passed);
    }

    /// What a layer's own step does; for the output layer, what all steps together do to the output.
    public Motion motion(Layer layer) {
      return switch (layer) {
        case INPUT, HIDDEN -> motion(own.get(layer), output().signum() > 0 ? Motion.TRIVIAL : Motion.LAZY);
        case OUTPUT -> output().isZero() && below().signum() > 0 ? Motion.LAZY : motion(output(), Motion.TRIVIAL);
      };
    }

    /// What the network does: unstable if any part of it is, else as the output.
    public Motion network() {
      return below().signum() < 0 ? Motion.UNSTABLE : motion(Layer.OUTPUT);
    }

    private BigFraction below() {
      return min(own.get(Layer.INPUT), own.get(Layer.HIDDEN));
    }

    private static Motion motion(BigFraction exponent, Motion vanishing) {
      return switch (exponent.signum()) {
        case -1 -> Motion.UNSTABLE;
        case 0 -> Motion.FEATURE_LEARNING;
        default -> vanishing;
      };
    }

    private static BigFraction min(BigFraction a, BigFraction b) {
      return a.compareTo(b) <= 0 ? a : b;
    }
  }

  /// The regime of these exponents; those not named are zero.
  static Regime of(UpdateRule rule, Map<Unknown, BigFraction> exponents) {
    List<Condition> assumed = new ArrayList<>(OrderConditions.initial());
    assumed.addAll(rule.provisos());
    for (Condition condition : assumed) {
      if (!condition.holds(exponents)) {
        return new Outside(condition, condition.exponent().at(exponents));
      }
    }
    EnumMap<Layer, BigFraction> own = new EnumMap<>(Layer.class);
    for (Layer layer : Layer.values()) {
      own.put(layer, rule.own(layer).at(exponents));
    }
    BigFraction below = Learning.min(own.get(Layer.INPUT), own.get(Layer.HIDDEN));
    return new Learning(own, OrderConditions.passed(rule, Exponent.of(below)).at(exponents));
  }
}
