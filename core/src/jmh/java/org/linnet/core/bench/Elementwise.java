package org.linnet.core.bench;

import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Matrix;
import org.linnet.core.device.Precision;
import org.linnet.core.net.StandardActivation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// The element-wise operations on the processor's vectors, for 64 samples in columns.
public class Elementwise extends KernelBenchmark {
  private static final Device.Adam ADAM = new Device.Adam(1e-4, 0.9, 0.999, 1e-8, 0);

  @Param({"300x64", "512x64"})
  String shape;

  @Param({"FLOAT", "DOUBLE"})
  Precision precision;

  private Device device;
  private Matrix u;
  private Matrix value;
  private Matrix in;
  private Matrix out;
  private Matrix mean;
  private Matrix square;

  /// Fills the matrices.
  @Setup
  public void fill() {
    int[] size = sizes(shape, 2);
    device = Devices.named("cpu", precision);
    u = gaussian(device, size[0], size[1], 1);
    in = gaussian(device, size[0], size[1], 2);
    value = device.matrix(size[0], size[1]);
    out = device.matrix(size[0], size[1]);
    mean = device.matrix(size[0], size[1]);
    square = device.matrix(size[0], size[1]);
    device.activate(StandardActivation.TANH, u, value);
  }

  /// `out := tanh u`.
  @Benchmark
  public void tanh() {
    device.activate(StandardActivation.TANH, u, out);
  }

  /// `out := max(u, 0)`.
  @Benchmark
  public void relu() {
    device.activate(StandardActivation.RELU, u, out);
  }

  /// `out := u + out / 2`.
  @Benchmark
  public void add() {
    device.add(1, u, 0.5, out);
  }

  /// `out := tanh'(u) o in`.
  @Benchmark
  public void timesDerivativeOfTanh() {
    device.timesDerivative(1, StandardActivation.TANH, u, value, in, out);
  }

  /// `out := relu'(u) o in`.
  @Benchmark
  public void timesDerivativeOfRelu() {
    device.timesDerivative(1, StandardActivation.RELU, u, value, in, out);
  }

  /// A step of Adam on the weights `out`.
  @Benchmark
  public void adam() {
    device.adam(in, mean, square, out, ADAM, 10);
  }
}
