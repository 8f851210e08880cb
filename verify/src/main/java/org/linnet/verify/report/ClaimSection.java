package org.linnet.verify.report;

import static org.linnet.verify.report.Html.code;
import static org.linnet.verify.report.Html.count;
import static org.linnet.verify.report.Html.display;
import static org.linnet.verify.report.Html.each;
import static org.linnet.verify.report.Html.escaped;
import static org.linnet.verify.report.Html.number;
import static org.linnet.verify.report.Html.prose;
import static org.linnet.verify.report.Html.row;
import static org.linnet.verify.report.Html.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.linnet.verify.evidence.Evidence;
import org.linnet.verify.evidence.Family;
import org.linnet.verify.evidence.Refutation;
import org.linnet.verify.evidence.Tally;
import org.linnet.verify.registry.Entry;
import org.linnet.verify.registry.Registry;

/// One claim's part of the report.
final class ClaimSection {
  private ClaimSection() {}

  static String of(Registry registry, Evidence evidence) {
    Entry entry = evidence.entry();
    return "<article id=\"" + escaped(entry.id()) + "\">" + heading(registry, evidence)
        + "<figure class=\"statement\">" + display(entry.printed()) + "<figcaption>As printed: " + escaped(entry.item())
        + ".</figcaption></figure>" + corrected(entry) + assumptions(entry)
        + section("Oracle", "<p>" + prose(entry.oracle()) + "</p>")
        + (evidence.families().isEmpty() ? "" : measured(evidence))
        + "<p class=\"reproduce\">" + code("linnet verify " + entry.id() + " --seed " + evidence.seed() + " --trials "
            + firstTrials(evidence))
        + "</p></article>";
  }

  /// The verdict with its mark.
  static String badge(Evidence evidence) {
    String label = evidence.verdict().label();
    return "<span class=\"verdict " + label + "\">" + label + "</span>";
  }

  private static String heading(Registry registry, Evidence evidence) {
    Entry entry = evidence.entry();
    return "<p class=\"kicker\">" + escaped(entry.id()) + "<span>" + entry.kind().label() + "</span>" + badge(evidence)
        + "</p><h2>" + escaped(entry.title()) + "</h2><p class=\"fine\">" + escaped(registry.paper(entry).citation())
        + ", " + escaped(entry.item()) + ".</p>"
        + (entry.reason() == null ? "" : "<p>Open: " + prose(entry.reason()) + "</p>")
        + each(evidence.failures(), failure -> "<p class=\"failure\">" + escaped(failure) + "</p>")
        + evidence.counterexample()
            .map(found -> "<p>The printed statement fails: " + code(found) + "</p>").orElse("");
  }

  private static String corrected(Entry entry) {
    return entry.corrected() == null
        ? ""
        : "<figure class=\"statement\">" + display(entry.corrected()) + "<figcaption>Corrected.</figcaption></figure>";
  }

  private static String assumptions(Entry entry) {
    return section("Assumptions", "<ul>" + each(entry.assumptions(), line -> "<li>" + prose(line) + "</li>") + "</ul>");
  }

  private static String measured(Evidence evidence) {
    Entry entry = evidence.entry();
    Family whole = evidence.families().getFirst();
    return section("Evidence",
        table("Form|Compared|Unresolved|Skipped|Worst&#8239;/&#8239;tolerance|Tolerance there|Trial",
            each(whole.tallies(), ClaimSection::tally)) + unresolved(whole))
        + section("Limits and extensions",
            table("Instances|Trials|Comparisons|Unresolved|Worst&#8239;/&#8239;tolerance",
                each(evidence.families().subList(1, evidence.families().size()), ClaimSection::special)))
        + section("Mutants", refutations("Planted defect", evidence.mutants(), entry.mutants()))
        + section("Without an assumption", refutations("What is different", evidence.dropped(), entry.dropped()));
  }

  private static String tally(Tally tally) {
    boolean none = tally.worstTrial() < 0;
    return row(escaped(tally.form()), count(tally.resolvedTrials()), count(tally.unresolvedTrials()),
        count(tally.skippedTrials()),
        none ? "&ndash;" : number(tally.worst()), none ? "&ndash;" : number(tally.tolerance()),
        none ? "&ndash;" : count(tally.worstTrial()));
  }

  private static String unresolved(Family family) {
    Map<String, Integer> unresolved = new TreeMap<>();
    Map<String, Integer> skipped = new TreeMap<>();
    family.tallies().forEach(tally -> {
      tally.unresolved().forEach((why, n) -> unresolved.merge(why, n, Integer::sum));
      tally.skipped().forEach((why, n) -> skipped.merge(why, n, Integer::sum));
    });
    String reasons = reasons("Unresolved", unresolved) + reasons("Skipped", skipped);
    return reasons.isEmpty() ? "" : "<p class=\"fine\">" + reasons.strip() + "</p>";
  }

  private static String reasons(String what, Map<String, Integer> reasons) {
    return reasons.isEmpty()
        ? ""
        : what + ": " + reasons.entrySet().stream()
            .map(reason -> escaped(reason.getKey()) + " (" + count(reason.getValue()) + ")")
            .collect(Collectors.joining("; ")) + ". ";
  }

  private static String special(Family family) {
    List<Tally> tallies = family.tallies();
    double worst = tallies.stream().mapToDouble(Tally::worst).max().orElse(0);
    return row(escaped(family.name()), count(tallies.getFirst().trials()),
        count(tallies.stream().mapToInt(Tally::resolvedTrials).sum()),
        count(tallies.stream().mapToInt(Tally::unresolvedTrials).sum()), number(worst));
  }

  private static String refutations(String what, List<Refutation> all, Map<String, String> words) {
    return table(what + "|Smallest counterexample|It says", each(all, refutation -> {
      String found = refutation.counterexample().orElse("none found: it survives");
      int colon = found.lastIndexOf(": ");
      return row(prose(words.get(refutation.name())), instance(colon < 0 ? found : found.substring(0, colon)),
          colon < 0 ? "" : "<span class=\"says\">" + escaped(found.substring(colon + 2)) + "</span>");
    }));
  }

  /// An instance that breaks between its parts only.
  private static String instance(String text) {
    return "<code><span>" + escaped(text).replace(", ", ",</span> <span>") + "</span></code>";
  }

  private static String section(String title, String html) {
    return "<section><h3>" + title + "</h3>" + html + "</section>";
  }

  private static int firstTrials(Evidence evidence) {
    return evidence.families().isEmpty() ? 1 : evidence.families().getFirst().tallies().getFirst().trials();
  }
}
