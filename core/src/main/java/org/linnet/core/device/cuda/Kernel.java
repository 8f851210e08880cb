package org.linnet.core.device.cuda;

/// The kernels of `kernels.cu` and what each parameter is; every parameter is 8 bytes wide, the first is `n`.
public enum Kernel {
  /// `C := alpha A + beta C`.
  ADD("add", Threads.ONE_PER_ELEMENT, "ncico"),
  /// As [#ADD] where the number at an address is not 0; else nothing.
  ADD_IF("addIf", Threads.ONE_PER_ELEMENT, "ncicco"),
  /// `C := value`.
  FILL("fill", Threads.ONE_PER_ELEMENT, "nco"),
  /// `out := phi(u)`.
  ACTIVATE("activate", Threads.ONE_PER_ELEMENT, "ncio"),
  /// `out := factor phi'(u) in`, given `phi(u)`.
  TIMES_DERIVATIVE("timesDerivative", Threads.ONE_PER_ELEMENT, "ncciiio"),
  /// A step of Adam.
  ADAM("adam", Threads.ONE_PER_ELEMENT, "nccccccciooo"),
  /// As [#ADAM], with the corrections at an address, where the number at another is not 0; else nothing.
  ADAM_IF("adamIf", Threads.ONE_PER_ELEMENT, "nccccccciooo"),
  /// `d := 1 / (offset + d)`, or 0.
  RECIPROCAL("reciprocal", Threads.ONE_PER_ELEMENT, "nco"),
  /// Whether all are finite, 1 or 0.
  FINITE("finite", Threads.ONE_BLOCK, "ncc"),
  /// `A := A diag(d)`.
  SCALE_COLUMNS("scaleColumns", Threads.ONE_PER_ELEMENT, "ncco"),
  /// The sums of squares that each of up to [Gpu#MOST_PARTIAL_SUMS] blocks comes across.
  SUM_OF_SQUARES("sumOfSquares", Threads.PARTIAL_SUMS, "nio"),
  /// The sum of squares of each column.
  COLUMN_SUMS("columnSums", Threads.COLUMNS_OF_32, "ncccco"),
  /// The softmax of each column.
  SOFTMAX("softmax", Threads.ONE_PER_COLUMN, "ncio"),
  /// The cross-entropy of each column.
  CROSS_ENTROPY("crossEntropy", Threads.ONE_PER_COLUMN, "ncciico");

  /// How a launch counts its threads over `n`.
  private enum Threads {
    ONE_PER_ELEMENT(256, 256), ONE_PER_COLUMN(32, 32), COLUMNS_OF_32(1024, 32), PARTIAL_SUMS(256, 256), ONE_BLOCK(
        256, Integer.MAX_VALUE);

    private final int perBlock;
    private final int covered;

    Threads(int perBlock, int covered) {
      this.perBlock = perBlock;
      this.covered = covered;
    }
  }

  private final String function;
  private final Threads threads;
  private final String parameters;

  /// @param parameters `n`; `c` for a constant, or an address that all parts of a larger launch would share; `i` for an input
  ///     and `o` for an output of which element `k` belongs to thread `k`
  Kernel(String function, Threads threads, String parameters) {
    this.function = function;
    this.threads = threads;
    this.parameters = parameters;
  }

  /// How many parameters it has.
  public int parameters() {
    return parameters.length();
  }

  /// Whether each thread takes one element, so that launches over neighbouring elements are one launch over them all.
  public boolean elementwise() {
    return threads == Threads.ONE_PER_ELEMENT;
  }

  /// Whether it does nothing where a number on the device says so.
  public boolean conditional() {
    return this == ADD_IF || this == ADAM_IF;
  }

  /// Whether the parameter is an address that moves with the elements.
  public boolean moves(int parameter) {
    return parameters.charAt(parameter) == 'i' || writes(parameter);
  }

  /// Whether the kernel writes there.
  public boolean writes(int parameter) {
    return parameters.charAt(parameter) == 'o';
  }

  /// Its name in `kernels.cu`.
  String function(Format format) {
    return function + "_" + format.type();
  }

  int threadsPerBlock() {
    return threads.perBlock;
  }

  int blocks(long n) {
    long blocks = Math.ceilDiv(n, threads.covered);
    return Math.toIntExact(threads == Threads.PARTIAL_SUMS ? Math.min(blocks, Gpu.MOST_PARTIAL_SUMS) : blocks);
  }
}
