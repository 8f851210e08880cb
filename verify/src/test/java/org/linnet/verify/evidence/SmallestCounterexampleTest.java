package org.linnet.verify.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;

/// **Oracle**: predicates whose smallest counterexample is plain to see.
class SmallestCounterexampleTest {
  private static final Arbitrary<List<Integer>> LISTS = Arbitraries.integers().between(-9, 9).list().ofMaxSize(5);

  @Test
  void a_list_is_shrunk_in_length_and_in_entries() {
    assertEquals(Optional.of(List.of(5)),
        SmallestCounterexample.find(LISTS, list -> list.stream().anyMatch(n -> n >= 5), List::toString, 1));
  }

  @Test
  void a_positive_entry_is_simpler_than_a_negative_one() {
    assertEquals(Optional.of(List.of(1)),
        SmallestCounterexample.find(LISTS, list -> list.stream().anyMatch(n -> n != 0), List::toString, 1));
  }

  @Test
  void where_there_is_no_counterexample_none_is_found() {
    assertEquals(Optional.empty(), SmallestCounterexample.find(LISTS, list -> list.size() > 5, List::toString, 1));
  }
}
