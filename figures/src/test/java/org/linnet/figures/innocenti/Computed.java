package org.linnet.figures.innocenti;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.linnet.core.cli.Progress;
import org.linnet.core.data.DataDirectory;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;

/// Computes figures that need no data set, for tests.
final class Computed {
  private Computed() {}

  static <S extends Record, D> D data(Figure<S, D> figure, S settings, int threads, long seed) {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return figure.compute(settings,
          Context.of(seed, DataDirectory.locate(Path.of("none")), pool, Progress.none()));
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The statements of the assertions that fail.
  static <D> List<String> failed(Figure<?, D> figure, D data) {
    return figure.assertions(data).stream().filter(assertion -> !assertion.passed()).map(Assertion::statement).toList();
  }
}
