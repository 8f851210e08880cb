package org.linnet.core.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.data.Dataset;
import org.linnet.core.data.Split;
import picocli.CommandLine.Option;

/// What to train on.
final class DataOptions {
  static final String HEADING = "%nData:%n";

  @Option(names = "--set", paramLabel = "NAME", description = "mnist-1d, mnist, fashion-mnist or cifar-10.")
  private String set = "mnist-1d";

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory (default: LINNET_DATA).")
  private Path data;

  @Option(names = "--samples", paramLabel = "M", description = "Train on the first M samples only (default: all).")
  private Integer samples;

  @Option(names = "--validation", paramLabel = "V", description = "Evaluate and stop early on the last V training samples, and train on the others (default: evaluate on the test set).")
  private Integer validation;

  /// The data set; `test` is what evaluations are on.
  Dataset load() throws IOException {
    Checks.requireAtLeast("--samples", samples == null ? 1 : samples, 1);
    Checks.requireAtLeast("--validation", validates() ? validation : 1, 1);
    return DataDirectory.locate(data).load(set);
  }

  /// The training set's part to train on.
  Split train(Dataset all) {
    int size = all.train().size() - (validates() ? validation : 0);
    if (size < 1) {
      throw new IllegalArgumentException("--validation must leave some of the " + all.train().size()
          + " training samples to train on, got " + validation);
    }
    if (samples != null && samples > size) {
      throw new IllegalArgumentException(
          "--samples must be at most " + size + ", the samples there are to train on, got " + samples);
    }
    return all.train().range(0, samples == null ? size : samples);
  }

  /// What evaluations are on.
  Split heldOut(Dataset all) {
    int size = all.train().size();
    return validates() ? all.train().range(size - validation, size) : all.test();
  }

  /// `test` or `val.`: what evaluations are on.
  String heldOutName() {
    return validates() ? "val." : "test";
  }

  /// Whether the test set is left for the end.
  boolean validates() {
    return validation != null;
  }
}
