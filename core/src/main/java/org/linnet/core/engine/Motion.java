package org.linnet.core.engine;

/// Takes a chunk's activities from their initial state, whose errors are known, to where inference ends.
interface Motion {
  void run(Parameters theta);

  /// The steps of the last run: of the sample that took most.
  int steps();

  /// Whether every sample has come to the end of its flow, or stopped before.
  default boolean isAtEnd() {
    return false;
  }

  /// How the samples stopped; null where nothing stops early.
  Watch watch();
}
