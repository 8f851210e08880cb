package org.linnet.verify.evidence;

import java.util.List;
import java.util.Optional;

/// Random instances of one sort, and how the forms fared on them.
///
/// @param name `all`, or what is special about them
/// @param printed the printed form; absent where the printed statement does not apply
/// @param corrected the corrected form, if there is one and it applies
/// @param others realisations, and what a limit simplifies to
public record Family(String name, Optional<Tally> printed, Optional<Tally> corrected, List<Tally> others) {
  public Family {
    others = List.copyOf(others);
  }

  /// All its tallies.
  public List<Tally> tallies() {
    List<Tally> all = new java.util.ArrayList<>();
    printed.ifPresent(all::add);
    corrected.ifPresent(all::add);
    all.addAll(others);
    return all;
  }
}
