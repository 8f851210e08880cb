package org.linnet.figures.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.Linnet;

/// **Oracle**: the documented exit codes and one-line messages; numbers of an independent program for the standard
/// parameterisation with three hidden layers and `K = N/2`: edges 0.1057309133 and 6.3690255361, fractions of eigenvalues
/// at five points, typed in.
///
/// **If wrong**: `linnet spectrum`.
class SpectrumCommandTest {
  private static final double[] AT = {0.2, 0.5, 1.5, 3, 5};
  private static final double[] FRACTION = {0.055936810, 0.216207261, 0.534970659, 0.784956267, 0.954112245};

  @TempDir
  Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void anUnknownParameterisationIsOneLineWithSuggestionsAndExitCode2() {
    assertEquals(ExitCode.BAD_INPUT, spectrum("--parameterisation", "mu-pc"));
    assertTrue(err.toString().matches("linnet: no parameterisation 'mu-pc' has a known spectrum; near are mupc\\b.* "
        + "\\(all: sp, sp-skips, ntp, kaiming, kaiming-skips, mupc, orthogonal, orthogonal-skips\\)\n"),
        err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource({"--hidden, 0, 1", "--width, 0, 1", "--outputs, -3, 1", "--sample, -1, 0"})
  void aSizeThatIsTooSmallIsNamed(String option, String value, int least) {
    assertEquals(ExitCode.BAD_INPUT, spectrum(option, value));
    assertEquals("linnet: " + option + " must be at least " + least + ", got " + value + "\n", err.toString());
  }

  @Test
  void networksTooLargeToSampleAreRefusedAndTheLimitIsPointedTo() {
    assertEquals(ExitCode.BAD_INPUT, spectrum("--hidden", "1001", "--width", "1000", "--sample", "1"));
    assertEquals("linnet: networks of up to 1000000 activities can be sampled, got H N = 1001000; the limit needs no"
        + " --sample\n", err.toString());
  }

  @Test
  void anAccuracyThatIsNoneIsRefused() {
    assertEquals(ExitCode.BAD_INPUT, spectrum("--hidden", "2", "--accuracy", "2"));
    assertTrue(err.toString().contains("must be between 0 and 1, got 2.0"), err.toString());
    assertEquals("", out.toString(), "refused before the work");
  }

  @Test
  void theReportHasTheEdgesOfAnIndependentProgram() {
    assertEquals(ExitCode.OK, half());
    assertTrue(line("smallest eigenvalue").contains("0.105731"), out.toString());
    assertTrue(line("largest eigenvalue").contains("6.36903"), out.toString());
    assertTrue(line("condition number").contains("60.238"), out.toString());
  }

  @Test
  void theTableHasTheFractionsOfAnIndependentProgram() throws IOException {
    assertEquals(ExitCode.OK, half("--csv", "--out", folder.toString()));
    List<double[]> rows = Files.readAllLines(folder.resolve("spectrum-sp-H3-N64-K32.csv")).stream().skip(1)
        .map(row -> Stream.of(row.split(",")).mapToDouble(Double::parseDouble).toArray()).toList();
    assertEquals(500, rows.size());
    assertEquals(0.1057309133, rows.getFirst()[0], 1e-9);
    assertEquals(6.3690255361, rows.getLast()[0], 1e-9);
    for (int i = 0; i < AT.length; i++) {
      assertEquals(FRACTION[i], interpolated(rows, AT[i]), 1e-4, "at " + AT[i]); // density 0.65 times the square of the steps
    }
  }

  @Test
  void filesAreWrittenOnlyWhenAskedFor() throws IOException {
    half("--out", folder.resolve("below").toString());
    assertEquals(new TreeSet<>(), files(), "not even the directory");
    half("--csv", "--out", folder.toString());
    assertEquals(new TreeSet<>(List.of("spectrum-sp-H3-N64-K32.csv")), files());
    half("--plot", "--out", folder.toString());
    assertEquals(new TreeSet<>(List.of("spectrum-sp-H3-N64-K32.csv", "spectrum-sp-H3-N64-K32.png",
        "spectrum-sp-H3-N64-K32.svg")), files());
    assertTrue(out.toString().contains(folder.resolve("spectrum-sp-H3-N64-K32.png").toString()),
        "their paths are said");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneLineAndExitCode2() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertEquals(ExitCode.BAD_INPUT, half("--csv", "--out", file.resolve("below").toString()));
    assertEquals(
        "linnet: results cannot be written to " + file.resolve("below") + ": choose another folder with --out\n",
        err.toString());
    assertEquals("", out.toString(), "refused before the work");
  }

  @Test
  void aSeedGivesTheSameSampleAndAnotherOneAnother() {
    String first = sampled("1");
    assertEquals(first, sampled("1"));
    assertNotEquals(first, sampled("2"));
    assertTrue(first.contains("2 sampled networks"), first);
    half();
    assertFalse(out.toString().contains("sampled network"), "none unless asked");
  }

  private String sampled(String seed) {
    assertEquals(ExitCode.OK, half("--sample", "2", "--seed", seed));
    return out.toString();
  }

  private int half(String... more) {
    return spectrum(Stream.concat(
        Stream.of("--parameterisation", "sp", "--hidden", "3", "--width", "64", "--outputs", "32"), Stream.of(more))
        .toArray(String[]::new));
  }

  private int spectrum(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Linnet.run(new PrintWriter(out, true), new PrintWriter(err, true),
        Stream.concat(Stream.of("spectrum"), Stream.of(arguments)).toArray(String[]::new));
  }

  private String line(String start) {
    return out.toString().lines().filter(line -> line.strip().startsWith(start)).findFirst().orElse("");
  }

  private static double interpolated(List<double[]> rows, double x) {
    int i = 1;
    while (rows.get(i)[0] < x) {
      i++;
    }
    double[] a = rows.get(i - 1);
    double[] b = rows.get(i);
    return a[2] + (b[2] - a[2]) * (x - a[0]) / (b[0] - a[0]);
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
