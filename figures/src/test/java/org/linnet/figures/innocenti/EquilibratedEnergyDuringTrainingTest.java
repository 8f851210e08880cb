package org.linnet.figures.innocenti;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.linnet.core.cli.Progress;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.init.Parameterisation;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.innocenti.EquilibratedEnergyDuringTraining.Data;
import org.linnet.figures.innocenti.EquilibratedEnergyDuringTraining.Run;
import org.linnet.figures.innocenti.EquilibratedEnergyDuringTraining.Settings;
import org.linnet.figures.innocenti.EquilibratedEnergyDuringTraining.Step;
import org.linnet.figures.plot.Drawing;

/// **Oracle**: the theorem itself, between two routes that share no code: gradient descent and the closed form; spoiled
/// data, which the assertions must reject.
///
/// **If wrong**: Figure 4.1.
class EquilibratedEnergyDuringTrainingTest {
  private static final EquilibratedEnergyDuringTraining FIGURE = new EquilibratedEnergyDuringTraining();
  private static final Settings TINY = new Settings(List.of(1, 3), 10, 0.05, 16, 20, 1e-6, 20_000,
      new Parameterisation.StandardGaussian());
  private static final Data DATA = compute(1, 7);

  @Test
  void theAssertionsHoldOnATinySetup() {
    assertEquals(List.of(), failed(DATA));
    assertEquals(List.of("MNIST-1D", "MNIST-1D"), DATA.runs().stream().map(Run::dataSet).toList());
    assertEquals(List.of(1, 3), DATA.runs().stream().map(Run::hiddenLayers).toList());
    assertEquals(List.of(20, 20), DATA.runs().stream().map(run -> run.steps().size()).toList());
  }

  @Test
  void theNumericalEnergyComesFromAnIterationThatStopsShortOfTheMinimum() {
    for (Run run : DATA.runs()) {
      for (Step step : run.steps()) {
        assertTrue(step.inferenceSteps() > 5, "steps of inference: " + step);
        assertTrue(step.energy() > step.theory() * (1 + 1e-12), "above the minimum: " + step);
      }
    }
  }

  @Test
  void theDataDependOnTheSeedButNotOnTheNumberOfThreads() {
    assertEquals(DATA, compute(3, 7));
    assertNotEquals(DATA, compute(1, 8));
  }

  @Test
  void aTheoryThatIsOffByAThousandthFails() {
    assertEquals(2, failed(spoiled(s -> new Step(s.energy(), 1.001 * s.theory(), s.inferenceSteps(), true))).size());
    assertEquals(1, failed(spoiled(s -> new Step(s.energy(), 0.999 * s.theory(), s.inferenceSteps(), true))).size());
  }

  @Test
  void aSingleWrongOrMissingNumberFails() {
    Step first = DATA.runs().getLast().steps().getFirst();
    assertEquals(1, failed(spoiled(
        s -> s.equals(first) ? new Step(s.energy() * (1 + 1e-5), s.theory(), s.inferenceSteps(), true) : s)).size());
    Data holed = spoiled(s -> s.equals(first) ? new Step(Double.NaN, s.theory(), 1, true) : s);
    assertTrue(failed(holed).size() >= 2);
    assertTrue(Drawing.of(FIGURE.draw(holed)).svg("t").length() > 1000, "it is drawn all the same");
  }

  @Test
  void inferenceThatDidNotConvergeFails() {
    assertEquals(1, failed(spoiled(s -> new Step(s.energy(), s.theory(), s.inferenceSteps(), false))).size());
  }

  @Test
  void trainingThatDoesNotDescendFails() {
    Step first = DATA.runs().getFirst().steps().getFirst();
    assertEquals(1, failed(spoiled(s -> first)).size());
  }

  @Test
  void theTableHasARowForEveryStepAndThePictureAPanelForEveryDataSet() {
    assertEquals(40, FIGURE.table(DATA).rows().size());
    assertEquals(List.of("MNIST-1D", 1, 0), FIGURE.table(DATA).rows().getFirst().subList(0, 3));
    assertEquals(List.of(1, 1), FIGURE.draw(DATA).rows().stream().map(row -> row.panels().size()).toList());
    assertTrue(Drawing.of(FIGURE.draw(DATA)).svg("t").length() > 1000);
    assertEquals(1, FIGURE.dataSets(DATA).size());
  }

  private static Data compute(int threads, long seed) {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return FIGURE.compute(TINY, Context.of(seed, DataDirectory.locate(java.nio.file.Path.of("none")), pool,
          Progress.none()));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<Assertion> failed(Data data) {
    return FIGURE.assertions(data).stream().filter(assertion -> !assertion.passed()).toList();
  }

  private static Data spoiled(UnaryOperator<Step> defect) {
    return new Data(TINY,
        DATA.runs().stream().map(run -> new Run(run.dataSet(), run.provenance(), run.hiddenLayers(),
            run.steps().stream().map(defect).toList())).toList());
  }
}
