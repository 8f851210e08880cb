package org.linnet.verify.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.Linnet;
import org.linnet.verify.SquareIsSumOfOdds;
import org.linnet.verify.registry.Registry;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// **Oracle**: exit codes and fields as documented; a reference that a browser would load is found by pattern.
class CommandsTest {
  private static final Pattern LOADS = Pattern
      .compile("(?i)(?:\\bsrc|\\bhref)\\s*=\\s*[\"']?(?:https?:|//)|url\\(\\s*[\"']?(?!data:)|@import");

  @TempDir
  private Path out;
  private final StringWriter screen = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void sound_claims_exit_with_0_and_leave_both_files() throws IOException {
    assertEquals(ExitCode.OK, verify(SquareIsSumOfOdds.sound(), SquareIsSumOfOdds.YAML, "--trials", "50"));
    assertEquals(Set.of("claims.json", "report.html"), files());
    assertTrue(screen.toString().contains("TOY-1          holds"), screen.toString());
  }

  @Test
  void a_verdict_other_than_the_registrys_exits_with_1_and_one_line() {
    String yaml = SquareIsSumOfOdds.YAML.replace("expected: holds", "expected: fails");
    assertEquals(ExitCode.CHECK_FAILED, verify(SquareIsSumOfOdds.sound(), yaml, "--trials", "50"));
    assertTrue(screen.toString().contains("FAILED TOY-1: the verdict is holds, the registry expects fails"),
        screen.toString());
  }

  @Test
  void a_surviving_mutant_exits_with_1() {
    SquareIsSumOfOdds tame = new SquareIsSumOfOdds(n -> n * n, Optional.empty(), n -> n * n, n -> n * n);
    assertEquals(ExitCode.CHECK_FAILED, verify(tame, SquareIsSumOfOdds.YAML, "--trials", "50"));
    assertTrue(screen.toString().contains("FAILED TOY-1: the mutant cube survived"), screen.toString());
  }

  @Test
  void the_json_has_the_documented_fields() throws IOException {
    verify(SquareIsSumOfOdds.sound(), SquareIsSumOfOdds.YAML, "--trials", "50", "--seed", "9");
    JsonNode json = JsonMapper.shared().readTree(Files.readString(out.resolve("claims.json")));
    assertTrue(new TreeSet<>(json.path("linnet").propertyNames())
        .containsAll(List.of("version", "commit", "jdk", "date", "seed", "trials", "threads")));
    JsonNode claim = json.path("claims").path(0);
    assertTrue(new TreeSet<>(claim.propertyNames()).containsAll(List.of("id", "paper", "item", "title", "kind",
        "verdict", "printed", "corrected", "worst", "tolerance", "trials", "seed", "counterexample", "mutants",
        "seconds",
        "expected", "unresolved", "dropped", "assumptions")), claim.toString());
    assertEquals("holds", claim.path("verdict").asString());
    assertEquals(9, claim.path("seed").asInt());
    assertEquals(60, claim.path("trials").asInt()); // 50 and 10 of the limit
    assertEquals(1, claim.path("mutants").path("planted").asInt());
    assertEquals(1, claim.path("mutants").path("killed").asInt());
  }

  /// Of every device: that it agrees, or that it was not run and why.
  @Test
  void both_files_say_what_became_of_each_device() throws IOException {
    verify(SquareIsSumOfOdds.sound(), SquareIsSumOfOdds.YAML, "--trials", "50");
    String html = Files.readString(out.resolve("report.html"));
    Map<String, String> verdicts = new TreeMap<>();
    for (JsonNode device : JsonMapper.shared().readTree(Files.readString(out.resolve("claims.json"))).path("devices")) {
      String name = device.path("device").asString();
      String text = device.path("text").asString();
      verdicts.put(name.split(" ", 2)[0], device.path("verdict").asString());
      assertTrue(text.matches("[0-9]+ operations agree with the reference|not run: no device: .+"), text);
      assertTrue(html.contains("<td>" + name + "</td><td>" + text.replace("\"", "&quot;") + "</td>")
          || html.contains("<td>" + name + "</td>\n<td>" + text.replace("\"", "&quot;") + "</td>"), html);
    }
    assertEquals(Set.of("cpu", "cuda", "reference"), verdicts.keySet());
    assertEquals("agrees", verdicts.get("reference"));
  }

  @Test
  void the_report_loads_nothing() throws IOException {
    verify(SquareIsSumOfOdds.sound(), SquareIsSumOfOdds.YAML, "--trials", "50");
    String html = Files.readString(out.resolve("report.html"));
    assertFalse(LOADS.matcher(html).find(), () -> LOADS.matcher(html).results().findFirst().orElseThrow().group());
    assertTrue(html.contains("url(data:font/woff2;base64,"));
    assertFalse(html
        .matches(
            "(?s).*\\{\\{(summary|contents|claims|devices|provenance|style|katex-licence|katex-style|katex-script)}}.*"));
    assertTrue(html.contains("n^2 = \\sum_{k=1}^n (2k - 1)"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "verify INN-4.6|linnet: no claim has the id 'INN-4.6'; near are INN-4.5 ('linnet claims' lists all)",
      "claims INN4.5|linnet: no claim has the id 'INN4.5'; near are INN-4.5 ('linnet claims' lists all)",
      "verify --trials 0|linnet: trials must be at least 1, got 0",
      "verify --threads 0|linnet: threads must be at least 1, got 0",
      "claims --paper nobody|linnet: no paper has the key 'nobody'; known are innocenti2025thesis",
      "claims --verdict maybe|linnet: verdict must be one of holds, holds-corrected, fails, open; got 'maybe'"})
  void wrong_input_exits_with_2_and_one_line(String line, String message) {
    assertEquals(ExitCode.BAD_INPUT, linnet(line.split(" ", -1)));
    assertEquals(message, errors.toString().strip());
  }

  @Test
  void a_directory_that_is_a_file_exits_with_2_before_any_work() throws IOException {
    Path file = Files.writeString(out.resolve("file"), "");
    assertEquals(ExitCode.BAD_INPUT, linnet("verify", "--out", file.toString()));
    assertEquals("linnet: results cannot be written to " + file + ": choose another folder with --out",
        errors.toString().strip());
  }

  @Test
  void claims_lists_filters_and_explains() {
    assertEquals(ExitCode.OK, linnet("claims", "--paper", "innocenti2025thesis", "--kind", "identity"));
    assertTrue(screen.toString().startsWith("INN-4.5        holds"), screen.toString());
    screen.getBuffer().setLength(0);
    linnet("claims", "--kind", "scaling-law", "--verdict", "fails");
    assertEquals("0 claims", screen.toString().strip());
    screen.getBuffer().setLength(0);
    linnet("claims", "INN-4.5");
    assertTrue(screen.toString().contains("mutant    sum-from-1: The sum starts at $\\ell = 1$."), screen.toString());
    screen.getBuffer().setLength(0);
    linnet("claims", "--json");
    assertEquals("INN-4.5", JsonMapper.shared().readTree(screen.toString()).path(0).path("id").asString());
  }

  private int linnet(String... arguments) {
    return Linnet.run(new PrintWriter(screen, true), new PrintWriter(errors, true), arguments);
  }

  private int verify(SquareIsSumOfOdds claim, String yaml, String... arguments) {
    CommandLine line = new CommandLine(new VerifyCommand(() -> Registry.parse(yaml), List.of(claim)));
    line.setOut(new PrintWriter(screen, true)).setErr(new PrintWriter(errors, true));
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = out.toString();
    return line.execute(all);
  }

  private Set<String> files() throws IOException {
    try (var listed = Files.list(out)) {
      return new TreeSet<>(listed.map(path -> path.getFileName().toString()).toList());
    }
  }
}
