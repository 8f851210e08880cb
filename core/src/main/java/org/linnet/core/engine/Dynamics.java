package org.linnet.core.engine;

import org.linnet.core.device.Device;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.device.Matrix;
import org.linnet.core.inference.ActivityInit;
import org.linnet.core.inference.Inference;
import org.linnet.core.inference.Schedule.Order;
import org.linnet.core.inference.Schedule.Predictions;
import org.linnet.core.inference.Solver;
import org.linnet.core.inference.Stopping;

/// Moves the activities of a chunk, step by step, down the gradient of each sample's energy.
///
/// From the forward pass, with a clamped input, only the output's error is not zero, and it moves down at most one layer a
/// synchronous step: a wave, below whose front nothing has to be computed. The front rests while what pulls at its layer is too
/// small to change a bit of any sample's activities. Where it rests, the prediction is still that of the forward pass.
final class Dynamics implements Motion {
  private final Chunk c;
  private final Device device;
  private final Inference.Descent how;
  private final boolean sequential;
  private final boolean fixed;
  private final boolean wave;
  private final boolean weightsMove;
  private final Matrix[] m; // velocity, or Adam's first moment
  private final Matrix[] v; // Adam's second moment
  private final Matrix[] moved; // the last move
  private final Adam adam; // null unless it is the solver
  private final Watch watch; // null where nothing stops early
  private int t; // steps taken
  private int front; // the lowest layer that the next step moves; below, activities are those of the forward pass
  private boolean resting; // whether this is so at the front, too

  /// @param weightsMove whether the weights move between the steps
  Dynamics(Chunk c, Inference.Descent how, boolean weightsMove) {
    this.c = c;
    this.how = how;
    this.weightsMove = weightsMove;
    device = c.device;
    sequential = how.schedule().order() == Order.SEQUENTIAL;
    fixed = how.schedule().predictions() == Predictions.FIXED;
    wave = startsForward() && c.bottom == 1 && c.objective.activityDecay() == 0 && !sequential && !weightsMove;
    boolean isAdam = how.solver() instanceof Solver.Adam;
    m = isAdam || how.solver() instanceof Solver.Momentum ? layers() : new Matrix[0];
    v = isAdam ? layers() : new Matrix[0];
    moved = isAdam ? layers() : m.length > 0 ? m : c.g;
    adam = how.solver() instanceof Solver.Adam(double rate, double b1, double b2, double epsilon)
        ? new Adam(rate, b1, b2, epsilon, 0)
        : null;
    watch = how.stopping() instanceof Stopping.Never ? null : new Watch(device, how.stopping(), c.samples());
    if (fixed) {
      c.fixPredictions();
    }
  }

  @Override
  public void run(Parameters theta) {
    begin(theta);
    if (weightsMove) {
      return; // the steps are taken one by one
    }
    boolean free = c.bottom <= c.top;
    while (free && t < how.steps() && advance(theta)) {
      t++;
    }
    if (watch != null && !free) {
      watch.finish();
    } else if (watch != null && t == how.steps()) {
      settled();
    }
    c.lowestError = lowestError();
    c.clearErrorsBelow(c.lowestError);
  }

  /// One step for weights that move between the steps; the first is at the state of [#begin].
  void step(Parameters theta) {
    if (t > 0) {
      c.evaluate(theta);
      c.pulls(theta, c.bottom, c.L - 1);
    }
    advance(theta);
    t++;
  }

  /// Prepares the first step, at a state whose errors are known; those that a forward pass leaves zero are set here.
  private void begin(Parameters theta) {
    t = 0;
    front = wave ? c.top : c.bottom;
    resting = wave;
    if (startsForward() && (!wave || watch != null)) {
      c.clearErrorsBelow(c.L);
    }
    forget(m);
    forget(v);
    if (watch != null) {
      watch.reset();
    }
    if (how.steps() > 0 || watch != null) {
      c.pulls(theta, front, c.L - 1);
    }
  }

  private void forget(Matrix[] memory) {
    for (int l = c.bottom; l < memory.length; l++) {
      device.fill(0, memory[l]);
    }
  }

  @Override
  public int steps() {
    return t;
  }

  @Override
  public Watch watch() {
    return watch;
  }

  /// Step `t + 1`; false if no sample moves any more.
  private boolean advance(Parameters theta) {
    if (watch != null && settled()) {
      return false;
    }
    if (sequential) {
      sweep(theta);
    } else {
      together(theta);
    }
    return true;
  }

  /// All layers from the front up at once.
  private void together(Parameters theta) {
    if (watch == null) {
      gradients();
    }
    if (resting && !fixed) {
      device.add(1, c.z[front], 0, c.e[front]); // p(front)
    }
    move(front, c.top);
    if (fixed) {
      for (int l = front; l <= c.top; l++) {
        device.add(1, moved[l], resting && l == front ? 0 : 1, c.e[l]);
      }
    } else if (resting) {
      device.add(1, c.z[front], -1, c.e[front]); // z(front) - p(front)
    }
    int from = lowestError();
    if (resting && hasMoved(front)) {
      resting = front > c.bottom;
      front = Math.max(front - 1, c.bottom);
    }
    boolean last = (t + 1 == how.steps() && watch == null) || weightsMove;
    errorsAndPulls(theta, from, last ? c.L : front);
  }

  /// Whether a sample's activities of a layer that rested have moved, given their error. A device that keeps a batch whole is
  /// not asked: its steps are the same for all batches.
  private boolean hasMoved(int l) {
    return fixed || device.chunk() == Integer.MAX_VALUE || !device.isZero(c.e[l]);
  }

  /// The lowest layer whose error may differ from zero.
  private int lowestError() {
    return resting ? front + 1 : Math.max(front, 1);
  }

  /// `g(l) := factor times the gradient`, given what is pulled at the layers from the front up.
  private void gradients() {
    c.gradients(front, c.top, factor(), resting);
  }

  /// From the output down: each layer sees the error above as the move of the layer above has left it.
  private void sweep(Parameters theta) {
    for (int l = c.top; l >= c.bottom; l--) {
      if (l < c.L) {
        c.pulls(theta, l, l);
      }
      c.gradients(l, l, factor(), false);
      move(l, l);
      if (l > 0) {
        device.add(1, moved[l], 1, c.e[l]);
      }
    }
    errorsAndPulls(theta, 1, watch == null ? c.L : c.bottom);
  }

  /// Errors from layer `from` up, and what they pull at the layers from `pulled` up. A device that works on one layer at a
  /// time fetches each layer's weights once for both; one that works on many at once is given all of a kind together.
  private void errorsAndPulls(Parameters theta, int from, int pulled) {
    if (device.chunk() == Integer.MAX_VALUE) {
      errors(theta, from, c.L);
      c.pulls(theta, pulled, c.L - 1);
    } else {
      for (int l = Math.min(from, pulled + 1); l <= c.L; l++) {
        errors(theta, Math.max(l, from), l);
        c.pulls(theta, Math.max(l - 1, pulled), l - 1);
      }
    }
  }

  private void errors(Parameters theta, int from, int to) {
    if (!fixed) {
      c.errors(theta, from, to);
    }
  }

  /// `z(l) := z(l) + moved(l)` for `l = from..to`, given the gradient times [#factor] in `g(l)`.
  private void move(int from, int to) {
    if (watch != null) {
      still(c.g, from, to);
      still(m, from, to);
    }
    switch (how.solver()) {
      case Solver.GradientDescent _ -> c.add(1, c.g, 1, c.z, from, to);
      case Solver.Momentum(double _, double mu) -> {
        c.add(1, c.g, mu, m, from, to);
        c.add(1, m, 1, c.z, from, to);
      }
      case Solver.Adam _ -> {
        c.add(-1, c.z, 0, moved, from, to);
        for (int l = from; l <= to; l++) {
          device.adam(c.g[l], m[l], v[l], c.z[l], adam, t + 1L);
        }
        c.add(1, c.z, 1, moved, from, to);
      }
      case Solver.Adaptive _ -> throw new IllegalStateException("adaptive steps have their own motion");
    }
  }

  /// Sets what would move samples that have stopped to zero; nothing where a solver has no such memory.
  private void still(Matrix[] moves, int from, int to) {
    for (int l = from; l <= Math.min(to, moves.length - 1); l++) {
      device.scaleColumns(watch.moving, moves[l]);
    }
  }

  /// What the gradients are multiplied by as they are formed: for descent, they are then the moves.
  private double factor() {
    return switch (how.solver()) {
      case Solver.GradientDescent(double beta) -> -beta;
      case Solver.Momentum(double beta, double _) -> -beta;
      case Solver.Adam _ -> 1;
      case Solver.Adaptive _ -> throw new IllegalStateException("adaptive steps have their own motion");
    };
  }

  /// Whether every sample has stopped, given what is pulled at the layers from the front up, where it leaves [#gradients].
  private boolean settled() {
    c.energies(1, c.energies);
    watch.energies(c.readRow(c.energies));
    gradients();
    for (int l = front; l <= c.top; l++) {
      device.columnSumsOfSquares(1 / (factor() * factor()), c.g[l], l == front ? 0 : 1, c.sums);
    }
    return !watch.decide(c.readRow(c.sums));
  }

  private boolean startsForward() {
    return how.init() instanceof ActivityInit.Forward;
  }

  private Matrix[] layers() {
    return Stacks.of(device, c.bottom, c.top, l -> c.z[l].rows(), _ -> c.samples());
  }
}
