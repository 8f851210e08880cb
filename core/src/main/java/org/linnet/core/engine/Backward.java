package org.linnet.core.engine;

/// Backpropagation from the forward pass: measures the losses, and takes the output's error down through the layers. After it,
/// `e(l)` holds minus the gradient of a sample's loss in `p(l)`.
record Backward(Chunk c) implements Motion {
  @Override
  public void run(Parameters theta) {
    c.losses();
    for (int l = c.L - 1; l >= 1; l--) {
      c.pulls(theta, l, l, l == c.L - 1 ? c.e : c.g);
    }
    c.add(1, c.g, 0, c.e, 1, c.L - 1);
  }
}
