package org.linnet.core.device.cuda;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;

/// One stream of work on a GPU for numbers of one format: memory, kernels, products, graphs. Work is done in the order in which
/// it is given, and the host waits for it only to read. Every result of the driver is checked.
///
/// To be used by one thread at a time. A call allocates nothing on the heap. What it holds of the GPU itself (a stream, a
/// cuBLAS handle, 32 MiB of scratch) lasts until the process ends.
public final class Gpu {
  /// How many parameters a launch has at most.
  public static final int MOST_PARAMETERS = 16;
  /// How many partial sums [Kernel#SUM_OF_SQUARES] leaves at most.
  static final int MOST_PARTIAL_SUMS = 256;
  private static final int COMPILER = 13_000; // the CUDA version of the compiler that made the kernels' machine code
  private static final long SCRATCH = 32L << 20; // cuBLAS's own choice for Hopper; given by us, so that graphs own nothing
  private static final int OUT_OF_MEMORY = 2;
  private static final int DEFAULT_ALGORITHM = -1;
  private static final int OWN_THREAD = 1; // CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: what other threads do is not looked at
  private static final Cleaner CLEANER = Cleaner.create();
  /// Held while a graph is captured, and while memory is freed, which may wait for the whole GPU: that ends captures.
  private static final Object CAPTURING = new Object();

  private final Cuda.Usable cuda;
  private final Library driver;
  private final Format format;
  private final long stream;
  private final long blas;
  private final Map<Kernel, Long> functions;
  private final Staging staging;
  private final DeviceMemory partialSums;
  private final double[] hostPartialSums = new double[MOST_PARTIAL_SUMS];

  // native memory for results and arguments: the parameters of a launch, their addresses, and alpha and beta of a product
  private final MemorySegment out = Arena.global().allocate(JAVA_LONG, 2);
  private final MemorySegment parameters = Arena.global().allocate(JAVA_LONG, MOST_PARAMETERS);
  private final MemorySegment addresses = Arena.global().allocate(JAVA_LONG, MOST_PARAMETERS);
  private final MemorySegment alphaBeta = Arena.global().allocate(JAVA_DOUBLE, 2);

  private final MethodHandle setCurrent;
  private final MethodHandle launchKernel;
  private final MethodHandle launchGraph;
  private final MethodHandle copyToDevice;
  private final MethodHandle copyToHost;
  private final MethodHandle synchronize;
  private final MethodHandle product;
  private final MethodHandle products;

  /// @throws CudaException if the driver cannot load the kernels, or cuBLAS does not start
  public Gpu(Cuda.Usable cuda, Format format) {
    this.cuda = cuda;
    this.format = format;
    driver = cuda.driver();
    setCurrent = driver.function("cuCtxSetCurrent", JAVA_LONG);
    launchKernel = driver.function("cuLaunchKernel", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
        JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    launchGraph = driver.function("cuGraphLaunch", JAVA_LONG, JAVA_LONG);
    copyToDevice = driver.function("cuMemcpyHtoDAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    copyToHost = driver.function("cuMemcpyDtoHAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    synchronize = driver.function("cuStreamSynchronize", JAVA_LONG);
    product = cuda.blas().function("cublasGemmEx", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
        JAVA_LONG,
        JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT,
        JAVA_INT,
        JAVA_INT);
    products = cuda.blas().function("cublasGemmStridedBatchedEx", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
        JAVA_INT,
        JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG,
        JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
    for (int i = 0; i < MOST_PARAMETERS; i++) {
      addresses.setAtIndex(JAVA_LONG, i, parameters.address() + 8L * i);
    }
    use();
    driver.call("cuStreamCreate", out.address(), 1); // CU_STREAM_NON_BLOCKING
    stream = out.get(JAVA_LONG, 0);
    functions = functions();
    blas = startBlas();
    staging = new Staging(driver, this::finish);
    partialSums = allocate(MOST_PARTIAL_SUMS * (long) Double.BYTES);
  }

  /// The GPU's name.
  public String name() {
    return cuda.gpu();
  }

  public Format format() {
    return format;
  }

  /// `bytes` of memory, all zero.
  ///
  /// @throws CudaException if there is no room, saying how much is free
  public DeviceMemory allocate(long bytes) {
    use();
    long address = allocated(Math.max(bytes, 1));
    DeviceMemory memory = new DeviceMemory(address);
    CLEANER.register(memory, () -> free("cuMemFree_v2", address));
    driver.call("cuMemsetD8Async", address, 0, Math.max(bytes, 1), stream);
    return memory;
  }

  /// Copies `values` to the GPU. They may be changed when this returns.
  public void write(double[] values, long to) {
    use();
    if (values.length > 0) {
      long bytes = (long) values.length * format.bytes();
      long from = staging.write(values, format);
      check("cuMemcpyHtoDAsync_v2", copyToDevice, to, from, bytes, stream);
    }
  }

  /// Waits for all work and copies numbers of this format back.
  public void read(long from, double[] values) {
    read(from, values, format);
  }

  private void read(long from, double[] values, Format of) {
    use();
    if (values.length > 0) {
      long bytes = (long) values.length * of.bytes();
      long to = staging.address(bytes);
      check("cuMemcpyDtoHAsync_v2", copyToHost, to, from, bytes, stream);
      finish();
      staging.read(to, values, of);
    }
  }

  /// Sets a parameter of the next [#launch].
  public void parameter(int index, long value) {
    parameters.setAtIndex(JAVA_LONG, index, value);
  }

  /// Sets a constant of the next [#launch].
  public void parameter(int index, double value) {
    parameters.setAtIndex(JAVA_DOUBLE, index, value);
  }

  /// The bits of a parameter of the next [#launch].
  public long parameter(int index) {
    return parameters.getAtIndex(JAVA_LONG, index);
  }

  /// Launches a kernel on the parameters set; nothing if the first, `n`, is 0.
  public void launch(Kernel kernel) {
    long n = parameter(0);
    if (n == 0) {
      return;
    }
    use();
    int result;
    try {
      result = (int) launchKernel.invokeExact((long) functions.get(kernel), kernel.blocks(n), 1, 1,
          kernel.threadsPerBlock(), 1, 1, 0, stream, addresses.address(), 0L);
    } catch (Throwable thrown) {
      throw Library.unexpected(thrown);
    }
    if (result != 0) {
      driver.check("cuLaunchKernel of " + kernel.function(format), result);
    }
  }

  /// Waits for all work and returns the sum of squares of the `n` numbers at this address.
  public double sumOfSquares(long address, long n) {
    parameter(0, n);
    parameter(1, address);
    parameter(2, partialSums.address());
    launch(Kernel.SUM_OF_SQUARES);
    read(partialSums.address(), hostPartialSums, Format.DOUBLE);
    double sum = 0;
    for (int block = 0; block < Kernel.SUM_OF_SQUARES.blocks(n); block++) {
      sum += hostPartialSums[block];
    }
    return sum;
  }

  /// `C := alpha op(A) op(B) + beta C` for each of the products.
  ///
  /// cuBLAS counts columns first, so that it sees the transposes of our matrices: `Cᵀ := alpha op(B)ᵀ op(A)ᵀ + beta Cᵀ`.
  public void multiply(Products p) {
    use();
    if (format == Format.DOUBLE) {
      alphaBeta.set(JAVA_DOUBLE, 0, p.alpha);
      alphaBeta.set(JAVA_DOUBLE, 8, p.beta);
    } else {
      alphaBeta.set(JAVA_FLOAT, 0, (float) p.alpha);
      alphaBeta.set(JAVA_FLOAT, 8, (float) p.beta);
    }
    long alpha = alphaBeta.address();
    long beta = alpha + 8;
    int opA = p.transposedA ? 1 : 0;
    int opB = p.transposedB ? 1 : 0;
    int type = format.dataType;
    int compute = format.computeType(p.n, p.k);
    int result;
    try {
      if (p.count == 1) {
        result = (int) product.invokeExact(blas, opB, opA, p.n, p.m, p.k, alpha, p.B, type, p.rowB, p.A, type, p.rowA,
            beta, p.C, type, p.n, compute, DEFAULT_ALGORITHM);
      } else {
        result = (int) products.invokeExact(blas, opB, opA, p.n, p.m, p.k, alpha, p.B, type, p.rowB, p.strideB, p.A,
            type,
            p.rowA, p.strideA, beta, p.C, type, p.n, p.strideC, p.count, compute, DEFAULT_ALGORITHM);
      }
    } catch (Throwable thrown) {
      throw Library.unexpected(thrown);
    }
    if (result != 0) {
      cuda.blas().check((p.count == 1 ? "cublasGemmEx" : "cublasGemmStridedBatchedEx") + " of " + p, result);
    }
  }

  /// Records what `work` launches, without doing it.
  public Graph capture(Runnable work) {
    use();
    long recorded = captured(work);
    int result = collecting(() -> driver.result("cuGraphInstantiateWithFlags", out.address(), recorded, 0L));
    long executable = out.get(JAVA_LONG, 0);
    driver.call("cuGraphDestroy", recorded);
    driver.check("cuGraphInstantiateWithFlags", result);
    Graph graph = new Graph(executable);
    CLEANER.register(graph, () -> free("cuGraphExecDestroy", executable));
    return graph;
  }

  private long captured(Runnable work) {
    synchronized (CAPTURING) {
      driver.call("cuStreamBeginCapture_v2", stream, OWN_THREAD);
      boolean done = false;
      try {
        work.run();
        done = true;
      } finally {
        if (!done) { // back to normal; what it says is only that this failed
          driver.result("cuStreamEndCapture", stream, out.address());
        }
      }
      driver.call("cuStreamEndCapture", stream, out.address());
      return out.get(JAVA_LONG, 0);
    }
  }

  /// Does what was recorded.
  public void launch(Graph graph) {
    use();
    check("cuGraphLaunch", launchGraph, graph.handle, stream);
  }

  private void finish() {
    check("cuStreamSynchronize", synchronize, stream);
  }

  /// Makes the GPU's context the calling thread's.
  private void use() {
    check("cuCtxSetCurrent", setCurrent, cuda.context());
  }

  /// The kernels' machine code, where the driver is as new as the compiler that made it and there is some for this GPU; else
  /// their PTX, which the driver compiles.
  private Map<Kernel, Long> functions() {
    try (Arena arena = Arena.ofConfined()) {
      driver.call("cuDriverGetVersion", out.address());
      int loaded = out.get(JAVA_INT, 0) < COMPILER ? -1 : load(arena, "kernels.fatbin");
      if (loaded != 0) {
        loaded = load(arena, "kernels.ptx");
      }
      if (loaded != 0) {
        throw new CudaException("the driver cannot load Linnet's kernels, nor compile them for this GPU: "
            + driver.text(loaded) + ": update the driver");
      }
      long module = out.get(JAVA_LONG, 0);
      Map<Kernel, Long> functions = new EnumMap<>(Kernel.class);
      for (Kernel kernel : Kernel.values()) {
        functions.put(kernel, function(module, arena.allocateFrom(kernel.function(format))));
      }
      return functions;
    }
  }

  /// Loads a resource as a module, and returns what the driver says; 0 is success.
  private int load(Arena arena, String kernels) {
    try (InputStream in = Gpu.class.getResourceAsStream(kernels)) {
      byte[] image = in.readAllBytes();
      MemorySegment copy = arena.allocate(image.length + 1L, 16); // PTX is a text that ends with 0
      MemorySegment.copy(image, 0, copy, ValueLayout.JAVA_BYTE, 0, image.length);
      return driver.result("cuModuleLoadData", out.address(), copy.address());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private long function(long module, MemorySegment name) {
    driver.call("cuModuleGetFunction", out.address(), module, name.address());
    return out.get(JAVA_LONG, 0);
  }

  private long startBlas() {
    cuda.blas().call("cublasCreate_v2", out.address());
    long handle = out.get(JAVA_LONG, 0);
    cuda.blas().call("cublasSetStream_v2", handle, stream);
    cuda.blas().call("cublasSetWorkspace_v2", handle, allocated(SCRATCH), SCRATCH); // after the stream, which resets it
    return handle;
  }

  /// Memory that is not given back by itself.
  private long allocated(long bytes) {
    int result = collecting(() -> driver.result("cuMemAlloc_v2", out.address(), bytes));
    if (result == OUT_OF_MEMORY) {
      driver.call("cuMemGetInfo_v2", out.address(), out.address() + 8);
      throw new CudaException(
          "the GPU has no room for %.1f MiB: %.1f of its %.1f MiB are free; take a smaller batch or network"
              .formatted(mebibytes(bytes), mebibytes(out.get(JAVA_LONG, 0)), mebibytes(out.get(JAVA_LONG, 8))));
    }
    driver.check("cuMemAlloc_v2", result);
    return out.get(JAVA_LONG, 0);
  }

  /// Where there is no memory, unreachable matrices and graphs are collected before it is tried again.
  private static int collecting(IntSupplier call) {
    int result = call.getAsInt();
    for (int wait = 1; result == OUT_OF_MEMORY && wait <= 1024; wait *= 4) {
      System.gc();
      pause(wait);
      result = call.getAsInt();
    }
    return result;
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }

  private static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// On the cleaner's thread.
  private void free(String call, long what) {
    synchronized (CAPTURING) {
      use();
      driver.call(call, what);
    }
  }

  private void check(String name, MethodHandle function, long argument) {
    int result;
    try {
      result = (int) function.invokeExact(argument);
    } catch (Throwable thrown) {
      throw Library.unexpected(thrown);
    }
    driver.check(name, result);
  }

  private void check(String name, MethodHandle function, long a, long b) {
    int result;
    try {
      result = (int) function.invokeExact(a, b);
    } catch (Throwable thrown) {
      throw Library.unexpected(thrown);
    }
    driver.check(name, result);
  }

  private void check(String name, MethodHandle function, long a, long b, long c, long d) {
    int result;
    try {
      result = (int) function.invokeExact(a, b, c, d);
    } catch (Throwable thrown) {
      throw Library.unexpected(thrown);
    }
    driver.check(name, result);
  }
}
