package org.linnet.core.net;

import java.util.Collections;
import java.util.List;

/// A deep network with any activations on the skeleton of a [DeepLinearNet]. Layer `l` predicts `z(l)` from `z(l-1)`:
///
/// - [Placement#BEFORE_MAP]: `a(l) W(l) phi(l)(z(l-1)) + c(l) + tau(l) z(l-1)` (`innocenti2025thesis`, Eq. 5.1);
/// - [Placement#AFTER_MAP]: `phi(l)(a(l) W(l) z(l-1) + c(l)) + tau(l) z(l-1)` (`innocenti2025thesis`, Eq. 2.1).
///
/// @param skeleton weights, scalings, skips and precisions
/// @param activations `phi(1), .., phi(L)`
/// @param placement on which side of the linear map the activation acts
public record DeepNet(DeepLinearNet skeleton, List<Activation> activations, Placement placement) {
  /// Where the activation acts.
  public enum Placement {
    /// On the activities that enter the linear map: the convention of thesis chapter 5.
    BEFORE_MAP,
    /// On the output of the linear map: the convention of thesis chapter 2.
    AFTER_MAP
  }

  public DeepNet {
    activations = List.copyOf(activations);
    if (activations.size() != skeleton.depth()) {
      throw new IllegalArgumentException(
          "one activation per layer is needed: " + skeleton.depth() + ", got " + activations.size());
    }
  }

  /// The linear network itself.
  public static DeepNet linear(DeepLinearNet net) {
    return new DeepNet(net, Collections.nCopies(net.depth(), StandardActivation.LINEAR), Placement.BEFORE_MAP);
  }

  /// `phi` on every hidden layer's activities before the next map; the input enters as it is.
  public static DeepNet activatedBefore(DeepLinearNet net, Activation phi) {
    Activation[] each = Collections.nCopies(net.depth(), phi).toArray(Activation[]::new);
    each[0] = StandardActivation.LINEAR;
    return new DeepNet(net, List.of(each), Placement.BEFORE_MAP);
  }

  /// `phi` on every hidden layer's preactivations; the output is linear.
  public static DeepNet activatedAfter(DeepLinearNet net, Activation phi) {
    Activation[] each = Collections.nCopies(net.depth(), phi).toArray(Activation[]::new);
    each[each.length - 1] = StandardActivation.LINEAR;
    return new DeepNet(net, List.of(each), Placement.AFTER_MAP);
  }

  /// `phi(l)`, `l = 1..L`.
  public Activation activation(int l) {
    return activations.get(l - 1);
  }

  /// This network with another skeleton of the same depth.
  public DeepNet withSkeleton(DeepLinearNet other) {
    return new DeepNet(other, activations, placement);
  }

  public boolean isLinear() {
    return activations.stream().allMatch(phi -> phi == StandardActivation.LINEAR);
  }
}
