package org.linnet.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import org.linnet.core.random.RandomStream;

/// The executable part of a claim; its words are in the registry under the same [#id()].
///
/// All forms of the statement (as printed, as corrected, as coded, as a mutant) are values of one type, and one method
/// [#judge] compares any of them with the oracle. So a mutant is rejected by exactly the check that accepts the statement.
///
/// @param <I> the instances that the statement speaks about; immutable
/// @param <F> the forms of the statement
public interface Claim<I, F> {

  /// The registry's id: `INN-4.5`.
  String id();

  /// A random instance from the statement's whole domain.
  I random(RandomStream random);

  /// Instances with small integer entries, from which counterexamples are taken and shrunk.
  Arbitrary<I> small();

  /// The instance in one line: `L=1, W(1)=[1], x=[0], y=[1]`.
  String text(I instance);

  /// Compares a form with the oracle, which shares no code with any form.
  Outcome judge(F form, I instance);

  /// The statement as printed: it decides the verdict.
  F printed();

  /// The corrected statement, where the printed one fails.
  default Optional<F> corrected() {
    return Optional.empty();
  }

  /// What Linnet computes and measures for the same quantity, by name: closed forms, networks that really run.
  default Map<String, F> realisations() {
    return Map.of();
  }

  /// Special points that the statement names or that are easily got wrong.
  default List<Limit<I, F>> limits() {
    return List.of();
  }

  /// Domains beyond the printed statement for which the realisations are made as well.
  default List<Extension<I>> extensions() {
    return List.of();
  }

  /// Planted defects of the statement, by the registry's names: each must be refuted.
  Map<String, F> mutants();

  /// Confrontations outside the assumptions, by the registry's names: each must refute the printed statement.
  default Map<String, Dropped<?>> dropped() {
    return Map.of();
  }

  /// Draws instances.
  @FunctionalInterface
  interface Sampler<I> {
    I draw(RandomStream random);
  }

  /// A special case.
  ///
  /// @param name what is special: `depth 1`
  /// @param simplified what the statement comes to there, written independently; compared with the oracle as well
  record Limit<I, F>(String name, Sampler<I> sampler, Optional<F> simplified) {}

  /// A wider domain.
  record Extension<I>(String name, Sampler<I> sampler) {}

  /// The printed statement where an assumption does not hold.
  ///
  /// @param small instances that break the assumption
  /// @param judge compares the printed statement with what is true there
  record Dropped<J>(Arbitrary<J> small, Judge<J> judge, Text<J> text) {}

  /// See [Dropped].
  @FunctionalInterface
  interface Judge<J> {
    Outcome judge(J instance);
  }

  /// See [Dropped].
  @FunctionalInterface
  interface Text<J> {
    String of(J instance);
  }
}
