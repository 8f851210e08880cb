package org.linnet.theory.scaling;

/// The three kinds of layers that the width treats differently. Hidden layers of any number share their exponents.
public enum Layer {
  /// `l = 1`: a fixed number of inputs to `M` units
  INPUT(Unknown.INPUT_A, Unknown.INPUT_B, Unknown.INPUT_C),
  /// `1 < l < L`: `M` units to `M` units
  HIDDEN(Unknown.HIDDEN_A, Unknown.HIDDEN_B, Unknown.HIDDEN_C),
  /// `l = L`: `M` units to a fixed number of outputs
  OUTPUT(Unknown.OUTPUT_A, Unknown.OUTPUT_B, Unknown.OUTPUT_C);

  private final Unknown a;
  private final Unknown b;
  private final Unknown c;

  Layer(Unknown a, Unknown b, Unknown c) {
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /// The premultiplier's exponent.
  public Exponent a() {
    return Exponent.of(a);
  }

  /// `a + b`, of an entry of the layer map at initialisation.
  public Exponent entry() {
    return a().plus(Exponent.of(b));
  }

  /// The learning rate's exponent.
  public Exponent c() {
    return Exponent.of(c);
  }

  /// Of `1/(hᵀh)`, `h` the layer's inputs, which have entries of order 1 but for the first layer a norm of 1.
  Exponent inputs() {
    return Exponent.of(this == INPUT ? 0 : -1);
  }
}
