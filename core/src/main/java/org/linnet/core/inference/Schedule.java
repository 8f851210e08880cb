package org.linnet.core.inference;

/// In which order the layers move, and which predictions they see.
public record Schedule(Order order, Predictions predictions) {
  /// The order of the layers in one step. Source: `ishikawa2024`, Algorithm 1.
  public enum Order {
    /// All layers at once.
    SYNCHRONOUS,
    /// From the output down; each layer sees the error above as the move of the layer above has left it.
    SEQUENTIAL
  }

  /// Which predictions the errors are made with.
  public enum Predictions {
    /// Those of the activities as they are.
    FOLLOWING,
    /// Those of the forward pass, with its derivatives: the fixed prediction assumption. With unit step size and
    /// precisions, one sequential step from the forward pass is backpropagation. Source: `ishikawa2024`, Technique (ii).
    FIXED
  }

  /// All layers at once, with predictions that follow.
  public static Schedule synchronous() {
    return new Schedule(Order.SYNCHRONOUS, Predictions.FOLLOWING);
  }

  public static Schedule sequential() {
    return new Schedule(Order.SEQUENTIAL, Predictions.FOLLOWING);
  }

  /// The same order with fixed predictions.
  public Schedule fixed() {
    return new Schedule(order, Predictions.FIXED);
  }
}
