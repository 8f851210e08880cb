package org.linnet.figures.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.linnet.core.cli.ExitCode;
import org.linnet.core.cli.Linnet;
import org.linnet.core.cli.Nearest;
import org.linnet.figures.StraightLine;
import picocli.CommandLine;

/// **Oracle**: the documented exit codes and one-line messages; the files that must lie in the directory.
///
/// **If wrong**: `linnet figures`, and the build step that draws the figures.
class FiguresCommandTest {
  @TempDir
  Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void anUnknownIdIsOneLineWithSuggestionsAndExitCode2() {
    assertEquals(ExitCode.BAD_INPUT, linnet("figures", "INN-41"));
    assertTrue(err.toString().matches(
        "linnet: no figure has the id 'INN-41'; near are INN-4\\.1\\b.* \\('linnet figures --list' lists all\\)\n"),
        err.toString());
  }

  @Test
  void suggestionsAreTheNearestIds() {
    assertEquals(List.of("INN-4.1", "INN-4.2", "INN-5.1"),
        Nearest.to("inn-4.3", List.of("ISH-7", "INN-5.1", "INN-4.1", "INN-4.2")));
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneLineAndExitCode2() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Path below = file.resolve("figures");
    assertEquals(ExitCode.BAD_INPUT, linnet("figures", "--out", below.toString()));
    assertEquals("linnet: results cannot be written to " + below + ": choose another folder with --out\n",
        err.toString());
  }

  @Test
  void noThreadsAreRefused() {
    assertEquals(ExitCode.BAD_INPUT, linnet("figures", "--threads", "0"));
    assertEquals("linnet: --threads must be at least 1, got 0\n", err.toString());
  }

  @Test
  void theListNamesEveryFigure() {
    assertEquals(ExitCode.OK, linnet("figures", "--list"));
    assertTrue(out.toString().contains("INN-4.1    innocenti2025thesis, Figure 4.1: "), out.toString());
  }

  @Test
  void aFigureIsFourFilesAndTheGallery() throws IOException {
    assertEquals(ExitCode.OK, figures(new StraightLine("A-1", 1)));
    assertEquals(new TreeSet<>(List.of("A-1-quick.png", "A-1-quick.svg", "A-1-quick.csv", "A-1-quick.json",
        "index.html")), files());
    assertEquals("x,y\n0,0\n1,1.0\n", Files.readString(folder.resolve("A-1-quick.csv")));
    String provenance = Files.readString(folder.resolve("A-1-quick.json"));
    assertTrue(provenance.contains("\"slope\" : 1.0") && provenance.contains("\"seed\" : 42"), provenance);
  }

  @Test
  void aFailedAssertionIsSaidAndExitCode1AndTheFigureIsThereAllTheSame() throws IOException {
    assertEquals(ExitCode.CHECK_FAILED, figures(new StraightLine("A-1", 0.5)));
    assertTrue(out.toString().contains("fails: the slope is small: must be at most 0.5, got 1.0"), out.toString());
    assertTrue(files().contains("A-1-quick.png"));
    assertTrue(Files.readString(folder.resolve("index.html")).contains("an assertion fails"));
  }

  @Test
  void aNumberThatIsNoneFailsAndReachesTheGallery() throws IOException {
    assertEquals(ExitCode.CHECK_FAILED, figures(new StraightLine("A-1", Double.NaN)));
    assertTrue(Files.readString(folder.resolve("index.html")).contains("at most NaN"));
  }

  @Test
  void aLaterRunOfOneFigureKeepsTheOthersInTheGallery() throws IOException {
    figures(new StraightLine("A-1", 9), new StraightLine("A-10", 9), new StraightLine("A-9", 9));
    figures(List.of("A-1", "--setup", "paper"), new StraightLine("A-1", 9), new StraightLine("A-9", 9));
    String page = Files.readString(folder.resolve("index.html"));
    List<Integer> places = Stream.of("A-1-paper", "A-1-quick", "A-9-quick", "A-10-quick")
        .map(stem -> page.indexOf("<article id=\"" + stem + "\"")).toList();
    assertEquals(places.stream().sorted().toList(), places, "in natural order");
    assertFalse(places.contains(-1));
  }

  @Test
  void theGalleryLinksOnlyToFilesThatAreThereAndEscapesText() throws IOException {
    figures(new StraightLine("A-1", 9));
    String page = Files.readString(folder.resolve("index.html"));
    assertFalse(page.contains("http"), "nothing from a network");
    assertTrue(page.contains("A line &amp; nothing else") && page.contains("The slope is &lt;chosen&gt;."));
    java.util.regex.Matcher link = java.util.regex.Pattern.compile("(?:href|src)=\"([^#\"]+)\"").matcher(page);
    int links = 0;
    while (link.find()) {
      assertTrue(Files.exists(folder.resolve(link.group(1))), link.group(1));
      links++;
    }
    assertTrue(links >= 6, "links: " + links);
  }

  @Test
  void theGalleryLinksToTheEvidenceWhereThereIsSome() throws IOException {
    Path figures = Files.createDirectories(folder.resolve("figures"));
    Files.createDirectories(folder.resolve("evidence"));
    Files.writeString(folder.resolve("evidence/report.html"), "");
    run(List.of("--out", figures.toString()), new StraightLine("A-1", 9));
    assertTrue(Files.readString(figures.resolve("index.html")).contains("href=\"../evidence/report.html\""));
  }

  @Test
  void aForeignJsonFileIsNamed() throws IOException {
    Files.writeString(folder.resolve("else.json"), "{\"a\": 1}");
    StringWriter said = new StringWriter();
    CommandLine line = new CommandLine(new FiguresCommand(List.of(new StraightLine("A-1", 9))));
    line.setExecutionExceptionHandler((failure, _, _) -> {
      said.append(failure.getMessage());
      return ExitCode.BAD_INPUT;
    });
    assertEquals(ExitCode.BAD_INPUT, line.setOut(new PrintWriter(out)).execute("--out", folder.toString()));
    assertEquals(folder.resolve("else.json") + " is not the provenance of a figure; remove it", said.toString());
  }

  private int linnet(String... arguments) {
    return Linnet.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private int figures(StraightLine... catalogue) {
    return figures(List.of(), catalogue);
  }

  private int figures(List<String> arguments, StraightLine... catalogue) {
    return run(Stream.concat(arguments.stream(), Stream.of("--out", folder.toString())).toList(), catalogue);
  }

  private int run(List<String> arguments, StraightLine... catalogue) {
    return new CommandLine(new FiguresCommand(List.of(catalogue))).setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
