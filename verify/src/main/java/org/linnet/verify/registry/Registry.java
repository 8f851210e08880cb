package org.linnet.verify.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.linnet.core.cli.Nearest;
import org.linnet.verify.Claim;
import org.linnet.verify.Verdict;

/// All entries, checked: against their own rules when read, against the code by [#bind].
public final class Registry {
  private static final String RESOURCE = "/org/linnet/verify/claims.yaml";

  private final Map<String, Paper> papers;
  private final Map<String, Entry> entries;

  private Registry(Map<String, Paper> papers, Map<String, Entry> entries) {
    this.papers = papers;
    this.entries = entries;
  }

  /// The registry that comes with Linnet.
  public static Registry load() {
    try (InputStream yaml = Registry.class.getResourceAsStream(RESOURCE)) {
      return parse(new String(yaml.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A registry written in YAML.
  ///
  /// @throws IllegalArgumentException naming the entry and the rule it breaks
  public static Registry parse(String yaml) {
    RegistryYaml read = RegistryYaml.parse(yaml);
    Map<String, Entry> entries = unique(read.entries(), Entry::id, "claim");
    Registry registry = new Registry(unique(read.papers(), Paper::key, "paper"), entries);
    entries.values().forEach(registry::requireSound);
    return registry;
  }

  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  public Optional<Entry> entry(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /// The paper that an entry cites.
  public Paper paper(Entry entry) {
    return papers.get(entry.paper());
  }

  public List<Paper> papers() {
    return List.copyOf(papers.values());
  }

  /// The entries with these ids, in the registry's order; all of them if no id is given.
  ///
  /// @throws IllegalArgumentException for an unknown id, suggesting the nearest
  public List<Entry> select(Collection<String> ids) {
    for (String id : ids) {
      if (!entries.containsKey(id)) {
        throw new IllegalArgumentException("no claim has the id '" + id + "'; near are "
            + String.join(", ", Nearest.to(id, entries.keySet())) + " ('linnet claims' lists all)");
      }
    }
    return entries.values().stream().filter(entry -> ids.isEmpty() || ids.contains(entry.id())).toList();
  }

  /// The claims of `code` by id, after a check in both directions: every class has an entry, every entry that is not open
  /// has a class, and both name the same mutants and dropped assumptions.
  ///
  /// @throws IllegalArgumentException naming what is missing where
  public Map<String, Claim<?, ?>> bind(Collection<? extends Claim<?, ?>> code) {
    Map<String, Claim<?, ?>> classes = new TreeMap<>(unique(code, Claim::id, "class"));
    for (Claim<?, ?> claim : code) {
      Entry entry = entries.get(claim.id());
      require(entry != null, claim.getClass().getSimpleName() + " has the id " + claim.id()
          + ", which is not in the registry: add an entry to claims.yaml");
      requireSameNames(entry, "mutant", entry.mutants(), claim.mutants());
      requireSameNames(entry, "dropped assumption", entry.dropped(), claim.dropped());
      require((entry.corrected() != null) == claim.corrected().isPresent(),
          entry.id() + ": a corrected statement must stand both in the registry and in the class");
    }
    for (Entry entry : entries.values()) {
      require(entry.expected() == Verdict.OPEN || classes.containsKey(entry.id()),
          entry.id() + " is in the registry, but no class has that id: write one and name it in Claims");
    }
    return classes;
  }

  private void requireSound(Entry entry) {
    require(papers.containsKey(entry.paper()), entry.id() + ": the paper '" + entry.paper() + "' is not listed");
    require((entry.expected() == Verdict.OPEN) == (entry.reason() != null),
        entry.id() + ": an open claim, and no other, needs a reason");
    require((entry.expected() == Verdict.HOLDS_CORRECTED) == (entry.corrected() != null),
        entry.id() + ": a corrected statement and the verdict holds-corrected belong together");
    require(entry.expected() == Verdict.OPEN || !entry.mutants().isEmpty(),
        entry.id() + ": a claim that cannot fail is a defect: plant at least one mutant");
  }

  private static void requireSameNames(Entry entry, String what, Map<String, ?> words, Map<String, ?> code) {
    TreeSet<String> unnamed = new TreeSet<>(code.keySet());
    unnamed.removeAll(words.keySet());
    require(unnamed.isEmpty(), entry.id() + ": the class has a " + what + " that the registry lacks: " + unnamed);
    TreeSet<String> uncoded = new TreeSet<>(words.keySet());
    uncoded.removeAll(code.keySet());
    require(uncoded.isEmpty(), entry.id() + ": the registry names a " + what + " that the class lacks: " + uncoded);
  }

  private static <T> Map<String, T> unique(Collection<? extends T> values, Function<? super T, String> key,
      String what) {
    Map<String, T> byKey = new LinkedHashMap<>();
    for (T value : values) {
      require(byKey.put(key.apply(value), value) == null, "two of a kind: " + what + " " + key.apply(value));
    }
    return byKey;
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }
}
