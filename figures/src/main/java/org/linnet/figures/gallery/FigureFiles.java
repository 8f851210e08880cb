package org.linnet.figures.gallery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Setup;
import org.linnet.figures.plot.Drawing;

/// Computes figures and writes their files: `ID-SETUP.png`, `.svg`, `.csv` and, last, the provenance `.json`.
public final class FigureFiles {
  private static final int PNG_SCALE = 3;

  private final Path directory;
  private final Machine machine;

  private FigureFiles(Path directory, Machine machine) {
    this.directory = directory;
    this.machine = machine;
  }

  /// Files in `directory`, which is made if it is not there.
  ///
  /// @throws IOException if it cannot be written to
  public static FigureFiles in(Path directory, int threads) throws IOException {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".writable", ""));
    } catch (IOException refused) {
      throw new IOException("figures cannot be written to " + directory + ": choose another directory with --out",
          refused);
    }
    return new FigureFiles(directory, Machine.here(threads));
  }

  /// Computes and draws a figure and writes its files.
  public <S extends Record, D> Provenance draw(Figure<S, D> figure, Setup setup, Context context) throws IOException {
    S settings = figure.settings(setup);
    long start = System.nanoTime();
    D data = figure.compute(settings, context);
    double seconds = (System.nanoTime() - start) * 1e-9;
    Drawing drawing = Drawing.of(figure.draw(data));
    Provenance provenance = new Provenance(figure.id(), figure.source(), figure.title(), figure.caption(data),
        setup.toString(), Provenance.components(settings), context.seed(), figure.dataSets(data), figure.choices(),
        figure.assertions(data), "linnet figures " + figure.id() + " --setup " + setup + " --seed " + context.seed(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), Math.round(seconds * 100) / 100.0, drawing.width(),
        drawing.height(), machine);
    Path stem = directory.resolve(provenance.stem());
    write(stem, ".png", drawing.png(PNG_SCALE));
    write(stem, ".svg", drawing.svg(figure.title()).getBytes(StandardCharsets.UTF_8));
    write(stem, ".csv", figure.table(data).csv().getBytes(StandardCharsets.UTF_8));
    write(stem, Provenance.SUFFIX, provenance.json().getBytes(StandardCharsets.UTF_8));
    return provenance;
  }

  private static void write(Path stem, String suffix, byte[] content) throws IOException {
    writeWhole(stem.resolveSibling(stem.getFileName() + suffix), content);
  }

  /// Writes a file so that it is never seen half written.
  static void writeWhole(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
