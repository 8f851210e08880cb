package org.linnet.verify.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.linnet.core.cli.Progress;
import org.linnet.verify.Outcome;
import org.linnet.verify.SquareIsSumOfOdds;
import org.linnet.verify.Verdict;
import org.linnet.verify.registry.Registry;

/// **Oracle**: a claim about integers whose every outcome is known beforehand.
class EngineTest {
  @Test
  void a_true_statement_holds_and_its_mutant_is_killed_by_the_smallest_counterexample() {
    Evidence evidence = gather(SquareIsSumOfOdds.sound(), 200, 2);
    assertEquals(Verdict.HOLDS, evidence.verdict());
    assertEquals(List.of(), evidence.failures());
    assertEquals(List.of(new Refutation("cube", Optional.of("n=2: 8 instead of 4"))), evidence.mutants());
    assertEquals(List.of(new Refutation("integer", Optional.of("n=1/2: 1 halves"))), evidence.dropped());
  }

  @Test
  void unresolved_trials_are_counted_and_not_passed() {
    Tally printed = gather(SquareIsSumOfOdds.sound(), 1000, 1).families().getFirst().printed().orElseThrow();
    assertTrue(printed.unresolvedTrials() > 50 && printed.unresolvedTrials() < 150, printed.toString()); // 10 % expected
    assertEquals(1000, printed.resolvedTrials() + printed.unresolvedTrials());
    assertEquals(List.of("too large"), List.copyOf(printed.unresolved().keySet()));
  }

  @Test
  void a_false_statement_fails_with_its_smallest_counterexample() {
    Evidence evidence = gather(
        new SquareIsSumOfOdds(EngineTest::wrongFrom7, Optional.empty(), EngineTest::square, n -> 0), 100, 1);
    assertEquals(Verdict.FAILS, evidence.verdict());
    assertEquals(Optional.of("n=7: 50 instead of 49"), evidence.counterexample());
    assertEquals(List.of("the verdict is fails, the registry expects holds: n=7: 50 instead of 49"),
        evidence.failures());
  }

  @Test
  void a_false_statement_with_a_true_correction_holds_corrected() {
    Evidence evidence = gather(
        new SquareIsSumOfOdds(EngineTest::wrongFrom7, Optional.of(EngineTest::square), EngineTest::square, n -> 0), 100,
        1);
    assertEquals(Verdict.HOLDS_CORRECTED, evidence.verdict());
  }

  @Test
  void a_false_correction_does_not_save_a_false_statement() {
    Evidence evidence = gather(
        new SquareIsSumOfOdds(EngineTest::wrongFrom7, Optional.of(n -> n), EngineTest::square, n -> 0), 100, 1);
    assertEquals(Verdict.FAILS, evidence.verdict());
  }

  @Test
  void a_statement_that_is_never_resolved_is_open() {
    Evidence evidence = gather(SquareIsSumOfOdds.sound(), 1, 1, firstSeedWithUnresolvedTrial());
    assertEquals(Verdict.OPEN, evidence.verdict());
    assertTrue(evidence.failures().contains("code was not resolved in any trial: {too large=1}{}"),
        evidence.failures().toString());
  }

  @Test
  void a_mutant_that_says_the_truth_survives_and_is_reported() {
    Evidence evidence = gather(
        new SquareIsSumOfOdds(EngineTest::square, Optional.empty(), EngineTest::square, EngineTest::square), 100, 1);
    assertEquals(List.of("the mutant cube survived"), evidence.failures());
  }

  @Test
  void code_that_differs_from_a_true_statement_is_reported() {
    Evidence evidence = gather(
        new SquareIsSumOfOdds(EngineTest::square, Optional.empty(), n -> n == 0 ? 5 : n * n, n -> 0), 20, 1);
    assertEquals(Verdict.HOLDS, evidence.verdict());
    assertTrue(evidence.failures().contains(
        "code differs from the oracle: n=0: 5 instead of 0 (10 of 30 trials; worst: zero, trial 0, 5 instead of 0)"),
        evidence.failures().toString());
  }

  @Test
  void evidence_is_the_same_for_every_thread_count_and_differs_between_seeds() {
    List<Family> one = gather(SquareIsSumOfOdds.sound(), 300, 1).families();
    assertEquals(one, gather(SquareIsSumOfOdds.sound(), 300, 2).families());
    assertEquals(one, gather(SquareIsSumOfOdds.sound(), 300, 7).families());
    assertNotEquals(one, gather(SquareIsSumOfOdds.sound(), 300, 1, 2).families());
  }

  @Test
  void a_difference_that_is_no_number_refutes() {
    assertTrue(new Outcome.Compared(Double.NaN, 1, "").refutes());
    assertTrue(new Outcome.Compared(Double.POSITIVE_INFINITY, 1, "").refutes());
  }

  private static int square(int n) {
    return n * n;
  }

  private static int wrongFrom7(int n) {
    return n < 7 ? n * n : n * n + 1;
  }

  private static long firstSeedWithUnresolvedTrial() {
    SquareIsSumOfOdds claim = SquareIsSumOfOdds.sound();
    for (long seed = 1;; seed++) {
      if (new Engine(new Settings(seed, 1, 1)).instance(claim, Engine.ALL, claim::random, 0) >= 90) {
        return seed;
      }
    }
  }

  private static Evidence gather(SquareIsSumOfOdds claim, int trials, int threads) {
    return gather(claim, trials, threads, 1);
  }

  private static Evidence gather(SquareIsSumOfOdds claim, int trials, int threads, long seed) {
    return new Engine(new Settings(seed, trials, threads))
        .gather(Registry.parse(SquareIsSumOfOdds.YAML).entry("TOY-1").orElseThrow(), claim, Progress.none());
  }
}
