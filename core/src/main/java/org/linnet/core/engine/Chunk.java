package org.linnet.core.engine;

import static org.linnet.core.device.Side.PLAIN;
import static org.linnet.core.device.Side.TRANSPOSED;

import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.energy.Loss;
import org.linnet.core.energy.Objective;
import org.linnet.core.energy.Objective.Input;
import org.linnet.core.energy.Objective.Output;
import org.linnet.core.net.DeepLinearNet;
import org.linnet.core.net.DeepNet;
import org.linnet.core.net.DeepNet.Placement;
import org.linnet.core.net.StandardActivation;

/// The activities of a few samples, their errors, and what the errors pull at. Index `l = 0..L`; shapes are
/// `N(l) x samples`.
///
/// Prediction of layer `l`, with `f(l)` what enters its linear map:
///
/// - before the map: `p(l) = a(l) W(l) f(l) + c(l) + tau(l) z(l-1)`, `f(l) = phi(l)(z(l-1))`;
/// - after the map: `p(l) = phi(l)(u(l)) + tau(l) z(l-1)`, `u(l) = a(l) W(l) f(l) + c(l)`, `f(l) = z(l-1)`.
///
/// `delta(l)` is the error `e(l)` taken back to the output of the linear map; where `phi(l)` does not come after it, `e(l)`
/// itself.
final class Chunk {
  final Device device;
  final Objective objective;
  final int L;
  /// The free layers are `bottom..top`.
  final int bottom;
  final int top;
  final Matrix[] z;
  final Matrix[] e;
  final Matrix[] g; // what e(l+1) pulls at z(l), then the gradient, then the move
  /// Each sample's energy, or its loss: a row.
  final Matrix energies;
  /// Each sample's energy where its inference started: a row.
  final Matrix energiesAtStart;
  /// One number per sample, for sums in passing.
  final Matrix sums;
  /// The lowest layer whose error may differ from zero where the weight gradient is taken.
  int lowestError = 1;

  private final DeepNet net;
  private final IntToDoubleFunction weighting;
  private final Matrix[] f;
  private final Matrix[] u;
  private final Matrix[] value; // phi(u)
  private final Matrix[] delta;
  private final Matrix[] base; // what z(l) was at the forward pass, where predictions are fixed
  private Matrix[] normalised = new Matrix[0]; // f of normalised least mean squares
  private Matrix[] shares = new Matrix[0]; // 1 over each sample's curvature there: a row
  private final Matrix target;
  private final Matrix[] logits; // at L, the output of cross-entropy
  private final Matrix firstPrediction;
  private final Matrix unknown; // 1 where the input is to be inferred
  private final Matrix ones;
  private final double[] stagedInput;
  private final double[] stagedTarget;
  private final double[] row;
  private boolean fixed;
  private long flops;

  /// @param weighting what layer `l`'s weight gradient is weighted by: its precision, where the rule has any
  Chunk(Device device, DeepNet net, Objective objective, IntToDoubleFunction weighting, int samples) {
    DeepLinearNet s = net.skeleton();
    this.device = device;
    this.net = net;
    this.objective = objective;
    this.weighting = weighting;
    L = s.depth();
    bottom = objective.input() == Input.FREE ? 0 : 1;
    top = objective.output() instanceof Output.Nudged ? L : L - 1;
    z = Stacks.of(device, 0, L, s::width, _ -> samples);
    e = Stacks.of(device, 1, L, s::width, _ -> samples);
    g = Stacks.of(device, 0, L, s::width, _ -> samples);
    f = Stacks.of(device, 1, L, l -> s.width(l - 1), _ -> samples);
    u = Stacks.of(device, 1, L, l -> isAfter(l) ? s.width(l) : 0, _ -> samples);
    value = Stacks.of(device, 1, L, l -> isAfter(l) ? s.width(l) : 0, _ -> samples);
    delta = Stacks.of(device, 1, L, l -> isAfter(l) ? s.width(l) : 0, _ -> samples);
    for (int l = 1; l <= L; l++) {
      f[l] = isBefore(l) ? f[l] : z[l - 1];
      delta[l] = isAfter(l) ? delta[l] : e[l];
    }
    base = new Matrix[L + 1];
    target = top == L ? device.matrix(s.width(L), samples) : z[L];
    logits = new Matrix[L + 1];
    logits[L] = device.matrix(objective.loss() == Loss.CROSS_ENTROPY ? s.width(L) : 0, samples);
    firstPrediction = device.matrix(s.width(1), samples);
    unknown = device.matrix(bottom == 0 ? s.width(0) : 0, samples);
    energies = device.matrix(1, samples);
    energiesAtStart = device.matrix(1, samples);
    sums = device.matrix(1, samples);
    ones = device.matrix(1, samples);
    device.fill(1, ones);
    row = new double[samples];
    stagedInput = new double[s.width(0) * samples];
    stagedTarget = new double[s.width(L) * samples];
  }

  int samples() {
    return row.length;
  }

  /// Keeps the forward pass's activities, whose predictions and derivatives then stand for all others'.
  void fixPredictions() {
    fixed = true;
    for (int l = 1; l < L; l++) {
      base[l] = device.matrix(z[l].rows(), samples());
      f[l + 1] = isBefore(l + 1) ? f[l + 1] : base[l];
    }
  }

  // ---- data

  /// Clamps the columns `from, from + 1, ..` of `x` and `y`, which become `z(0)` and the target; all of `z(0)` is unknown.
  void clamp(DMatrixRMaj x, DMatrixRMaj y, int from) {
    write(x, from, stagedInput, z[0]);
    write(y, from, stagedTarget, target);
    if (bottom == 0) {
      device.fill(1, unknown);
    }
  }

  /// Marks which entries of the input are known: those that are not 0.
  void know(DMatrixRMaj known, int from) {
    DMatrixRMaj complement = known.copy();
    for (int k = 0; k < complement.data.length; k++) {
      complement.data[k] = known.data[k] == 0 ? 1 : 0;
    }
    write(complement, from, stagedInput, unknown);
  }

  /// How many entries of each sample's input are unknown; the array is used again.
  double[] unknownInputs() {
    device.columnSumsOfSquares(1, unknown, 0, sums); // of zeros and ones
    return readRow(sums);
  }

  /// Writes the columns `from, ..` of `values` into a matrix of this chunk.
  void write(DMatrixRMaj values, int from, Matrix to) {
    write(values, from, new double[to.size()], to);
  }

  private void write(DMatrixRMaj values, int from, double[] staged, Matrix to) {
    for (int i = 0; i < values.numRows; i++) {
      System.arraycopy(values.data, i * values.numCols + from, staged, i * samples(), samples());
    }
    device.write(staged, to);
  }

  /// Reads a matrix of this chunk into the columns `from, ..` of `values`.
  void read(Matrix M, DMatrixRMaj values, int from) {
    double[] numbers = new double[M.size()];
    device.read(M, numbers);
    for (int i = 0; i < values.numRows; i++) {
      System.arraycopy(numbers, i * samples(), values.data, i * values.numCols + from, samples());
    }
  }

  /// Reads one number per sample; the array is used again.
  double[] readRow(Matrix M) {
    device.read(M, row);
    return row;
  }

  // ---- states

  /// The forward pass: `z(l) = p(l)` for every hidden layer, and for the output where it is free. Of the errors, it sets the
  /// last: all others vanish, but their buffers are left as they are.
  void forward(Parameters theta) {
    for (int l = 1; l <= Math.max(top, L - 1); l++) {
      activate(l);
      predict(theta, l, l, z);
      if (fixed && l < L) {
        device.add(1, z[l], 0, base[l]);
      }
    }
    if (L > 1) {
      device.add(1, z[1], 0, firstPrediction);
    }
    if (top == L) {
      device.fill(0, e[L]);
    } else {
      errors(theta, L, L);
    }
  }

  /// As an amortiser: clamps the input to the targets of `other`.
  void clampInput(Chunk other) {
    device.add(1, other.target, 0, z[0]);
  }

  /// As an amortiser: `z(l) = p(l)` for every layer, the last one included.
  void predictAll(Parameters theta) {
    for (int l = 1; l <= L; l++) {
      activate(l);
      predict(theta, l, l, z);
    }
  }

  /// Starts at the layers of an amortiser, its input included; known inputs stay.
  void takeOver(Chunk amortiser) {
    for (int k = L - top; k <= amortiser.L; k++) {
      int l = L - k;
      if (l > 0) {
        device.add(1, amortiser.z[k], 0, z[l]);
      } else {
        device.add(1, amortiser.z[k], 0, g[0]);
        device.add(-1, z[0], 1, g[0]);
        keepUnknown(g[0]);
        device.add(1, g[0], 1, z[0]);
      }
    }
  }

  /// As an amortiser: takes the activities of `other` for its own, and makes its errors ready for the weight gradients.
  void imitate(Parameters theta, Chunk other, Optimiser optimiser) {
    for (int k = 1; k <= L; k++) {
      device.add(1, other.z[other.L - k], 0, z[k]);
    }
    evaluate(theta);
    finish(optimiser);
  }

  /// Predictions and errors of the activities as they are.
  void evaluate(Parameters theta) {
    if (L > 1 && bottom == 1) {
      activate(1);
      predict(theta, 1, 1, g);
      device.add(1, g[1], 0, firstPrediction);
    }
    errors(theta, 1, L);
  }

  /// `C(l) := alpha A(l) + beta C(l)` for `l = from..to`.
  void add(double alpha, Matrix[] A, double beta, Matrix[] C, int from, int to) {
    for (int l = from; l <= to; l++) {
      device.add(alpha, A[l], beta, C[l]);
    }
  }

  /// `f(l) := phi(l)(z(l-1))`, before the map.
  void activate(int l) {
    if (isBefore(l)) {
      device.activate(phi(l), z[l - 1], f[l]);
    }
  }

  // Each kind of operation goes through all layers before the next: a device may then work on all layers at once.

  /// `e(l) := z(l) - p(l)` for `l = from..to`; at a clamped output, minus the loss's gradient in `p(L)`. A prediction is summed
  /// up as in the forward pass, so that the error of activities that have not moved since is 0 without rounding.
  void errors(Parameters theta, int from, int to) {
    boolean crossEntropy = to == L && top < L && objective.loss() == Loss.CROSS_ENTROPY;
    boolean first = from == 1 && to >= 1 && L > 1 && bottom == 1;
    int last = crossEntropy ? to - 1 : to;
    for (int l = from; l <= to; l++) {
      activate(l);
    }
    if (first) {
      device.add(1, firstPrediction, 0, e[1]); // p(1) depends on x alone
    }
    predict(theta, first ? 2 : from, last, e);
    for (int l = from; l <= last; l++) {
      device.add(1, z[l], -1, e[l]);
    }
    if (crossEntropy) {
      predict(theta, L, L, logits);
      device.softmax(logits[L], e[L]);
      device.add(1, target, -1, e[L]); // y - softmax(p)
    }
  }

  /// `g(l) := [∂p(l+1)/∂z(l)]ᵀ e(l+1)` for `l = from..to`.
  void pulls(Parameters theta, int from, int to) {
    pulls(theta, from, to, e);
  }

  /// `g(l) := [∂p(l+1)/∂z(l)]ᵀ source(l+1)` for `l = from..to`.
  void pulls(Parameters theta, int from, int to, Matrix[] source) {
    DeepLinearNet s = net.skeleton();
    for (int l = from; l <= to; l++) {
      takeBack(l + 1, source[l + 1]);
    }
    for (int l = from; l <= to; l++) {
      Matrix back = isAfter(l + 1) ? delta[l + 1] : source[l + 1];
      device.multiply(s.scaling(l + 1), TRANSPOSED, theta.factors[l + 1], back, g[l]);
      count(l + 1);
    }
    for (int l = from; l <= to; l++) {
      if (isBefore(l + 1)) {
        device.timesDerivative(1, phi(l + 1), fixed ? base[l] : z[l], f[l + 1], g[l], g[l]);
      }
    }
    for (int l = from; l <= to; l++) {
      if (s.skip(l + 1) != 0) {
        device.add(s.skip(l + 1), source[l + 1], 1, g[l]);
      }
    }
  }

  /// `g(l) := factor times the gradient of each sample's energy in z(l)` for `l = from..to`, given what is pulled in `g(l)`.
  ///
  /// @param noError whether `e(from)` is zero, whatever its buffer holds
  void gradients(int from, int to, double factor, boolean noError) {
    if (to == L) {
      lossGradient();
    }
    for (int l = from; l <= to; l++) { // gamma(l) e(l) - gamma(l+1) g(l)
      double own = l == 0 || (noError && l == from) ? 0 : factor * net.skeleton().precision(l);
      double next = l == L ? factor * nudging() : -factor * net.skeleton().precision(l + 1);
      device.add(own, own == 0 ? g[l] : e[l], next, g[l]);
    }
    for (int l = from; objective.activityDecay() != 0 && l <= to; l++) {
      device.add(factor * objective.activityDecay(), z[l], 1, g[l]);
    }
    if (from == 0) {
      keepUnknown(g[0]);
    }
  }

  /// Sets the entries that belong to known inputs to 0.
  void keepUnknown(Matrix M) {
    device.timesDerivative(1, StandardActivation.RELU, unknown, unknown, M, M); // ReLU' of a 0/1 mask is the mask
  }

  /// Prepares the weight gradient at these errors: [#atMap] and [#mapInput].
  void finish(Optimiser optimiser) {
    for (int l = 1; l <= L; l++) {
      takeBack(l, e[l]);
    }
    if (optimiser instanceof Optimiser.Nlms nlms) {
      normalise(nlms.epsilon());
    }
  }

  // ---- results

  double weighting(int l) {
    return weighting.applyAsDouble(l);
  }

  double scaling(int l) {
    return net.skeleton().scaling(l);
  }

  double precision(int l) {
    return net.skeleton().precision(l);
  }

  /// `delta(l)`, `N(l) x samples`.
  Matrix atMap(int l) {
    return delta[l];
  }

  /// What enters the weight gradient of layer `l`: `f(l)`, `N(l-1) x samples`; for normalised least mean squares, divided
  /// sample by sample by the curvature.
  Matrix mapInput(int l, Optimiser optimiser) {
    return optimiser instanceof Optimiser.Nlms ? normalised()[l] : f[l];
  }

  /// What enters the bias gradient of layer `l`: a row of ones, divided likewise.
  Matrix biasInput(int l, Optimiser optimiser) {
    if (!(optimiser instanceof Optimiser.Nlms)) {
      return ones;
    }
    normalised();
    return shares[l];
  }

  private Matrix[] normalised() {
    if (normalised.length == 0) {
      normalised = Stacks.of(device, 1, L, l -> f[l].rows(), _ -> samples());
      shares = Stacks.of(device, 1, L, _ -> 1, _ -> samples());
    }
    return normalised;
  }

  /// `to :=` each sample's energy.
  ///
  /// @param lowest the lowest layer whose error may differ from zero
  void energies(int lowest, Matrix to) {
    for (int l = lowest; l <= L; l++) {
      layerEnergies(l, l == lowest ? 0 : 1, to);
    }
    double beta = nudging();
    if (beta != 0) {
      switch (objective.loss()) {
        case SQUARED_ERROR -> {
          lossGradient();
          device.columnSumsOfSquares(beta / 2, g[L], 1, to);
        }
        case CROSS_ENTROPY -> device.crossEntropy(beta, target, z[L], 1, to);
      }
    }
    for (int l = bottom; objective.activityDecay() != 0 && l <= top; l++) {
      device.columnSumsOfSquares(objective.activityDecay() / 2, z[l], 1, to);
    }
  }

  /// `to := energies of layer l + beta to`: `gamma(l)/2 ‖e(l)‖²`, or `gamma(L)` times the loss.
  void layerEnergies(int l, double beta, Matrix to) {
    double gamma = net.skeleton().precision(l);
    if (l == L && top < L && objective.loss() == Loss.CROSS_ENTROPY) {
      device.crossEntropy(gamma, target, logits[L], beta, to);
    } else {
      device.columnSumsOfSquares(gamma / 2, e[l], beta, to);
    }
  }

  /// Measures each sample's loss at a forward pass with clamped output, into [#energies].
  void losses() {
    switch (objective.loss()) {
      case SQUARED_ERROR -> device.columnSumsOfSquares(0.5, e[L], 0, energies);
      case CROSS_ENTROPY -> device.crossEntropy(1, target, logits[L], 0, energies);
    }
  }

  /// The largest squared norm of a sample's gradient in its free activities, given the errors.
  double largestSquaredGradient(Parameters theta) {
    device.fill(0, sums);
    pulls(theta, bottom, L - 1);
    gradients(bottom, top, 1, false);
    for (int l = bottom; l <= top; l++) {
      device.columnSumsOfSquares(1, g[l], 1, sums);
    }
    double largest = 0;
    for (double squared : readRow(sums)) {
      largest = Math.max(largest, squared); // NaN wins
    }
    return largest;
  }

  /// The output `p(L)`, in a buffer that is used again.
  Matrix output() {
    if (top < L && objective.loss() == Loss.CROSS_ENTROPY) {
      return logits[L];
    }
    device.add(1, z[L], 0, g[L]);
    device.add(-1, e[L], 1, g[L]);
    return g[L];
  }

  /// Starts to count operations anew.
  void count() {
    flops = 0;
  }

  /// Sets the errors below layer `l` to zero.
  void clearErrorsBelow(int l) {
    for (int below = 1; below < l; below++) {
      device.fill(0, e[below]);
    }
  }

  /// Multiplications and additions in products since [#count].
  long flops() {
    return flops;
  }

  private double nudging() {
    return objective.output() instanceof Output.Nudged(double beta) ? beta : 0;
  }

  /// `g(L) := the loss's gradient in the free output z(L)`.
  private void lossGradient() {
    switch (objective.loss()) {
      case SQUARED_ERROR -> device.add(1, z[L], 0, g[L]);
      case CROSS_ENTROPY -> device.softmax(z[L], g[L]);
    }
    device.add(-1, target, 1, g[L]);
  }

  /// `delta(l) := phi'(u(l)) o source`, after the map.
  private void takeBack(int l, Matrix source) {
    if (isAfter(l)) {
      device.timesDerivative(1, phi(l), u[l], value[l], source, delta[l]);
    }
  }

  /// `f(l) / (epsilon + gamma(l) (a(l)² ‖f(l)‖² + 1))`, sample by sample, for every layer; the 1 only with a bias, and 0 where
  /// there is no input and thus no gradient. `gamma(l)` is the gradient's [#weighting].
  private void normalise(double epsilon) {
    DeepLinearNet s = net.skeleton();
    for (int l = 1; l <= L; l++) {
      device.columnSumsOfSquares(weighting(l) * s.scaling(l) * s.scaling(l), f[l], 0, shares[l]);
    }
    for (int l = 1; l <= L; l++) {
      device.reciprocal(epsilon + (s.hasBiases() ? weighting(l) : 0), shares[l]);
    }
    for (int l = 1; l <= L; l++) {
      device.add(1, f[l], 0, normalised[l]);
    }
    for (int l = 1; l <= L; l++) {
      device.scaleColumns(shares[l], normalised[l]);
    }
  }

  /// `out(l) := p(l)` for `l = from..to`, given `f(l)`.
  void predict(Parameters theta, int from, int to, Matrix[] out) {
    DeepLinearNet s = net.skeleton();
    for (int l = from; l <= to; l++) {
      device.multiply(s.scaling(l), PLAIN, theta.factors[l], f[l], isAfter(l) ? u[l] : out[l]);
      count(l);
    }
    for (int l = from; theta.hasBiases() && l <= to; l++) {
      device.multiply(1, PLAIN, theta.b[l], PLAIN, ones, 1, isAfter(l) ? u[l] : out[l]);
    }
    for (int l = from; l <= to; l++) {
      if (isAfter(l)) {
        device.activate(phi(l), u[l], value[l]);
      }
    }
    for (int l = from; l <= to; l++) {
      if (isAfter(l)) {
        device.add(1, value[l], 0, out[l]);
      }
    }
    for (int l = from; l <= to; l++) {
      if (s.skip(l) != 0) {
        device.add(s.skip(l), z[l - 1], 1, out[l]);
      }
    }
  }

  private boolean isBefore(int l) {
    return net.placement() == Placement.BEFORE_MAP && phi(l) != StandardActivation.LINEAR;
  }

  private boolean isAfter(int l) {
    return net.placement() == Placement.AFTER_MAP && phi(l) != StandardActivation.LINEAR;
  }

  private StandardActivation phi(int l) {
    return (StandardActivation) net.activation(l);
  }

  private void count(int l) {
    flops += 2L * net.skeleton().width(l) * net.skeleton().width(l - 1) * samples();
  }
}
