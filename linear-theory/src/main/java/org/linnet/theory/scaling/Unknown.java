package org.linnet.theory.scaling;

/// The exponents that an order condition can speak of. [OrderSystem] expresses the earlier ones by the later ones, so the
/// premultipliers, whose choice is free, come last.
public enum Unknown {
  /// of the initial standard deviation
  INPUT_B("b(1)"), HIDDEN_B("b(l)"), OUTPUT_B("b(L)"),
  /// of the learning rate
  INPUT_C("c(1)"), HIDDEN_C("c(l)"), OUTPUT_C("c(L)"),
  /// `r` of the layers below the output
  HIDDEN_R("r"),
  /// of the output precision
  GAMMA_BAR("gammaBar"),
  /// of the premultiplier
  INPUT_A("a(1)"), HIDDEN_A("a(l)"), OUTPUT_A("a(L)");

  private final String symbol;

  Unknown(String symbol) {
    this.symbol = symbol;
  }

  @Override
  public String toString() {
    return symbol;
  }
}
