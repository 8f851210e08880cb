package org.linnet.core.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// **Oracle**: the file system.
class OutputFolderTest {
  @Test
  void aFileIsReplacedWholeAndNothingElseIsLeft(@TempDir Path folder) throws IOException {
    Path deep = folder.resolve("a/b");
    OutputFolder output = OutputFolder.at(deep);
    output.write("x.txt", "first and longer");
    assertEquals(deep.resolve("x.txt"), output.write("x.txt", "second"));
    assertEquals("second", Files.readString(deep.resolve("x.txt")));
    try (Stream<Path> files = Files.list(deep)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedBeforeTheWork(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals("results cannot be written to " + file.resolve("out") + ": choose another folder with --out",
        assertThrows(IOException.class, () -> OutputFolder.at(file.resolve("out"))).getMessage());
  }

  @Test
  void theInstallationKnowsItsVersion() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<version>" + Installation.here().version() + "</version>"), Installation.here().version());
  }
}
