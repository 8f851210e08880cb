package org.linnet.figures.plot;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.text.AttributedCharacterIterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A canvas that writes SVG. Text becomes outlines, so that it looks the same where the font is missing; images are not
/// supported, because pictures have none.
final class SvgGraphics extends Graphics2D {
  private static final FontRenderContext PRECISE = new FontRenderContext(null, true, true);

  /// What all copies of a canvas write to.
  private record Page(StringBuilder body, Map<String, String> clips) {}

  private final Page page;
  private AffineTransform transform = new AffineTransform();
  private Shape clip; // in the page's coordinates; null for none
  private Color colour = Color.BLACK;
  private Color background = Color.WHITE;
  private BasicStroke stroke = new BasicStroke();
  private Font font = PlotFont.size(12);
  private Composite composite = AlphaComposite.SrcOver;
  private RenderingHints hints = new RenderingHints(Map.of());

  SvgGraphics() {
    page = new Page(new StringBuilder(), new LinkedHashMap<>());
  }

  private SvgGraphics(SvgGraphics other) {
    page = other.page;
    transform = other.getTransform();
    clip = other.clip;
    colour = other.colour;
    background = other.background;
    stroke = other.stroke;
    font = other.font;
    composite = other.composite;
    hints = (RenderingHints) other.hints.clone();
  }

  /// The SVG document of all that has been drawn.
  String document(int width, int height, String title) {
    StringBuilder svg = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
            .formatted(width, height, width, height));
    svg.append("<title>").append(escaped(title)).append("</title>\n");
    if (!page.clips.isEmpty()) {
      svg.append("<defs>\n");
      page.clips.forEach((path, id) -> svg
          .append("<clipPath id=\"%s\"><path d=\"%s\"/></clipPath>\n".formatted(id, path)));
      svg.append("</defs>\n");
    }
    return svg.append(page.body).append("</svg>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public void draw(Shape shape) {
    Shape drawn = transform.createTransformedShape(shape);
    double scale = Math.sqrt(Math.abs(transform.getDeterminant()));
    double width = stroke.getLineWidth() * scale;
    StringBuilder attributes = new StringBuilder(" fill=\"none\" stroke=\"").append(hex()).append('"');
    attributes.append(" stroke-width=\"").append(number(width)).append('"');
    if (stroke.getEndCap() != BasicStroke.CAP_BUTT) {
      attributes.append(" stroke-linecap=\"").append(stroke.getEndCap() == BasicStroke.CAP_ROUND ? "round" : "square")
          .append('"');
    }
    if (stroke.getLineJoin() != BasicStroke.JOIN_MITER) {
      attributes.append(" stroke-linejoin=\"")
          .append(stroke.getLineJoin() == BasicStroke.JOIN_ROUND ? "round" : "bevel")
          .append('"');
    }
    if (stroke.getDashArray() != null) {
      attributes.append(" stroke-dasharray=\"");
      for (float dash : stroke.getDashArray()) {
        attributes.append(number(dash * scale)).append(' ');
      }
      attributes.setCharAt(attributes.length() - 1, '"');
    }
    Rectangle2D extent = drawn.getBounds2D();
    extent.setRect(extent.getX() - width / 2, extent.getY() - width / 2, extent.getWidth() + width,
        extent.getHeight() + width);
    write(drawn, extent, attributes.append(opacity("stroke")));
  }

  @Override
  public void fill(Shape shape) {
    Shape filled = transform.createTransformedShape(shape);
    StringBuilder attributes = new StringBuilder(" fill=\"").append(hex()).append('"').append(opacity("fill"));
    if (filled.getPathIterator(null).getWindingRule() == PathIterator.WIND_EVEN_ODD) {
      attributes.append(" fill-rule=\"evenodd\"");
    }
    write(filled, filled.getBounds2D(), attributes);
  }

  private void write(Shape shape, Rectangle2D extent, CharSequence attributes) {
    String path = path(shape);
    if (path.isEmpty() || (clip != null && !clip.intersects(extent))) {
      return;
    }
    page.body.append("<path d=\"").append(path).append('"').append(attributes);
    if (clip != null && !clip.contains(extent)) {
      String id = page.clips.computeIfAbsent(path(clip), _ -> "clip" + (page.clips.size() + 1));
      page.body.append(" clip-path=\"url(#").append(id).append(")\"");
    }
    page.body.append("/>\n");
  }

  private static String path(Shape shape) {
    StringBuilder d = new StringBuilder();
    double[] p = new double[6];
    for (PathIterator it = shape.getPathIterator(null); !it.isDone(); it.next()) {
      int segment = it.currentSegment(p);
      int points = switch (segment) {
        case PathIterator.SEG_QUADTO -> 2;
        case PathIterator.SEG_CUBICTO -> 3;
        case PathIterator.SEG_CLOSE -> 0;
        default -> 1;
      };
      d.append("MLQCZ".charAt(segment));
      for (int k = 0; k < 2 * points; k++) {
        d.append(k == 0 ? "" : " ").append(number(p[k]));
      }
    }
    return d.toString();
  }

  /// To a hundredth of a pixel, in the shortest form.
  private static String number(double value) {
    long hundredths = Math.round(value * 100);
    String sign = hundredths < 0 ? "-" : "";
    long size = Math.abs(hundredths);
    if (size % 100 == 0) {
      return sign + size / 100;
    }
    String digits = sign + size / 100 + "." + (size / 10) % 10;
    return size % 10 == 0 ? digits : digits + size % 10;
  }

  private String hex() {
    return String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xffffff);
  }

  private String opacity(String of) {
    return colour.getAlpha() == 255 ? "" : " " + of + "-opacity=\"" + number(colour.getAlpha() / 255.0) + '"';
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (!text.isEmpty()) {
      fill(new TextLayout(text, font, PRECISE).getOutline(AffineTransform.getTranslateInstance(x, y)));
    }
  }

  @Override
  public void drawString(String text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, float x, float y) {
    fill(new TextLayout(text, PRECISE).getOutline(AffineTransform.getTranslateInstance(x, y)));
  }

  @Override
  public void drawString(AttributedCharacterIterator text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
    fill(glyphs.getOutline(x, y));
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return PRECISE;
  }

  // the state of the canvas

  @Override
  public Graphics create() {
    return new SvgGraphics(this);
  }

  @Override
  public void dispose() {}

  @Override
  public void setPaint(Paint paint) {
    if (paint instanceof Color plain) {
      colour = plain;
    } else if (paint != null) {
      throw unsupported("a paint that is not one colour");
    }
  }

  @Override
  public Paint getPaint() {
    return colour;
  }

  @Override
  public void setColor(Color c) {
    setPaint(c);
  }

  @Override
  public Color getColor() {
    return colour;
  }

  @Override
  public void setBackground(Color c) {
    background = c;
  }

  @Override
  public Color getBackground() {
    return background;
  }

  @Override
  public void setStroke(Stroke s) {
    if (!(s instanceof BasicStroke basic)) {
      throw unsupported("a stroke that is not basic");
    }
    stroke = basic;
  }

  @Override
  public Stroke getStroke() {
    return stroke;
  }

  @Override
  public void setComposite(Composite c) {
    if (!AlphaComposite.SrcOver.equals(c)) {
      throw unsupported("another composite than painting over");
    }
    composite = c;
  }

  @Override
  public Composite getComposite() {
    return composite;
  }

  @Override
  public void setFont(Font f) {
    font = f;
  }

  @Override
  public Font getFont() {
    return font;
  }

  @Override
  public FontMetrics getFontMetrics(Font f) {
    Graphics2D pixels = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return pixels.getFontMetrics(f);
    } finally {
      pixels.dispose();
    }
  }

  @Override
  public void setRenderingHint(RenderingHints.Key key, Object value) {
    if (value == null) {
      hints.remove(key);
    } else {
      hints.put(key, value);
    }
  }

  @Override
  public Object getRenderingHint(RenderingHints.Key key) {
    return hints.get(key);
  }

  @Override
  public void setRenderingHints(Map<?, ?> values) {
    hints = new RenderingHints(Map.of());
    hints.putAll(values);
  }

  @Override
  public void addRenderingHints(Map<?, ?> values) {
    hints.putAll(values);
  }

  @Override
  public RenderingHints getRenderingHints() {
    return (RenderingHints) hints.clone();
  }

  @Override
  public void translate(int x, int y) {
    transform.translate(x, y);
  }

  @Override
  public void translate(double x, double y) {
    transform.translate(x, y);
  }

  @Override
  public void rotate(double angle) {
    transform.rotate(angle);
  }

  @Override
  public void rotate(double angle, double x, double y) {
    transform.rotate(angle, x, y);
  }

  @Override
  public void scale(double x, double y) {
    transform.scale(x, y);
  }

  @Override
  public void shear(double x, double y) {
    transform.shear(x, y);
  }

  @Override
  public void transform(AffineTransform t) {
    transform.concatenate(t);
  }

  @Override
  public void setTransform(AffineTransform t) {
    transform = new AffineTransform(t);
  }

  @Override
  public AffineTransform getTransform() {
    return new AffineTransform(transform);
  }

  @Override
  public void clip(Shape s) {
    Shape added = transform.createTransformedShape(s);
    if (clip == null) {
      clip = added;
    } else {
      Area both = new Area(clip);
      both.intersect(new Area(added));
      clip = both;
    }
  }

  @Override
  public void setClip(Shape s) {
    clip = s == null ? null : transform.createTransformedShape(s);
  }

  @Override
  public Shape getClip() {
    try {
      return clip == null ? null : transform.createInverse().createTransformedShape(clip);
    } catch (java.awt.geom.NoninvertibleTransformException flat) {
      throw new IllegalStateException("the canvas has been scaled to nothing", flat);
    }
  }

  @Override
  public Rectangle getClipBounds() {
    return clip == null ? null : getClip().getBounds();
  }

  @Override
  public void clipRect(int x, int y, int width, int height) {
    clip(new Rectangle(x, y, width, height));
  }

  @Override
  public void setClip(int x, int y, int width, int height) {
    setClip(new Rectangle(x, y, width, height));
  }

  @Override
  public boolean hit(Rectangle rectangle, Shape shape, boolean onStroke) {
    Shape extent = onStroke ? stroke.createStrokedShape(shape) : shape;
    return transform.createTransformedShape(extent).intersects(rectangle);
  }

  // the older ways to draw

  @Override
  public void drawLine(int x1, int y1, int x2, int y2) {
    draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void fillRect(int x, int y, int width, int height) {
    fill(new Rectangle(x, y, width, height));
  }

  @Override
  public void clearRect(int x, int y, int width, int height) {
    Color before = colour;
    colour = background;
    fillRect(x, y, width, height);
    colour = before;
  }

  @Override
  public void drawRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
    draw(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
  }

  @Override
  public void fillRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
    fill(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
  }

  @Override
  public void drawOval(int x, int y, int width, int height) {
    draw(new Ellipse2D.Double(x, y, width, height));
  }

  @Override
  public void fillOval(int x, int y, int width, int height) {
    fill(new Ellipse2D.Double(x, y, width, height));
  }

  @Override
  public void drawArc(int x, int y, int width, int height, int start, int extent) {
    draw(new Arc2D.Double(x, y, width, height, start, extent, Arc2D.OPEN));
  }

  @Override
  public void fillArc(int x, int y, int width, int height, int start, int extent) {
    fill(new Arc2D.Double(x, y, width, height, start, extent, Arc2D.PIE));
  }

  @Override
  public void drawPolyline(int[] x, int[] y, int points) {
    draw(polygon(x, y, points));
  }

  @Override
  public void drawPolygon(int[] x, int[] y, int points) {
    Path2D closed = polygon(x, y, points);
    closed.closePath();
    draw(closed);
  }

  @Override
  public void fillPolygon(int[] x, int[] y, int points) {
    fill(polygon(x, y, points));
  }

  private static Path2D polygon(int[] x, int[] y, int points) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    path.moveTo(x[0], y[0]);
    for (int k = 1; k < points; k++) {
      path.lineTo(x[k], y[k]);
    }
    return path;
  }

  // what a picture does not need

  private static UnsupportedOperationException unsupported(String what) {
    return new UnsupportedOperationException("SVG pictures do not support " + what);
  }

  @Override
  public GraphicsConfiguration getDeviceConfiguration() {
    throw unsupported("a device");
  }

  @Override
  public void setPaintMode() {}

  @Override
  public void setXORMode(Color c) {
    throw unsupported("XOR painting");
  }

  @Override
  public void copyArea(int x, int y, int width, int height, int dx, int dy) {
    throw unsupported("copying areas");
  }

  @Override
  public void drawImage(BufferedImage image, BufferedImageOp operation, int x, int y) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, AffineTransform t, ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, int x, int y, ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, int x, int y, int width, int height, ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, int x, int y, Color c, ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, int x, int y, int width, int height, Color c, ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, int dx1, int dy1, int dx2, int dy2, int sx1, int sy1, int sx2, int sy2,
      ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public boolean drawImage(Image image, int dx1, int dy1, int dx2, int dy2, int sx1, int sy1, int sx2, int sy2, Color c,
      ImageObserver observer) {
    throw unsupported("images");
  }

  @Override
  public void drawRenderedImage(RenderedImage image, AffineTransform t) {
    throw unsupported("images");
  }

  @Override
  public void drawRenderableImage(RenderableImage image, AffineTransform t) {
    throw unsupported("images");
  }
}
