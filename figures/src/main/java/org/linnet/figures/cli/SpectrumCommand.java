package org.linnet.figures.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.LinnetCommand;
import org.linnet.core.cli.Nearest;
import org.linnet.core.cli.Progress;
import org.linnet.core.output.OutputFolder;
import org.linnet.figures.plot.Drawing;
import org.linnet.figures.spectrum.Family;
import org.linnet.figures.spectrum.SpectrumPicture;
import org.linnet.figures.spectrum.SpectrumReport;
import org.linnet.figures.spectrum.Study;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How well-conditioned inference is in a random network, from the exact limit spectrum of its activity Hessian.
@Command(name = "spectrum", mixinStandardHelpOptions = true, description = {
    "The spectrum of the activity Hessian of a random linear network: extreme eigenvalues, condition number, and what they say"
        + " about inference by gradient descent.",
    "The limit of wide layers is exact at any depth; --sample draws networks of the stated width beside it. The derivation is in"
        + " docs/theory/activity-hessian-spectrum.md."})
public final class SpectrumCommand implements LinnetCommand {
  private static final int PNG_SCALE = 3;
  private static final int POINTS = 500;
  /// The largest `H N` whose factorisation fits a machine of everyday size.
  private static final long LARGEST_SAMPLED = 1_000_000;

  @Option(names = "--hidden", paramLabel = "H", defaultValue = "8", description = "Hidden layers. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(names = "--width", paramLabel = "N", defaultValue = "128", description = "Units of each hidden layer. Default: ${DEFAULT-VALUE}.")
  private int width;

  @Option(names = "--outputs", paramLabel = "K", defaultValue = "10", description = "Output units. Default: ${DEFAULT-VALUE}.")
  private int outputs;

  @Option(names = "--parameterisation", paramLabel = "NAME", defaultValue = "mupc", completionCandidates = Names.class, description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private String family;

  @Option(names = "--sample", paramLabel = "K", defaultValue = "0", description = "Draw this many networks and compute their eigenvalues. Default: ${DEFAULT-VALUE}.")
  private int sample;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of the sampled networks. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--accuracy", paramLabel = "A", defaultValue = "0.001", description = "Relative accuracy of inference that steps are counted for. Default: ${DEFAULT-VALUE}.")
  private double accuracy;

  @Option(names = "--csv", description = "Write density and distribution function as CSV.")
  private boolean csv;

  @Option(names = "--plot", description = "Draw density and distribution function, as PNG and SVG.")
  private boolean plot;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/linnet/spectrum", description = "Where the files go. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  /// The names of the families.
  static final class Names implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return names().iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    Family chosen = chosen();
    requireAtLeast("--hidden", hidden, 1);
    requireAtLeast("--width", width, 1);
    requireAtLeast("--outputs", outputs, 1);
    requireAtLeast("--sample", sample, 0);
    requireSampleable();
    if (!(accuracy > 0 && accuracy < 1)) {
      throw new IllegalArgumentException("--accuracy must be between 0 and 1, got " + accuracy);
    }
    Optional<OutputFolder> folder = csv || plot ? Optional.of(OutputFolder.at(out)) : Optional.empty();
    Study study = sampled(Study.of(chosen, hidden, width, outputs));
    SpectrumReport.of(study, accuracy).forEach(out()::println);
    if (folder.isPresent()) {
      write(study, folder.get());
    }
    return ExitCode.OK;
  }

  private Study sampled(Study limit) {
    Study study = limit;
    try (Progress progress = sample == 0
        ? Progress.none()
        : Progress.on(spec.commandLine().getErr(), "sampled networks", sample)) {
      for (int k = 0; k < sample; k++) {
        study = study.withDraw(seed, k);
        progress.step();
      }
    }
    return study;
  }

  private void write(Study study, OutputFolder folder) throws IOException {
    String stem = "spectrum-%s-H%d-N%d-K%d".formatted(study.family(), hidden, width, outputs);
    if (csv) {
      out().println(folder.write(stem + ".csv", study.table(POINTS).csv()));
    }
    if (plot) {
      Drawing drawing = Drawing.of(SpectrumPicture.of(study));
      out().println(folder.write(stem + ".png", drawing.png(PNG_SCALE)));
      out().println(folder.write(stem + ".svg", drawing.svg("Spectrum of the activity Hessian, " + study.family())));
    }
  }

  private Family chosen() {
    return Family.named(family).orElseThrow(() -> new IllegalArgumentException(
        "no parameterisation '%s' has a known spectrum; near are %s (all: %s)".formatted(family,
            String.join(", ", Nearest.to(family, names())), String.join(", ", names()))));
  }

  private void requireSampleable() {
    if (sample > 0 && (long) hidden * width > LARGEST_SAMPLED) {
      throw new IllegalArgumentException(
          "networks of up to %d activities can be sampled, got H N = %d; the limit needs no --sample"
              .formatted(LARGEST_SAMPLED, (long) hidden * width));
    }
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " must be at least " + least + ", got " + value);
    }
  }

  private static List<String> names() {
    return Arrays.stream(Family.values()).map(Family::toString).collect(Collectors.toList());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
