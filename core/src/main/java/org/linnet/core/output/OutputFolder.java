package org.linnet.core.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder for results. A file appears in it whole or not at all.
public final class OutputFolder {
  private final Path folder;

  private OutputFolder(Path folder) {
    this.folder = folder;
  }

  /// The folder, made if it is missing.
  ///
  /// @throws IOException if it cannot be made or written to: better known before long work than after
  public static OutputFolder at(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".writable", ""));
    } catch (IOException refused) {
      throw new IOException("results cannot be written to " + folder + ": choose another folder with --out", refused);
    }
    return new OutputFolder(folder);
  }

  public Path path() {
    return folder;
  }

  /// Writes one file and returns its path.
  public Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    WholeFile.write(file, out -> out.write(content));
    return file;
  }

  /// Writes one text file and returns its path.
  public Path write(String name, String content) throws IOException {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }
}
