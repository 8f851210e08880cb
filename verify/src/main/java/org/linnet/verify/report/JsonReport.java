package org.linnet.verify.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.linnet.core.device.DeviceFinding;
import org.linnet.verify.evidence.Evidence;
import org.linnet.verify.evidence.Family;
import org.linnet.verify.evidence.Refutation;
import org.linnet.verify.evidence.Tally;
import org.linnet.verify.registry.Entry;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Evidence and registry entries as JSON.
public final class JsonReport {
  private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonReport() {}

  /// `claims.json`: the provenance, what each device's check found, and one object per claim.
  public static String of(Provenance provenance, List<Evidence> all) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("linnet", provenance.json());
    json.put("devices", provenance.devices().stream().map(JsonReport::device).toList());
    json.put("claims", all.stream().map(JsonReport::claim).toList());
    return JSON.writeValueAsString(json) + "\n";
  }

  /// The words of the registry.
  public static String of(List<Entry> entries) {
    return JSON.writeValueAsString(entries.stream().map(JsonReport::words).toList());
  }

  private static Map<String, Object> device(DeviceFinding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("device", finding.device());
    json.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    json.put("text", finding.text());
    return json;
  }

  private static Map<String, Object> words(Entry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", entry.id());
    json.put("paper", entry.paper());
    json.put("item", entry.item());
    json.put("title", entry.title());
    json.put("kind", entry.kind().label());
    json.put("expected", entry.expected().label());
    json.put("reason", entry.reason());
    json.put("printed", entry.printed());
    json.put("corrected", entry.corrected());
    json.put("assumptions", entry.assumptions());
    json.put("oracle", entry.oracle());
    return json;
  }

  private static Map<String, Object> claim(Evidence evidence) {
    Map<String, Object> json = words(evidence.entry());
    json.put("verdict", evidence.verdict().label());
    json.put("worst", evidence.worst().map(Tally::worst).orElse(null));
    json.put("tolerance", evidence.worst().map(Tally::tolerance).orElse(null));
    json.put("trials", evidence.trials());
    json.put("unresolved", evidence.unresolved());
    json.put("seed", evidence.seed());
    json.put("counterexample", evidence.counterexample().orElse(null));
    json.put("mutants", mutants(evidence));
    json.put("dropped", refutations(evidence.dropped(), evidence.entry().dropped()));
    json.put("families", evidence.families().stream().map(JsonReport::family).toList());
    json.put("failures", evidence.failures());
    json.put("seconds", Math.round(1000 * evidence.seconds()) / 1000.0);
    return json;
  }

  private static Map<String, Object> mutants(Evidence evidence) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("planted", evidence.mutants().size());
    json.put("killed", evidence.killed());
    json.put("each", refutations(evidence.mutants(), evidence.entry().mutants()));
    return json;
  }

  private static List<Map<String, Object>> refutations(List<Refutation> all, Map<String, String> words) {
    return all.stream().map(refutation -> {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", refutation.name());
      json.put("text", words.get(refutation.name()));
      json.put("refuted", refutation.refuted());
      json.put("counterexample", refutation.counterexample().orElse(null));
      return json;
    }).toList();
  }

  private static Map<String, Object> family(Family family) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", family.name());
    json.put("forms", family.tallies()); // the components of Tally
    return json;
  }
}
