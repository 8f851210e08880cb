package org.linnet.core.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// Compares every operation of a device with [ReferenceDevice] on the machine at hand, which may have no tools to run tests.
public final class DeviceCheck {
  private static final int ROWS = 33;
  private static final int DEPTH = 70;
  private static final int COLUMNS = 45;
  private static final int LAYERS = 3;

  private DeviceCheck() {}

  /// How an operation compares.
  ///
  /// @param difference the largest difference of two numbers; NaN if only one of them is
  /// @param bound what rounding explains
  public record Result(String operation, double difference, double bound) {
    public boolean passed() {
      return difference <= bound;
    }
  }

  /// An operation on a workspace; what it returns is compared as well.
  private interface Operation {
    double on(Workspace w);
  }

  /// As [Operation], returning nothing.
  private interface Step {
    void on(Workspace w);
  }

  /// Checks each operation once.
  public static List<Result> run(Device device) {
    Workspace here = new Workspace(device);
    Workspace reference = new Workspace(new ReferenceDevice());
    List<Result> results = new ArrayList<>();
    // numbers are below 1 in size; (k + 4) u sum |a b| for a sum of k products, a few u for the rest
    double sum = (DEPTH + 4) * DEPTH;
    for (Side a : Side.values()) {
      for (Side b : Side.values()) {
        check(results, here, reference, "product " + a + " " + b, sum,
            step(w -> w.device.multiply(0.5, a, a == Side.PLAIN ? w.A : w.At, b, b == Side.PLAIN ? w.B : w.Bt, -1,
                w.C)));
      }
      check(results, here, reference, "product of a factor " + a, sum,
          step(w -> w.device.multiply(0.5, a, w.device.factor(a == Side.PLAIN ? w.A : w.At), w.B, w.C)));
    }
    check(results, here, reference, "sum of products", 2 * sum, step(
        w -> w.device.multiplySum(1, new Matrix[]{w.A, w.A}, new Matrix[]{w.Bt, w.Bt}, w.C)));
    check(results, here, reference, "sum", 8, step(w -> w.device.add(0.3, w.D, -2, w.C)));
    check(results, here, reference, "fill", 1, step(w -> w.device.fill(0.3, w.C)));
    for (StandardActivation phi : StandardActivation.values()) {
      check(results, here, reference, phi.name(), 8, step(w -> w.device.activate(phi, w.D, w.C)));
      check(results, here, reference, phi.name() + " derivative", 30, step(w -> {
        w.device.activate(phi, w.D, w.C);
        w.device.timesDerivative(-1.5, phi, w.D, w.C, w.D, w.C);
      }));
    }
    check(results, here, reference, "Adam", 100, step(w -> {
      w.device.fill(0, w.stack[0]);
      w.device.fill(0.1, w.stack[1]);
      w.device.adam(w.D, w.stack[0], w.stack[1], w.C, new Device.Adam(0.1, 0.9, 0.999, 1e-8, 0.01), 7);
    }));
    check(results, here, reference, "what depends on finite numbers", 100, step(w -> {
      w.device.fill(0, w.stack[0]);
      w.device.fill(0.1, w.stack[1]);
      w.device.ifFinite(w.row, () -> w.device.add(0.3, w.D, -2, w.C));
      w.device.ifFinite(w.lost, () -> w.device.add(1, w.D, 1, w.C));
      w.device.ifFinite(w.row,
          () -> w.device.adam(w.D, w.stack[0], w.stack[1], w.C, new Device.Adam(0.1, 0.9, 0.999, 1e-8, 0.01), w.two));
    }));
    check(results, here, reference, "reciprocal", 4, step(w -> w.device.reciprocal(2, w.row)));
    check(results, here, reference, "sum of squares", 1e-8 * ROWS * COLUMNS / device.precision().unitRoundoff(),
        w -> w.device.sumOfSquares(w.D));
    check(results, here, reference, "sums of squares of columns", 8 * ROWS,
        step(w -> w.device.columnSumsOfSquares(0.5, w.D, -1, w.row)));
    check(results, here, reference, "scaling of columns", 4, step(w -> w.device.scaleColumns(w.row, w.C)));
    check(results, here, reference, "softmax", 50, step(w -> w.device.softmax(w.D, w.C)));
    check(results, here, reference, "cross-entropy", 50 * ROWS,
        step(w -> w.device.crossEntropy(0.5, w.D, w.C, -1, w.row)));
    check(results, here, reference, "record", 8 * sum, step(w -> {
      Runnable record = w.device.record(() -> layers(w));
      w.device.write(new double[ROWS * COLUMNS], w.stack[1]);
      record.run();
    }));
    return results;
  }

  /// What a device may merge: loops of products, also with biases and of what is pulled back, and of sums.
  private static void layers(Workspace w) {
    for (int l = 0; l < LAYERS; l++) {
      w.device.multiply(0.1, Side.PLAIN, w.A, Side.PLAIN, w.B, 0.5, w.stack[l]);
    }
    for (int l = 0; l < LAYERS; l++) {
      w.device.multiply(1, Side.PLAIN, w.biases[l], Side.PLAIN, w.row, 1, w.stack[l]);
    }
    for (int l = LAYERS - 1; l >= 0; l--) {
      w.device.activate(StandardActivation.TANH, w.stack[l], w.stack[l]);
    }
    for (int l = 0; l < LAYERS; l++) {
      w.device.multiply(0.1, Side.TRANSPOSED, w.weights[l], Side.PLAIN, w.stack[l], 0, w.pulls[l]);
    }
    for (int l = 0; l < LAYERS; l++) {
      w.device.multiply(0.1, Side.PLAIN, w.pulls[l], Side.TRANSPOSED, w.row, 0, w.biases[l]);
    }
    for (int l = 0; l < LAYERS; l++) {
      w.device.multiply(0.1, Side.PLAIN, w.pulls[l], Side.TRANSPOSED, w.stack[l], 0.5, w.weights[l]);
    }
  }

  private static Operation step(Step step) {
    return w -> {
      step.on(w);
      return 0;
    };
  }

  private static void check(List<Result> results, Workspace here, Workspace reference, String name, double roundoffs,
      Operation operation) {
    double[] found = here.after(operation);
    double[] expected = reference.after(operation);
    double worst = 0;
    for (int k = 0; k < found.length; k++) {
      worst = Math.max(worst, Math.abs(found[k] - expected[k])); // NaN, if there is one
    }
    results.add(new Result(name, worst, roundoffs * here.device.precision().unitRoundoff()));
  }

  /// Matrices of one device, filled with the same numbers on each.
  private static final class Workspace {
    final Device device;
    final Matrix A;
    final Matrix At;
    final Matrix B;
    final Matrix Bt;
    final Matrix C;
    final Matrix D;
    final Matrix row;
    final Matrix two;
    final Matrix lost; // a NaN
    final Matrix[] stack;
    final Matrix[] pulls;
    final Matrix[] weights;
    final Matrix[] biases;

    Workspace(Device device) {
      this.device = device;
      A = device.matrix(ROWS, DEPTH);
      At = device.matrix(DEPTH, ROWS);
      B = device.matrix(DEPTH, COLUMNS);
      Bt = device.matrix(COLUMNS, DEPTH);
      C = device.matrix(ROWS, COLUMNS);
      D = device.matrix(ROWS, COLUMNS);
      row = device.matrix(1, COLUMNS);
      two = device.matrix(1, 2);
      lost = device.matrix(1, 1);
      device.fill(Double.NaN, lost);
      stack = device.stack(LAYERS, ROWS, COLUMNS);
      pulls = device.stack(LAYERS, ROWS, COLUMNS);
      weights = device.stack(LAYERS, ROWS, ROWS);
      biases = device.stack(LAYERS, ROWS, 1);
    }

    /// All numbers after an operation, and what it returns.
    double[] after(Operation operation) {
      RandomStream random = RandomStream.of(1);
      all().forEach(M -> device.write(random.doubles(M.size()).map(x -> (float) (2 * x - 1)).toArray(), M));
      double returned = operation.on(this);
      return Stream.concat(all().map(M -> {
        double[] values = new double[M.size()];
        device.read(M, values);
        return values;
      }), Stream.of(new double[]{returned})).flatMapToDouble(Arrays::stream).toArray();
    }

    private Stream<Matrix> all() {
      return Stream.of(new Matrix[]{A, At, B, Bt, C, D, row, two}, stack, pulls, weights, biases)
          .flatMap(Arrays::stream);
    }
  }
}
