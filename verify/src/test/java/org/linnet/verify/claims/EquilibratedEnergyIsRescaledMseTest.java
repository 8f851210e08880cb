package org.linnet.verify.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.linnet.core.cli.Progress;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.verify.Verdict;
import org.linnet.verify.evidence.Engine;
import org.linnet.verify.evidence.Evidence;
import org.linnet.verify.evidence.Refutation;
import org.linnet.verify.evidence.Settings;
import org.linnet.verify.evidence.Tally;
import org.linnet.verify.oracle.ClampedNet;
import org.linnet.verify.registry.Registry;

/// **Oracle**: smallest counterexamples found with pencil and paper.
class EquilibratedEnergyIsRescaledMseTest {
  private static final EquilibratedEnergyIsRescaledMse CLAIM = new EquilibratedEnergyIsRescaledMse();
  private static Evidence evidence;

  @BeforeAll
  static void gather() {
    evidence = gather(2);
  }

  @Test
  void the_theorem_holds_as_printed() {
    assertEquals(Verdict.HOLDS, evidence.verdict());
    assertEquals(java.util.List.of(), evidence.failures());
  }

  @Test
  void the_printed_formula_is_resolved_in_every_trial_of_every_family() {
    assertTrue(evidence.families().stream().flatMap(family -> family.printed().stream())
        .allMatch(tally -> tally.resolvedTrials() == tally.trials()));
  }

  @Test
  void every_mutant_is_rejected_with_the_smallest_counterexample() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("sum-from-1", "L=1, W(1)=[1], x=[0], y=[1]: 0.25 instead of 0.5");
    expected.put("sum-to-L-minus-1", "L=2, W(1)=[0], W(2)=[1], x=[0], y=[1]: 0.5 instead of 0.25");
    expected.put("no-identity", "L=1, W(1)=[0], x=[0], y=[1]: infinite instead of 0.5");
    expected.put("no-half", "L=1, W(1)=[0], x=[0], y=[1]: 1 instead of 0.5");
    expected.put("no-mean", "L=1, W(1)=[0], x=[0 0], y=[0 1]: 0.5 instead of 0.25");
    expected.put("not-inverted", "L=2, W(1)=[0], W(2)=[1], x=[0], y=[1]: 1 instead of 0.25");
    expected.put("transposed", "L=2, W(1)=[0; 0], W(2)=[0 0; 1 0], x=[0], y=[0; 1]: 0.5 instead of 0.25");
    expected.put("no-products", "L=3, W(1)=[0], W(2)=[1], W(3)=[0], x=[0], y=[1]: 0.25 instead of 0.5");
    assertEquals(expected, byName(evidence.mutants()));
  }

  @Test
  void each_assumption_matters() {
    Map<String, String> found = byName(evidence.dropped());
    assertEquals("L=2, W(1)=[0], W(2)=[1], x=[0], y=[1]: 0.25 instead of 0.5", found.get("equilibrium"));
    assertEquals("L=1, W(1)=[0], gamma(1)=2, x=[0], y=[1]: 0.5 instead of 1", found.get("unit-precisions"));
    assertTrue(found.get("linear").startsWith("L=2, W(1)=[1], W(2)=[1], x=[1], y=[0]: 0.25 instead of 0.145"));
    assertTrue(found.get("no-skips").endsWith("tau(2)=1, x=[0], y=[1]: 0.25 instead of 0.166667")); // S = 1 + 1 + 1
    assertTrue(found.containsKey("unit-scalings"));
  }

  @Test
  void evidence_does_not_depend_on_the_number_of_threads() {
    Evidence again = gather(1);
    assertEquals(evidence.families(), again.families());
    assertEquals(evidence.mutants(), again.mutants());
  }

  @Test
  void all_realisations_are_compared_in_most_trials() {
    for (Tally tally : evidence.families().getFirst().others()) {
      assertTrue(tally.resolvedTrials() > tally.trials() / 4, tally.toString());
    }
  }

  @Test
  void a_mutant_in_the_place_of_the_statement_is_refuted_by_the_same_check() {
    ClampedNet clamped = new ClampedNet(DeepLinearNet.of(one(), one()), one(), new DMatrixRMaj(1, 1));
    assertFalse(CLAIM.judge(CLAIM.printed(), clamped).refutes());
    assertTrue(CLAIM.judge(CLAIM.mutants().get("sum-from-1"), clamped).refutes());
  }

  private static DMatrixRMaj one() {
    return new DMatrixRMaj(1, 1, true, 1);
  }

  private static Evidence gather(int threads) {
    return new Engine(new Settings(1, 25, threads)).gather(Registry.load().entry(CLAIM.id()).orElseThrow(), CLAIM,
        Progress.none());
  }

  private static Map<String, String> byName(java.util.List<Refutation> all) {
    Map<String, String> found = new LinkedHashMap<>();
    all.forEach(refutation -> found.put(refutation.name(), refutation.counterexample().orElse("survives")));
    return found;
  }
}
