package org.linnet.core.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The right to write a file, which one program at a time has: from [#of] until it is closed, or the process ends, however it
/// ends. The system keeps it as a lock on a file beside, `.NAME.lock`, because the file itself is replaced ([WholeFile]).
public final class SoleWriter implements AutoCloseable {
  private final Path beside;
  private final FileChannel channel;

  private SoleWriter(Path beside, FileChannel channel) {
    this.beside = beside;
    this.channel = channel;
  }

  /// Takes the right to write `file`. Where the file system has no locks, everybody gets it.
  ///
  /// @throws IOException if another one has it, in this process or not, or the folder cannot be written to
  public static SoleWriter of(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new FileNotFoundException("there is no folder " + folder);
    }
    Path beside = folder.resolve("." + file.getFileName() + ".lock");
    FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isFree(channel) || !Files.exists(beside)) { // it is gone if its last owner has just ended
      channel.close();
      throw new IOException("another run writes " + file + ": wait for its end, or choose another file");
    }
    return new SoleWriter(beside, channel);
  }

  private static boolean isFree(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    } catch (IOException noLocksHere) {
      return true;
    }
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(beside);
    } catch (IOException remains) {
      return; // an empty file that stands in nobody's way
    }
  }
}
