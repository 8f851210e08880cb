package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Java's vectors of floats and of doubles have no common arithmetic type: their products are two classes of one text.
///
/// **Oracle**: the text itself.
class TwinsTest {
  @ParameterizedTest
  @ValueSource(strings = {"Tile", "Product"})
  void floatsAndDoublesAreMultipliedAlike(String kind) throws IOException {
    assertEquals(
        source("Float" + kind).replace("Float", "Double").replace("float", "double").replace("single", "double"),
        source("Double" + kind));
  }

  /// Without white space, which depends on the lengths of lines.
  private static String source(String name) throws IOException {
    return Files.readString(Path.of("src/main/java/org/linnet/core/device", name + ".java")).replaceAll("\\s+|///", "");
  }
}
