package org.linnet.verify.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.linnet.verify.Kind;
import org.linnet.verify.Verdict;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads the registry's YAML. Every error names the entry and the key.
record RegistryYaml(List<Paper> papers, List<Entry> entries) {
  private static final Set<String> KEYS = Set.of("id", "paper", "item", "title", "kind", "printed", "assumptions",
      "corrected", "expected", "reason", "oracle", "mutants", "dropped");
  private static final YAMLMapper YAML = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .build();

  static RegistryYaml parse(String yaml) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JacksonException wrong) {
      throw new IllegalArgumentException("claims.yaml: " + wrong.getOriginalMessage(), wrong);
    }
    List<Paper> papers = new ArrayList<>();
    root.path("papers").properties().forEach(e -> papers.add(new Paper(e.getKey(), e.getValue().asString().strip())));
    List<Entry> entries = new ArrayList<>();
    root.path("claims").forEach(node -> entries.add(entry(node)));
    return new RegistryYaml(papers, entries);
  }

  private static Entry entry(JsonNode node) {
    String id = text(node, "id", "entry");
    TreeSet<String> unknown = new TreeSet<>(node.propertyNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(id + ": unknown key " + unknown + "; known are " + new TreeSet<>(KEYS));
    }
    List<String> assumptions = new ArrayList<>();
    node.path("assumptions").forEach(line -> assumptions.add(line.asString().strip()));
    return new Entry(id, text(node, "paper", id), text(node, "item", id), text(node, "title", id),
        named(id, () -> Kind.of(text(node, "kind", id))), text(node, "printed", id), assumptions,
        optional(node, "corrected"), named(id, () -> Verdict.of(text(node, "expected", id))), optional(node, "reason"),
        text(node, "oracle", id), lines(node.path("mutants")), lines(node.path("dropped")));
  }

  private static Map<String, String> lines(JsonNode node) {
    Map<String, String> lines = new LinkedHashMap<>();
    node.properties().forEach(e -> lines.put(e.getKey(), e.getValue().asString().strip()));
    return lines;
  }

  private static String text(JsonNode node, String key, String id) {
    String value = optional(node, key);
    if (value == null) {
      throw new IllegalArgumentException(id + ": the key '" + key + "' is missing");
    }
    return value;
  }

  private static String optional(JsonNode node, String key) {
    String value = node.path(key).asString("").strip();
    return value.isEmpty() ? null : value;
  }

  private static <T> T named(String id, java.util.function.Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(id + ": " + wrong.getMessage(), wrong);
    }
  }
}
