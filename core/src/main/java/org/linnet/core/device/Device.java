package org.linnet.core.device;

import java.util.Arrays;
import org.linnet.core.net.StandardActivation;

/// Where the trainer's numbers live and where its products are computed.
///
/// The few operations that training is made of. All matrices of a call belong to this device; an output may be the same
/// matrix as an input of an element-wise operation, but not of a product. Every operation on its own runs on the calling
/// thread; a device may be used by several threads at once as long as they write to different matrices. Nothing is
/// allocated once each thread has run the largest product. NaN and infinities propagate as in plain arithmetic.
///
/// One contract test holds for all devices; [ReferenceDevice] is its oracle.
public interface Device {
  /// What it is, for people: `cpu float, 512-bit vectors`.
  String name();

  Precision precision();

  /// `count` zero matrices of one shape, laid one behind the other.
  Matrix[] stack(int count, int rows, int columns);

  /// A zero matrix. Either size may be 0.
  default Matrix matrix(int rows, int columns) {
    return stack(1, rows, columns)[0];
  }

  /// Writes `values`, row by row, into `to`.
  void write(double[] values, Matrix to);

  /// Reads `from`, row by row, into `values`.
  void read(Matrix from, double[] values);

  /// `C := alpha op(A) op(B) + beta C`. With `beta = 0`, `C` is not read, whatever it holds.
  void multiply(double alpha, Side sideA, Matrix A, Side sideB, Matrix B, double beta, Matrix C);

  /// `A` as the left factor of many products, with its numbers of now.
  default Factor factor(Matrix A) {
    Checks.requireSameShape(this, A, A);
    return new Factor(A, null);
  }

  /// Takes over the numbers that the factor's matrix has now. On a device whose products read the matrix itself, they are always
  /// those.
  default void renew(Factor A) {}

  /// `C := alpha op(A) B`; `C` is not read. The bits are those of [#multiply] with the factor's matrix.
  default void multiply(double alpha, Side side, Factor A, Matrix B, Matrix C) {
    multiply(alpha, side, A.matrix, Side.PLAIN, B, 0, C);
  }

  /// `C := alpha sum_i A(i) B(i)ᵀ`, summed in this order; `C` is not read.
  void multiplySum(double alpha, Matrix[] A, Matrix[] B, Matrix C);

  /// `C := alpha A + beta C`; with `beta = 0`, `C` is not read. With `|beta| < 1`, subnormal results may become 0.
  void add(double alpha, Matrix A, double beta, Matrix C);

  /// `C := value`, in every entry.
  void fill(double value, Matrix C);

  /// `out := phi(u)`.
  void activate(StandardActivation phi, Matrix u, Matrix out);

  /// `out := factor phi'(u) o in`, given `value = phi(u)`, which spares `tanh` and the sigmoid their transcendentals.
  void timesDerivative(double factor, StandardActivation phi, Matrix u, Matrix value, Matrix in, Matrix out);

  /// One step of Adam with decoupled weight decay, at step `t = 1, 2, ..`:
  /// `m := b1 m + (1-b1) g`, `v := b2 v + (1-b2) g²`, `w := w - rate (m/(1-b1^t) / (sqrt(v/(1-b2^t)) + epsilon) + decay w)`. Subnormal `m` and
  /// `v` may become 0.
  void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, long t);

  /// As above, with the corrections `1/(1-b1^t)` and `1/(1-b2^t)` in the row `unbias`: a [#record] then holds for every `t`.
  void adam(Matrix g, Matrix m, Matrix v, Matrix w, Adam adam, Matrix unbias);

  /// The constants of Adam's steps.
  record Adam(double rate, double b1, double b2, double epsilon, double decay) {}

  /// The sum of squares of all entries, in double precision.
  double sumOfSquares(Matrix A);

  /// Whether every entry is 0; NaN is not.
  default boolean isZero(Matrix A) {
    double[] values = new double[A.size()];
    read(A, values);
    return Arrays.stream(values).allMatch(value -> value == 0);
  }

  /// `sums := alpha (the sum of squares of each column of A) + beta sums`, with `sums` of `1 x columns`; summed in double
  /// precision and rounded when stored. With `beta = 0`, `sums` is not read.
  void columnSumsOfSquares(double alpha, Matrix A, double beta, Matrix sums);

  /// `A := A diag(d)`, with `d` of `1 x columns`.
  void scaleColumns(Matrix d, Matrix A);

  /// `d := 1 / (offset + d)`, entry by entry; 0 where the sum is 0.
  void reciprocal(double offset, Matrix d);

  /// `out(k,j) := exp u(k,j) / sum_i exp u(i,j)`, without overflow for any finite `u`.
  void softmax(Matrix u, Matrix out);

  /// The cross-entropy of each column, `sums(j) := alpha sum_k y(k,j) (log sum_i exp u(i,j) - u(k,j)) + beta sums(j)`, with
  /// `sums` of `1 x columns`, without overflow for any finite `u`. With `beta = 0`, `sums` is not read.
  void crossEntropy(double alpha, Matrix y, Matrix u, double beta, Matrix sums);

  /// Runs `work` once and returns what runs the same operations again, on the same matrices and with the same constants.
  /// `work` must read nothing back and write nothing from the host (no [#read], [#write], [#sumOfSquares] or [#isZero]).
  default Runnable record(Runnable work) {
    work.run();
    return work;
  }

  /// Runs `work` if every entry of `row` is finite. Within a [#record] this is found out anew whenever it runs, on the device;
  /// so `work` may only [#add], [#renew] and take the steps of Adam whose corrections lie on the device.
  default void ifFinite(Matrix row, Runnable work) {
    double[] values = new double[row.size()];
    read(row, values);
    if (Arrays.stream(values).allMatch(Double::isFinite)) {
      work.run();
    }
  }

  /// The samples that one thread should work on together: one register tile of the widest vectors in single precision.
  /// `Integer.MAX_VALUE` asks to keep a batch whole, and for one thread.
  default int chunk() {
    return 32;
  }
}
