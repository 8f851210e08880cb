package org.linnet.verify.evidence;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.linnet.verify.Outcome;

/// What came of comparing one form with the oracle on all instances of one family.
///
/// @param form its name
/// @param trials instances it was confronted with
/// @param refuted on how many the difference exceeded the tolerance
/// @param unresolved on how many neither could be told, by reason
/// @param skipped on how many the form says nothing, by reason
/// @param worst the largest difference in units of its tolerance
/// @param tolerance that tolerance
/// @param worstTrial the number of that trial, or -1 if none was resolved
/// @param reading what was compared there
public record Tally(String form, int trials, int refuted, SortedMap<String, Integer> unresolved,
    SortedMap<String, Integer> skipped, double worst,
    double tolerance, int worstTrial, String reading) {

  /// The tally of outcomes in the order of their trials; the first of equally bad ones counts as the worst.
  static Tally of(String form, List<Outcome> outcomes) {
    int refuted = 0;
    SortedMap<String, Integer> unresolved = new TreeMap<>();
    SortedMap<String, Integer> skipped = new TreeMap<>();
    Outcome.Compared worst = null;
    int worstTrial = -1;
    for (int trial = 0; trial < outcomes.size(); trial++) {
      switch (outcomes.get(trial)) {
        case Outcome.Unresolved u -> unresolved.merge(u.why(), 1, Integer::sum);
        case Outcome.Skipped s -> skipped.merge(s.why(), 1, Integer::sum);
        case Outcome.Compared c -> {
          refuted += c.refutes() ? 1 : 0;
          if (worst == null || c.residual() > worst.residual()) {
            worst = c;
            worstTrial = trial;
          }
        }
      }
    }
    return worst == null
        ? new Tally(form, outcomes.size(), 0, unresolved, skipped, 0, 0, -1, "")
        : new Tally(form, outcomes.size(), refuted, unresolved, skipped, worst.residual(), worst.tolerance(),
            worstTrial,
            worst.reading());
  }

  public int unresolvedTrials() {
    return sum(unresolved);
  }

  public int skippedTrials() {
    return sum(skipped);
  }

  public int resolvedTrials() {
    return trials - unresolvedTrials() - skippedTrials();
  }

  /// Whether it was compared at least once and never refuted.
  public boolean agrees() {
    return resolvedTrials() > 0 && refuted == 0;
  }

  private static int sum(SortedMap<String, Integer> reasons) {
    return reasons.values().stream().mapToInt(Integer::intValue).sum();
  }
}
