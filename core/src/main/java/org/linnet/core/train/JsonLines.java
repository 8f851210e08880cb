package org.linnet.core.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.linnet.core.output.WholeFile;

/// Writes a run to a file: one JSON object a line, first what the run is, then each evaluation, last how it ended.
///
/// A run that is resumed continues its file, from which the lines after the checkpoint were taken, so that it ends as the
/// file of a run without interruption. It holds no times, for the same reason. Of a file that is there already, nothing is
/// lost: a new run takes it over only if it ends before the first step of the same run, a resumed run only if it is its own.
public final class JsonLines implements Listener {
  private static final Pattern START = Pattern.compile("\\{\"step\":0,.*}");
  private static final Pattern EVALUATION = Pattern.compile("\\{\"step\":(\\d+),\"epoch\":.*}");

  private final Path file;
  private final Map<String, String> run;

  private JsonLines(Path file, Map<String, String> run) {
    this.file = file;
    this.run = run;
  }

  /// A log in `file`.
  ///
  /// @param run names and values that say what the run is
  public static JsonLines to(Path file, Map<String, String> run) {
    return new JsonLines(file, new TreeMap<>(run));
  }

  @Override
  public void onStart(long steps) {
    List<String> there = there();
    if (!there.isEmpty() && (!isOfThisRun(there) || !there.stream().skip(1).allMatch(START.asMatchPredicate()))) {
      throw new UncheckedIOException(new IOException(file + " is there already: choose another file for the log"));
    }
    begin(List.of());
  }

  @Override
  public void onResume(long step, long steps) {
    List<String> there = there();
    if (!there.isEmpty() && !isOfThisRun(there)) {
      throw new UncheckedIOException(
          new IOException(file + " is not the log of the run that is resumed: choose another file for the log"));
    }
    begin(there.stream().filter(line -> isUpTo(step, line)).toList());
  }

  @Override
  public void onEvaluation(Report report) {
    String energy = report.energy().isPresent() ? number(report.energy().getAsDouble()) : "null";
    String metrics = report.metrics().entrySet().stream()
        .map(metric -> ",\"" + metric.getKey().name().toLowerCase(Locale.ROOT) + "\":" + metric.getValue().stream()
            .map(JsonLines::number).collect(Collectors.joining(",", "[", "]")))
        .collect(Collectors.joining());
    line("{\"step\":" + report.step() + ",\"epoch\":" + report.epoch() + ",\"energy\":" + energy + ",\"raised\":"
        + report.raised() + ",\"loss\":"
        + number(report.evaluation().loss()) + ",\"accuracy\":" + number(report.evaluation().accuracy()) + metrics
        + "}");
  }

  @Override
  public void onEnd(Ending ending) {
    String name = ending.getClass().getSimpleName();
    line("{\"step\":" + ending.step() + ",\"end\":" + text(name) + switch (ending) {
      case Ending.StoppedEarly stopped -> ",\"reason\":" + text(stopped.reason());
      case Ending.NotSaved refused -> ",\"reason\":" + text(refused.reason());
      case Ending.Diverged diverged -> ",\"reason\":" + text(diverged.advice());
      case Ending.Completed _,Ending.Interrupted _ -> "";
    } + "}");
  }

  private void begin(List<String> kept) {
    try {
      String lines = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
      WholeFile.write(file, to -> to.write((first() + "\n" + lines).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException failure) {
      throw refused(failure);
    }
  }

  /// What the run is.
  private String first() {
    return run.entrySet().stream().map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
        .collect(Collectors.joining(",", "{\"run\":{", "}}"));
  }

  private boolean isOfThisRun(List<String> lines) {
    return lines.getFirst().equals(first());
  }

  /// The file's lines; none if it is not there, or empty.
  private List<String> there() {
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException unreadable) {
      throw refused(unreadable);
    }
  }

  private static boolean isUpTo(long step, String line) {
    Matcher evaluation = EVALUATION.matcher(line);
    return evaluation.matches() && Long.parseLong(evaluation.group(1)) <= step;
  }

  private void line(String json) {
    try {
      Files.writeString(file, json + "\n", StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw refused(failure);
    }
  }

  private UncheckedIOException refused(IOException failure) {
    return new UncheckedIOException(
        new IOException("cannot write the log " + file + " (" + failure.getMessage() + ")", failure));
  }

  /// JSON has no infinity.
  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "null";
  }

  private static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    value.chars().forEach(c -> {
      if (c == '"' || c == '\\') {
        json.append('\\').append((char) c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted(c));
      } else {
        json.append((char) c);
      }
    });
    return json.append('"').toString();
  }
}
