package org.linnet.verify.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;
import org.linnet.verify.Claim;

/// Finds small instances that refute a form, and makes them as small as jqwik can.
public final class SmallestCounterexample {
  private static final int SAMPLES = 2000;
  private static final int ENOUGH = 40;
  private static final int SHRUNK = 5;
  private static final int GENERATION_SIZE = 1000;

  private SmallestCounterexample() {}

  /// The smallest of a few shrunk instances for which `refuted` is true, the same for the same seed.
  public static <T> Optional<T> find(Arbitrary<T> small, Predicate<? super T> refuted, Claim.Text<? super T> text,
      long seed) {
    AtomicReference<T> smallest = new AtomicReference<>();
    JqwikSession.run(() -> {
      RandomGenerator<T> generator = small.generator(GENERATION_SIZE, true);
      Random random = new Random(seed);
      List<Shrinkable<T>> found = new ArrayList<>();
      for (int i = 0; i < SAMPLES && found.size() < ENOUGH; i++) {
        Shrinkable<T> sample = generator.next(random);
        if (refuted.test(sample.value())) {
          found.add(sample);
        }
      }
      found.stream().sorted().limit(SHRUNK).map(sample -> shrunk(sample, refuted, text))
          .min((a, b) -> compare(a, b, text))
          .ifPresent(best -> smallest.set(best.value())); // values exist in here only
    });
    return Optional.ofNullable(smallest.get());
  }

  /// By jqwik's distance from the simplest value, then by the length of the text, so that 1 is simpler than -1.
  private static <T> int compare(Shrinkable<T> a, Shrinkable<T> b, Claim.Text<? super T> text) {
    int byDistance = a.compareTo(b);
    return byDistance != 0
        ? byDistance
        : Integer.compare(text.of(a.value()).length(), text.of(b.value()).length());
  }

  /// Steps to a smaller refuting instance until there is none.
  private static <T> Shrinkable<T> shrunk(Shrinkable<T> start, Predicate<? super T> refuted,
      Claim.Text<? super T> text) {
    Shrinkable<T> current = start;
    while (true) {
      Shrinkable<T> from = current;
      Optional<Shrinkable<T>> next = from.shrink()
          .filter(smaller -> compare(smaller, from, text) < 0 && refuted.test(smaller.value())).findFirst();
      if (next.isEmpty()) {
        return from;
      }
      current = next.get();
    }
  }
}
