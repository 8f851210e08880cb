package org.linnet.verify.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.LinnetCommand;
import org.linnet.verify.Kind;
import org.linnet.verify.Verdict;
import org.linnet.verify.registry.Entry;
import org.linnet.verify.registry.Registry;
import org.linnet.verify.report.JsonReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `linnet claims`: lists the claims of the registry, or explains some.
@Command(name = "claims", mixinStandardHelpOptions = true, description = "Lists the claims of the papers, or explains those that are named.")
public final class ClaimsCommand implements LinnetCommand {
  @Parameters(arity = "0..*", paramLabel = "ID", description = "Claims to explain, such as INN-4.5.")
  private List<String> ids = List.of();

  @Option(names = "--paper", paramLabel = "KEY", description = "Only claims of this paper (BibTeX key).")
  private Optional<String> paper = Optional.empty();

  @Option(names = "--kind", paramLabel = "KIND", description = "Only this kind, such as identity or 'scaling law'.")
  private Optional<String> kind = Optional.empty();

  @Option(names = "--verdict", paramLabel = "VERDICT", description = "Only this verdict: holds, holds-corrected, fails or open.")
  private Optional<String> verdict = Optional.empty();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    Registry registry = Registry.load();
    paper.ifPresent(key -> requireKnown(registry, key));
    Optional<Kind> ofKind = kind.map(label -> Kind.of(label.replace('-', ' ')));
    Optional<Verdict> withVerdict = verdict.map(Verdict::of);
    List<Entry> entries = registry.select(ids).stream().filter(e -> paper.map(e.paper()::equals).orElse(true))
        .filter(e -> ofKind.map(e.kind()::equals).orElse(true))
        .filter(e -> withVerdict.map(e.expected()::equals).orElse(true)).toList();
    PrintWriter screen = spec.commandLine().getOut();
    if (json) {
      screen.println(JsonReport.of(entries));
    } else if (ids.isEmpty()) {
      entries.forEach(e -> screen.printf("%-14s %-16s %-13s %s (%s)%n", e.id(), e.expected().label(), e.kind().label(),
          e.title(), e.item()));
      screen.println(entries.size() == 1 ? "1 claim" : entries.size() + " claims");
    } else {
      entries.forEach(e -> explain(screen, registry, e));
    }
    screen.flush();
    return ExitCode.OK;
  }

  private static void explain(PrintWriter screen, Registry registry, Entry e) {
    screen.println(e.id() + "  " + e.title());
    screen.println();
    field(screen, "source", registry.paper(e).citation() + ", " + e.item());
    field(screen, "kind", e.kind().label());
    field(screen, "verdict", e.expected().label() + (e.reason() == null ? "" : ": " + e.reason()));
    field(screen, "printed", e.printed());
    if (e.corrected() != null) {
      field(screen, "corrected", e.corrected());
    }
    e.assumptions().forEach(assumption -> field(screen, "assumes", assumption));
    field(screen, "oracle", e.oracle());
    lines(screen, "mutant", e.mutants());
    lines(screen, "without", e.dropped());
    screen.println();
  }

  private static void lines(PrintWriter screen, String name, Map<String, String> lines) {
    lines.forEach((key, text) -> field(screen, name, key + ": " + text));
  }

  /// A named text, wrapped at 100 columns and indented.
  private static void field(PrintWriter screen, String name, String text) {
    StringBuilder line = new StringBuilder("  %-10s".formatted(name));
    for (String word : text.split("\\s+", -1)) {
      if (line.length() + word.length() > 100) {
        screen.println(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(12));
      }
      line.append(word).append(' ');
    }
    screen.println(line.toString().stripTrailing());
  }

  private static void requireKnown(Registry registry, String key) {
    if (registry.papers().stream().noneMatch(paper -> paper.key().equals(key))) {
      throw new IllegalArgumentException("no paper has the key '" + key + "'; known are "
          + String.join(", ", registry.papers().stream().map(paper -> paper.key()).toList()));
    }
  }
}
