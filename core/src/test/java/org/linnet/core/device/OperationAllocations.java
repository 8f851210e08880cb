package org.linnet.core.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linnet.core.Allocations;
import org.linnet.core.JavaProcess;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.net.StandardActivation;

/// What each operation of each device allocates once warm, measured in a process of its own where nothing else has been compiled: beside
/// two thousand other tests, the compiler now and then left a kernel out (its queue empty, the kernel in the code of the first tier).
final class OperationAllocations {
  private OperationAllocations() {}

  /// Prints a line for each.
  public static void main(String... arguments) {
    FakeCuda.andUsable().forEach(device -> operations(device).forEach((name, operation) -> {
      // compiled by then: the vectors live in registers; no object is smaller than 16 bytes
      System.out.println(device.name() + ": " + name + ": " + Allocations.whenWarm(operation) / 16 + " objects");
    }));
  }

  /// The lines of a new process, which waits for its compiler.
  ///
  /// @param flag of the virtual machine, ignored where it is not known
  static List<String> inNewProcess(String flag) throws Exception {
    return JavaProcess.output(OperationAllocations.class,
        List.of("-Xbatch", "-XX:+IgnoreUnrecognizedVMOptions", flag, "--add-modules", "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED", "-Dlinnet.cuda.path=" + System.getProperty("linnet.cuda.path", "")));
  }

  private static Map<String, Runnable> operations(Device device) {
    Matrix A = matrix(device, 1);
    Matrix B = matrix(device, 2);
    Matrix C = device.matrix(40, 40);
    Factor factor = device.factor(A);
    Matrix[] left = {A, B};
    Matrix[] right = {B, A};
    Matrix zero = device.matrix(40, 40);
    Matrix sums = device.matrix(1, 40);
    Matrix unbias = device.matrix(1, 2);
    Adam adam = new Adam(0.1, 0.9, 0.999, 1e-8, 0);
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("multiply", () -> device.multiply(1, Side.PLAIN, A, Side.PLAIN, B, 0, C));
    all.put("multiply, transposed", () -> device.multiply(1, Side.TRANSPOSED, A, Side.TRANSPOSED, B, 1, C));
    all.put("multiply, factor", () -> device.multiply(1, Side.PLAIN, factor, B, C));
    all.put("multiply, transposed factor", () -> device.multiply(1, Side.TRANSPOSED, factor, B, C));
    all.put("renew", () -> device.renew(factor));
    all.put("multiplySum", () -> device.multiplySum(1, left, right, C));
    boolean onGpu = device.chunk() == Integer.MAX_VALUE; // where one kernel serves all activations
    for (StandardActivation phi : onGpu ? List.of(StandardActivation.TANH) : List.of(StandardActivation.values())) {
      all.put(phi.name(), () -> device.activate(phi, A, C));
      all.put(phi.name() + " derivative", () -> device.timesDerivative(1, phi, A, A, B, C));
    }
    all.put("add", () -> device.add(1, A, 1, C));
    all.put("adam", () -> device.adam(A, B, C, C, adam, 1));
    all.put("adam, corrections on the device", () -> device.adam(A, B, C, C, adam, unbias));
    all.put("reciprocal", () -> device.reciprocal(1, sums));
    all.put("sumOfSquares", () -> device.sumOfSquares(C));
    if (!onGpu) { // the others are not asked
      all.put("isZero", () -> device.isZero(zero));
    }
    all.put("columnSumsOfSquares", () -> device.columnSumsOfSquares(1, A, 0, sums));
    all.put("crossEntropy", () -> device.crossEntropy(1, A, B, 1, sums));
    all.put("scaleColumns", () -> device.scaleColumns(sums, C));
    all.put("softmax", () -> device.softmax(A, C));
    return all;
  }

  private static Matrix matrix(Device device, int seed) {
    double[] values = new double[40 * 40];
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.sin(seed + k);
    }
    Matrix M = device.matrix(40, 40);
    device.write(values, M);
    return M;
  }
}
