package org.linnet.core.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.data.Dataset;
import org.linnet.core.data.Fetch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;

/// `linnet data`: what is in the data directory, and how it gets there.
@Command(name = "data", mixinStandardHelpOptions = true, description = "Lists and fetches data sets.", synopsisSubcommandLabel = "COMMAND", subcommands = {
    DataCommand.ListSets.class, DataCommand.FetchSet.class})
public final class DataCommand implements LinnetCommand {
  @Option(names = "--data", paramLabel = "DIR", scope = ScopeType.INHERIT, description = "The data directory; without it, the one that LINNET_DATA names.")
  private Path data;

  @CommandLine.Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(),
        "a command is missing: one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /// `linnet data list`.
  @Command(name = "list", mixinStandardHelpOptions = true, description = {
      "Loads every data set that is there, and says what it holds.", "Exit code 1: a file is corrupt or truncated."})
  static final class ListSets implements Callable<Integer> {
    @ParentCommand
    private DataCommand parent;

    @CommandLine.Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      DataDirectory directory = DataDirectory.locate(parent.data);
      out.println("data directory: " + directory.root().map(Path::toString)
          .orElse("none (give --data DIR or set " + DataDirectory.VARIABLE + ")"));
      int exit = ExitCode.OK;
      for (String name : DataDirectory.names()) {
        String says;
        try {
          says = describe(directory.load(name));
        } catch (FileNotFoundException absent) {
          says = absent.getMessage();
        } catch (IOException invalid) {
          says = "invalid: " + invalid.getMessage();
          exit = ExitCode.CHECK_FAILED;
        }
        out.printf("%-14s %s%n", name, says);
      }
      out.flush();
      return exit;
    }

    private static String describe(Dataset set) {
      return "%d + %d samples, %d features, %d classes: %s".formatted(set.train().size(), set.test().size(),
          set.features(), set.classes(), set.provenance());
    }
  }

  /// `linnet data fetch`.
  @Command(name = "fetch", mixinStandardHelpOptions = true, description = {
      "Downloads a published data set into the data directory, which is made if it is not there.",
      "Every file is checked against its SHA-256; a broken download is resumed."})
  static final class FetchSet implements Callable<Integer> {
    @ParentCommand
    private DataCommand parent;

    @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar-10.")
    private String name;

    @Option(names = "--mirror", paramLabel = "URL", description = "Take the files from this address, not from their publishers.")
    private URI mirror;

    @CommandLine.Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Path root = DataDirectory.locate(parent.data).root().orElseThrow(() -> new IllegalArgumentException(
          "where shall the files go? Give --data DIR or set " + DataDirectory.VARIABLE));
      try (Told told = new Told(spec.commandLine().getErr())) {
        Fetch fetch = Fetch.into(root, told);
        (mirror == null ? fetch : fetch.from(mirror)).fetch(name);
      }
      spec.commandLine().getOut().println(name + " is in " + root.resolve(name));
      return ExitCode.OK;
    }
  }

  /// Turns what a fetch tells into progress bars, in kilobytes.
  private static final class Told implements Fetch.Listener, AutoCloseable {
    private final PrintWriter err;
    private Optional<Progress> progress = Optional.empty();
    private long shown;

    Told(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void begins(String file, long bytes) {
      shown = 0;
      progress = Optional.of(Progress.on(err, file + " (kB)", bytes / 1000));
    }

    @Override
    public void received(long bytes) {
      progress.ifPresent(bar -> bar.step(bytes / 1000 - shown));
      shown = bytes / 1000;
    }

    @Override
    public void ends() {
      close();
    }

    @Override
    public void note(String sentence) {
      err.println(sentence);
      err.flush();
    }

    @Override
    public void close() {
      progress.ifPresent(Progress::close);
      progress = Optional.empty();
    }
  }
}
