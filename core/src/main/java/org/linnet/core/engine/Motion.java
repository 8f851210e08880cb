package org.linnet.core.engine;

/// What a rule does with a chunk: from the state that it starts at, whose errors are known, to where the weight gradient is
/// taken.
interface Motion {
  void run(Parameters theta);

  /// The steps of the last run: of the sample that took most.
  default int steps() {
    return 0;
  }

  /// Whether every sample has come to the end of its flow, or stopped before.
  default boolean isAtEnd() {
    return false;
  }

  /// How the samples stopped; null where nothing stops early.
  default Watch watch() {
    return null;
  }
}
