package org.linnet.figures.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.LinnetCommand;
import org.linnet.core.cli.Nearest;
import org.linnet.core.cli.Progress;
import org.linnet.core.data.DataDirectory;
import org.linnet.figures.Assertion;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Setup;
import org.linnet.figures.catalogue.Catalogue;
import org.linnet.figures.gallery.FigureFiles;
import org.linnet.figures.gallery.Gallery;
import org.linnet.figures.gallery.Provenance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Computes and draws figures, checks their assertions, and writes the gallery.
@Command(name = "figures", mixinStandardHelpOptions = true, description = {
    "Computes and draws figures of the papers, with their data, their provenance and a gallery page.",
    "Exits with 1 if an assertion on a figure's data fails; the figure is written all the same."})
public final class FiguresCommand implements LinnetCommand {
  @Parameters(paramLabel = "ID", arity = "0..*", description = "The figures to draw; all, if none is given.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--setup", paramLabel = "SETUP", defaultValue = "quick", description = "quick (seconds to a minute) or paper (the paper's settings; hours to a day on a small machine). Default: ${DEFAULT-VALUE}.")
  private Setup setup;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of all randomness. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--data", paramLabel = "DIR", description = "Directory of data sets. Default: $LINNET_DATA; MNIST-1D needs none.")
  private Path data;

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "target/linnet/figures", description = "Where the files go. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: one per processor.")
  private Integer threadsOrNull;

  @Option(names = "--list", description = "List the figures and draw nothing.")
  private boolean list;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  private final List<Figure<?, ?>> catalogue;

  /// For the command line.
  public FiguresCommand() {
    this(Catalogue.all());
  }

  /// With other figures, for tests.
  FiguresCommand(List<Figure<?, ?>> catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException {
    List<Figure<?, ?>> chosen = chosen();
    if (list) {
      chosen.forEach(this::printListed);
      return ExitCode.OK;
    }
    int threads = threadsOrNull == null ? Runtime.getRuntime().availableProcessors() : threadsOrNull;
    if (threads < 1) {
      throw new IllegalArgumentException("--threads must be at least 1, got " + threads);
    }
    List<Provenance> drawn = draw(chosen, threads);
    Path page = Gallery.write(out);
    drawn.forEach(this::printDrawn);
    out().println("gallery: " + page);
    return drawn.stream().flatMap(figure -> figure.assertions().stream()).allMatch(Assertion::passed)
        ? ExitCode.OK
        : ExitCode.CHECK_FAILED;
  }

  private List<Figure<?, ?>> chosen() {
    if (ids.isEmpty()) {
      return catalogue;
    }
    List<Figure<?, ?>> chosen = new ArrayList<>();
    for (String id : ids) {
      chosen.add(catalogue.stream().filter(figure -> figure.id().equalsIgnoreCase(id)).findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no figure has the id '" + id + "'; near are "
              + String.join(", ", Nearest.to(id, catalogue.stream().map(Figure::id).toList()))
              + " ('linnet figures --list' lists all)")));
    }
    return chosen.stream().distinct().toList();
  }

  private List<Provenance> draw(List<Figure<?, ?>> figures, int threads) throws IOException {
    FigureFiles files = FigureFiles.in(out, threads);
    DataDirectory directory = DataDirectory.locate(data);
    try (ForkJoinPool pool = new ForkJoinPool(threads);
        Progress progress = Progress.on(spec.commandLine().getErr(), "figures", Context.WHOLE * figures.size())) {
      return Context.of(seed, directory, pool, Progress.none()).map(figures,
          (figure, _) -> draw(figure, files, Context.of(seed, directory, pool, progress)));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private Provenance draw(Figure<?, ?> figure, FigureFiles files, Context context) {
    try {
      return files.draw(figure, setup, context);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void printListed(Figure<?, ?> figure) {
    out().printf("%-10s %s, %s: %s%n", figure.id(), figure.source().paper(), figure.source().item(), figure.title());
  }

  private void printDrawn(Provenance figure) {
    long held = figure.assertions().stream().filter(Assertion::passed).count();
    out().printf(Locale.ROOT, "%-10s %s, %.1f s: %d of %d assertions hold; %s%n", figure.id(), figure.setup(),
        figure.seconds(), held, figure.assertions().size(), out.resolve(figure.id() + "-" + figure.setup() + ".png"));
    figure.assertions().stream().filter(assertion -> !assertion.passed())
        .forEach(failed -> out().printf(Locale.ROOT, "  fails: %s: must be %s %s, got %s%n", failed.statement(),
            failed.relation().words(), failed.bound(), failed.measured()));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
