package org.linnet.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.linnet.core.cli.Progress;
import org.linnet.core.data.DataDirectory;

/// **Oracle**: the sequential loop.
///
/// **If wrong**: figures that depend on threads, or hide why they failed.
class ContextTest {
  private final ForkJoinPool pool = new ForkJoinPool(3);
  private final Context context = Context.of(1, DataDirectory.locate(null), pool, Progress.none());

  @AfterEach
  void end() {
    pool.close();
  }

  @Test
  void resultsComeInTheOrderOfTheTasksAlsoWhenTasksHaveTasks() {
    List<Integer> tasks = IntStream.range(0, 50).boxed().toList();
    List<Integer> sums = context.map(tasks,
        (i, own) -> own.map(tasks, (j, _) -> i * j).stream().mapToInt(k -> k).sum());
    assertEquals(tasks.stream().map(i -> i * 1225).toList(), sums);
  }

  @Test
  void aFailureArrivesAsItWasThrown() {
    IllegalArgumentException thrown = new IllegalArgumentException("one sentence");
    assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> context.map(List.of(1, 2), (i, _) -> {
      if (i == 2) {
        throw thrown;
      }
      return i;
    })));
  }
}
