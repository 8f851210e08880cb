package org.linnet.verify.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A directory for results. A file appears in it whole or not at all.
public final class Output {
  private final Path directory;

  private Output(Path directory) {
    this.directory = directory;
  }

  /// The directory, made if missing.
  ///
  /// @throws IOException if it cannot be made or written to; better known before long work than after
  public static Output in(Path directory) throws IOException {
    Files.createDirectories(directory);
    Output output = new Output(directory);
    Path probe = output.part("probe");
    Files.writeString(probe, "");
    Files.delete(probe);
    return output;
  }

  /// Writes one file and returns its path.
  public Path write(String name, String content) throws IOException {
    Path part = part(name);
    try {
      Files.writeString(part, content);
      return Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Path part(String name) {
    return directory.resolve("." + name + "." + ProcessHandle.current().pid() + ".part");
  }
}
