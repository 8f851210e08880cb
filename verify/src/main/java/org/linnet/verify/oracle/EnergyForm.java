package org.linnet.verify.oracle;

import java.util.function.Function;
import org.hipparchus.dfp.Dfp;
import org.linnet.verify.Outcome;

/// One way to say how large an energy is: a formula, a mutant of it, a closed form in double precision, a running network.
@FunctionalInterface
public interface EnergyForm {
  /// Relative accuracy asked of everything, far below what separates a statement from its mutants.
  double PRECISION = 1e-20;
  /// A tolerance above this part of the energy resolves nothing.
  double RESOLVED = 0.01;

  /// What this form says about `instance`.
  Reading of(ClampedNet instance);

  /// What a form says.
  sealed interface Reading {}

  /// An energy.
  ///
  /// @param energy its value
  /// @param tolerance a bound of its absolute error
  record Value(Dfp energy, double tolerance) implements Reading {}

  /// No energy: the form does not apply to this instance.
  record Silent(String why) implements Reading {}

  /// No energy: double precision does not suffice.
  record Lost(String why) implements Reading {}

  /// A formula evaluated in the arithmetic of the instance's oracle, which makes its rounding error irrelevant.
  static EnergyForm exact(Function<ClampedNet, Dfp> formula) {
    return instance -> new Value(formula.apply(instance), 0);
  }

  /// Compares this form with the minimised energy.
  default Outcome judge(ClampedNet instance) {
    Equilibrium oracle = instance.equilibrium();
    return oracle.resolved()
        ? judge(instance, oracle.energy(), 0)
        : new Outcome.Unresolved("the oracle's digits do not suffice");
  }

  /// Compares this form with `truth`, known up to `uncertainty`.
  default Outcome judge(ClampedNet instance, Dfp truth, double uncertainty) {
    return switch (of(instance)) {
      case Silent silent -> new Outcome.Skipped(silent.why());
      case Lost lost -> new Outcome.Unresolved(lost.why());
      case Value value -> compare(value, truth, uncertainty);
    };
  }

  private static Outcome compare(Value value, Dfp truth, double uncertainty) {
    double said = value.energy().toDouble();
    double actual = truth.toDouble();
    double tolerance = value.tolerance() + uncertainty;
    if (!(tolerance <= RESOLVED * Math.max(Math.abs(said), Math.abs(actual)))) {
      return new Outcome.Unresolved("rounding may exceed 1 % of the energy");
    }
    return new Outcome.Compared(value.energy().subtract(truth).abs().toDouble(),
        tolerance + PRECISION * Math.abs(actual), Numbers.brief(said) + " instead of " + Numbers.brief(actual));
  }
}
