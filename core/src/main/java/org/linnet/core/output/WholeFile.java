package org.linnet.core.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// A file that is replaced whole or not at all.
public final class WholeFile {
  private WholeFile() {}

  /// What goes into a file.
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Writes a file beside `file`, forces it to the disk and gives it the name of `file`. Whoever reads `file`, even after a
  /// power cut, finds what it held before or all of what it holds now; on failure that is what it held before.
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new FileNotFoundException("there is no folder " + folder);
    }
    Path part = folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE); OutputStream out = Channels.newOutputStream(channel)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    forceNames(folder);
  }

  /// Deletes what killed writers of `file` left beside it. To be called by its only writer.
  public static void deleteParts(Path file) throws IOException {
    String start = "." + file.getFileName() + ".";
    try (Stream<Path> beside = Files.list(file.toAbsolutePath().getParent())) {
      List<Path> parts = beside.filter(path -> path.getFileName().toString().startsWith(start)
          && path.getFileName().toString().substring(start.length()).matches("\\d+\\.part")).toList();
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  /// The new name, too, must reach the disk. Where a folder cannot be opened (Windows), the system sees to it.
  private static void forceNames(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException notHere) {
      return;
    }
  }
}
