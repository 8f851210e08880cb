package org.linnet.verify;

/// What the evidence says about a claim.
public enum Verdict {
  /// The statement as printed agrees with the oracle on every instance that could be resolved.
  HOLDS,
  /// The printed statement fails on a stored counterexample, and its corrected form holds.
  HOLDS_CORRECTED,
  /// The printed statement fails on a stored counterexample, and no corrected form is known to hold.
  FAILS,
  /// It cannot be decided here; the registry says why.
  OPEN;

  /// As the registry and the reports write it: `holds-corrected`.
  public String label() {
    return Labels.of(this, '-');
  }

  /// The verdict with this label.
  public static Verdict of(String label) {
    return Labels.parse("verdict", Verdict.class, label, '-');
  }
}
