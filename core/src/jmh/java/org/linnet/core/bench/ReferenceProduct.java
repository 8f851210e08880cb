package org.linnet.core.bench;

import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Matrix;
import org.linnet.core.device.Precision;
import org.linnet.core.device.Side;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// `C := A B` by the plain loops that the other devices are checked against, at one shape, in double precision.
public class ReferenceProduct extends KernelBenchmark {
  @Param("64x300x300")
  String shape;

  private final Device device = Devices.named("reference", Precision.DOUBLE);
  private Matrix A;
  private Matrix B;
  private Matrix C;

  /// Fills the factors.
  @Setup
  public void fill() {
    int[] size = sizes(shape, 3);
    A = gaussian(device, size[0], size[1], 1);
    B = gaussian(device, size[1], size[2], 2);
    C = device.matrix(size[0], size[2]);
  }

  /// One product.
  @Benchmark
  public void reference() {
    device.multiply(1, Side.PLAIN, A, Side.PLAIN, B, 0, C);
  }
}
