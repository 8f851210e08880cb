package org.linnet.core.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Takes named files out of a gzipped tar archive, and nothing else: the names come from the caller, not from the
/// archive, so no entry can write anywhere else. Long names, links and sparse files are not understood, only skipped.
final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;

  private Tar() {}

  /// Writes the regular files `folder/name` of the archive to `into/name`. Each gets its name when it is whole.
  ///
  /// @throws DataFormatException if the archive is corrupt, or one of the names is not in it
  static void unpack(Path archive, String folder, List<String> names, Path into) throws IOException {
    Set<String> wanted = new TreeSet<>(names);
    try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive), 1 << 16))) {
      byte[] header = in.readNBytes(BLOCK);
      while (header.length == BLOCK && header[0] != 0) {
        requireChecksum(archive, header);
        String entry = text(header, 0, NAME);
        long size = octal(archive, header, SIZE, 12);
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        boolean regular = header[TYPE] == '0' || header[TYPE] == 0;
        if (regular && entry.equals(folder + "/" + name) && wanted.remove(name)) {
          write(in, size, into.resolve(name));
        } else {
          in.skipNBytes(size);
        }
        in.skipNBytes(Math.floorMod(-size, BLOCK));
        header = in.readNBytes(BLOCK);
      }
    } catch (EOFException truncated) {
      throw new DataFormatException(archive, "truncated: the archive ends inside a file", truncated);
    } catch (ZipException corrupt) {
      throw new DataFormatException(archive, "corrupt gzip data: " + corrupt.getMessage(), corrupt);
    }
    if (!wanted.isEmpty()) {
      throw new DataFormatException(archive, "must contain " + folder + "/ with " + String.join(", ", wanted));
    }
  }

  private static void write(InputStream in, long size, Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(part)) {
      for (long left = size; left > 0;) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new EOFException();
        }
        out.write(buffer, 0, n);
        left -= n;
      }
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The sum of all header bytes, with the checksum itself as spaces.
  private static void requireChecksum(Path archive, byte[] header) throws DataFormatException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : Byte.toUnsignedInt(header[i]);
    }
    long stated = octal(archive, header, CHECKSUM, 8);
    if (stated != sum) {
      throw new DataFormatException(archive, "a header's checksum must be " + sum + ", got " + stated);
    }
  }

  private static long octal(Path archive, byte[] header, int at, int length) throws DataFormatException {
    String digits = text(header, at, length).strip();
    try {
      return Long.parseUnsignedLong(digits, 8);
    } catch (NumberFormatException wrong) {
      throw new DataFormatException(archive, "not a tar archive: a header must hold an octal number, got '" + digits
          + "'", wrong);
    }
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.ISO_8859_1);
  }
}
