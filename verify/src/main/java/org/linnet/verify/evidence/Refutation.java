package org.linnet.verify.evidence;

import java.util.Optional;

/// A form that should be refuted, and the smallest instance found that does.
///
/// @param name the registry's name of the mutant or the dropped assumption
/// @param counterexample the instance and the two readings, if one was found
public record Refutation(String name, Optional<String> counterexample) {
  /// Whether it was refuted.
  public boolean refuted() {
    return counterexample.isPresent();
  }
}
