package org.linnet.figures.innocenti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linnet.figures.innocenti.ConditionNumbers.Data;
import org.linnet.figures.innocenti.ConditionNumbers.Part;
import org.linnet.figures.innocenti.ConditionNumbers.Settings;
import org.linnet.figures.plot.Drawing;
import org.linnet.figures.spectrum.Extremes;
import org.linnet.figures.spectrum.Extremes.Ends;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.Networks;

/// **Oracle**: the assertions set two routes against each other that share no code, factorised samples and the limit's
/// equations; spoiled data, which they must reject; condition numbers from the closed form of orthogonal chains, typed in.
///
/// **If wrong**: Figures 5.2, 5.4 and C.22.
class ConditionNumbersTest {
  private static final Settings TINY = new Settings(List.of(4, 16, 32), List.of(2, 4, 8, 16), 10, 2);

  @ParameterizedTest
  @EnumSource
  void theAssertionsHoldOnATinySetup(Part part) {
    ConditionNumbers figure = new ConditionNumbers(part);
    Data data = Computed.data(figure, TINY, 2, 7);
    assertEquals(List.of(), Computed.failed(figure, data));
    assertEquals(part.networks().size() * 3 * 4 * 2, figure.table(data).rows().size());
    assertTrue(Drawing.of(figure.draw(data)).svg("t").length() > 1000);
    assertTrue(figure.caption(data).contains("10 outputs"));
  }

  @Test
  void theDataDependOnTheSeedButNotOnTheNumberOfThreads() {
    ConditionNumbers figure = new ConditionNumbers(Part.SKIPS);
    assertEquals(Computed.data(figure, TINY, 1, 7), Computed.data(figure, TINY, 3, 7));
    assertNotEquals(Computed.data(figure, TINY, 1, 7), Computed.data(figure, TINY, 1, 8));
  }

  /// `cot²(π/(2H+2))` for `K >= N` and `cos²(π/(2H+2))/sin²(π/(4H+2))` for `K < N`, at `H = 2`: 3 and 0.75/sin²(18°).
  @Test
  void orthogonalNetworksHaveTheConditionNumbersOfTheirClosedForm() {
    Data data = Computed.data(new ConditionNumbers(Part.STABLE), TINY, 2, 7);
    List<Extremes> sizes = data.of(Networks.linear(Family.ORTHOGONAL)).stream().filter(size -> size.hidden() == 2)
        .toList();
    assertEquals(3, sizes.getFirst().sampledCondition(), 1e-3);
    assertEquals(0.75 / Math.pow(Math.sin(Math.toRadians(18)), 2), sizes.getLast().sampledCondition(), 1e-3);
  }

  @Test
  void aSampleThatIsOffIsRejected() {
    ConditionNumbers figure = new ConditionNumbers(Part.PLAIN);
    Data data = Computed.data(figure, TINY, 2, 7);
    Predicate<Extremes> one = size -> size.networks().equals(Networks.linear(Family.SP)) && size.width() == 32
        && size.hidden() == 2;
    assertFails(figure, spoiled(data, one, ends -> new Ends(2 * ends.smallest(), ends.largest())), "Tracy-Widom");
    assertFails(figure, spoiled(data, one, ends -> new Ends(ends.smallest(), 1.5 * ends.largest())), "Tracy-Widom");
    assertFails(figure, spoiled(data, one, ends -> new Ends(Double.NaN, ends.largest())), "Tracy-Widom");
    assertFails(figure, spoiled(data, one, ends -> new Ends(Double.NaN, ends.largest())), "resolved");
    assertFails(figure, spoiled(data, size -> size.networks().family() == Family.KAIMING,
        ends -> new Ends(ends.smallest() / 3, ends.largest())), "128/3");
    assertFails(figure, spoiled(data, _ -> true, _ -> new Ends(0.1, 1)), "grows with the depth at every width");
    assertFails(figure, spoiled(data, size -> !size.networks().isLinear(), _ -> new Ends(0.1, 1)), "nonlinear");
  }

  @Test
  void theFormOfTheGrowthIsChecked() {
    ConditionNumbers stable = new ConditionNumbers(Part.STABLE);
    Data data = Computed.data(stable, TINY, 2, 7);
    assertFails(stable, spoiled(data, size -> size.networks().family() == Family.ORTHOGONAL,
        ends -> new Ends(1.001 * ends.smallest(), ends.largest())), "exact κ");
    assertFails(stable, spoiled(data, size -> size.hidden() == 16, ends -> new Ends(ends.smallest() / 4,
        ends.largest())), "H²");
    assertFails(stable, spoiled(data, size -> size.hidden() == 16, ends -> new Ends(ends.smallest() / 1e3,
        ends.largest())), "similar");
    ConditionNumbers skips = new ConditionNumbers(Part.SKIPS);
    assertFails(skips, spoiled(Computed.data(skips, TINY, 2, 7), size -> size.hidden() == 16,
        ends -> new Ends(1e3 * ends.smallest(), ends.largest())), "far above");
    assertFails(skips, transposed(Computed.data(skips, TINY, 2, 7)), "more with the depth");
  }

  /// Networks whose condition number depends on the width as it should on the depth.
  private static Data transposed(Data data) {
    return new Data(data.settings(), data.sizes().stream().map(size -> size.withDraws(
        List.of(new Ends(Math.pow(size.width(), -3) / size.hidden(), 1)))).toList());
  }

  private static void assertFails(ConditionNumbers figure, Data data, String words) {
    List<String> failed = Computed.failed(figure, data);
    assertTrue(failed.stream().anyMatch(statement -> statement.contains(words)), words + " is not among " + failed);
  }

  private static Data spoiled(Data data, Predicate<Extremes> where, UnaryOperator<Ends> defect) {
    return new Data(data.settings(), data.sizes().stream().map(size -> where.test(size)
        ? size.withDraws(size.draws().stream().map(defect).toList())
        : size).toList());
  }
}
