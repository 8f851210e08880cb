package org.linnet.theory.fixedpoint;

import org.linnet.core.net.DeepLinearNet;

/// Some consecutive layers of a network as a network of their own.
///
/// **Statement**: the layers `first..last` with their weights, scalings, skips, precisions and biases; its input is `z(first-1)`
/// and its output `z(last)`.
///
/// **Assumptions**: `1 <= first <= last <= L`.
///
/// **Shapes**: the new layer `l` is the old layer `first - 1 + l`.
///
/// **Numerics**: exact; the weights are copied.
///
/// **Source**: the parts of an equilibrium below and above a layer, `ishikawa2024`, proof of Lemma B.2 (S.83).
public final class SubNetwork {
  private SubNetwork() {}

  /// The layers `first..last` of `net`.
  ///
  /// @throws IllegalArgumentException if the layers are not in `1..L` and in this order
  public static DeepLinearNet of(DeepLinearNet net, int first, int last) {
    if (first < 1 || last < first || last > net.depth()) {
      throw new IllegalArgumentException(
          "the layers must be 1 <= first <= last <= L = " + net.depth() + ", got " + first + ".." + last);
    }
    return new Layers().add(net, first, last).net();
  }
}
