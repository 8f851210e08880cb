package org.linnet.verify.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.verify.Claim;
import org.linnet.verify.SquareIsSumOfOdds;
import org.linnet.verify.claims.Claims;

/// **Oracle**: the rules of docs/claims.md, each broken once by editing a sound registry.
class RegistryTest {
  private static final List<Claim<?, ?>> CODE = List.of(SquareIsSumOfOdds.sound());

  @Test
  void the_registry_that_comes_with_linnet_matches_its_code_in_both_directions() {
    Registry registry = Registry.load();
    assertEquals(Claims.all().size(), registry.bind(Claims.all()).size());
    assertTrue(registry.entries().stream().allMatch(entry -> registry.paper(entry) != null));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "id: TOY-1|id: TOY-2|SquareIsSumOfOdds has the id TOY-1, which is not in the registry: add an entry to claims.yaml",
      "cube: $n^3$|square: $n$|TOY-1: the class has a mutant that the registry lacks: [cube]",
      "cube: $n^3$|{cube: $n^3$, fourth: $n^4$}|TOY-1: the registry names a mutant that the class lacks: [fourth]",
      "integer:|whole:|TOY-1: the class has a dropped assumption that the registry lacks: [integer]",
      "kind: identity|kind: equality|TOY-1: kind must be one of identity, inequality, optimality, scaling law, limit, distribution, dynamics; got 'equality'",
      "expected: holds|expected: true|TOY-1: verdict must be one of holds, holds-corrected, fails, open; got 'true'",
      "expected: holds|expected: open|TOY-1: an open claim, and no other, needs a reason",
      "expected: holds|expected: holds-corrected|TOY-1: a corrected statement and the verdict holds-corrected belong together",
      "oracle: A loop.|remark: A loop.|TOY-1: unknown key [remark]; known are",
      "oracle: A loop.|oracle: ''|TOY-1: the key 'oracle' is missing",
      "paper: euclid|paper: euler|TOY-1: the paper 'euler' is not listed",
      "cube: $n^3$|{}|TOY-1: a claim that cannot fail is a defect: plant at least one mutant"})
  void a_broken_entry_is_named_with_the_rule_it_breaks(String sound, String broken, String message) {
    String yaml = SquareIsSumOfOdds.YAML.replace(sound, broken);
    Exception wrong = assertThrows(IllegalArgumentException.class, () -> Registry.parse(yaml).bind(CODE));
    assertTrue(wrong.getMessage().startsWith(message), wrong.getMessage());
  }

  @Test
  void an_entry_without_a_class_is_named() {
    Exception wrong = assertThrows(IllegalArgumentException.class,
        () -> Registry.parse(SquareIsSumOfOdds.YAML).bind(List.of()));
    assertEquals("TOY-1 is in the registry, but no class has that id: write one and name it in Claims",
        wrong.getMessage());
  }

  @Test
  void a_correction_must_stand_in_the_registry_and_in_the_class() {
    String yaml = SquareIsSumOfOdds.YAML.replace("expected: holds",
        "expected: holds-corrected\n    corrected: n^2 = n^2");
    Exception wrong = assertThrows(IllegalArgumentException.class, () -> Registry.parse(yaml).bind(CODE));
    assertEquals("TOY-1: a corrected statement must stand both in the registry and in the class", wrong.getMessage());
  }

  @Test
  void an_open_claim_needs_a_reason_but_no_class() {
    String yaml = SquareIsSumOfOdds.YAML.replace("expected: holds", "expected: open\n    reason: Nobody knows.");
    assertTrue(Registry.parse(yaml).bind(List.of()).isEmpty());
  }

  @Test
  void two_entries_with_one_id_are_an_error() {
    String entry = SquareIsSumOfOdds.YAML.substring(SquareIsSumOfOdds.YAML.indexOf("  - id"));
    Exception wrong = assertThrows(IllegalArgumentException.class,
        () -> Registry.parse(SquareIsSumOfOdds.YAML + entry));
    assertEquals("two of a kind: claim TOY-1", wrong.getMessage());
  }

  @Test
  void two_classes_with_one_id_are_an_error() {
    Exception wrong = assertThrows(IllegalArgumentException.class, () -> Registry.parse(SquareIsSumOfOdds.YAML)
        .bind(List.of(SquareIsSumOfOdds.sound(), SquareIsSumOfOdds.sound())));
    assertEquals("two of a kind: class TOY-1", wrong.getMessage());
  }

  @Test
  void a_key_that_stands_twice_is_an_error() {
    Exception wrong = assertThrows(IllegalArgumentException.class,
        () -> Registry.parse(SquareIsSumOfOdds.YAML.replace("oracle: A loop.", "title: Again")));
    assertTrue(wrong.getMessage().startsWith("claims.yaml: Duplicate"), wrong.getMessage());
  }

  @Test
  void an_unknown_id_is_answered_with_the_nearest() {
    Exception wrong = assertThrows(IllegalArgumentException.class, () -> Registry.load().select(List.of("inn-45")));
    assertEquals("no claim has the id 'inn-45'; near are INN-4.5 ('linnet claims' lists all)",
        wrong.getMessage());
  }
}
