package org.linnet.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.linnet.core.random.RandomStream;

/// A small claim with a loop for an oracle: `n² = 1 + 3 + .. + (2n - 1)`. From 90 on, nothing is resolved.
///
/// @param printed the statement, which a test may falsify
/// @param corrected its correction
/// @param realisation what the code makes of it
/// @param mutant a planted defect
public record SquareIsSumOfOdds(IntUnaryOperator printed, Optional<IntUnaryOperator> corrected,
    IntUnaryOperator realisation, IntUnaryOperator mutant) implements Claim<Integer, IntUnaryOperator> {

  /// The registry that belongs to it.
  public static final String YAML = """
      papers:
        euclid: Euclid, Elements
      claims:
        - id: TOY-1
          paper: euclid
          item: Book I
          title: A square is a sum of odd numbers
          kind: identity
          printed: n^2 = \\sum_{k=1}^n (2k - 1)
          assumptions: [$n \\ge 0$]
          expected: holds
          oracle: A loop.
          mutants:
            cube: $n^3$
          dropped:
            integer: $n$ is a half
      """;

  public static SquareIsSumOfOdds sound() {
    return new SquareIsSumOfOdds(n -> n * n, Optional.empty(), n -> n * n, n -> n * n * n);
  }

  @Override
  public String id() {
    return "TOY-1";
  }

  @Override
  public Integer random(RandomStream random) {
    return random.nextInt(100);
  }

  @Override
  public Arbitrary<Integer> small() {
    return Arbitraries.integers().between(0, 50);
  }

  @Override
  public String text(Integer n) {
    return "n=" + n;
  }

  @Override
  public Outcome judge(IntUnaryOperator form, Integer n) {
    if (n >= 90) {
      return new Outcome.Unresolved("too large");
    }
    int truth = 0;
    for (int k = 1; k <= n; k++) {
      truth += 2 * k - 1;
    }
    int said = form.applyAsInt(n);
    return new Outcome.Compared(Math.abs(said - truth), 0.5, said + " instead of " + truth);
  }

  @Override
  public Map<String, IntUnaryOperator> realisations() {
    return Map.of("code", realisation);
  }

  @Override
  public List<Limit<Integer, IntUnaryOperator>> limits() {
    return List.of(new Limit<>("zero", _ -> 0, Optional.of(_ -> 0)));
  }

  @Override
  public Map<String, IntUnaryOperator> mutants() {
    return new LinkedHashMap<>(Map.of("cube", mutant));
  }

  @Override
  public Map<String, Dropped<?>> dropped() {
    return Map.of("integer", new Dropped<>(Arbitraries.integers().between(1, 5),
        n -> new Outcome.Compared(0.25, 0.01, n + " halves"), n -> "n=" + n + "/2"));
  }
}
