package org.linnet.core.bench;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.linnet.core.device.Device;
import org.linnet.core.device.Matrix;
import org.linnet.core.random.RandomStream;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What all benchmarks share: how long they run, and what they work on.
///
/// The warm-up is longer than the measurement because a product runs a thousand times slower until it is compiled.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 250, timeUnit = TimeUnit.MILLISECONDS)
abstract class KernelBenchmark {
  /// The sizes in `64x300x300`, so many of them.
  static int[] sizes(String shape, int count) {
    int[] sizes = Stream.of(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    if (sizes.length != count) {
      throw new IllegalArgumentException("shape must have " + count + " sizes here, got " + shape);
    }
    return sizes;
  }

  /// A matrix of Gaussian numbers.
  static Matrix gaussian(Device device, int rows, int columns, long seed) {
    RandomStream random = RandomStream.of(seed);
    double[] values = new double[rows * columns];
    for (int k = 0; k < values.length; k++) {
      values[k] = random.nextGaussian();
    }
    Matrix matrix = device.matrix(rows, columns);
    device.write(values, matrix);
    return matrix;
  }
}
