package org.linnet.verify.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.LinnetCommand;
import org.linnet.core.cli.Progress;
import org.linnet.core.output.OutputFolder;
import org.linnet.verify.Claim;
import org.linnet.verify.claims.Claims;
import org.linnet.verify.evidence.Engine;
import org.linnet.verify.evidence.Evidence;
import org.linnet.verify.evidence.Settings;
import org.linnet.verify.registry.Entry;
import org.linnet.verify.registry.Registry;
import org.linnet.verify.report.HtmlReport;
import org.linnet.verify.report.JsonReport;
import org.linnet.verify.report.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `linnet verify`: gathers the evidence for claims, writes it down, and says whether all is as the registry expects.
@Command(name = "verify", mixinStandardHelpOptions = true, description = "Gathers evidence for the claims of the papers and compares the verdicts with the registry.", footer = {
    "",
    "Writes claims.json and report.html. Exit code 1 if a verdict differs from the registry or a mutant survives."})
public final class VerifyCommand implements LinnetCommand {
  @Parameters(arity = "0..*", paramLabel = "ID", description = "Claims, such as INN-4.5 (default: all).")
  private List<String> ids = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all random instances (default: ${DEFAULT-VALUE}).")
  private long seed = Settings.DEFAULT_SEED;

  @Option(names = "--trials", paramLabel = "N", description = "Random instances per claim (default: ${DEFAULT-VALUE}).")
  private int trials = Settings.DEFAULT_TRIALS;

  @Option(names = "--threads", paramLabel = "N", description = "Threads; the results do not depend on it (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", paramLabel = "DIR", description = "Where the evidence goes (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("target", "linnet", "evidence");

  @Spec
  private CommandSpec spec;

  private final Supplier<Registry> registrySource;
  private final List<Claim<?, ?>> code;

  /// For the claims that come with Linnet.
  public VerifyCommand() {
    this(Registry::load, Claims.all());
  }

  VerifyCommand(Supplier<Registry> registrySource, List<Claim<?, ?>> code) {
    this.registrySource = registrySource;
    this.code = code;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = new Settings(seed, trials, threads);
    Registry registry = registrySource.get();
    Map<String, Claim<?, ?>> claims = registry.bind(code);
    List<Entry> entries = registry.select(ids);
    OutputFolder output = OutputFolder.at(out);
    List<Evidence> all = gather(new Engine(settings), entries, claims);
    Provenance provenance = Provenance.here(settings);
    output.write("claims.json", JsonReport.of(provenance, all));
    Path report = output.write("report.html", HtmlReport.of(provenance, registry, all));
    print(all, report);
    return all.stream().allMatch(evidence -> evidence.failures().isEmpty()) ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private List<Evidence> gather(Engine engine, List<Entry> entries, Map<String, Claim<?, ?>> claims) {
    int effort = entries.stream().map(Entry::id).filter(claims::containsKey).map(claims::get)
        .mapToInt(engine::effort).sum();
    List<Evidence> all = new ArrayList<>();
    try (Progress progress = Progress.on(spec.commandLine().getErr(), "trials", effort)) {
      for (Entry entry : entries) {
        Claim<?, ?> claim = claims.get(entry.id());
        all.add(claim == null ? engine.open(entry) : engine.gather(entry, claim, progress));
      }
    }
    return all;
  }

  private void print(List<Evidence> all, Path report) {
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf("%-14s %-16s %10s %8s %11s %8s %8s%n", "claim", "verdict", "worst/tol", "trials", "unresolved",
        "mutants", "seconds");
    for (Evidence e : all) {
      screen.printf(Locale.ROOT, "%-14s %-16s %10s %8d %11d %8s %8.1f%n", e.entry().id(), e.verdict().label(),
          e.worst().map(worst -> String.format(Locale.ROOT, "%.2g", worst.worst())).orElse("-"), e.trials(),
          e.unresolved(), e.killed() + "/" + e.mutants().size(), e.seconds());
    }
    for (Evidence e : all) {
      e.failures().forEach(failure -> screen.println("FAILED " + e.entry().id() + ": " + failure));
    }
    screen.println("report: " + report);
    screen.flush();
  }
}
