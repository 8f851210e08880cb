package org.linnet.core.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.engine.Engine;
import org.linnet.core.engine.Optimiser;
import org.linnet.core.init.Parameterisation;
import org.linnet.core.net.DeepNet;
import org.linnet.core.random.RandomStream;

/// **Oracle**: the run that was never interrupted. Its last checkpoint holds weights, what the optimiser remembers and
/// sums, so equal files are equal bits.
///
/// **If wrong**: an interrupted run is lost, or is quietly another run.
class CheckpointTest {
  private static final Map<String, String> RUN = Map.of("--rate", "0.1", "--width", "8");
  private static final Span OFTEN = new Span.Steps(1);

  @TempDir
  private Path folder;

  static Stream<Optimiser> optimisers() {
    return Stream.of(new Optimiser.Sgd(0.1), new Optimiser.Adam(0.01));
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void aRunThatIsInterruptedAfterAnyStepEndsWithTheBitsOfOneThatIsNot(Optimiser optimiser) throws IOException {
    TrainingPlan plan = new TrainingPlan(new Span.Epochs(3), Runs.BATCH, 5, new Span.Steps(3),
        new EarlyStop.Patience(100), Set.of(Metric.GRADIENTS));
    Runs.Recorder whole = new Runs.Recorder();
    byte[] expected = run(folder.resolve("whole"), optimiser, plan, whole, 100);
    for (int stop = 1; stop < 12; stop++) {
      Path file = folder.resolve("stopped after " + stop);
      Runs.Recorder seen = new Runs.Recorder();
      run(file, optimiser, plan, seen, stop);
      assertEquals(List.of(new Ending.Interrupted(stop)), seen.endings);
      try (Engine engine = Runs.engine(optimiser, 2)) {
        Checkpoint checkpoint = Checkpoint.of(file, new Span.Epochs(100), RUN);
        assertEquals(new Ending.Completed(12), Runs.trainer(engine, plan, checkpoint, seen).resume());
      }
      assertArrayEquals(expected, Files.readAllBytes(file), file.toString());
      assertEquals(whole.reports, seen.reports);
      assertEquals(whole.steps, seen.steps);
    }
  }

  /// The last checkpoint of a run that is told to stop after a step.
  private static byte[] run(Path file, Optimiser optimiser, TrainingPlan plan, Listener seen, int stop)
      throws IOException {
    try (Engine engine = Runs.engine(optimiser, 1)) {
      Trainer[] trainer = new Trainer[1];
      trainer[0] = Runs.trainer(engine, plan, Checkpoint.of(file, new Span.Epochs(100), RUN), seen, new Listener() {
        @Override
        public void onStep(long step, double energy) {
          if (step == stop) {
            trainer[0].stop();
          }
        }
      });
      trainer[0].run();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void aRunThatIsMadeLongerEndsWithTheBitsOfALongOne() throws IOException {
    Optimiser adam = new Optimiser.Adam(0.01);
    byte[] expected = run(folder.resolve("long"), adam, Runs.plan(new Span.Epochs(3)), new Runs.Recorder(), 100);
    Path file = folder.resolve("short");
    run(file, adam, Runs.plan(new Span.Epochs(2)), new Runs.Recorder(), 100);
    try (Engine engine = Runs.engine(adam, 1)) {
      Runs.trainer(engine, Runs.plan(new Span.Epochs(3)), Checkpoint.of(file, OFTEN, RUN)).resume();
    }
    assertArrayEquals(expected, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @MethodSource("optimisers")
  void theTrainedNetworkCanBeReadFromIt(Optimiser optimiser) throws IOException {
    Path file = folder.resolve("run");
    DeepNet untrained;
    try (Engine engine = Runs.engine(optimiser, 1)) {
      untrained = engine.net();
      Runs.trainer(engine, Runs.plan(new Span.Epochs(2)), Checkpoint.of(file, OFTEN, RUN)).run();
      DeepNet read = Checkpoint.network(file, untrained);
      assertNotEquals(untrained.skeleton().weight(1).data[0], read.skeleton().weight(1).data[0]);
      for (int l = 1; l <= untrained.skeleton().depth(); l++) {
        assertArrayEquals(engine.net().skeleton().weight(l).data, read.skeleton().weight(l).data);
        assertEquals(untrained.skeleton().hasBiases(), read.skeleton().hasBiases());
      }
    }
    int[] widths = untrained.skeleton().widths();
    widths[1]++;
    DeepNet other = DeepNet.linear(new Parameterisation.StandardGaussian().draw(RandomStream.of(1), widths));
    assertEquals(file + ": the saved state is of another network, optimiser or device: it has the number of rows "
        + (widths[1] - 1) + " where this one has " + widths[1],
        assertThrows(IOException.class, () -> Checkpoint.network(file, other)).getMessage());
    DeepNet biased = untrained.withSkeleton(untrained.skeleton().withZeroBiases());
    assertEquals(
        file + ": the saved state is of another network, optimiser or device: it has the number of biases 0 where "
            + "this one has 3",
        assertThrows(IOException.class, () -> Checkpoint.network(file, biased)).getMessage());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
    assertEquals(file + " is truncated or corrupt: take another copy of it, or start anew",
        assertThrows(IOException.class, () -> Checkpoint.network(file, untrained)).getMessage());
  }

  @Test
  void patienceOutlastsAnInterruption() throws IOException {
    TrainingPlan plan = new TrainingPlan(new Span.Epochs(40), Runs.BATCH, 5, OFTEN, new EarlyStop.Patience(3),
        Set.of());
    Optimiser sgd = new Optimiser.Sgd(0.3);
    Runs.Recorder whole = new Runs.Recorder();
    run(folder.resolve("whole"), sgd, plan, whole, 1000);
    int end = (int) whole.endings.getFirst().step();
    assertTrue(end < 160, "it stops early, after " + end);
    Path file = folder.resolve("stopped while waiting");
    run(file, sgd, plan, new Runs.Recorder(), end - 1);
    Runs.Recorder rest = new Runs.Recorder();
    try (Engine engine = Runs.engine(sgd, 1)) {
      Runs.trainer(engine, plan, Checkpoint.of(file, OFTEN, RUN), rest).resume();
    }
    assertEquals(whole.endings, rest.endings);
    assertEquals(whole.reports.subList(end, end + 1), rest.reports);
  }

  @Test
  void aRunThatStoppedEarlyStaysStopped() throws IOException {
    TrainingPlan plan = new TrainingPlan(new Span.Epochs(3), Runs.BATCH, 5, OFTEN, new EarlyStop.Accuracy(0.01),
        Set.of());
    Path file = folder.resolve("run");
    byte[] ended = run(file, new Optimiser.Sgd(0.1), plan, new Runs.Recorder(), 100);
    try (Engine engine = Runs.engine(new Optimiser.Sgd(0.1), 1)) {
      Runs.Recorder seen = new Runs.Recorder();
      Ending ending = Runs.trainer(engine, plan, Checkpoint.of(file, OFTEN, RUN), seen).resume();
      assertTrue(ending instanceof Ending.StoppedEarly, ending.toString());
      assertEquals(List.of(), seen.steps);
    }
    assertArrayEquals(ended, Files.readAllBytes(file));
  }

  @Test
  void everyTruncatedFileIsRefusedAndLeavesTheEngine() throws IOException {
    byte[] whole = small(folder.resolve("whole"), RUN);
    Path file = folder.resolve("part");
    try (Engine engine = Runs.tiny(0.5)) {
      byte[] before = state(engine);
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertEquals(file + " is truncated or corrupt: take another copy of it, or start anew", refusal(file, engine));
      }
      assertArrayEquals(before, state(engine));
    }
  }

  @Test
  void everyDamagedByteIsSeen() throws IOException {
    byte[] whole = small(folder.resolve("whole"), RUN);
    Path file = folder.resolve("damaged");
    try (Engine engine = Runs.tiny(0.5)) {
      byte[] before = state(engine);
      for (int at = 0; at < whole.length; at++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << at % 8);
        Files.write(file, damaged);
        assertEquals(at < 8
            ? file + " is not a checkpoint of Linnet"
            : file + " is truncated or corrupt: take another copy of it, or start anew", refusal(file, engine));
      }
      Files.write(file, Arrays.copyOf(whole, whole.length + 1));
      assertEquals(file + " is truncated or corrupt: take another copy of it, or start anew", refusal(file, engine));
      assertArrayEquals(before, state(engine));
    }
  }

  @Test
  void theFormatOfAnotherVersionIsNamed() throws IOException {
    Path file = folder.resolve("run");
    ByteBuffer changed = ByteBuffer.wrap(small(file, RUN)).putInt(8, 7);
    CRC32 checksum = new CRC32();
    checksum.update(changed.array(), 0, changed.capacity() - 8);
    Files.write(file, changed.putLong(changed.capacity() - 8, checksum.getValue()).array());
    try (Engine engine = Runs.tiny(0.5)) {
      assertEquals(
          file + " has the checkpoint format 7, and this version of Linnet reads 2: read it with the version that "
              + "wrote it",
          refusal(file, engine));
    }
  }

  @Test
  void anotherRunIsRefusedByTheNamesAndValuesThatDiffer() throws IOException {
    Path file = folder.resolve("run");
    small(file, Map.of("--rate", "0.2", "--decay", "0.5", "--loss", ""));
    try (Engine engine = Runs.tiny(0.5)) {
      byte[] before = state(engine);
      assertEquals(file + " is of another run: its --decay is 0.5, here it is not given; its --rate is 0.2, here it is "
          + "0.1; its --width is not given, here it is 8", refusal(file, engine));
      assertArrayEquals(before, state(engine));
    }
  }

  @Test
  void theStateOfAnotherNetworkIsRefused() throws IOException {
    Path file = folder.resolve("run");
    small(file, RUN);
    try (Engine engine = Runs.engine(new Optimiser.Sgd(0.1), 1)) {
      byte[] before = state(engine);
      assertThrows(IllegalArgumentException.class, () -> Checkpoint.of(file, OFTEN, RUN).restore(engine, 100));
      assertArrayEquals(before, state(engine));
    }
  }

  @Test
  void aMissingCheckpointIsNamed() {
    Path file = folder.resolve("run");
    try (Engine engine = Runs.tiny(0.5)) {
      assertEquals("there is no checkpoint " + file + " to resume from: start without --resume", refusal(file, engine));
    }
  }

  @Test
  void aNewRunDoesNotOverwriteTheCheckpointOfAnother() throws IOException {
    Path file = folder.resolve("run");
    byte[] before = small(file, RUN);
    try (Engine engine = Runs.tiny(0.5)) {
      Trainer trainer = Runs.trainer(engine, Runs.plan(OFTEN), Checkpoint.of(file, OFTEN, RUN));
      assertEquals(file + " is there already: resume from it (--resume), or choose another file",
          assertThrows(IOException.class, trainer::run).getMessage());
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  /// Something stands where the next checkpoint is being written: like a full disk, it refuses.
  @Test
  void aCheckpointThatCannotBeWrittenEndsTheRunAndTheLastOneIsKept() throws IOException {
    Path file = folder.resolve("run");
    Listener obstacle = new Listener() {
      @Override
      public void onStep(long step, double energy) {
        if (step == 3) {
          assertTrue(folder.resolve(".run." + ProcessHandle.current().pid() + ".part").toFile().mkdir());
        }
      }
    };
    Runs.Recorder seen = new Runs.Recorder();
    TrainingPlan plan = Runs.plan(new Span.Epochs(2));
    try (Engine engine = Runs.tiny(0.1)) {
      Ending ending = Runs.trainer(engine, plan, Checkpoint.of(file, OFTEN, RUN), seen, obstacle).run();
      String reason = ((Ending.NotSaved) ending).reason();
      assertEquals(3, ending.step());
      assertTrue(reason.startsWith("cannot write the checkpoint " + file + " at step 3 (")
          && reason.endsWith("); the last one is kept: make room and resume from it"), reason);
      assertEquals(List.of(ending), seen.endings);
    }
    try (Engine engine = Runs.tiny(0.1)) {
      Ending ending = Runs.trainer(engine, plan, Checkpoint.of(file, OFTEN, RUN), seen).resume();
      assertEquals(new Ending.Completed(8), ending);
      assertTrue(seen.steps.get(3).startsWith("3 "), "from step 2: " + seen.steps);
    }
  }

  @Test
  void aFolderThatIsMissingIsNamedBeforeTheRunStarts() {
    Path file = folder.resolve("nowhere/run");
    try (Engine engine = Runs.tiny(0.1)) {
      Runs.Recorder seen = new Runs.Recorder();
      Trainer trainer = Runs.trainer(engine, Runs.plan(OFTEN), Checkpoint.of(file, OFTEN, RUN), seen);
      assertEquals("cannot write the checkpoint " + file + " (there is no folder " + file.getParent() + ")",
          assertThrows(IOException.class, trainer::run).getMessage());
      assertEquals(List.of(), seen.reports);
    }
  }

  /// While a run writes the file, a second one is refused, whether it is new or goes on; afterwards it is not, and the folder
  /// holds nothing but the checkpoint.
  @Test
  void aFileHasOneWriter() throws IOException {
    Path file = folder.resolve("run");
    List<String> refusals = new ArrayList<>();
    Listener second = new Listener() {
      @Override
      public void onStep(long step, double energy) {
        try (Engine other = Runs.tiny(0.1)) {
          Trainer trainer = Runs.trainer(other, Runs.plan(new Span.Steps(9)), Checkpoint.of(file, OFTEN, RUN));
          refusals.add(assertThrows(IOException.class, step == 1 ? trainer::run : trainer::resume).getMessage());
        }
      }
    };
    try (Engine engine = Runs.tiny(0.1)) {
      Runs.trainer(engine, Runs.plan(new Span.Steps(2)), Checkpoint.of(file, OFTEN, RUN), second).run();
    }
    assertEquals(Collections.nCopies(2, "another run writes " + file + ": wait for its end, or choose another file"),
        refusals);
    try (Engine engine = Runs.tiny(0.1)) {
      Trainer trainer = Runs.trainer(engine, Runs.plan(new Span.Steps(3)), Checkpoint.of(file, OFTEN, RUN));
      assertEquals(new Ending.Completed(3), trainer.resume());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aRunThatEndsBeforeItsCheckpointIsRefusedAndLeavesTheEngine() throws IOException {
    Path file = folder.resolve("run");
    run(file, new Optimiser.Sgd(0.1), Runs.plan(new Span.Steps(5)), new Runs.Recorder(), 100);
    try (Engine engine = Runs.engine(new Optimiser.Sgd(0.1), 1)) {
      byte[] before = state(engine);
      Trainer trainer = Runs.trainer(engine, Runs.plan(new Span.Steps(4)), Checkpoint.of(file, OFTEN, RUN));
      assertEquals(file + " is at step 5, past the end of a run of 4 steps: make the run longer, or start anew",
          assertThrows(IOException.class, trainer::resume).getMessage());
      assertArrayEquals(before, state(engine));
    }
  }

  @Test
  void resumingClearsWhatKilledWritersLeft() throws IOException {
    Path file = folder.resolve("run");
    small(file, RUN);
    Path part = Files.createFile(folder.resolve(".run.99999999.part"));
    try (Engine engine = Runs.tiny(0.5)) {
      Checkpoint.of(file, OFTEN, RUN).restore(engine, 100);
    }
    assertFalse(Files.exists(part));
  }

  /// The checkpoint of a small engine after a step.
  private static byte[] small(Path file, Map<String, String> run) throws IOException {
    try (Engine engine = Runs.tiny(0.1)) {
      Trainer trainer = Runs.trainer(engine, Runs.plan(OFTEN), Checkpoint.of(file, OFTEN, run));
      trainer.run();
    }
    return Files.readAllBytes(file);
  }

  private static String refusal(Path file, Engine engine) {
    return assertThrows(IOException.class, () -> Checkpoint.of(file, OFTEN, RUN).restore(engine, 100)).getMessage();
  }

  private static byte[] state(Engine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
