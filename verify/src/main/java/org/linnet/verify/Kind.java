package org.linnet.verify;

/// What sort of statement a claim makes.
public enum Kind {
  IDENTITY, INEQUALITY, OPTIMALITY, SCALING_LAW, LIMIT, DISTRIBUTION, DYNAMICS;

  /// As the registry and the reports write it: `scaling law`.
  public String label() {
    return Labels.of(this, ' ');
  }

  /// The kind with this label.
  public static Kind of(String label) {
    return Labels.parse("kind", Kind.class, label, ' ');
  }
}
