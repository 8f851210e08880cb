package org.linnet.core.data;

import java.nio.file.Path;

/// Raw samples and their labels, as read from files.
record Samples(Values values, Values.Bytes labels) {
  int size() {
    return labels.length();
  }

  Split split(int classes, Normalisation normalisation) {
    return new Split(values, labels, classes, normalisation);
  }

  /// Samples `from .. to-1`.
  Samples range(int from, int to) {
    int features = values.length() / labels.length();
    return new Samples(values.range(from * features, to * features), labels.range(from, to));
  }

  /// The labels, all below `classes`.
  static Values.Bytes requireLabels(Path file, Values.Bytes labels, int classes) throws DataFormatException {
    for (int i = 0; i < labels.length(); i++) {
      if (labels.integer(i) >= classes) {
        throw new DataFormatException(file,
            "label " + i + " must be in 0 .. " + (classes - 1) + ", got " + labels.integer(i));
      }
    }
    return labels;
  }
}
