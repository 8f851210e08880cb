package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.linnet.core.device.cuda.Cuda;
import org.linnet.core.device.cuda.CudaException;
import org.linnet.core.device.cuda.DeviceMemory;
import org.linnet.core.device.cuda.Format;
import org.linnet.core.device.cuda.Gpu;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// The CUDA device beyond the contract of all devices: how records merge, and what failures say.
///
/// **Oracle**: the operations one by one on [ReferenceDevice], which neither records nor merges; counts of launches written
/// down by hand; CUDA's rules as [FakeCuda] checks them. No GPU is needed, and nothing here says that a GPU agrees.
///
/// **If wrong**: every run on a GPU.
class CudaDeviceTest {
  private static final int LAYERS = 4;

  @BeforeEach
  void reset() {
    assumeTrue(FakeCuda.exists(), "not run: no C++ compiler");
    FakeCuda.reset();
  }

  @AfterEach
  void everyCallWasValid() {
    if (FakeCuda.exists()) {
      assertEquals("", FakeCuda.violations());
    }
  }

  /// Stacks of equal layers, as an engine holds them; filled with the same numbers on every device.
  static final class Layers {
    final Device device;
    final Matrix[] W;
    final Matrix[] z;
    final Matrix[] f;
    final Matrix[] e;
    final Matrix row;
    final Matrix V;
    final Matrix two;
    final Matrix[] rows;

    Layers(Device device) {
      this.device = device;
      W = device.stack(LAYERS, 6, 6);
      z = device.stack(LAYERS, 6, 5);
      f = device.stack(LAYERS, 6, 5);
      e = device.stack(LAYERS, 6, 5);
      row = device.matrix(1, 5);
      V = device.matrix(6, 6);
      two = device.matrix(1, 2);
      rows = device.stack(2, 1, 5);
      fill(0);
    }

    void fill(long seed) {
      RandomStream random = RandomStream.of(seed);
      all().forEach(A -> device.write(random.doubles(A.size()).map(x -> (float) x - 0.5).toArray(), A));
    }

    double[] numbers() {
      return all().map(A -> {
        double[] values = new double[A.size()];
        device.read(A, values);
        return values;
      }).flatMapToDouble(Arrays::stream).toArray();
    }

    private Stream<Matrix> all() {
      return Stream.concat(Stream.of(W, z, f, e, rows).flatMap(Stream::of), Stream.of(row, V, two));
    }
  }

  /// Pieces of work: what they issue to the GPU when recorded (products, batches of products, launches).
  static Stream<Arguments> work() {
    return Stream.of(
        work("products up", 0, 1, 0,
            d -> up(l -> d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.f[l], 0, d.e[l]))),
        work("products down", 0, 1, 0,
            d -> down(l -> d.device.multiply(1, Side.TRANSPOSED, d.W[l], Side.PLAIN, d.e[l], 2, d.f[l]))),
        work("outer products", 0, 1, 0,
            d -> up(l -> d.device.multiplySum(-1, new Matrix[]{d.e[l]}, new Matrix[]{d.f[l]}, d.W[l]))),
        work("one factor for all", 0, 1, 0,
            d -> up(l -> d.device.multiply(1, Side.PLAIN, d.W[0], Side.PLAIN, d.f[l], 0, d.e[l]))),
        work("every other", 0, 1, 0, d -> {
          d.device.multiply(1, Side.PLAIN, d.W[0], Side.PLAIN, d.f[0], 0, d.e[0]);
          d.device.multiply(1, Side.PLAIN, d.W[2], Side.PLAIN, d.f[2], 0, d.e[2]);
        }),
        work("two loops", 0, 2, 0, d -> {
          up(l -> d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.f[l], 0, d.e[l]));
          up(l -> d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.e[l], 0, d.z[l]));
        }),
        work("another constant", 2, 1, 0,
            d -> up(l -> d.device.multiply(l < 2 ? l : 2, Side.PLAIN, d.W[l], Side.PLAIN, d.f[l], 0, d.e[l]))),
        work("another beta", 1, 1, 0,
            d -> up(l -> d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.f[l], l == 0 ? 0 : 1, d.e[l]))),
        work("another side", 1, 1, 0, d -> up(
            l -> d.device.multiply(1, l == 0 ? Side.TRANSPOSED : Side.PLAIN, d.W[l], Side.PLAIN, d.f[l], 0, d.e[l]))),
        work("a sum into one", 4, 0, 0,
            d -> up(l -> d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.f[l], 1, d.e[0]))),
        work("factors in another order", 2, 1, 0, d -> {
          d.device.multiply(1, Side.PLAIN, d.W[0], Side.PLAIN, d.f[0], 0, d.e[0]);
          d.device.multiply(1, Side.PLAIN, d.W[3], Side.PLAIN, d.f[1], 0, d.e[1]);
          d.device.multiply(1, Side.PLAIN, d.W[2], Side.PLAIN, d.f[2], 0, d.e[2]);
          d.device.multiply(1, Side.PLAIN, d.W[1], Side.PLAIN, d.f[3], 0, d.e[3]);
        }),
        work("each needs the last", LAYERS - 1, 0, 0, d -> {
          for (int l = 1; l < LAYERS; l++) {
            d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.z[l - 1], 0, d.z[l]);
          }
        }),
        work("each needs the last on its left", LAYERS - 1, 0, 0, d -> {
          for (int l = 1; l < LAYERS; l++) {
            d.device.multiply(1, Side.PLAIN, d.W[l - 1], Side.PLAIN, d.V, 0, d.W[l]);
          }
        }),
        work("each needs the next", LAYERS - 1, 0, 0, d -> {
          for (int l = 1; l < LAYERS; l++) {
            d.device.multiply(1, Side.PLAIN, d.W[l], Side.PLAIN, d.z[l], 0, d.z[l - 1]);
          }
        }),
        work("launches up", 0, 0, 1, d -> up(l -> d.device.activate(StandardActivation.TANH, d.z[l], d.f[l]))),
        work("launches down", 0, 0, 1, d -> down(l -> d.device.add(1, d.z[l], -2, d.e[l]))),
        work("in place", 0, 0, 1,
            d -> up(l -> d.device.timesDerivative(2, StandardActivation.RELU, d.z[l], d.f[l], d.e[l], d.e[l]))),
        work("fill", 0, 0, 1, d -> up(l -> d.device.fill(3, d.e[l]))),
        work("columns scaled by one row", 0, 0, 1, d -> up(l -> d.device.scaleColumns(d.row, d.e[l]))),
        work("adam", 0, 0, 1,
            d -> up(
                l -> d.device.adam(d.z[l], d.f[l], d.f[l], d.e[l], new Device.Adam(0.1, 0.9, 0.5, 1e-8, 0), 3))),
        work("adam, corrections on the device", 0, 0, 1,
            d -> up(
                l -> d.device.adam(d.z[l], d.f[l], d.f[l], d.e[l], new Device.Adam(0.1, 0.9, 0.5, 1e-8, 0), d.two))),
        work("reciprocals", 0, 0, 1, d -> up(l -> d.device.reciprocal(2, d.e[l]))),
        work("what depends on finite numbers", 0, 0, 3, d -> d.device.ifFinite(d.row, () -> {
          up(l -> d.device.add(2, d.z[l], 0.5, d.e[l]));
          down(l -> d.device.adam(d.z[l], d.f[l], d.f[l], d.e[l], new Device.Adam(0.1, 0.9, 0.5, 1e-8, 0), d.two));
        })),
        work("what does not depend on them any more", 0, 0, 3, d -> {
          d.device.ifFinite(d.row, () -> d.device.add(2, d.z[0], 0.5, d.e[0]));
          d.device.add(2, d.z[1], 0.5, d.e[1]);
        }),
        work("another activation", 0, 0, 2, d -> up(l -> d.device.activate(
            l == 0 ? StandardActivation.LINEAR : StandardActivation.RELU, d.z[l], d.f[l]))),
        work("a gap", 0, 0, 2, d -> {
          d.device.fill(3, d.e[0]);
          d.device.fill(3, d.e[2]);
        }),
        work("another operation between", 0, 0, 3, d -> {
          d.device.fill(3, d.e[0]);
          d.device.add(1, d.e[0], 1, d.z[1]);
          d.device.fill(3, d.e[1]);
        }),
        work("a sum along the layers", 0, 0, LAYERS - 1, d -> {
          for (int l = 1; l < LAYERS; l++) {
            d.device.add(1, d.z[l - 1], 1, d.z[l]);
          }
        }),
        work("a shift down the layers", 0, 0, LAYERS - 1, d -> {
          for (int l = 1; l < LAYERS; l++) {
            d.device.add(1, d.z[l], 0, d.z[l - 1]);
          }
        }),
        work("sums of columns", 0, 0, 1,
            d -> up(l -> d.device.columnSumsOfSquares(0.5, d.e[l], l == 0 ? -2 : 1, d.row))),
        work("sums of columns down", 0, 0, 1,
            d -> down(l -> d.device.columnSumsOfSquares(0.5, d.e[l], l == LAYERS - 1 ? 0 : 1, d.row))),
        work("sums of columns anew", 0, 0, LAYERS, d -> up(l -> d.device.columnSumsOfSquares(0.5, d.e[l], 0, d.row))),
        work("sums of columns with another factor", 0, 0, 2,
            d -> up(l -> d.device.columnSumsOfSquares(l == 0 ? 1 : 2, d.e[l], 1, d.row))),
        work("sums of every other's columns", 0, 0, 2, d -> {
          d.device.columnSumsOfSquares(1, d.e[0], 0, d.row);
          d.device.columnSumsOfSquares(1, d.e[2], 1, d.row);
        }),
        work("sums of columns of sums", 0, 0, 2, d -> {
          d.device.columnSumsOfSquares(1, d.rows[0], 1, d.rows[1]);
          d.device.columnSumsOfSquares(1, d.rows[1], 1, d.rows[1]);
        }),
        work("sums of columns to two places", 0, 0, 2, d -> {
          d.device.columnSumsOfSquares(1, d.e[0], 1, d.rows[0]);
          d.device.columnSumsOfSquares(1, d.e[1], 1, d.rows[1]);
        }));
  }

  private static Arguments work(String name, int products, int batches, int launches, Consumer<Layers> work) {
    return Arguments.of(name, products, batches, launches, work);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("work")
  void aRecordMergesNeighboursAndChangesNoResult(String name, int products, int batches, int launches,
      Consumer<Layers> work) {
    for (Precision precision : new Precision[]{Precision.FLOAT, Precision.DOUBLE}) {
      Layers onGpu = new Layers(FakeCuda.device(precision));
      Layers plain = new Layers(new ReferenceDevice());
      FakeCuda.reset();
      Runnable record = onGpu.device.record(() -> work.accept(onGpu));
      work.accept(plain);
      agree(name, plain, onGpu);
      // once to do it, once to capture it
      assertEquals(2 * products, FakeCuda.count("cublasGemmEx"), "products");
      assertEquals(2 * batches, FakeCuda.count("cublasGemmStridedBatchedEx"), "batches");
      assertEquals(2 * launches, FakeCuda.count("cuLaunchKernel"), "launches");
      for (int seed = 1; seed <= 2; seed++) {
        onGpu.fill(seed);
        plain.fill(seed);
        record.run();
        work.accept(plain);
        agree(name, plain, onGpu);
      }
      assertEquals(2 * launches, FakeCuda.count("cuLaunchKernel"), "replayed, not launched");
      assertEquals(2, FakeCuda.count("cuGraphLaunch"));
    }
  }

  /// Sums of at most 12 products of numbers below 4, after at most two of which the next begins.
  private static void agree(String name, Layers plain, Layers onGpu) {
    assertArrayEquals(plain.numbers(), onGpu.numbers(), 500 * onGpu.device.precision().unitRoundoff(), name);
  }

  /// Equal in shape, and each its own store: how they lie to each other is chance.
  @Test
  void productsOfMatricesOfTheirOwnAreNotMerged() {
    Device device = FakeCuda.device(Precision.FLOAT);
    Matrix[] A = Stream.generate(() -> device.matrix(8, 8)).limit(6).toArray(Matrix[]::new);
    FakeCuda.reset();
    device.record(() -> {
      device.multiply(1, Side.PLAIN, A[0], Side.PLAIN, A[1], 0, A[2]);
      device.multiply(1, Side.PLAIN, A[3], Side.PLAIN, A[4], 0, A[5]);
    });
    assertEquals(4, FakeCuda.count("cublasGemmEx"));
  }

  @Test
  void aRecordHoldsOnlyWhatStaysOnTheDevice() {
    Device device = FakeCuda.device(Precision.FLOAT);
    Matrix A = device.matrix(1, 1);
    String rest = " must not be used while a record is made: a record holds only what stays on the device";
    refused("read" + rest, device, () -> device.read(A, new double[1]));
    refused("write" + rest, device, () -> device.write(new double[1], A));
    refused("sumOfSquares" + rest, device, () -> device.sumOfSquares(A));
    refused("record" + rest, device, () -> device.record(() -> {
    }));
    device.write(new double[]{2}, A); // and afterwards all is as before
    device.record(() -> device.add(1, A, 1, A)).run();
    double[] value = new double[1];
    device.read(A, value);
    assertEquals(8, value[0]);
  }

  @Test
  void onlySumsAndStepsOfAdamDependOnNumbersOnTheDevice() {
    Device device = FakeCuda.device(Precision.FLOAT);
    Matrix A = device.matrix(1, 1);
    for (Runnable work : List.<Runnable>of(() -> device.fill(1, A), () -> device.read(A, new double[1]),
        () -> device.adam(A, A, A, A, new Device.Adam(1, 0, 0, 1, 0), 1),
        () -> device.multiply(1, Side.PLAIN, A, Side.PLAIN, A, 0, device.matrix(1, 1)), () -> device.ifFinite(A, () -> {
        }))) {
      assertEquals("only sums and steps of Adam can depend on numbers on the device",
          assertThrows(IllegalStateException.class, () -> device.ifFinite(A, work)).getMessage());
    }
    device.fill(2, A); // and afterwards all is as before
    assertEquals(4, device.sumOfSquares(A));
  }

  private static void refused(String message, Device device, Runnable work) {
    assertEquals(message, assertThrows(IllegalStateException.class, () -> device.record(work)).getMessage());
  }

  /// A write's numbers wait in host memory until the GPU has copied them: more of them than there is room for.
  @Test
  void manyWritesFollowEachOther() {
    Device device = FakeCuda.device(Precision.FLOAT);
    Matrix[] A = device.stack(20, 300, 301); // 7 MB
    double[] values = new double[300 * 301];
    for (int i = 0; i < A.length; i++) {
      Arrays.fill(values, i + 1);
      device.write(values, A[i]);
    }
    for (int i = 0; i < A.length; i++) {
      device.read(A[i], values);
      assertEquals((i + 1.0) * 300 * 301, Arrays.stream(values).sum());
    }
    Matrix large = device.matrix(1100, 1100); // more than all the room
    device.write(new double[1100 * 1100], large);
    assertEquals(0, device.sumOfSquares(large));
  }

  /// More than one block of each kind, and more numbers than all blocks of the sum take at once.
  @ParameterizedTest
  @EnumSource
  void largeMatricesTakeManyBlocks(Precision precision) {
    Device device = FakeCuda.device(precision);
    Matrix A = device.matrix(7, 10_001);
    Matrix d = device.matrix(1, 10_001);
    double[] values = new double[7 * 10_001];
    Arrays.setAll(values, k -> k % 10_001 % 9);
    device.write(values, A);
    device.columnSumsOfSquares(1, A, 0, d);
    double[] sums = new double[10_001];
    device.read(d, sums);
    for (int j = 0; j < sums.length; j++) {
      assertEquals(7.0 * (j % 9) * (j % 9), sums[j]);
    }
    assertEquals(Arrays.stream(sums).sum(), device.sumOfSquares(A));
  }

  @Test
  void memoryIsGivenBackWithTheMatrix() {
    Device device = FakeCuda.device(Precision.DOUBLE);
    FakeCuda.reset();
    FakeCuda.set("memory", 1_000);
    for (int i = 0; i < 20; i++) {
      device.matrix(1 << 10, 1 << 14); // 128 MiB
    }
    assertTrue(FakeCuda.count("cuMemFree_v2") > 0);
  }

  @Test
  void aRecordKeepsItsMemory() {
    Device device = FakeCuda.device(Precision.DOUBLE);
    Matrix sum = device.matrix(1, 1);
    Runnable record = addingOne(device, sum);
    int freed = FakeCuda.count("cuMemFree_v2");
    device.matrix(1, 1); // freed, and so would be the record's, were it forgotten
    collect(freed, 50);
    record.run();
    assertEquals(4, device.sumOfSquares(sum));
  }

  @Test
  void aGraphForWhichThereIsNoRoomIsMadeWhenGarbageIsGone() {
    Device device = FakeCuda.device(Precision.DOUBLE);
    Matrix sum = device.matrix(1, 1);
    FakeCuda.fail("cuGraphInstantiateWithFlags", 1, 2);
    Runnable record = addingOne(device, sum);
    record.run();
    assertEquals(4, device.sumOfSquares(sum));
    assertEquals(2, FakeCuda.count("cuGraphInstantiateWithFlags"));
  }

  /// Freeing may wait for the whole GPU, which a capture does not survive.
  @Test
  void memoryIsNotFreedWhileAGraphIsCaptured() {
    Gpu gpu = new Gpu((Cuda.Usable) Cuda.find(FakeCuda.paths()), Format.DOUBLE);
    AtomicReference<DeviceMemory> garbage = new AtomicReference<>(gpu.allocate(8));
    gpu.capture(() -> {
      int before = FakeCuda.count("cuMemFree_v2");
      garbage.set(null);
      collect(before, 20);
      assertEquals(before, FakeCuda.count("cuMemFree_v2"));
    });
    collect(FakeCuda.count("cuMemFree_v2"), 200);
    assertTrue(FakeCuda.count("cuMemFree_v2") > 0);
  }

  /// Collects garbage until more of the GPU's memory than that has been freed, or so many times.
  private static void collect(int freed, int times) {
    for (int i = 0; i < times && FakeCuda.count("cuMemFree_v2") == freed; i++) {
      System.gc();
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static Runnable addingOne(Device device, Matrix sum) {
    Matrix one = device.matrix(1, 1);
    device.write(new double[]{1}, one);
    return device.record(() -> device.add(1, one, 1, sum));
  }

  @Test
  void whatDoesNotFitSaysHowMuchIsFree() {
    Device device = FakeCuda.device(Precision.FLOAT);
    FakeCuda.set("memory", 1 << 10);
    String message = assertThrows(CudaException.class, () -> device.stack(4, 1 << 13, 1 << 13)).getMessage();
    assertTrue(message.matches("the GPU has no room for 1024\\.0 MiB: [0-9.]+ of its 1024\\.0 MiB are free; "
        + "take a smaller batch or network"), message);
    assertEquals("5 matrices of 65536 x 65536 have more numbers than one stack can hold: stack fewer",
        assertThrows(IllegalArgumentException.class, () -> device.stack(5, 1 << 16, 1 << 16)).getMessage());
  }

  /// A failure at any place names the call and what the driver says.
  @ParameterizedTest
  @CsvSource({"cuLaunchKernel, cuLaunchKernel of add_float", "cublasGemmEx, cublasGemmEx of 1 of 2 x 2 x 2",
      "cuMemcpyHtoDAsync_v2, cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2, cuMemcpyDtoHAsync_v2",
      "cuStreamSynchronize, cuStreamSynchronize", "cuCtxSetCurrent, cuCtxSetCurrent",
      "cuMemsetD8Async, cuMemsetD8Async",
      "cuStreamBeginCapture_v2, cuStreamBeginCapture_v2", "cuStreamEndCapture, cuStreamEndCapture",
      "cuGraphInstantiateWithFlags, cuGraphInstantiateWithFlags", "cuGraphLaunch, cuGraphLaunch"})
  void aFailedCallIsNamed(String call, String what) {
    Device device = FakeCuda.device(Precision.FLOAT);
    boolean blas = call.startsWith("cublas");
    FakeCuda.fail(call, 1, blas ? 7 : 700);
    CudaException failed = assertThrows(CudaException.class, () -> everything(device));
    assertEquals(what + " failed: "
        + (blas ? "an invalid value was passed (7)" : "an illegal memory access was encountered (700)"),
        failed.getMessage());
    everything(FakeCuda.device(Precision.FLOAT));
  }

  private static void everything(Device device) {
    Matrix[] A = device.stack(3, 2, 2);
    device.write(new double[4], A[0]);
    device.record(() -> {
      device.multiply(1, Side.PLAIN, A[0], Side.PLAIN, A[1], 0, A[2]);
      device.add(1, A[0], 1, A[1]);
    }).run();
    device.read(A[2], new double[4]);
  }

  /// What keeps a capture from being finished must not keep the device from going on.
  @Test
  void aFailureWithinACaptureEndsIt() {
    Device device = FakeCuda.device(Precision.FLOAT);
    Matrix A = device.matrix(2, 2);
    FakeCuda.fail("cuLaunchKernel", 2, 700);
    assertThrows(CudaException.class, () -> device.record(() -> device.fill(1, A)));
    device.fill(2, A);
    assertEquals(16, device.sumOfSquares(A));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "cuInit | 100 | failed: no CUDA-capable device is detected (100)",
      "driver | 11040 | the NVIDIA driver is too old: it supports CUDA 11.4, and 12.0 or newer is needed: update the driver",
      "devices | 0 | the NVIDIA driver shows no usable GPU",
      "capability | 70 | the NVIDIA driver shows no usable GPU: Fake GPU has compute capability 7.0, and 8.0 or newer is needed",
      "driver | 12040 | no cuBLAS: libcublas.so.12 is not among the system's libraries, nor in "})
  void whatIsMissingIsSaid(String setting, int value, String expected) {
    FakeCuda.set(setting, value);
    assumeTrue(value != 12_040 || Cuda.find(FakeCuda.paths()) instanceof Cuda.Unusable,
        "not run: this machine has cuBLAS of CUDA 12");
    assertTrue(Cuda.find(FakeCuda.paths()) instanceof Cuda.Unusable(String why) && why.contains(expected),
        () -> Cuda.find(FakeCuda.paths()).toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "cuModuleGetFunction | 500 | cuModuleGetFunction failed: named symbol not found (500)",
      "cublasCreate_v2 | 1 | cublasCreate_v2 failed: the library was not initialized (1)",
      "cuStreamCreate | 2 | cuStreamCreate failed: out of memory (2)"})
  void whatCannotStartIsSaid(String call, int code, String expected) {
    FakeCuda.fail(call, 1, code);
    CudaDevices.Found found = CudaDevices.open(Cuda.find(FakeCuda.paths()), Precision.FLOAT);
    assertTrue(found instanceof CudaDevices.Found.Unusable(String why) && why.endsWith(expected), found.toString());
  }

  /// Machine code is of no use to drivers older than CUDA 13.0, and there is none for newer GPUs: these compile the PTX.
  @ParameterizedTest
  @CsvSource({"13000, 80, 1", "13000, 89, 1", "13010, 90, 1", "13000, 100, 2", "13000, 120, 2", "12000, 80, 1",
      "12000, 90, 1", "12080, 120, 1"})
  void everyDriverAndGpuLoadsTheKernels(int driver, int capability, int tries) {
    FakeCuda.set("driver", driver);
    FakeCuda.set("capability", capability);
    CudaDevices.Found found = CudaDevices.open(
        Cuda.find(driver < 13_000 ? FakeCuda.pathsOfCuda12() : FakeCuda.paths()), Precision.FLOAT);
    Device device = assertInstanceOf(CudaDevices.Found.Usable.class, found).device();
    assertEquals(tries, FakeCuda.count("cuModuleLoadData"));
    Matrix A = device.matrix(1, 2);
    device.fill(3, A);
    assertEquals(18, device.sumOfSquares(A));
  }

  @Test
  void kernelsThatCannotBeCompiledAreNamed() {
    FakeCuda.set("capability", 100);
    FakeCuda.fail("cuModuleLoadData", 2, 222);
    assertTrue(CudaDevices.open(Cuda.find(FakeCuda.paths()),
        Precision.FLOAT) instanceof CudaDevices.Found.Unusable(String why) && why.endsWith(
            ": the driver cannot load Linnet's kernels, nor compile them for this GPU: the provided PTX was compiled with an "
                + "unsupported toolchain. (222): update the driver"));
  }

  @Test
  void whatWasFoundIsSaid() {
    assertTrue(Cuda.find(FakeCuda.paths()) instanceof Cuda.Usable usable && usable.description()
        .matches(
            "Fake GPU, 1\\.0 GiB, compute capability 9\\.0, driver for CUDA 13\\.0 \\(.*libcuda.so.1\\), .*libcublas.so.13"));
    assertEquals("cuda (Fake GPU, tf32)", FakeCuda.device(Precision.TF32).name());
  }

  private interface ForLayer {
    void run(int l);
  }

  private static void up(ForLayer body) {
    for (int l = 0; l < LAYERS; l++) {
      body.run(l);
    }
  }

  private static void down(ForLayer body) {
    for (int l = LAYERS - 1; l >= 0; l--) {
      body.run(l);
    }
  }
}
