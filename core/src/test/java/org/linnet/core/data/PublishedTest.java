package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.linnet.core.data.Published.RemoteFile;

/// **Oracle**: the table of docs/data.md, written and checked apart from the code.
class PublishedTest {
  @Test
  void filesSizesAndChecksumsAreThoseOfTheDocumentation() throws IOException {
    List<String> documented = Files.readAllLines(Path.of("../docs/data.md")).stream()
        .filter(line -> line.matches("\\| `.*` \\|.*\\| `[0-9a-f]{64}` \\|")).toList();
    List<String> known = Published.ALL.stream().flatMap(PublishedTest::rows).toList();
    assertEquals(documented, known);
  }

  @Test
  void everyMirrorIsAFolderOnTheWeb() {
    for (Published set : Published.ALL) {
      for (URI mirror : set.mirrors()) {
        assertTrue(mirror.getScheme().startsWith("http") && mirror.getPath().endsWith("/"), mirror.toString());
      }
    }
  }

  private static Stream<String> rows(Published set) {
    String folder = set.format() == Published.Format.IDX ? set.name() + "/" : "";
    return set.files().stream().map((RemoteFile file) -> "| `%s%s` | %s | `%s` |".formatted(folder, file.name(),
        String.format(Locale.ROOT, "%,d", file.bytes()), file.sha256()));
  }
}
