package org.linnet.figures.linnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.linnet.core.cli.Progress;
import org.linnet.core.data.DataDirectory;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.linnet.ConditionAgainstDepth.Data;
import org.linnet.figures.linnet.ConditionAgainstDepth.Settings;
import org.linnet.figures.plot.Drawing;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;
import org.linnet.figures.spectrum.Family;

/// **Oracle**: the assertions set the limit's equations against sampled networks and against laws of large depth derived apart
/// from them; spoiled data, which they must reject; condition numbers by an independent program.
///
/// **If wrong**: the figure LINNET-CONDITION.
class ConditionAgainstDepthTest {
  private static final ConditionAgainstDepth FIGURE = new ConditionAgainstDepth();
  private static final Settings TINY = new Settings(64, 1, List.of(2, 4, 8, 16, 32, 64, 128), 4, 1);
  private static final Data DATA = compute(2, 7);

  @Test
  void theAssertionsHoldOnATinySetup() {
    assertEquals(List.of(), failed(DATA));
    assertEquals(5 * 7 * 2, FIGURE.table(DATA).rows().size());
    assertTrue(Drawing.of(FIGURE.draw(DATA)).svg("t").length() > 1000);
    assertTrue(FIGURE.caption(DATA).contains("width 64"));
  }

  /// `K = N`: condition numbers of a mpmath solution of the limit's equations.
  @Test
  void theExactConditionNumbersAreThoseOfAnIndependentProgram() {
    assertEquals(9306.4, DATA.of(Family.SP, 64).get(4).limit().condition(), 0.1);
    assertEquals(6784.4, DATA.of(Family.SP_SKIPS, 64).get(3).limit().condition(), 0.1);
  }

  @Test
  void theDataDependOnTheSeedButNotOnTheNumberOfThreads() {
    assertEquals(DATA, compute(1, 7));
    assertNotEquals(DATA, compute(2, 8));
  }

  @Test
  void wrongDataAreRejected() {
    assertFails(spoiled(size -> true, size -> size.withDraws(size.draws().stream()
        .map(draw -> new Ends(1.5 * draw.smallest(), draw.largest())).toList())), "Tracy-Widom");
    for (Family family : List.of(Family.SP, Family.MUPC, Family.ORTHOGONAL, Family.SP_SKIPS)) {
      assertFails(spoiled(size -> size.networks().family() == family && size.hidden() == 128, size -> limit(size, 2)),
          "the exact κ of " + family.title() + " grows");
    }
    assertFails(spoiled(size -> size.networks().family() == Family.KAIMING, size -> limit(size, 2)), "saturates");
    assertFails(spoiled(size -> size.networks().family() == Family.SP && size.hidden() == 32, size -> limit(size, 1.2)),
        "laws of large depth");
    assertFails(spoiled(size -> size.networks().family() == Family.SP_SKIPS && size.hidden() == 32,
        size -> limit(size, 1e-4)), "exponentially");
  }

  /// With a condition number that is this many times larger.
  private static Extremes limit(Extremes size, double factor) {
    return new Extremes(size.networks(), size.hidden(), size.width(), size.outputs(),
        new Ends(size.limit().smallest() / factor, size.limit().largest()), size.expected(), size.scatter(),
        size.draws());
  }

  private static void assertFails(Data data, String words) {
    assertTrue(failed(data).stream().anyMatch(statement -> statement.contains(words)),
        words + " is not among " + failed(data));
  }

  private static List<String> failed(Data data) {
    return FIGURE.assertions(data).stream().filter(assertion -> !assertion.passed()).map(Assertion::statement).toList();
  }

  private static Data spoiled(Predicate<Extremes> where, UnaryOperator<Extremes> defect) {
    return new Data(TINY, DATA.sizes().stream().map(size -> where.test(size) ? defect.apply(size) : size).toList());
  }

  private static Data compute(int threads, long seed) {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return FIGURE.compute(TINY, Context.of(seed, DataDirectory.locate(Path.of("none")), pool, Progress.none()));
    }
  }
}
