package org.linnet.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every class and method that docs/theory/index.md names in the last column of its tables is there.
///
/// **Oracle**: ArchUnit, on the compiled classes; figures is the last module, so it sees those of all others.
///
/// **If wrong**: a reader looks for what does not exist.
class TheoryIndexTest {
  private static final Path INDEX = Path.of("..", "docs", "theory", "index.md");
  /// `package.Class.Nested#method` with all but the class optional, or `#method` of the class before.
  private static final Pattern NAME = Pattern
      .compile("`((?:[a-z]\\w*\\.)?[A-Z]\\w*(?:\\.[A-Z]\\w*)*)?(?:#([a-z]\\w*))?`");
  private static final List<JavaClass> CLASSES = List
      .copyOf(new ClassFileImporter().importPackages("org.linnet").stream()
          .toList());

  @Test
  void namesExist() throws IOException {
    List<String> missing = new ArrayList<>();
    int names = 0;
    for (String line : Files.readAllLines(INDEX)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length != 5) {
        continue;
      }
      String last = "";
      for (Matcher name = NAME.matcher(cells[3]); name.find();) {
        last = name.group(1) == null ? last : name.group(1);
        names++;
        if (!exists(last, Optional.ofNullable(name.group(2)))) {
          missing.add(name.group() + " in: " + line);
        }
      }
    }
    assertTrue(names > 200, "only " + names + " names were read: has the table another shape?");
    assertEquals(List.of(), missing);
  }

  private static boolean exists(String type, Optional<String> method) {
    return CLASSES.stream().filter(c -> c.getName().replace('$', '.').endsWith("." + type))
        .anyMatch(
            c -> method.isEmpty() || c.getMembers().stream().map(JavaMember::getName).anyMatch(method.get()::equals));
  }
}
