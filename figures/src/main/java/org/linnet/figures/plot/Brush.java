package org.linnet.figures.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// Draws marks between the axes of a panel, and the strokes and texts that they and the legend are made of.
final class Brush {
  /// Text measured without the rounding of any screen.
  static final FontRenderContext PRECISE = new FontRenderContext(null, true, true);
  private static final double SMALL_TEXT = 9;
  private static final Color TEXT_INK = new Color(0x222222);

  private Brush() {}

  /// Draws `mark` where `axes`, already painted around `plot`, put it.
  static void paint(Graphics2D g, Mark mark, Axes axes, Rectangle2D plot) {
    switch (mark) {
      case Mark.Curve curve -> curve(g, curve, axes, plot);
      case Mark.Level level -> level(g, level, axes, plot);
      case Mark.Histogram bars -> histogram(g, bars, axes, plot);
      case Mark.Map map -> map(g, map, axes, plot);
    }
  }

  private static void curve(Graphics2D g, Mark.Curve curve, Axes axes, Rectangle2D plot) {
    Series points = curve.points();
    Graphics2D inside = (Graphics2D) g.create();
    inside.clip(new Rectangle2D.Double(plot.getX() - 4, plot.getY() - 4, plot.getWidth() + 8, plot.getHeight() + 8));
    Path2D path = new Path2D.Double();
    for (int i = 0; i < points.size(); i++) {
      if (points.gap(i)) {
        continue;
      }
      double x = axes.x(points.x(i));
      double y = axes.y(points.y(i));
      if (i == 0 || points.gap(i - 1)) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    line(inside, path, curve.style());
    for (int i = 0; i < points.size(); i++) {
      if (!points.gap(i)) {
        symbol(inside, axes.x(points.x(i)), axes.y(points.y(i)), curve.style());
      }
    }
    inside.dispose();
  }

  private static void level(Graphics2D g, Mark.Level level, Axes axes, Rectangle2D plot) {
    double y = axes.y(level.y());
    Path2D path = new Path2D.Double();
    path.moveTo(plot.getMinX(), y);
    path.lineTo(plot.getMaxX(), y);
    line(g, path, level.style());
    text(g, level.text(), SMALL_TEXT, plot.getMaxX(), y - 7, 1);
  }

  private static void histogram(Graphics2D g, Mark.Histogram bars, Axes axes, Rectangle2D plot) {
    Graphics2D inside = (Graphics2D) g.create();
    inside.clip(plot);
    inside.setColor(Shade.tint(bars.ink()));
    Series steps = bars.steps();
    for (int i = 0; i < steps.size() - 1; i++) {
      if (!steps.gap(i)) {
        double left = axes.x(steps.x(i));
        double top = axes.y(steps.y(i));
        inside.fill(new Rectangle2D.Double(left, top, axes.x(steps.x(i + 1)) - left, plot.getMaxY() - top));
      }
    }
    inside.dispose();
  }

  private static void map(Graphics2D g, Mark.Map map, Axes axes, Rectangle2D plot) {
    Graphics2D inside = (Graphics2D) g.create();
    inside.clip(plot);
    for (Mark.Cell cell : map.cells()) {
      double left = axes.x(cell.left());
      double top = axes.y(cell.top());
      double width = axes.x(cell.right()) - left;
      double height = axes.y(cell.bottom()) - top;
      Color shade = Shade.of((cell.value() - map.least()) / (map.greatest() - map.least()));
      inside.setColor(shade);
      inside.fill(new Rectangle2D.Double(left, top, width, height));
      text(inside, cell.text(), SMALL_TEXT, left + width / 2, top + height / 2, 0.5, Shade.readableOn(shade));
    }
    inside.dispose();
  }

  static void line(Graphics2D g, Path2D path, Style style) {
    float[] dash = switch (style.line()) {
      case NONE, SOLID -> null;
      case DASHED -> new float[]{4.5f, 3f};
    };
    if (style.line() != Style.Line.NONE) {
      g.setColor(new Color(style.ink().rgb()));
      g.setStroke(new BasicStroke(dash == null ? 1.5f : 1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0));
      g.draw(path);
    }
  }

  static void symbol(Graphics2D g, double x, double y, Style style) {
    switch (style.symbol()) {
      case NONE -> {
      }
      case CIRCLE -> {
        double r = 2.8;
        g.setColor(new Color(style.ink().rgb()));
        g.setStroke(new BasicStroke(1f));
        g.draw(new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r));
      }
      case BAR -> {
        g.setColor(Shade.tint(style.ink()));
        g.fill(new Rectangle2D.Double(x - 7, y - 4.5, 14, 9));
      }
    }
  }

  /// Text as outlines, its middle height at `y`, `anchor` of its length left of `x`.
  static void text(Graphics2D g, String text, double size, double x, double y, double anchor) {
    text(g, text, size, x, y, anchor, TEXT_INK);
  }

  private static void text(Graphics2D g, String text, double size, double x, double y, double anchor, Color ink) {
    if (text.isEmpty()) {
      return;
    }
    Font font = PlotFont.size(size);
    TextLayout layout = new TextLayout(text, font, PRECISE);
    double middle = new TextLayout("x", font, PRECISE).getBounds().getHeight() / 2;
    g.setColor(ink);
    g.fill(layout.getOutline(AffineTransform.getTranslateInstance(x - anchor * layout.getAdvance(), y + middle)));
  }
}
