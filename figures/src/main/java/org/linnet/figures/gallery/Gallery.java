package org.linnet.figures.gallery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linnet.core.output.OutputFolder;
import org.linnet.figures.Assertion;
import org.linnet.figures.plot.Numeral;

/// The page that shows all figures of a directory: one file that opens from disk without a network, with the pictures
/// beside it.
public final class Gallery {
  private static final String EVIDENCE = "../evidence/report.html";

  private Gallery() {}

  /// Writes `index.html` into `directory` from the provenance files that are there, and returns its path.
  public static Path write(Path directory) throws IOException {
    List<Provenance> figures = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.getFileName().toString().endsWith(Provenance.SUFFIX)).toList()) {
        figures.add(Provenance.read(file));
      }
    }
    figures.sort(Comparator.comparing((Provenance f) -> padded(f.id())).thenComparing(Provenance::setup));
    boolean evidence = Files.exists(directory.resolve(EVIDENCE));
    return OutputFolder.at(directory).write("index.html", html(figures, evidence));
  }

  /// The id with its numbers padded, so that 4.10 comes after 4.9.
  private static String padded(String id) {
    return Pattern.compile("\\d+").matcher(id)
        .replaceAll(number -> String.format(Locale.ROOT, "%06d", Long.parseLong(number.group())));
  }

  private static String html(List<Provenance> figures, boolean evidence) throws IOException {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Linnet: figures</title>
        <style>
        %s</style>
        </head>
        <body>
        <header>
        <p class="house">Linnet</p>
        <h1>Figures</h1>
        <p class="lead">%s</p>
        </header>
        %s<main>
        %s</main>
        </body>
        </html>
        """.formatted(style(), lead(figures, evidence), contents(figures),
        figures.stream().map(Gallery::article).collect(Collectors.joining()));
  }

  private static String lead(List<Provenance> figures, boolean evidence) {
    long assertions = figures.stream().mapToLong(f -> f.assertions().size()).sum();
    long held = figures.stream().flatMap(f -> f.assertions().stream()).filter(Assertion::passed).count();
    String pictures = figures.size() == 1 ? "One figure" : figures.size() + " figures";
    return pictures + " drawn from runs of this program, each with the data and the settings that it came from. " + held
        + " of " + assertions + " assertions on the data hold."
        + (evidence
            ? " <a href=\"%s\">The evidence for the theorems</a> is a page of its own.".formatted(EVIDENCE)
            : "");
  }

  private static String contents(List<Provenance> figures) {
    if (figures.size() < 2) {
      return "";
    }
    return figures.stream()
        .map(f -> "<li><a href=\"#%s\"><span>%s</span> %s</a> <small>%s</small></li>\n".formatted(html(f.stem()),
            html(f.id()), html(f.title()), html(f.setup())))
        .collect(Collectors.joining("", "<nav aria-label=\"Figures\"><ol>\n", "</ol></nav>\n"));
  }

  private static String article(Provenance f) {
    String stem = html(f.stem());
    return """
        <article id="%1$s">
        <h2><a href="#%1$s">%2$s</a></h2>
        <p class="source">%3$s <span>·</span> <cite>%4$s</cite>, %5$s <span>·</span> %6$s setup <span>·</span> %7$s</p>
        <figure>
        <a href="%1$s.svg"><img src="%1$s.svg" alt="%2$s" width="%8$d" height="%9$d" style="--width: %8$d"></a>
        <figcaption>%10$s</figcaption>
        </figure>
        <p class="files"><a href="%1$s.png">PNG</a> <a href="%1$s.svg">SVG</a> <a href="%1$s.csv">Data (CSV)</a>
        <a href="%1$s.json">Provenance (JSON)</a></p>
        <h3>What the paper reports, asserted on the data</h3>
        %11$s%12$s<details>
        <summary>How it was made</summary>
        %13$s</details>
        </article>
        """.formatted(stem, html(f.title()), html(f.id()), html(f.source().paper()), html(f.source().item()),
        html(f.setup()),
        f.passed() ? "all assertions hold" : "<strong class=\"no\">an assertion fails</strong>", f.width(), f.height(),
        html(f.caption()), assertions(f.assertions()), choices(f), making(f));
  }

  private static String assertions(List<Assertion> assertions) {
    return assertions.stream()
        .map(a -> """
            <li class="%s"><span class="verdict">%s</span><span>%s: <b>%s</b>, %s %s</span></li>
            """.formatted(a.passed() ? "yes" : "no", a.passed() ? "holds" : "fails", html(a.statement()),
            Numeral.of(a.measured(), 3), a.relation().words(), Numeral.of(a.bound(), 3)))
        .collect(Collectors.joining("", "<ul class=\"assertions\">\n", "</ul>\n"));
  }

  private static String choices(Provenance f) {
    if (f.choices().isEmpty()) {
      return "";
    }
    return f.choices().stream().map(choice -> "<li>" + html(choice) + "</li>\n")
        .collect(Collectors.joining("", "<h3>Where it departs from the paper, or the paper is silent</h3>\n<ul>\n",
            "</ul>\n"));
  }

  private static String making(Provenance f) {
    StringBuilder rows = new StringBuilder("<pre><code>").append(html(f.command())).append("</code></pre>\n<dl>\n");
    for (Map.Entry<String, Object> setting : f.settings().entrySet()) {
      row(rows, words(setting.getKey()), String.valueOf(setting.getValue()));
    }
    row(rows, "seed", Long.toString(f.seed()));
    f.dataSets().forEach(sentence -> row(rows, "data", sentence));
    Machine m = f.machine();
    row(rows, "time", "%.1f s on %d threads, %s".formatted(f.seconds(), m.threads(), f.created()));
    row(rows, "machine", Stream.of(m.device(), m.processor(), m.system(), m.jdk()).filter(s -> !s.isEmpty())
        .collect(Collectors.joining(", ")));
    row(rows, "Linnet", m.linnet() + (m.commit().isEmpty() ? "" : ", commit " + m.commit()));
    return rows.append("</dl>\n").toString();
  }

  private static void row(StringBuilder rows, String name, String value) {
    rows.append("<dt>").append(html(name)).append("</dt><dd>").append(html(value)).append("</dd>\n");
  }

  /// `learningRate` as `learning rate`.
  private static String words(String component) {
    return component.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private static String style() throws IOException {
    try (InputStream css = Gallery.class.getResourceAsStream("gallery.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
