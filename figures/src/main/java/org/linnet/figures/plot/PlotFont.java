package org.linnet.figures.plot;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The one font of all pictures, DejaVu Sans, which is shipped with Linnet.
///
/// Java's own fonts come from the machine, and on a machine without fonts AWT fails even before it is asked for one. So
/// this class tells AWT, always and before it starts, that the shipped file is the only font there is: pictures are then
/// the same on every machine.
final class PlotFont {
  private static final Font BASE = install();

  private PlotFont() {}

  /// The font at this size.
  static Font size(double points) {
    return BASE.deriveFont((float) points);
  }

  private static Font install() {
    System.setProperty("java.awt.headless", "true");
    try {
      Path folder = Files.createTempDirectory("linnet-font");
      Path ttf = folder.resolve("DejaVuSans.ttf");
      Path mapping = folder.resolve("fontconfig.properties");
      try (InputStream shipped = PlotFont.class.getResourceAsStream("DejaVuSans.ttf")) {
        Files.copy(shipped, ttf);
      }
      Files.writeString(mapping, mapping(ttf));
      deleteOnExit(folder, ttf, mapping);
      System.setProperty("sun.awt.fontconfig", mapping.toString());
      return Font.createFont(Font.TRUETYPE_FONT, ttf.toFile());
    } catch (IOException failed) {
      throw new UncheckedIOException("the font of the pictures cannot be unpacked: " + failed.getMessage(), failed);
    } catch (FontFormatException broken) {
      throw new IllegalStateException("the shipped font is broken", broken);
    }
  }

  /// AWT's font configuration in which every logical font in every style is this file.
  private static String mapping(Path ttf) {
    StringBuilder lines = new StringBuilder("version=1\nsequence.allfonts=default\n");
    for (String font : new String[]{"serif", "sansserif", "monospaced", "dialog", "dialoginput"}) {
      for (String style : new String[]{"plain", "bold", "italic", "bolditalic"}) {
        lines.append(font).append('.').append(style).append(".default=DejaVu Sans\n");
      }
    }
    String escaped = ttf.toString().replace("\\", "\\\\");
    return lines.append("filename.DejaVu_Sans=").append(escaped).append('\n').toString();
  }

  private static void deleteOnExit(Path... folderFirst) {
    for (Path file : folderFirst) {
      file.toFile().deleteOnExit(); // in reverse order
    }
  }
}
