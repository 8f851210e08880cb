package org.linnet.core.engine;

import org.linnet.core.device.Device;

/// Error-based inference: descent in the errors from zero, `z(l) = p(l) + e(l)`, from the forward pass.
final class ErrorDescent implements Motion {
  private final Chunk c;
  private final Device device;
  private final int steps;
  private final double beta;

  ErrorDescent(Chunk c, int steps, double beta) {
    this.c = c;
    this.steps = steps;
    this.beta = beta;
    device = c.device;
  }

  @Override
  public void run(Parameters theta) {
    c.clearErrorsBelow(c.L);
    for (int t = 1; c.L > 1 && t <= steps; t++) {
      step(theta);
    }
  }

  private void step(Parameters theta) {
    c.pulls(theta, c.L - 1, c.L - 1);
    device.add(0, c.g[c.L - 1], c.precision(c.L), c.g[c.L - 1]);
    for (int l = c.L - 2; l >= 1; l--) {
      c.pulls(theta, l, l, c.g); // minus the derivative of the loss in e(l)
    }
    for (int l = 1; l < c.L; l++) {
      device.add(beta, c.g[l], 1 - beta * c.precision(l), c.e[l]);
      c.activate(l);
      c.predict(theta, l, l, c.z);
      device.add(1, c.e[l], 1, c.z[l]);
    }
    c.errors(theta, c.L, c.L);
  }

  @Override
  public int steps() {
    return steps;
  }
}
