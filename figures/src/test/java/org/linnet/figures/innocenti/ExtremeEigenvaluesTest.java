package org.linnet.figures.innocenti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.linnet.figures.innocenti.ExtremeEigenvalues.Data;
import org.linnet.figures.innocenti.ExtremeEigenvalues.Settings;
import org.linnet.figures.plot.Drawing;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;

/// **Oracle**: the assertions set factorised samples against the limit's equations; spoiled data, which they must reject; the
/// closed form of two hidden layers with a readout of their width, from an independent program.
///
/// **If wrong**: Figure C.7.
class ExtremeEigenvaluesTest {
  private static final ExtremeEigenvalues FIGURE = new ExtremeEigenvalues();
  private static final Settings TINY = new Settings(List.of(8, 32), List.of(2, 4, 16), List.of(2, 16), List.of(8, 32),
      2);
  private static final Data DATA = Computed.data(FIGURE, TINY, 2, 7);

  @Test
  void theAssertionsHoldOnATinySetup() {
    assertEquals(List.of(), Computed.failed(FIGURE, DATA));
    assertEquals(6, DATA.sizes().size(), "each size once");
    assertEquals(12, FIGURE.table(DATA).rows().size());
    assertTrue(Drawing.of(FIGURE.draw(DATA)).svg("t").length() > 1000);
  }

  /// Edges 0.3059529 and 6.110638 by a mpmath solution of the limit's equations.
  @Test
  void theLimitOfTwoHiddenLayersIsThatOfAnIndependentProgram() {
    Ends limit = DATA.sizes().stream().filter(size -> size.hidden() == 2).findFirst().orElseThrow().limit();
    assertEquals(0.3059529, limit.smallest(), 1e-7);
    assertEquals(6.110638, limit.largest(), 1e-6);
  }

  @Test
  void theDataDependOnTheSeedButNotOnTheNumberOfThreads() {
    assertEquals(DATA, Computed.data(FIGURE, TINY, 1, 7));
    assertNotEquals(DATA, Computed.data(FIGURE, TINY, 1, 8));
  }

  @Test
  void wrongSamplesAreRejected() {
    assertFails(spoiled(e -> new Ends(1.3 * e.smallest(), e.largest())), "Tracy-Widom");
    assertFails(spoiled(e -> new Ends(Double.NaN, e.largest())), "positive");
    assertFails(spoiled(e -> new Ends(-e.smallest(), e.largest())), "positive");
    assertFails(spoiled(e -> new Ends(0.1, e.largest())), "falls with the depth");
    assertFails(spoiled(e -> new Ends(e.smallest(), 7)), "nearer to the exact limit");
    assertFails(spoiled(e -> new Ends(e.smallest(), 8)), "N^(-4/5)");
  }

  @Test
  void aLimitAtSevenIsRejected() {
    Data seven = new Data(TINY, DATA.sizes().stream().map(size -> new Extremes(size.networks(), size.hidden(),
        size.width(), size.outputs(), new Ends(size.limit().smallest(), 7), size.expected(), size.scatter(),
        size.draws())).toList());
    assertFails(seven, "not tight");
    Data low = new Data(TINY, DATA.sizes().stream().map(size -> new Extremes(size.networks(), size.hidden(),
        size.width(), size.outputs(), new Ends(size.limit().smallest(), 6.7), size.expected(), size.scatter(),
        size.draws())).toList());
    assertFails(low, "27/4 in the limit");
  }

  private static void assertFails(Data data, String words) {
    List<String> failed = Computed.failed(FIGURE, data);
    assertTrue(failed.stream().anyMatch(statement -> statement.contains(words)), words + " is not among " + failed);
  }

  private static Data spoiled(UnaryOperator<Ends> defect) {
    return new Data(TINY, DATA.sizes().stream()
        .map(size -> size.withDraws(size.draws().stream().map(defect).toList())).toList());
  }
}
