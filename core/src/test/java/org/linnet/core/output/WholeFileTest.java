package org.linnet.core.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// **Oracle**: the bytes written, and what the folder lists.
///
/// **If wrong**: a full disk or a killed run costs the checkpoint that was there.
class WholeFileTest {
  @TempDir
  private Path folder;

  @Test
  void aFileIsReplacedByWhatIsWritten() throws IOException {
    Path file = folder.resolve("file");
    WholeFile.write(file, out -> out.write(new byte[]{1, 2, 3}));
    WholeFile.write(file, out -> out.write(new byte[]{4}));
    assertArrayEquals(new byte[]{4}, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void whenWritingFailsTheOldContentStaysAndNothingElse() throws IOException {
    Path file = folder.resolve("file");
    WholeFile.write(file, out -> out.write(new byte[]{1, 2, 3}));
    IOException full = assertThrows(IOException.class, () -> WholeFile.write(file, out -> {
      out.write(new byte[100_000]);
      assertArrayEquals(new byte[]{1, 2, 3}, Files.readAllBytes(file), "while the new content is being written");
      throw new IOException("No space left on device");
    }));
    assertEquals("No space left on device", full.getMessage());
    assertArrayEquals(new byte[]{1, 2, 3}, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("nowhere/file");
    assertEquals("there is no folder " + folder.resolve("nowhere"),
        assertThrows(IOException.class, () -> WholeFile.write(file, _ -> {
        })).getMessage());
  }

  @Test
  void onlyThePartsOfThisFileAreDeleted() throws IOException {
    for (String name : List.of("run", ".run.12.part", ".run.part", ".run.12.part.part", ".runs.12.part",
        "run.12.part")) {
      Files.createFile(folder.resolve(name));
    }
    WholeFile.deleteParts(folder.resolve("run"));
    assertEquals(List.of(".run.12.part.part", ".run.part", ".runs.12.part", "run", "run.12.part"),
        files().stream().map(path -> path.getFileName().toString()).toList());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
