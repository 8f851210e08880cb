package org.linnet.core.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintWriter;

/// Standard output that remembers whether it could be written: a writer on top of it keeps that to itself.
final class StandardOutput extends FilterOutputStream {
  private IOException refused;

  StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException failure) {
      refused = refused == null ? failure : refused;
      throw failure;
    }
  }

  /// The exit code of a command that was done, if what it said has arrived. A reader that has gone, like `head`, has had enough.
  int exit(PrintWriter err) {
    if (refused == null || "Broken pipe".equals(refused.getMessage())) {
      return ExitCode.OK;
    }
    err.println(
        "linnet: standard output cannot be written (" + refused.getMessage() + "): part of the results is lost");
    return ExitCode.BAD_INPUT;
  }
}
