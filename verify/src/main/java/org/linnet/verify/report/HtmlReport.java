package org.linnet.verify.report;

import static org.linnet.verify.report.Html.count;
import static org.linnet.verify.report.Html.each;
import static org.linnet.verify.report.Html.escaped;
import static org.linnet.verify.report.Html.number;
import static org.linnet.verify.report.Html.row;
import static org.linnet.verify.report.Html.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.linnet.verify.Verdict;
import org.linnet.verify.evidence.Evidence;
import org.linnet.verify.registry.Registry;

/// `report.html`: all evidence on one page that opens from disk and loads nothing.
public final class HtmlReport {
  private static final String RESOURCES = "/org/linnet/verify/report/";

  private HtmlReport() {}

  /// The page.
  public static String of(Provenance provenance, Registry registry, List<Evidence> all) {
    return Katex.text(RESOURCES + "page.html").replace("{{summary}}", summary(provenance, all))
        .replace("{{contents}}", contents(all))
        .replace("{{claims}}", each(all, evidence -> ClaimSection.of(registry, evidence)))
        .replace("{{devices}}", devices(provenance)).replace("{{provenance}}", provenance(provenance))
        .replace("{{style}}", Katex.text(RESOURCES + "page.css"))
        .replace("{{katex-licence}}", Katex.licence()).replace("{{katex-style}}", Katex.style())
        .replace("{{katex-script}}", Katex.script());
  }

  private static String summary(Provenance provenance, List<Evidence> all) {
    int trials = all.stream().mapToInt(Evidence::trials).sum();
    int planted = all.stream().mapToInt(evidence -> evidence.mutants().size()).sum();
    int killed = all.stream().mapToInt(Evidence::killed).sum();
    double seconds = all.stream().mapToDouble(Evidence::seconds).sum();
    long failing = all.stream().filter(evidence -> !evidence.failures().isEmpty()).count();
    return "<p class=\"lead\">" + (all.size() == 1 ? "One claim" : all.size() + " claims") + ", " + byVerdict(all)
        + ". "
        + count(trials) + " random instances were compared with an independent oracle; " + killed + " of " + planted
        + " planted mutants were rejected. "
        + (failing == 0
            ? "All verdicts are as the registry expects."
            : "<strong>" + failing + (failing == 1 ? " claim does" : " claims do") + " not pass.</strong>")
        + "</p><p class=\"fine\">" + String.format(Locale.ROOT, "%.1f", seconds) + " seconds on "
        + escaped(provenance.machine()) + ".</p>";
  }

  private static String byVerdict(List<Evidence> all) {
    return Arrays.stream(Verdict.values()).map(verdict -> {
      long n = all.stream().filter(evidence -> evidence.verdict() == verdict).count();
      return n == 0 ? "" : (all.size() == 1 ? "" : n + " ") + "<em>" + verdict.label() + "</em>";
    }).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
  }

  private static String contents(List<Evidence> all) {
    return table("Claim|Statement|Kind|Verdict|Worst&#8239;/&#8239;tolerance|Mutants",
        each(all,
            evidence -> row(
                "<a class=\"id\" href=\"#" + escaped(evidence.entry().id()) + "\">" + escaped(evidence.entry().id())
                    + "</a>",
                escaped(evidence.entry().title()) + "<br><span class=\"fine\">" + escaped(evidence.entry().item())
                    + "</span>",
                evidence.entry().kind().label(),
                ClaimSection.badge(evidence)
                    + (evidence.failures().isEmpty() ? "" : "<br><span class=\"failure\">does not pass</span>"),
                evidence.worst().map(worst -> number(worst.worst())).orElse("&ndash;"),
                evidence.killed() + " of " + evidence.mutants().size())));
  }

  private static String devices(Provenance provenance) {
    return table("Device|Check", each(provenance.devices(),
        finding -> row(escaped(finding.device()), escaped(finding.text()))));
  }

  private static String provenance(Provenance p) {
    return escaped("Linnet " + p.installation().version()
        + (p.installation().commit().isEmpty() ? "" : ", commit " + p.installation().commit()) + ", " + p.date()
        + ", " + p.installation().jdk() + "; seed " + p.settings().seed() + ", " + p.settings().trials()
        + " trials per claim, "
        + p.settings().threads() + " threads.");
  }
}
