package org.linnet.figures.innocenti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linnet.figures.innocenti.EigenvalueHistograms.Data;
import org.linnet.figures.innocenti.EigenvalueHistograms.Panels;
import org.linnet.figures.innocenti.EigenvalueHistograms.Settings;
import org.linnet.figures.plot.Drawing;
import org.linnet.figures.spectrum.SampledSpectrum;
import org.linnet.rmt.law.Interval;

/// **Oracle**: the assertions set eigenvalues of sampled matrices against laws that share no code with them; spoiled data, which
/// they must reject.
///
/// **If wrong**: Figures C.1 to C.6.
class EigenvalueHistogramsTest {
  private static final Settings BY_DEPTH = new Settings(List.of(32), List.of(2, 6), 2);
  private static final Settings BY_WIDTH = new Settings(List.of(6, 32), List.of(6), 2);
  private static final Map<Panels, Data> COMPUTED = new EnumMap<>(Panels.class);

  @ParameterizedTest
  @EnumSource
  void theAssertionsHoldOnATinySetup(Panels panels) {
    EigenvalueHistograms figure = new EigenvalueHistograms(panels);
    Data data = data(panels);
    assertEquals(List.of(), Computed.failed(figure, data));
    assertEquals(3 * 2, data.spectra().size());
    assertEquals(3 * 2 * 50, figure.table(data).rows().size());
    assertTrue(Drawing.of(figure.draw(data)).svg("t").length() > 1000);
    for (SampledSpectrum spectrum : data.spectra()) {
      double mass = 0;
      for (int bin = 0; bin < spectrum.bins(); bin++) {
        mass += spectrum.height(bin) * (spectrum.edge(bin + 1) - spectrum.edge(bin));
      }
      assertEquals(1, mass, 0.02, "all but a few eigenvalues are shown: " + spectrum.scaling());
    }
  }

  @Test
  void theDataDependOnTheSeedButNotOnTheNumberOfThreads() {
    EigenvalueHistograms figure = new EigenvalueHistograms(Panels.HESSIAN_BY_DEPTH);
    Settings one = new Settings(List.of(8), List.of(2), 1);
    assertEquals(Computed.data(figure, one, 1, 7), Computed.data(figure, one, 3, 7));
    assertNotEquals(Computed.data(figure, one, 1, 7), Computed.data(figure, one, 1, 8));
  }

  @ParameterizedTest
  @EnumSource
  void aLawThatIsOffByATenthOrMissingIsRejected(Panels panels) {
    assertFails(panels, s -> with(s, s.smallest(), s.largest(), s.support(),
        s.exact().stream().map(p -> p + 0.1).toList()), "exact ones");
    assertFails(panels, s -> with(s, s.smallest(), s.largest(), s.support(),
        s.exact().stream().map(_ -> Double.NaN).toList()), "exact ones");
  }

  @Test
  void wrongEndsAreRejected() {
    assertFails(Panels.DIAGONAL_BY_DEPTH, s -> with(s, 0.99, s.largest(), s.support(), s.exact()), "below 1");
    assertFails(Panels.DIAGONAL_BY_DEPTH, s -> with(s, s.smallest(), 8, s.support(), s.exact()), "ends at 5");
    assertFails(Panels.COUPLING_BY_WIDTH, s -> with(s, s.smallest(), 2, s.support(), s.exact()), "broader");
    assertFails(Panels.COUPLING_BY_WIDTH, s -> with(s, s.smallest(), 3.1, s.support(), s.exact()), "ends where");
    assertFails(Panels.HESSIAN_BY_DEPTH, s -> with(s, -0.01, s.largest(), s.support(), s.exact()), "positive");
    assertFails(Panels.HESSIAN_BY_DEPTH, s -> with(s, s.smallest(), 8, s.support(), s.exact()), "N^(-4/5)");
    assertFails(Panels.HESSIAN_BY_DEPTH, s -> with(s, 0.1, s.largest(), s.support(), s.exact()),
        "falls with the depth");
    assertFails(Panels.HESSIAN_BY_DEPTH, s -> with(s, s.smallest(), s.largest(), new Interval(0, 7), s.exact()),
        "bound 7");
  }

  @Test
  void aSpectrumOfTheDiagonalThatDependsOnTheDepthIsRejected() {
    assertFails(
        Panels.DIAGONAL_BY_DEPTH, s -> s.hidden() == 2
            ? s
            : new SampledSpectrum(s.part(), s.scaling(), s.hidden(),
                s.width(), s.draws(), s.smallest(), s.largest(), s.support(),
                s.sampled().stream().map(p -> Math.min(1, p + 0.2)).toList(), 0, s.exact(), s.curve()),
        "depth does not");
  }

  private static SampledSpectrum with(SampledSpectrum s, double smallest, double largest, Interval support,
      List<Double> exact) {
    return new SampledSpectrum(s.part(), s.scaling(), s.hidden(), s.width(), s.draws(), smallest, largest, support,
        s.sampled(), s.uncertainty(), exact, s.curve());
  }

  private static void assertFails(Panels panels, UnaryOperator<SampledSpectrum> defect, String words) {
    Data data = data(panels);
    List<String> failed = Computed.failed(new EigenvalueHistograms(panels),
        new Data(data.settings(), data.spectra().stream().map(defect).toList()));
    assertTrue(failed.stream().anyMatch(statement -> statement.contains(words)), words + " is not among " + failed);
  }

  private static Data data(Panels panels) {
    boolean byDepth = panels.toString().endsWith("DEPTH");
    return COMPUTED.computeIfAbsent(panels,
        _ -> Computed.data(new EigenvalueHistograms(panels), byDepth ? BY_DEPTH : BY_WIDTH, 2, 7));
  }
}
