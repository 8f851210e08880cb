package org.linnet.figures.gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.linnet.core.output.OutputFolder;
import org.linnet.figures.Context;
import org.linnet.figures.Figure;
import org.linnet.figures.Setup;
import org.linnet.figures.plot.Drawing;

/// Computes figures and writes their files: `ID-SETUP.png`, `.svg`, `.csv` and, last, the provenance `.json`.
public final class FigureFiles {
  private static final int PNG_SCALE = 3;

  private final OutputFolder folder;
  private final Machine machine;

  private FigureFiles(OutputFolder folder, Machine machine) {
    this.folder = folder;
    this.machine = machine;
  }

  /// Files in `directory`, which is made if it is not there.
  ///
  /// @throws IOException if it cannot be written to
  public static FigureFiles in(Path directory, int threads) throws IOException {
    return new FigureFiles(OutputFolder.at(directory), Machine.here(threads));
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
    String stem = provenance.stem();
    folder.write(stem + ".png", drawing.png(PNG_SCALE));
    folder.write(stem + ".svg", drawing.svg(figure.title()));
    folder.write(stem + ".csv", figure.table(data).csv());
    folder.write(stem + Provenance.SUFFIX, provenance.json());
    return provenance;
  }
}
