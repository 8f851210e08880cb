package org.linnet.figures.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/// **Oracle**: the JDK's XML parser and PNG reader, and where straight lines must lie on linear and logarithmic axes.
///
/// **If wrong**: every figure.
class DrawingTest {
  private static final Style LINE = Style.line(Ink.BLUE);

  @Test
  void aPngHasTheStatedSizeAndIsNotBlank() throws Exception {
    Drawing drawing = Drawing.of(picture(Axis.linear("x"), Axis.linear("y"), series(0, 1, 2)));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(drawing.png(2)));
    assertEquals(2 * drawing.width(), image.getWidth());
    assertEquals(2 * drawing.height(), image.getHeight());
    assertTrue(pixels(image, 0xffffff) > 0.8 * image.getWidth() * image.getHeight(), "mostly white ground");
    assertTrue(pixels(image, Ink.BLUE.rgb()) > 200, "the curve in its colour");
  }

  @Test
  void anSvgIsWellFormedAndRefersToNothingOutside() throws Exception {
    Document svg = parsed(
        Drawing.of(picture(Axis.linear("<x> & \"y\""), Axis.log("y"), series(1, 10, 1000))).svg("A < B & C"));
    assertEquals("svg", svg.getDocumentElement().getTagName());
    assertEquals("A < B & C", svg.getElementsByTagName("title").item(0).getTextContent());
    NodeList all = svg.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertTrue(List.of("svg", "title", "defs", "clipPath", "path").contains(element.getTagName()),
          "no text, image or link, but " + element.getTagName());
      assertFalse(element.hasAttribute("href") || element.hasAttribute("style"));
    }
  }

  @Test
  void bothFormatsAreTheSameEveryTime() {
    Picture picture = picture(Axis.linear("x"), Axis.log("y"), series(1, 3, 1000));
    assertEquals(Drawing.of(picture).svg("t"), Drawing.of(picture).svg("t"));
    org.junit.jupiter.api.Assertions.assertArrayEquals(Drawing.of(picture).png(1), Drawing.of(picture).png(1));
  }

  @Test
  void equalDifferencesAreEqualLengthsOnALinearAxis() throws Exception {
    List<double[]> points = curve(picture(Axis.linear("x"), Axis.linear("y"), series(-1, 2, 5)));
    assertEquals(points.get(1)[1] - points.get(0)[1], points.get(2)[1] - points.get(1)[1], 0.02);
    assertTrue(points.get(0)[1] > points.get(2)[1], "larger values lie higher");
  }

  @Test
  void equalRatiosAreEqualLengthsOnALogAxisOfAnyLength() throws Exception {
    for (double ratio : new double[]{1.5, 20, 1e6}) { // within a decade, a few, and many
      List<double[]> points = curve(
          picture(Axis.linear("x"), Axis.log("y"), series(1e-7, 1e-7 * ratio, 1e-7 * ratio * ratio)));
      assertEquals(points.get(1)[1] - points.get(0)[1], points.get(2)[1] - points.get(1)[1], 0.02, "ratio " + ratio);
    }
  }

  @Test
  void doublingIsOneLengthOnAnAxisOfPowersOfTwo() throws Exception {
    List<double[]> points = curve(picture(Axis.linear("x"), Axis.powersOfTwo("y"), series(2, 8, 32)));
    assertEquals(points.get(1)[1] - points.get(0)[1], points.get(2)[1] - points.get(1)[1], 0.02);
  }

  @Test
  void barsStandOnTheAxisAndReachTheirHeights() throws Exception {
    Series tall = Series.of(new double[]{0, 1, 3}, new double[]{1, 0.5, Double.NaN});
    BufferedImage image = image(new Mark.Histogram(tall, Ink.BLUE));
    int tint = Shade.tint(Ink.BLUE).getRGB() & 0xffffff;
    double area = pixels(image, tint);
    BufferedImage half = image(
        new Mark.Histogram(Series.of(new double[]{0, 1, 3}, new double[]{1, Double.NaN, 0}), Ink.BLUE));
    assertEquals(0.5, pixels(half, tint) / area, 0.01,
        "a bar of width 1 and height 1 beside one of width 2 and height 1/2");
  }

  @Test
  void theLegendShowsBarsInTheirTint() throws Exception {
    Panel panel = new Panel("", Axis.linear("x"), Axis.linear("y"), List.of());
    Picture picture = new Picture(240, List.of(new Picture.Row(160, List.of(panel))),
        List.of(new Picture.Key("bars", Style.bars(Ink.BLUE))));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(Drawing.of(picture).png(2)));
    assertEquals(28.0 * 18, (double) pixels(image, Shade.tint(Ink.BLUE).getRGB() & 0xffffff), 60, "14 x 9 pixels");
  }

  @Test
  void theCellsOfAMapFillTheirRectanglesInTheColoursOfTheirValues() throws Exception {
    List<Mark.Cell> cells = List.of(new Mark.Cell(0, 1, 0, 1, 5, ""), new Mark.Cell(1, 3, 0, 1, 9, ""),
        new Mark.Cell(0, 3, 1, 2, Double.NaN, ""));
    BufferedImage image = image(new Mark.Map(cells, 5, 9));
    double dark = pixels(image, 0x440154);
    assertEquals(2, pixels(image, 0xfde725) / dark, 0.03);
    assertEquals(3, pixels(image, 0xdddddd) / dark, 0.05);
  }

  @Test
  void aCellsTextCanBeReadOnItsColour() throws Exception {
    assertEquals(java.awt.Color.WHITE, Shade.readableOn(Shade.of(0)));
    assertEquals(java.awt.Color.BLACK, Shade.readableOn(Shade.of(1)));
    Mark.Cell cell = new Mark.Cell(0, 1, 0, 1, 0, "888");
    assertTrue(pixels(image(new Mark.Map(List.of(cell), 0, 1)), 0xffffff) > pixels(
        image(new Mark.Map(List.of(new Mark.Cell(0, 1, 0, 1, 0, "")), 0, 1)), 0xffffff), "white text on the dark cell");
  }

  @Test
  void aLevelLiesWhereACurveOfItsValueLies() throws Exception {
    for (Axis axis : List.of(Axis.linear("y"), Axis.log("y"))) {
      Panel panel = new Panel("", Axis.linear("x"), axis, List.of(new Mark.Curve(series(1, 50, 7e4), LINE),
          new Mark.Level(50, "", new Style(Ink.PURPLE, Style.Line.SOLID, Style.Symbol.NONE))));
      Document svg = parsed(Drawing.of(new Picture(200, List.of(new Picture.Row(150, List.of(panel))), List.of()))
          .svg("t"));
      assertEquals(points(path(svg, Ink.BLUE)).get(1)[1], points(path(svg, Ink.PURPLE)).get(0)[1], 0.02);
    }
  }

  @Test
  void thePanelsOfAColumnBeginAtTheSamePlace() throws Exception {
    Panel narrow = new Panel("", Axis.linear(""), Axis.linear(""), List.of(new Mark.Curve(series(1, 2, 3), LINE)));
    Panel wide = new Panel("", Axis.linear(""), Axis.linear("a title"),
        List.of(new Mark.Curve(series(100_000, 200_000, 300_000), Style.line(Ink.GREEN))));
    Document svg = parsed(Drawing.of(new Picture(200,
        List.of(new Picture.Row(120, List.of(narrow)), new Picture.Row(120, List.of(wide))), List.of())).svg("t"));
    assertEquals(points(path(svg, Ink.BLUE)).get(0)[0], points(path(svg, Ink.GREEN)).get(0)[0], 0.2);
  }

  @Test
  void whereAValueIsMissingTheLineHasAGap() throws Exception {
    Picture picture = picture(Axis.linear("x"), Axis.log("y"),
        series(1, 2, Double.NaN, 3, 4, Double.POSITIVE_INFINITY));
    String path = path(parsed(Drawing.of(picture).svg("t")), Ink.BLUE);
    assertEquals("MLML", path.replaceAll("[^ML]", ""));
    Drawing.of(picture(Axis.linear("x"), Axis.log("y"), series(Double.NaN))).png(1);
  }

  @Test
  void nothingIsDrawnOutsideThePageHoweverLongTheLegend() throws Exception {
    Panel panel = new Panel("", Axis.linear("x"), Axis.linear("y"), List.of(new Mark.Curve(series(1, 2, 3), LINE)));
    List<Picture.Key> keys = java.util.Collections.nCopies(9, new Picture.Key("a key of some length", LINE));
    Drawing drawing = Drawing.of(new Picture(300, List.of(new Picture.Row(120, List.of(panel))), keys));
    NodeList paths = parsed(drawing.svg("t")).getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Matcher point = Pattern.compile("(-?[\\d.]+) (-?[\\d.]+)").matcher(((Element) paths.item(i)).getAttribute("d"));
      while (point.find()) {
        assertEquals(drawing.width() / 2.0, Double.parseDouble(point.group(1)), drawing.width() / 2.0, "x");
        assertEquals(drawing.height() / 2.0, Double.parseDouble(point.group(2)), drawing.height() / 2.0, "y");
      }
    }
  }

  @Test
  void wrongPicturesAreRefusedWithTheRuleThatTheyBreak() {
    assertMessage("a log axis must start above 0, got 0.0", () -> Axis.log("y").between(0, 1));
    assertMessage("an axis must run upwards, got 2.0 to 1.0", () -> Axis.linear("y").between(2, 1));
    assertMessage("values on the log axis 'energy' must be positive, got -1.0",
        () -> Drawing.of(picture(Axis.linear("x"), Axis.log("energy"), series(-1, 1, 2))));
    assertMessage("x and y must have as many values, got 1 and 2", () -> Series.of(new double[1], new double[2]));
    assertMessage("x of point 1 must be finite, got NaN",
        () -> Series.of(new double[]{0, Double.NaN}, new double[2]));
    assertMessage("row height must be at least 60, got 10", () -> new Picture.Row(10, List.of()));
  }

  @Test
  void thinningKeepsTheEnds() {
    double[] x = java.util.stream.IntStream.range(0, 100).asDoubleStream().toArray();
    Series thinned = Series.of(x, x).thinned(7);
    assertEquals(7, thinned.size());
    assertEquals(0, thinned.x(0));
    assertEquals(99, thinned.y(6));
    assertEquals(1, series(5).thinned(3).size());
  }

  @Test
  void numeralsReadAsInAJournal() {
    assertEquals("9.8 × 10⁻⁶", Numeral.of(9.8016e-6, 2));
    assertEquals("10⁻⁵", Numeral.of(1e-5, 3));
    assertEquals("0.8", Numeral.of(0.8, 3));
    assertEquals("−4.43 × 10⁻⁶", Numeral.of(-4.428e-6, 3));
    assertEquals("0", Numeral.of(0, 3));
    assertEquals("NaN", Numeral.of(Double.NaN, 3));
    assertEquals("1.2 × 10¹⁰", Numeral.of(1.2e10, 3));
  }

  private static Picture picture(Axis x, Axis y, Series series) {
    Panel panel = new Panel("title", x, y, List.of(new Mark.Curve(series, LINE)));
    return new Picture(240, List.of(new Picture.Row(160, List.of(panel))), List.of(new Picture.Key("key",
        Style.circles(Ink.GREY))));
  }

  private static BufferedImage image(Mark mark) throws Exception {
    Panel panel = new Panel("", Axis.linear("x").between(0, 3), Axis.linear("y").between(0, 2), List.of(mark));
    Picture picture = new Picture(240, List.of(new Picture.Row(160, List.of(panel))), List.of());
    return ImageIO.read(new ByteArrayInputStream(Drawing.of(picture).png(4)));
  }

  private static Series series(double... y) {
    return Series.of(java.util.stream.IntStream.range(0, y.length).asDoubleStream().toArray(), y);
  }

  private static List<double[]> curve(Picture picture) throws Exception {
    return points(path(parsed(Drawing.of(picture).svg("t")), Ink.BLUE));
  }

  private static String path(Document svg, Ink ink) {
    NodeList paths = svg.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      if (path.getAttribute("stroke").equals(String.format("#%06x", ink.rgb()))) {
        return path.getAttribute("d");
      }
    }
    throw new AssertionError("no stroke in " + ink);
  }

  private static List<double[]> points(String path) {
    List<double[]> points = new ArrayList<>();
    Matcher number = Pattern.compile("[ML](-?[\\d.]+) (-?[\\d.]+)").matcher(path);
    while (number.find()) {
      points.add(new double[]{Double.parseDouble(number.group(1)), Double.parseDouble(number.group(2))});
    }
    return points;
  }

  private static Document parsed(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static long pixels(BufferedImage image, int rgb) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return java.util.Arrays.stream(all).filter(pixel -> (pixel & 0xffffff) == rgb).count();
  }

  private static void assertMessage(String message, org.junit.jupiter.api.function.Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
