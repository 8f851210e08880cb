package org.linnet.verify.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.linnet.verify.Verdict;
import org.linnet.verify.registry.Entry;

/// Everything found out about one claim.
///
/// @param entry the claim's words
/// @param families the whole domain first, then limits and extensions; empty for a claim without code
/// @param counterexample the smallest instance on which the printed statement fails, if it does
/// @param broken realisations and simplifications that disagree with the oracle, and where
/// @param mutants planted defects
/// @param dropped broken assumptions
/// @param seed of all that was random
/// @param seconds that it took
public record Evidence(Entry entry, List<Family> families, Optional<String> counterexample, List<Refutation> broken,
    List<Refutation> mutants, List<Refutation> dropped, long seed, double seconds) {
  public Evidence {
    families = List.copyOf(families);
    broken = List.copyOf(broken);
    mutants = List.copyOf(mutants);
    dropped = List.copyOf(dropped);
  }

  /// What follows from the evidence alone.
  public Verdict verdict() {
    List<Tally> printed = families.stream().flatMap(family -> family.printed().stream()).toList();
    List<Tally> corrected = families.stream().flatMap(family -> family.corrected().stream()).toList();
    if (printed.stream().anyMatch(tally -> tally.refuted() > 0)) {
      return agree(corrected) ? Verdict.HOLDS_CORRECTED : Verdict.FAILS;
    }
    return agree(printed) ? Verdict.HOLDS : Verdict.OPEN;
  }

  /// Why the build must not pass, one line each; empty when all is as the registry says.
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    if (verdict() != entry.expected()) {
      failures.add("the verdict is " + verdict().label() + ", the registry expects " + entry.expected().label()
          + counterexample.map(found -> ": " + found).orElse(""));
    }
    broken.forEach(form -> failures.add(form.name() + " differs from the oracle: "
        + form.counterexample().map(found -> found + " ").orElse("") + refuted(form.name())));
    families.stream().limit(1).flatMap(family -> family.others().stream()).filter(tally -> tally.resolvedTrials() == 0)
        .forEach(tally -> failures
            .add(tally.form() + " was not resolved in any trial: " + tally.unresolved() + tally.skipped()));
    mutants.stream().filter(mutant -> !mutant.refuted())
        .forEach(mutant -> failures.add("the mutant " + mutant.name() + " survived"));
    dropped.stream().filter(broken -> !broken.refuted())
        .forEach(broken -> failures.add("the printed statement survived without the assumption " + broken.name()));
    return failures;
  }

  /// The comparison with the largest residual among all forms that ought to agree.
  public Optional<Tally> worst() {
    return families.stream().flatMap(family -> family.tallies().stream()).filter(tally -> tally.worstTrial() >= 0)
        .filter(tally -> verdict() == Verdict.HOLDS || !tally.form().equals(Engine.PRINTED))
        .max(Comparator.comparingDouble(Tally::worst));
  }

  /// Instances over all families.
  public int trials() {
    return families.stream().mapToInt(family -> family.tallies().getFirst().trials()).sum();
  }

  /// Comparisons, over all families and forms, that could not be resolved.
  public int unresolved() {
    return families.stream().flatMap(family -> family.tallies().stream()).mapToInt(Tally::unresolvedTrials).sum();
  }

  /// Mutants that were rejected.
  public int killed() {
    return (int) mutants.stream().filter(Refutation::refuted).count();
  }

  /// How often a form was refuted, and where it is worst: `(106 of 110 trials; worst: all, trial 1)`.
  private String refuted(String form) {
    int refuted = 0;
    int trials = 0;
    String where = "";
    double worst = 0;
    for (Family family : families) {
      for (Tally tally : family.others().stream().filter(tally -> tally.form().equals(form)).toList()) {
        refuted += tally.refuted();
        trials += tally.trials();
        if (tally.worst() > worst) {
          worst = tally.worst();
          where = family.name() + ", trial " + tally.worstTrial() + ", " + tally.reading();
        }
      }
    }
    return "(" + refuted + " of " + trials + " trials; worst: " + where + ")";
  }

  private static boolean agree(List<Tally> tallies) {
    return !tallies.isEmpty() && tallies.stream().allMatch(Tally::agrees);
  }
}
