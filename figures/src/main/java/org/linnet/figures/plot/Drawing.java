package org.linnet.figures.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.linnet.figures.plot.Picture.Row;

/// A picture on its page: as PNG and as SVG, from the same strokes.
public final class Drawing {
  private static final int EDGE = 4;
  private static final int TITLE_BAND = 22;
  private static final int LEGEND_LINE = 20;
  private static final double TEXT = 10.5;
  private static final double TITLE_TEXT = 11.5;
  private static final int SAMPLE = 22; // length of a line in the legend
  private static final double GAP = 6;
  private static final double KEY_GAP = 18;

  private final Picture picture;
  private final List<List<Axes>> rows = new ArrayList<>();

  private Drawing(Picture picture) {
    this.picture = picture;
    for (Row row : picture.rows()) {
      rows.add(row.panels().stream().map(panel -> Axes.of(panel, picture.panelWidth(), row.height())).toList());
    }
    alignColumns();
  }

  public static Drawing of(Picture picture) {
    return new Drawing(picture);
  }

  /// In pixels of 1/96 inch.
  public int width() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    return columns * picture.panelWidth() + 2 * EDGE;
  }

  /// In pixels of 1/96 inch.
  public int height() {
    return picture.rows().stream().mapToInt(row -> row.height() + titleBand(row)).sum() + legendBand() + 2 * EDGE;
  }

  /// A PNG file with `scale` pixels for each pixel of the page.
  public byte[] png(int scale) {
    BufferedImage image = new BufferedImage(scale * width(), scale * height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
    g.scale(scale, scale);
    paint(g);
    g.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return file.toByteArray();
  }

  /// An SVG file that refers to nothing outside itself.
  ///
  /// @param title read out in place of the picture
  public String svg(String title) {
    SvgGraphics g = new SvgGraphics();
    paint(g);
    return g.document(width(), height(), title);
  }

  /// Gives all panels of a column the room for tick labels that the widest of them needs.
  private void alignColumns() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    for (int c = 0; c < columns; c++) {
      int column = c;
      List<Axes> panels = rows.stream().filter(row -> column < row.size()).map(row -> row.get(column)).toList();
      double left = panels.stream().mapToDouble(Axes::naturalLeft).max().orElse(0);
      panels.forEach(panel -> panel.startAt(left));
    }
  }

  private void paint(Graphics2D g) {
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    paintLegend(g);
    double y = EDGE + legendBand();
    for (int r = 0; r < rows.size(); r++) {
      Row row = picture.rows().get(r);
      int band = titleBand(row);
      for (int c = 0; c < rows.get(r).size(); c++) {
        Graphics2D cell = (Graphics2D) g.create();
        cell.translate(EDGE + c * picture.panelWidth(), y);
        paintPanel(cell, row.panels().get(c), rows.get(r).get(c), band);
        cell.dispose();
      }
      y += band + row.height();
    }
  }

  private static void paintPanel(Graphics2D g, Panel panel, Axes axes, int band) {
    g.translate(0, band);
    Rectangle2D plot = axes.paint(g);
    Brush.text(g, panel.title(), TITLE_TEXT, plot.getCenterX(), -band / 2.0 + 5, 0.5);
    panel.marks().forEach(mark -> Brush.paint(g, mark, axes, plot));
  }

  private void paintLegend(Graphics2D g) {
    double y = EDGE + LEGEND_LINE / 2.0;
    for (List<Picture.Key> line : legendLines()) {
      double x = (width() - (line.stream().mapToDouble(Drawing::keyLength).sum() - KEY_GAP)) / 2;
      for (Picture.Key key : line) {
        Brush.line(g, new Path2D.Double(new Line2D.Double(x, y, x + SAMPLE, y)), key.style());
        Brush.symbol(g, x + SAMPLE / 2.0, y, key.style());
        Brush.text(g, key.text(), TEXT, x + SAMPLE + GAP, y, 0);
        x += keyLength(key);
      }
      y += LEGEND_LINE;
    }
  }

  /// The legend's keys in lines that are no wider than the page, each as full as can be.
  private List<List<Picture.Key>> legendLines() {
    List<List<Picture.Key>> lines = new ArrayList<>();
    double room = 0;
    for (Picture.Key key : picture.legend()) {
      if (keyLength(key) - KEY_GAP > room) {
        lines.add(new ArrayList<>());
        room = width() - 2 * EDGE;
      }
      lines.getLast().add(key);
      room -= keyLength(key);
    }
    return lines;
  }

  private static double keyLength(Picture.Key key) {
    return SAMPLE + GAP + new TextLayout(key.text(), PlotFont.size(TEXT), Brush.PRECISE).getAdvance() + KEY_GAP;
  }

  private int legendBand() {
    return picture.legend().isEmpty() ? 0 : legendLines().size() * LEGEND_LINE + EDGE;
  }

  private static int titleBand(Row row) {
    return row.panels().stream().allMatch(panel -> panel.title().isEmpty()) ? 0 : TITLE_BAND;
  }
}
