package org.linnet.core.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.device.Factor;
import org.linnet.core.device.Matrix;
import org.linnet.core.net.DeepLinearNet;

/// A network's weights and biases on a device, their gradients and what the optimiser remembers; index `l = 1..L`.
final class Parameters {
  /// The weights as factors of products.
  final Factor[] factors;
  final Matrix[] b; // empty where the network has no biases
  private final Matrix[] W;
  private final Matrix[] dW;
  private final Matrix[] db;
  /// For each of `W` and `b`, what the optimiser remembers: `m` of momentum, or `m` and `v` of Adam.
  private final List<Matrix[]> memoryW = new ArrayList<>();
  private final List<Matrix[]> memoryB = new ArrayList<>();
  private final Device device;
  private final Optimiser optimiser;
  private final LayerRates rates;
  private final Adam[] adam; // of weights 1..L, then of biases 1..L
  private final int L;
  private final Matrix unbias; // Adam's corrections of the step that is taken
  private final double[] corrections = new double[2];
  private long adamSteps;

  Parameters(Device device, DeepLinearNet net, Optimiser optimiser, LayerRates rates) {
    this.device = device;
    this.optimiser = optimiser;
    this.rates = rates;
    L = net.depth();
    if (rates.weights().size() != L) {
      throw new IllegalArgumentException(
          "one rate factor per layer is needed: " + L + ", got " + rates.weights().size());
    }
    W = weights(net);
    factors = new Factor[L + 1];
    dW = weights(net);
    b = net.hasBiases() ? biases(net) : new Matrix[0];
    db = net.hasBiases() ? biases(net) : new Matrix[0];
    int memories = switch (optimiser) {
      case Optimiser.Sgd sgd -> sgd.momentum() > 0 ? 1 : 0;
      case Optimiser.Adam _ -> 2;
      case Optimiser.Nlms _ -> 0;
    };
    for (int i = 0; i < memories; i++) {
      memoryW.add(weights(net));
      memoryB.add(net.hasBiases() ? biases(net) : new Matrix[0]);
    }
    unbias = device.matrix(1, 2);
    adam = new Adam[2 * L];
    for (int l = 1; l <= L; l++) {
      if (optimiser instanceof Optimiser.Adam of) {
        adam[l - 1] = constants(of, rates.weights().get(l - 1), of.decay());
        adam[L + l - 1] = constants(of, rates.biases().get(l - 1), 0);
      }
      device.write(net.weight(l).data, W[l]);
      factors[l] = device.factor(W[l]);
      if (net.hasBiases()) {
        device.write(net.bias(l), b[l]);
      }
    }
  }

  private Matrix[] weights(DeepLinearNet net) {
    return Stacks.of(device, 1, L, net::width, l -> net.width(l - 1));
  }

  private Matrix[] biases(DeepLinearNet net) {
    return Stacks.of(device, 1, L, net::width, _ -> 1);
  }

  boolean hasBiases() {
    return b.length > 0;
  }

  /// Prepares the next step; to be called once before the layers are updated.
  void beginStep() {
    if (optimiser instanceof Optimiser.Adam of) {
      corrections[0] = 1 / (1 - Math.pow(of.b1(), adamSteps + 1.0));
      corrections[1] = 1 / (1 - Math.pow(of.b2(), adamSteps + 1.0));
      device.write(corrections, unbias);
    }
  }

  /// Counts the step, if it was taken.
  void endStep() {
    adamSteps += optimiser instanceof Optimiser.Adam ? 1 : 0;
  }

  private static Adam constants(Optimiser.Adam of, double factor, double decay) {
    return new Adam(of.rate() * factor, of.b1(), of.b2(), of.epsilon(), decay);
  }

  // As in a chunk, each kind of operation goes through all layers before the next.

  /// `dW(l) := factor(l) sum delta(l) f(l)ᵀ + decay W(l)` and `db(l) := biasFactor(l) sum delta(l)` for `l = from..to`, summed
  /// over the chunks in their order.
  void gradients(int from, int to, Batch.Gradients of, double decay) {
    for (int l = from; l <= to; l++) {
      if (of.vanish(l)) {
        device.fill(0, dW[l]);
      } else {
        device.multiplySum(of.factors()[l - 1], of.deltas().get(l - 1), of.inputs().get(l - 1), dW[l]);
      }
    }
    for (int l = from; decay != 0 && l <= to; l++) {
      device.add(decay, W[l], 1, dW[l]);
    }
    for (int l = from; hasBiases() && l <= to; l++) {
      device.multiplySum(of.biasFactors()[l - 1], of.deltas().get(l - 1), of.ones().get(l - 1), db[l]);
    }
  }

  /// Moves the layers `from..to` down their gradients.
  void update(int from, int to) {
    move(from, to, W, dW, memoryW, rates.weights(), 0);
    renew(from, to);
    if (hasBiases()) {
      move(from, to, b, db, memoryB, rates.biases(), L);
    }
  }

  private void renew(int from, int to) {
    for (int l = from; l <= to; l++) {
      device.renew(factors[l]);
    }
  }

  /// @param constants where Adam's constants of layer 1 are
  private void move(int from, int to, Matrix[] what, Matrix[] gradient, List<Matrix[]> memory, List<Double> factors,
      int constants) {
    boolean remembers = optimiser instanceof Optimiser.Sgd && !memory.isEmpty();
    for (int l = from; remembers && l <= to; l++) {
      device.add(1, gradient[l], ((Optimiser.Sgd) optimiser).momentum(), memory.get(0)[l]);
    }
    for (int l = from; l <= to; l++) {
      switch (optimiser) {
        case Optimiser.Sgd(double rate, double _) ->
          device.add(-rate * factors.get(l - 1), remembers ? memory.get(0)[l] : gradient[l], 1, what[l]);
        case Optimiser.Nlms(double rate, double _) -> device.add(-rate * factors.get(l - 1), gradient[l], 1, what[l]);
        case Optimiser.Adam _ ->
          device.adam(gradient[l], memory.get(0)[l], memory.get(1)[l], what[l], adam[constants + l - 1], unbias);
      }
    }
  }

  /// `sum_l ‖W(l)‖²`.
  double squaredNorm() {
    double sum = 0;
    for (int l = 1; l <= L; l++) {
      sum += device.sumOfSquares(W[l]);
    }
    return sum;
  }

  /// `net` with the weights and biases as they are now.
  DeepLinearNet read(DeepLinearNet net) {
    DeepLinearNet now = net.withWeights(matrices(W));
    return hasBiases() ? now.withBiases(vectors(b)) : now;
  }

  /// The gradients of the last step.
  DMatrixRMaj[] weightGradients() {
    return matrices(dW);
  }

  /// The gradients of the last step; none where the network has no biases.
  double[][] biasGradients() {
    return hasBiases() ? vectors(db) : new double[0][];
  }

  /// Writes all that the next step depends on, in the device's precision.
  void save(DataOutput out) throws IOException {
    out.writeLong(adamSteps);
    out.writeInt(bytes());
    out.writeInt(hasBiases() ? L : 0);
    out.writeInt(state().size());
    for (Matrix M : state()) {
      out.writeInt(M.rows());
      out.writeInt(M.columns());
      for (double value : values(M)) {
        switch (device.precision()) {
          case FLOAT, TF32 -> out.writeFloat((float) value);
          case DOUBLE -> out.writeDouble(value);
        }
      }
    }
  }

  /// What [#save] wrote.
  record Saved(long adamSteps, List<double[]> values) {}

  /// Reads what [#save] wrote, after a check that it fits.
  Saved load(DataInput in) throws IOException {
    long count = in.readLong();
    requireSame("bytes of a number", in.readInt(), bytes());
    requireSame("number of biases", in.readInt(), hasBiases() ? L : 0);
    requireSame("number of matrices", in.readInt(), state().size());
    List<double[]> read = new ArrayList<>();
    for (Matrix M : state()) {
      read.add(matrix(in, M.rows(), M.columns(), bytes()));
    }
    return new Saved(count, read);
  }

  /// `net` with the weights and biases that [#save] wrote, whatever the optimiser and the precision.
  static DeepLinearNet read(DataInput in, DeepLinearNet net) throws IOException {
    in.readLong();
    int bytes = in.readInt();
    requireSame("number of biases", in.readInt(), net.hasBiases() ? net.depth() : 0);
    in.readInt();
    int L = net.depth();
    DMatrixRMaj[] W = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      int rows = net.width(l);
      int columns = net.width(l - 1);
      W[l - 1] = DMatrixRMaj.wrap(rows, columns, matrix(in, rows, columns, bytes));
    }
    double[][] b = new double[net.hasBiases() ? L : 0][];
    for (int l = 1; l <= b.length; l++) {
      b[l - 1] = matrix(in, net.width(l), 1, bytes);
    }
    DeepLinearNet read = net.withWeights(W);
    return net.hasBiases() ? read.withBiases(b) : read;
  }

  private static double[] matrix(DataInput in, int rows, int columns, int bytes) throws IOException {
    requireSame("number of rows", in.readInt(), rows);
    requireSame("number of columns", in.readInt(), columns);
    double[] values = new double[rows * columns];
    for (int k = 0; k < values.length; k++) {
      values[k] = bytes == Float.BYTES ? in.readFloat() : in.readDouble();
    }
    return values;
  }

  /// Takes over what was saved.
  void take(Saved saved) {
    adamSteps = saved.adamSteps;
    List<Matrix> state = state();
    for (int i = 0; i < state.size(); i++) {
      device.write(saved.values.get(i), state.get(i));
    }
    renew(1, L);
  }

  private int bytes() {
    return switch (device.precision()) {
      case FLOAT, TF32 -> Float.BYTES;
      case DOUBLE -> Double.BYTES;
    };
  }

  private static void requireSame(String what, int saved, int here) {
    if (saved != here) {
      throw new IllegalArgumentException(
          "the saved state is of another network, optimiser or device: it has the " + what
              + " " + saved + " where this one has " + here);
    }
  }

  private List<Matrix> state() {
    List<Matrix[]> groups = new ArrayList<>(List.of(W, b));
    groups.addAll(memoryW);
    groups.addAll(memoryB);
    List<Matrix> all = new ArrayList<>();
    for (Matrix[] group : groups) {
      for (int l = 1; l < group.length; l++) {
        all.add(group[l]);
      }
    }
    return all;
  }

  private DMatrixRMaj[] matrices(Matrix[] from) {
    DMatrixRMaj[] read = new DMatrixRMaj[L];
    for (int l = 1; l <= L; l++) {
      read[l - 1] = DMatrixRMaj.wrap(from[l].rows(), from[l].columns(), values(from[l]));
    }
    return read;
  }

  private double[][] vectors(Matrix[] from) {
    double[][] read = new double[L][];
    for (int l = 1; l <= L; l++) {
      read[l - 1] = values(from[l]);
    }
    return read;
  }

  private double[] values(Matrix M) {
    double[] values = new double[M.size()];
    device.read(M, values);
    return values;
  }
}
