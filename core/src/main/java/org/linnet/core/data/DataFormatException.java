package org.linnet.core.data;

import java.io.IOException;
import java.nio.file.Path;

/// A data file that is not what its format says: truncated, corrupt, or of another kind. The message starts with the
/// file.
public final class DataFormatException extends IOException {
  DataFormatException(Path file, String wrong) {
    super(file + ": " + wrong);
  }

  DataFormatException(Path file, String wrong, Throwable cause) {
    super(file + ": " + wrong, cause);
  }
}
