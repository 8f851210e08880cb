package org.linnet.core.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.device.Matrix;
import org.linnet.core.net.DeepLinearNet;

/// A network's weights and biases on a device, their gradients and what the optimiser remembers; index `l = 1..L`.
final class Parameters {
  final Matrix[] W;
  final Matrix[] b; // empty where the network has no biases
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
    adam = new Adam[2 * L];
    for (int l = 1; l <= L; l++) {
      if (optimiser instanceof Optimiser.Adam of) {
        adam[l - 1] = constants(of, rates.weights().get(l - 1), of.decay());
        adam[L + l - 1] = constants(of, rates.biases().get(l - 1), 0);
      }
      device.write(net.weight(l).data, W[l]);
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

  /// Counts a step; to be called once before the layers are updated.
  void nextStep() {
    adamSteps += optimiser instanceof Optimiser.Adam ? 1 : 0;
  }

  private static Adam constants(Optimiser.Adam of, double factor, double decay) {
    return new Adam(of.rate() * factor, of.b1(), of.b2(), of.epsilon(), decay);
  }

  /// `dW(l) := factor sum delta fᵀ + decay W(l)`, `db(l) := biasFactor sum delta`, summed over the chunks in their order.
  void gradient(int l, double factor, double biasFactor, double decay, Matrix[] delta, Matrix[] f, Matrix[] ones) {
    device.multiplySum(factor, delta, f, dW[l]);
    if (decay != 0) {
      device.add(decay, W[l], 1, dW[l]);
    }
    if (hasBiases()) {
      device.multiplySum(biasFactor, delta, ones, db[l]);
    }
  }

  /// Moves layer `l` down its gradient.
  void update(int l) {
    move(l, W, dW, memoryW, rates.weights().get(l - 1), adam[l - 1]);
    if (hasBiases()) {
      move(l, b, db, memoryB, rates.biases().get(l - 1), adam[L + l - 1]);
    }
  }

  private void move(int l, Matrix[] to, Matrix[] gradient, List<Matrix[]> memory, double factor, Adam constants) {
    switch (optimiser) {
      case Optimiser.Sgd sgd when sgd.momentum() > 0 -> {
        Matrix m = memory.get(0)[l];
        device.add(1, gradient[l], sgd.momentum(), m);
        device.add(-sgd.rate() * factor, m, 1, to[l]);
      }
      case Optimiser.Sgd sgd -> device.add(-sgd.rate() * factor, gradient[l], 1, to[l]);
      case Optimiser.Nlms nlms -> device.add(-nlms.rate() * factor, gradient[l], 1, to[l]);
      case Optimiser.Adam _ ->
        device.adam(gradient[l], memory.get(0)[l], memory.get(1)[l], to[l], constants, adamSteps);
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
    requireSame("number of matrices", in.readInt(), state().size());
    List<double[]> read = new ArrayList<>();
    for (Matrix M : state()) {
      requireSame("number of rows", in.readInt(), M.rows());
      requireSame("number of columns", in.readInt(), M.columns());
      double[] values = new double[M.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = switch (device.precision()) {
          case FLOAT, TF32 -> in.readFloat();
          case DOUBLE -> in.readDouble();
        };
      }
      read.add(values);
    }
    return new Saved(count, read);
  }

  /// Takes over what was saved.
  void take(Saved saved) {
    adamSteps = saved.adamSteps;
    List<Matrix> state = state();
    for (int i = 0; i < state.size(); i++) {
      device.write(saved.values.get(i), state.get(i));
    }
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
