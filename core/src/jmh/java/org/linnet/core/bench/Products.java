package org.linnet.core.bench;

import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Factor;
import org.linnet.core.device.Matrix;
import org.linnet.core.device.Precision;
import org.linnet.core.device.Side;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// `C := op(A) op(B)` on the processor's vectors. A shape is `m x k x n`: 64 samples in rows, as other libraries keep them,
/// and a chunk of 32 samples in columns, as Linnet does.
public class Products extends KernelBenchmark {
  /// Which factors are transposed, and whether `A` is prepared for many products, as weights are.
  public enum Form {
    /// `A B`.
    NN(false, Side.PLAIN, Side.PLAIN),
    /// `Aᵀ B`.
    TN(false, Side.TRANSPOSED, Side.PLAIN),
    /// `A Bᵀ`.
    NT(false, Side.PLAIN, Side.TRANSPOSED),
    /// `A B`, with `A` prepared.
    FACTOR_N(true, Side.PLAIN, Side.PLAIN),
    /// `Aᵀ B`, with `A` prepared.
    FACTOR_T(true, Side.TRANSPOSED, Side.PLAIN);

    final boolean prepared;
    final Side sideA;
    final Side sideB;

    Form(boolean prepared, Side sideA, Side sideB) {
      this.prepared = prepared;
      this.sideA = sideA;
      this.sideB = sideB;
    }
  }

  @Param({"64x128x128", "64x300x300", "64x512x512", "64x784x300", "128x128x32", "300x300x32", "512x512x32"})
  String shape;

  @Param
  Form form;

  @Param({"FLOAT", "DOUBLE"})
  Precision precision;

  private Device device;
  private Matrix A;
  private Factor factor;
  private Matrix B;
  private Matrix C;

  /// Fills the factors.
  @Setup
  public void fill() {
    int[] size = sizes(shape, 3);
    int m = size[0];
    int k = size[1];
    int n = size[2];
    device = Devices.named("cpu", precision);
    A = form.sideA == Side.PLAIN ? gaussian(device, m, k, 1) : gaussian(device, k, m, 1);
    B = form.sideB == Side.PLAIN ? gaussian(device, k, n, 2) : gaussian(device, n, k, 2);
    C = device.matrix(m, n);
    factor = device.factor(A);
  }

  /// One product on one thread.
  @Benchmark
  public void product() {
    if (form.prepared) {
      device.multiply(1, form.sideA, factor, B, C);
    } else {
      device.multiply(1, form.sideA, A, form.sideB, B, 0, C);
    }
  }
}
