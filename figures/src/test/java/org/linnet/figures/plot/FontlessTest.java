package org.linnet.figures.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures on a machine without fonts: a second JVM, to which fontconfig shows none.
///
/// **Oracle**: the same picture drawn by this JVM, with the machine's fonts at hand; and, as control, that plain Java
/// cannot lay out a word in that second JVM.
///
/// **If wrong**: no figures in containers.
class FontlessTest {
  @TempDir
  Path folder;

  @Test
  void aPictureIsTheSameOnAMachineWithoutFonts() throws Exception {
    Path png = folder.resolve("picture.png");
    assertEquals(0, withoutFonts("picture", png.toString()), () -> log());
    assertArrayEquals(picture(), Files.readAllBytes(png));
  }

  @Test
  void plainJavaFailsThere() throws Exception {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "fontconfig is Linux's");
    assertNotEquals(0, withoutFonts("plain"), "the second JVM has fonts: it proves nothing");
  }

  /// What the second JVM runs.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      if (arguments[0].equals("picture")) {
        Files.write(Path.of(arguments[1]), picture());
      } else {
        new TextLayout("word", new Font("SansSerif", Font.PLAIN, 12), new FontRenderContext(null, true, true))
            .getBounds();
      }
    }
  }

  private static byte[] picture() {
    Series points = Series.of(new double[]{0, 1, 2}, new double[]{1e-3, 2, 1});
    Panel panel = new Panel("Größe ∇ℒ, ‖z‖², γ₁", Axis.linear("x"), Axis.log("y"),
        List.of(new Mark.Curve(points, Style.line(Ink.BLUE))));
    return Drawing.of(new Picture(200, List.of(new Picture.Row(150, List.of(panel))), List.of())).png(1);
  }

  private int withoutFonts(String... arguments) throws IOException, InterruptedException {
    Path none = folder.resolve("fonts.conf");
    Files.writeString(none, "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
    String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.awt.headless=true", "-Duser.home=" + folder, "-cp", classes, Child.class.getName());
    java.command().addAll(List.of(arguments));
    java.environment().put("FONTCONFIG_FILE", none.toString());
    java.environment().put("XDG_CACHE_HOME", folder.toString());
    Process run = java.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    if (!run.waitFor(60, TimeUnit.SECONDS)) {
      run.destroyForcibly();
      throw new AssertionError("the second JVM did not end");
    }
    return run.exitValue();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException none) {
      return none.toString();
    }
  }
}
