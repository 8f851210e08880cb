package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.data.Batches;
import org.linnet.core.energy.Loss;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;

/// **Oracle**: a loop over the epochs' batches, written out; the evaluations of a run without an early stop.
///
/// **If wrong**: every trained network, and every curve of its training.
class TrainerTest {
  private static final Optimiser SGD = new Optimiser.Sgd(0.1);

  @TempDir
  private Path folder;

  @Test
  void aRunIsTheLoopOverItsBatches() throws IOException {
    List<Report> expected = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    double[] weights;
    try (Engine engine = Runs.engine(SGD, 1)) {
      Batches batches = Batches.of(100, Runs.BATCH, 5);
      expected.add(new Report(0, 0, OptionalDouble.empty(), 0, evaluation(engine), Map.of()));
      for (int epoch = 0; epoch < 3; epoch++) {
        double sum = 0;
        for (int[] some : batches.epoch(epoch)) {
          double energy = engine.step(Runs.TRAIN.inputs(some), Runs.TRAIN.targets(some));
          sum += energy * some.length;
          steps.add(steps.size() + 1 + " " + energy);
        }
        expected.add(
            new Report(4 * epoch + 4, epoch + 1, OptionalDouble.of(sum / 100), 0, evaluation(engine), Map.of()));
      }
      weights = engine.net().skeleton().weight(1).data;
    }
    try (Engine engine = Runs.engine(SGD, 2)) {
      Runs.Recorder seen = new Runs.Recorder();
      assertEquals(new Ending.Completed(12), run(engine, Runs.plan(new Span.Epochs(3)), seen));
      assertEquals(expected, seen.reports);
      assertEquals(steps, seen.steps);
      assertEquals(List.of(new Ending.Completed(12)), seen.endings);
      assertArrayEquals(weights, engine.net().skeleton().weight(1).data);
    }
  }

  private static Evaluation evaluation(Engine engine) {
    return Evaluation.of(engine::predict, Loss.SQUARED_ERROR, Runs.TEST, Runs.BATCH);
  }

  static Stream<Arguments> spans() {
    return Stream.of(Arguments.of(new Span.Epochs(5), new Span.Epochs(2), List.of(0L, 8L, 16L, 20L)),
        Arguments.of(new Span.Steps(7), new Span.Epochs(1), List.of(0L, 4L, 7L)),
        Arguments.of(new Span.Steps(7), new Span.Steps(3), List.of(0L, 3L, 6L, 7L)),
        Arguments.of(new Span.Epochs(1), new Span.Steps(100), List.of(0L, 4L)));
  }

  @ParameterizedTest
  @MethodSource("spans")
  void evaluationsAreAtTheirSpanAtTheStartAndAtTheEnd(Span length, Span evaluation, List<Long> expected)
      throws IOException {
    try (Engine engine = Runs.engine(SGD, 1)) {
      Runs.Recorder seen = new Runs.Recorder();
      run(engine, new TrainingPlan(length, Runs.BATCH, 5, evaluation, new EarlyStop.Never(), Set.of()), seen);
      assertEquals(expected, seen.reports.stream().map(Report::step).toList());
      assertEquals(expected.stream().map(step -> step / 4.0).toList(),
          seen.reports.stream().map(Report::epoch).toList());
    }
  }

  @Test
  void patienceEndsARunWhenTheLossHasNotFallen() throws IOException {
    List<Report> all = evaluations(new EarlyStop.Never());
    int waited = 0;
    int end = 0;
    double best = all.getFirst().evaluation().loss();
    while (waited < 3) {
      end++;
      waited = all.get(end).evaluation().loss() < best ? 0 : waited + 1;
      best = Math.min(best, all.get(end).evaluation().loss());
    }
    assertTrue(end > 4 && end < all.size() - 1, "the run shows something: stops at " + end + " of " + all.size());
    assertEquals(all.subList(0, end + 1), evaluations(new EarlyStop.Patience(3)));
  }

  @Test
  void aTargetAccuracyEndsARunWhenItIsReached() throws IOException {
    List<Report> all = evaluations(new EarlyStop.Never());
    double target = all.get(10).evaluation().accuracy();
    int end = 0;
    while (all.get(end).evaluation().accuracy() < target) {
      end++;
    }
    assertTrue(end > 0, "it is not reached at the start");
    assertEquals(all.subList(0, end + 1), evaluations(new EarlyStop.Accuracy(target)));
    assertEquals(1, evaluations(new EarlyStop.Accuracy(all.getFirst().evaluation().accuracy())).size());
  }

  private static List<Report> evaluations(EarlyStop earlyStop) throws IOException {
    try (Engine engine = Runs.engine(new Optimiser.Sgd(0.3), 1)) {
      Runs.Recorder seen = new Runs.Recorder();
      run(engine,
          new TrainingPlan(new Span.Epochs(40), Runs.BATCH, 5, new Span.Epochs(1), earlyStop, Set.of()), seen);
      Ending ending = seen.endings.getFirst();
      assertEquals(seen.reports.getLast().step(), ending.step());
      assertEquals(!(earlyStop instanceof EarlyStop.Never), ending instanceof Ending.StoppedEarly);
      return seen.reports;
    }
  }

  @Test
  void aRunThatDivergesSaysSoAndKeepsTheCheckpointBefore() throws IOException {
    Path file = folder.resolve("run");
    try (Engine engine = Runs.engine(new Optimiser.Sgd(1e30), 1)) {
      Runs.Recorder seen = new Runs.Recorder();
      Checkpoint checkpoint = Checkpoint.of(file, new Span.Steps(1), Map.of());
      Ending ending = Runs.trainer(engine, Runs.plan(new Span.Epochs(3)), checkpoint, seen).run();
      assertEquals(new Ending.Diverged(2, 1, "energy"), ending);
      assertEquals(List.of(ending), seen.endings);
      assertEquals("the energy is no longer finite at step 2: try a smaller step size of inference (below 2 / largest "
          + "curvature) or a smaller learning rate", ((Ending.Diverged) ending).advice());
    }
    try (Engine engine = Runs.engine(new Optimiser.Sgd(1e30), 1)) {
      assertEquals(1, Checkpoint.of(file, new Span.Steps(1), Map.of()).restore(engine, 100).step());
    }
  }

  /// Evaluated after each step: after the first, the square of outputs of order 1e200 is beyond double precision.
  @Test
  void aLossThatIsNotFiniteIsDivergenceAndIsNotSaved() throws IOException {
    Path file = folder.resolve("run");
    try (Engine engine = Runs.tiny(1e200)) {
      Runs.Recorder seen = new Runs.Recorder();
      TrainingPlan plan = new TrainingPlan(new Span.Epochs(3), Runs.BATCH, 5, new Span.Steps(1), new EarlyStop.Never(),
          Set.of());
      Checkpoint checkpoint = Checkpoint.of(file, new Span.Steps(1), Map.of());
      assertEquals(new Ending.Diverged(1, 1, "loss"), Runs.trainer(engine, plan, checkpoint, seen).run());
      assertEquals(List.of(0L), seen.reports.stream().map(Report::step).toList());
      assertEquals(0, checkpoint.restore(engine, 100).step());
    }
  }

  /// The checkpoint holds weights and sums, so equal files are equal bits.
  @Test
  void neitherThreadsNorMetricsChangeABit() throws IOException {
    TrainingPlan plain = Runs.plan(new Span.Epochs(2));
    TrainingPlan measured = new TrainingPlan(plain.length(), plain.batch(), plain.seed(), new Span.Epochs(1),
        new EarlyStop.Never(), Set.of(Metric.ENERGIES, Metric.GRADIENTS, Metric.ACTIVITIES, Metric.COSINE));
    byte[] expected = finalCheckpoint("one", 1, plain);
    assertArrayEquals(expected, finalCheckpoint("three", 3, plain));
    assertArrayEquals(expected, finalCheckpoint("metrics", 2, measured));
  }

  private byte[] finalCheckpoint(String name, int threads, TrainingPlan plan) throws IOException {
    Path file = folder.resolve(name);
    try (Engine engine = Runs.engine(new Optimiser.Adam(0.01), threads)) {
      Runs.trainer(engine, plan, Checkpoint.of(file, new Span.Epochs(1), Map.of())).run();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void impossiblePlansAreRefused() {
    assertEquals("a batch needs at least 1 sample, got 0",
        refusal(() -> TrainingPlan.of(new Span.Epochs(1), 0, 1)));
    assertEquals("a stretch of training must be at least 1 of its epochs, got 0", refusal(() -> new Span.Epochs(0)));
    assertEquals("a stretch of training must be at least 1 of its steps, got -1", refusal(() -> new Span.Steps(-1)));
    assertEquals("patience must be at least 1 evaluation, got 0", refusal(() -> new EarlyStop.Patience(0)));
    assertEquals("the target accuracy must be above 0 and at most 1, got NaN",
        refusal(() -> new EarlyStop.Accuracy(Double.NaN)));
    try (Engine engine = Runs.engine(SGD, 1)) {
      assertEquals("resuming needs a checkpoint, and there is none",
          refusal(() -> Runs.trainer(engine, Runs.plan(new Span.Epochs(1)), null).resume()));
    }
  }

  private static String refusal(org.junit.jupiter.api.function.Executable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong).getMessage();
  }

  private static Ending run(Engine engine, TrainingPlan plan, Listener listener) throws IOException {
    return Runs.trainer(engine, plan, null, listener).run();
  }
}
