package org.linnet.core.device;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.linnet.core.device.cuda.Cuda;
import org.linnet.core.device.cuda.DeviceMemory;
import org.linnet.core.device.cuda.Format;
import org.linnet.core.device.cuda.Gpu;
import org.linnet.core.device.cuda.Graph;
import org.linnet.core.device.cuda.Kernel;
import org.linnet.core.device.cuda.Products;
import org.linnet.core.net.StandardActivation;

/// An NVIDIA GPU. Products are cuBLAS's, everything else is Linnet's kernels; all of it runs in order on one stream.
///
/// Rows lie without gaps, so that equal matrices of a stack are one range of numbers. A [#record] is a CUDA graph in which
/// neighbours are merged (see [Recording]). A matrix's memory is given back when the matrix is garbage, for which the driver
/// waits until the work that it was given is done; so a matrix is kept until the work on it is given.
final class CudaDevice implements Device {
  private final Gpu gpu;
  private final Precision precision;
  private final Products products = new Products();
  private int parameters; // set so far for the next launch
  private final Object[] operands = new Object[Gpu.MOST_PARAMETERS]; // the stores that they are addresses of, until it is given
  private Recording recording; // null unless one is being made
  private final Matrix open; // the number 1
  private final Matrix gate; // 1 where what [#ifFinite] looked at was finite, else 0
  private boolean conditional; // whether work depends on the gate

  CudaDevice(Cuda.Usable cuda, Precision precision) {
    gpu = new Gpu(cuda, switch (precision) {
      case FLOAT -> Format.FLOAT;
      case TF32 -> Format.TF32;
      case DOUBLE -> Format.DOUBLE;
    });
    this.precision = precision;
    open = matrix(1, 1);
    gate = matrix(1, 1);
    fill(1, open);
  }

  @Override
  public String name() {
    return "cuda (" + gpu.name() + ", " + precision.name().toLowerCase(Locale.ROOT) + ")";
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public int chunk() {
    return Integer.MAX_VALUE;
  }

  @Override
  public synchronized Matrix[] stack(int count, int rows, int columns) {
    long one = (long) rows * columns;
    if (one * count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          count + " matrices of " + rows + " x " + columns + " have more numbers than one stack can hold: stack fewer");
    }
    DeviceMemory memory = gpu.allocate(one * count * gpu.format().bytes());
    Matrix[] stack = new Matrix[count];
    for (int i = 0; i < count; i++) {
      stack[i] = new Matrix(this, memory, (int) one * i, rows, columns, columns);
    }
    return stack;
  }

  @Override
  public synchronized void write(double[] values, Matrix to) {
    Checks.requireLength(to, values);
    requireNoRecording("write");
    gpu.write(values, address(0, to));
    release();
  }

  @Override
  public synchronized void read(Matrix from, double[] values) {
    Checks.requireLength(from, values);
    requireNoRecording("read");
    gpu.read(address(0, from), values);
    release();
  }

  @Override
  public synchronized void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C) {
    Checks.requireProduct(this, sideA, A, sideB, B, C);
    requireUnconditional(false);
    int depth = sideA == Side.PLAIN ? A.columns : A.rows;
    if (depth == 0) {
      scale(beta, C);
    } else if (C.size() > 0) {
      products.transposedA = sideA == Side.TRANSPOSED;
      products.transposedB = sideB == Side.TRANSPOSED;
      products.m = C.rows;
      products.n = C.columns;
      products.k = depth;
      products.alpha = alpha;
      products.beta = beta;
      products.A = address(0, A);
      products.B = address(1, B);
      products.C = address(2, C);
      products.rowA = A.columns;
      products.rowB = B.columns;
      if (recording == null) {
        gpu.multiply(products);
      } else {
        recording.add(new Recording.Multiply(products.copy(), A.store, B.store, C.store));
      }
      release();
    }
  }

  @Override
  public synchronized void multiplySum(double alpha, Matrix[] A, Matrix[] B, Matrix C) {
    for (int i = 0; i < A.length; i++) {
      multiply(alpha, Side.PLAIN, A[i], Side.TRANSPOSED, B[i], i == 0 ? 0 : 1, C);
    }
  }

  @Override
  public synchronized void add(double alpha, Matrix A, double beta, Matrix C) {
    Checks.requireSameShape(this, A, C);
    begin(C.size());
    constant(alpha);
    operand(A);
    constant(beta);
    if (conditional) {
      operand(gate);
    }
    operand(C);
    launch(conditional ? Kernel.ADD_IF : Kernel.ADD);
  }

  @Override
  public synchronized void fill(double value, Matrix C) {
    Checks.requireSameShape(this, C, C);
    begin(C.size());
    constant(value);
    operand(C);
    launch(Kernel.FILL);
  }

  @Override
  public synchronized void activate(StandardActivation phi, Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    begin(u.size());
    number(code(phi));
    operand(u);
    operand(out);
    launch(Kernel.ACTIVATE);
  }

  @Override
  public synchronized void timesDerivative(double factor, StandardActivation phi, Matrix u, Matrix value, Matrix in,
      Matrix out) {
    Checks.requireSameShape(this, u, value);
    Checks.requireSameShape(this, u, in);
    Checks.requireSameShape(this, u, out);
    begin(u.size());
    constant(factor);
    number(code(phi));
    operand(u);
    operand(value);
    operand(in);
    operand(out);
    launch(Kernel.TIMES_DERIVATIVE);
  }

  @Override
  public synchronized void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, long t) {
    Checks.requireStep(t);
    Checks.requireAdam(this, g, m, v, w);
    beginAdam(w, adam);
    constant(1 / (1 - Math.pow(adam.b1(), (double) t)));
    constant(1 / (1 - Math.pow(adam.b2(), (double) t)));
    operand(g);
    operand(m);
    operand(v);
    operand(w);
    launch(Kernel.ADAM);
  }

  @Override
  public synchronized void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, Matrix unbias) {
    Checks.requireCorrections(this, unbias);
    Checks.requireAdam(this, g, m, v, w);
    beginAdam(w, adam);
    operand(unbias);
    operand(conditional ? gate : open);
    operand(g);
    operand(m);
    operand(v);
    operand(w);
    launch(Kernel.ADAM_IF);
  }

  private void beginAdam(Matrix w, Adam adam) {
    begin(w.size());
    constant(adam.rate());
    constant(adam.b1());
    constant(adam.b2());
    constant(adam.epsilon());
    constant(adam.decay());
  }

  @Override
  public synchronized double sumOfSquares(Matrix A) {
    requireNoRecording("sumOfSquares");
    double sum = A.size() == 0 ? 0 : gpu.sumOfSquares(address(0, A), A.size());
    release();
    return sum;
  }

  @Override
  public synchronized void columnSumsOfSquares(double alpha, Matrix A, double beta, Matrix sums) {
    Checks.requireRow(this, A, sums);
    begin(A.columns);
    number(A.rows);
    constant(alpha);
    operand(A);
    constant(beta);
    operand(sums);
    launch(Kernel.COLUMN_SUMS);
  }

  @Override
  public synchronized void scaleColumns(Matrix d, Matrix A) {
    Checks.requireRow(this, A, d);
    begin(A.size());
    number(A.columns);
    operand(d);
    operand(A);
    launch(Kernel.SCALE_COLUMNS);
  }

  @Override
  public synchronized void reciprocal(double offset, Matrix d) {
    Checks.requireSameShape(this, d, d);
    begin(d.size());
    constant(offset);
    operand(d);
    launch(Kernel.RECIPROCAL);
  }

  @Override
  public synchronized void softmax(Matrix u, Matrix out) {
    Checks.requireSameShape(this, u, out);
    if (u.size() > 0) {
      begin(u.columns);
      number(u.rows);
      operand(u);
      operand(out);
      launch(Kernel.SOFTMAX);
    }
  }

  @Override
  public synchronized void crossEntropy(double alpha, Matrix y, Matrix u, double beta, Matrix sums) {
    Checks.requireSameShape(this, y, u);
    Checks.requireRow(this, u, sums);
    if (u.rows == 0) {
      scale(beta, sums);
      return;
    }
    begin(u.columns);
    number(u.rows);
    constant(alpha);
    operand(y);
    operand(u);
    constant(beta);
    operand(sums);
    launch(Kernel.CROSS_ENTROPY);
  }

  /// Whether the work is done is decided on the GPU, where its kernels look at a gate; the host does not wait.
  @Override
  public synchronized void ifFinite(Matrix row, Runnable work) {
    Checks.requireSameShape(this, row, row);
    if (row.size() == 0) {
      work.run();
      return;
    }
    begin(row.size());
    operand(row);
    operand(gate);
    launch(Kernel.FINITE);
    conditional = true;
    try {
      work.run();
    } finally {
      conditional = false;
    }
  }

  /// The work is done once before it is captured: what cuBLAS prepares at a first call must not happen within a capture.
  @Override
  public synchronized Runnable record(Runnable work) {
    requireNoRecording("record");
    Recording made = new Recording(gpu.format().bytes());
    recording = made;
    try {
      work.run();
    } finally {
      recording = null;
    }
    List<Recording.Step> steps = made.steps();
    steps.forEach(step -> step.issue(gpu));
    Graph graph = gpu.capture(() -> steps.forEach(step -> step.issue(gpu)));
    return new Replay(graph, made.stores());
  }

  /// Launches a record's graph.
  private final class Replay implements Runnable {
    private final Graph graph;
    @SuppressWarnings("unused") // keeps the memory that the graph uses
    private final Set<Object> stores;

    Replay(Graph graph, Set<Object> stores) {
      this.graph = graph;
      this.stores = stores;
    }

    @Override
    public void run() {
      synchronized (CudaDevice.this) {
        requireNoRecording("a record");
        try {
          gpu.launch(graph);
        } finally {
          Reference.reachabilityFence(this);
        }
      }
    }
  }

  /// The number of an activation in `kernels.cu`.
  private static int code(StandardActivation phi) {
    return switch (phi) {
      case LINEAR -> 0;
      case TANH -> 1;
      case HARD_TANH -> 2;
      case RELU -> 3;
      case LEAKY_RELU -> 4;
      case SIGMOID -> 5;
      case GELU -> 6;
      case SILU -> 7;
      case SELU -> 8;
    };
  }

  /// `C := beta C`; with `beta = 0`, `C` is not read.
  private void scale(double beta, Matrix C) {
    if (beta == 0) {
      fill(0, C);
    } else {
      add(beta, C, 0, C);
    }
  }

  private void begin(long n) {
    parameters = 0;
    number(n);
  }

  private void number(long value) {
    gpu.parameter(parameters++, value);
  }

  private void constant(double value) {
    gpu.parameter(parameters++, value);
  }

  private void operand(Matrix A) {
    gpu.parameter(parameters, address(parameters, A));
    parameters++;
  }

  private void launch(Kernel kernel) {
    try {
      requireUnconditional(kernel.conditional());
      if (recording == null) {
        gpu.launch(kernel);
      } else {
        recording.add(gpu, kernel, operands);
      }
    } finally {
      release();
    }
  }

  /// Where `A` lies, which is kept until [#release].
  private long address(int operand, Matrix A) {
    operands[operand] = A.store;
    return ((DeviceMemory) A.store).address() + (long) A.offset * gpu.format().bytes();
  }

  /// The work on the operands has been given to the GPU.
  private void release() {
    Arrays.fill(operands, null);
  }

  private void requireUnconditional(boolean conditional) {
    if (this.conditional && !conditional) {
      throw new IllegalStateException("only sums and steps of Adam can depend on numbers on the device");
    }
  }

  private void requireNoRecording(String what) {
    requireUnconditional(false);
    if (recording != null) {
      throw new IllegalStateException(
          what + " must not be used while a record is made: a record holds only what stays on"
              + " the device");
    }
  }
}
