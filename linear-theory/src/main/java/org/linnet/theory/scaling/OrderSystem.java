package org.linnet.theory.scaling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hipparchus.fraction.BigFraction;

/// All exponents that satisfy a list of order conditions.
///
/// **Statement**: the equations are eliminated exactly, one unknown each, in the order of [Unknown]. What cannot be expressed
/// by later unknowns is free: for the conditions of [OrderConditions] these are the three premultipliers, because
/// `a + x, b - x, c - 2x` is the same training (`c - x` with Adam), and for predictive coding `gammaBar`.
///
/// **Numerics**: exact rationals; O(n m) operations for `n` conditions and `m` equations.
public final class OrderSystem {
  private OrderSystem() {}

  /// The solutions, or why there are none.
  public sealed interface Solution {}

  /// No exponents satisfy the conditions.
  ///
  /// @param broken the condition that the ones before it exclude, as it was given
  /// @param exponent the value to which they fix its exponent
  public record Contradiction(Condition broken, BigFraction exponent) implements Solution {
    @Override
    public String toString() {
      return broken + " is impossible with the others, which make it " + Exponent.of(exponent);
    }
  }

  /// A family of solutions.
  ///
  /// @param dependent unknowns as affine forms in the free ones, which do not appear as keys
  /// @param remaining inequalities on the free unknowns
  public record Family(Map<Unknown, Exponent> dependent, List<Condition> remaining) implements Solution {
    public Family {
      dependent = Collections.unmodifiableMap(new EnumMap<>(dependent));
      remaining = List.copyOf(remaining);
    }

    /// The unknown as an affine form in the free ones.
    public Exponent exponent(Unknown unknown) {
      return dependent.getOrDefault(unknown, Exponent.of(unknown));
    }

    /// All exponents where the free unknowns have these values; those not named are zero.
    ///
    /// @throws IllegalArgumentException if a value is given to an unknown that is not free, or an inequality fails
    public Map<Unknown, BigFraction> member(Map<Unknown, BigFraction> free) {
      for (Unknown unknown : free.keySet()) {
        if (dependent.containsKey(unknown)) {
          throw new IllegalArgumentException(
              unknown + " is not free, it is " + dependent.get(unknown) + "; choose what it depends on");
        }
      }
      for (Condition condition : remaining) {
        if (!condition.holds(free)) {
          throw new IllegalArgumentException(
              condition + " must hold, got " + Exponent.of(condition.exponent().at(free)));
        }
      }
      EnumMap<Unknown, BigFraction> member = new EnumMap<>(Unknown.class);
      for (Unknown unknown : Unknown.values()) {
        member.put(unknown, exponent(unknown).at(free));
      }
      return Collections.unmodifiableMap(member);
    }

    @Override
    public String toString() {
      String solved = dependent.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue())
          .collect(Collectors.joining(", "));
      return remaining.stream().map(Condition::toString).collect(Collectors.joining("; ", solved + "; ", ""));
    }
  }

  public static Solution solve(List<Condition> conditions) {
    List<Condition> reduced = new ArrayList<>(conditions);
    EnumMap<Unknown, Exponent> dependent = new EnumMap<>(Unknown.class);
    for (int i = 0; i < reduced.size(); i++) {
      Exponent left = reduced.get(i).exponent();
      if (reduced.get(i).relation() == Condition.Relation.ZERO && !left.terms().isEmpty()) {
        Unknown pivot = left.terms().keySet().iterator().next();
        Exponent value = Exponent.of(pivot).minus(left.times(left.coefficient(pivot).reciprocal()));
        reduced.replaceAll(condition -> condition.with(pivot, value));
        dependent.replaceAll((unknown, form) -> form.with(pivot, value));
        dependent.put(pivot, value);
      }
    }
    for (int i = 0; i < reduced.size(); i++) {
      Condition condition = reduced.get(i);
      if (condition.exponent().terms().isEmpty() && !condition.holds(Map.of())) {
        return new Contradiction(conditions.get(i), condition.exponent().constant());
      }
    }
    reduced.removeIf(condition -> condition.exponent().terms().isEmpty());
    return new Family(dependent, reduced);
  }
}
