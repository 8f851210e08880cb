package org.linnet.core.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.linnet.core.device.Device;
import org.linnet.core.device.Device.AdamStep;
import org.linnet.core.device.Matrix;
import org.linnet.core.net.DeepLinearNet;

/// A network's weights on a device, their gradients and what the optimiser remembers; index `l = 1..L`.
final class Parameters {
  final Matrix[] W;
  final Matrix[] dW;
  private final Matrix[] m;
  private final Matrix[] v;
  private final Device device;
  private long adamSteps;

  Parameters(Device device, DeepLinearNet net, boolean adam) {
    this.device = device;
    int L = net.depth();
    W = new Matrix[L + 1];
    dW = new Matrix[L + 1];
    m = new Matrix[adam ? L + 1 : 0];
    v = new Matrix[adam ? L + 1 : 0];
    for (int l = 1; l <= L; l++) {
      W[l] = device.matrix(net.width(l), net.width(l - 1));
      dW[l] = device.matrix(net.width(l), net.width(l - 1));
      device.write(net.weight(l).data, W[l]);
      if (adam) {
        m[l] = device.matrix(net.width(l), net.width(l - 1));
        v[l] = device.matrix(net.width(l), net.width(l - 1));
      }
    }
  }

  /// Counts a step; to be called once before the layers are updated.
  AdamStep nextStep(Optimiser.Adam adam) {
    adamSteps++;
    return new AdamStep(adam.rate(), adam.b1(), adam.b2(), adam.epsilon(), adam.decay(), adamSteps);
  }

  /// Moves layer `l` down its gradient.
  void update(int l, Optimiser optimiser, AdamStep step) {
    switch (optimiser) {
      case Optimiser.Sgd sgd -> device.add(-sgd.rate(), dW[l], 1, W[l]);
      case Optimiser.Adam _ -> device.adam(dW[l], m[l], v[l], W[l], step);
    }
  }

  /// The weights as they are now.
  DMatrixRMaj[] read() {
    return matrices(W);
  }

  /// The gradients of the last step.
  DMatrixRMaj[] readGradients() {
    return matrices(dW);
  }

  void save(DataOutput out) throws IOException {
    Matrix[] all = all();
    out.writeInt(all.length);
    for (Matrix M : all) {
      out.writeInt(M.rows());
      out.writeInt(M.columns());
    }
    out.writeLong(adamSteps);
    for (Matrix M : all) {
      double[] values = new double[M.size()];
      device.read(M, values);
      for (double value : values) {
        out.writeDouble(value);
      }
    }
  }

  void restore(DataInput in) throws IOException {
    Matrix[] all = all();
    int saved = in.readInt();
    require(saved == all.length, "the state must have " + all.length + " matrices, this optimiser's, got " + saved);
    for (int k = 0; k < all.length; k++) {
      int rows = in.readInt();
      int columns = in.readInt();
      require(rows == all[k].rows() && columns == all[k].columns(), "matrix " + (k + 1) + " of the state must be "
          + all[k].rows() + " x " + all[k].columns() + ", got " + rows + " x " + columns);
    }
    long steps = in.readLong();
    double[][] values = new double[all.length][];
    for (int k = 0; k < all.length; k++) {
      values[k] = new double[all[k].size()];
      for (int i = 0; i < values[k].length; i++) {
        values[k][i] = in.readDouble();
      }
    }
    adamSteps = steps;
    for (int k = 0; k < all.length; k++) {
      device.write(values[k], all[k]);
    }
  }

  /// The weights, then what the optimiser remembers of them.
  private Matrix[] all() {
    return Stream.of(W, m, v).flatMap(Arrays::stream).filter(Objects::nonNull).toArray(Matrix[]::new);
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  private DMatrixRMaj[] matrices(Matrix[] from) {
    DMatrixRMaj[] read = new DMatrixRMaj[from.length - 1];
    for (int l = 1; l < from.length; l++) {
      read[l - 1] = new DMatrixRMaj(from[l].rows(), from[l].columns());
      device.read(from[l], read[l - 1].data);
    }
    return read;
  }
}
