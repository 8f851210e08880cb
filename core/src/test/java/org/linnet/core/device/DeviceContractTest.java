package org.linnet.core.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linnet.core.device.Device.Adam;
import org.linnet.core.net.StandardActivation;
import org.linnet.core.random.RandomStream;

/// The contract of every device. **Oracle**: plain loops over the definition, in this file, in double precision, with the
/// standard bound of rounding: a sum of `k` products of `p`-precision numbers errs by at most `(k + 4) u sum |a b|`.
///
/// **If wrong**: everything that is trained.
class DeviceContractTest {
  static Stream<Device> devices() {
    return FakeCuda.andUsable();
  }

  static Stream<Arguments> products() {
    int[][] shapes = {{1, 1, 1}, {8, 32, 8}, {7, 31, 9}, {9, 33, 300}, {64, 64, 64}, {10, 64, 300}, {300, 64, 300},
        {13, 200, 17}, {40, 500, 3}, {3, 5, 0}, {0, 5, 3}, {3, 0, 5}};
    return devices().flatMap(device -> Stream.of(shapes).map(shape -> Arguments.of(device, shape)));
  }

  @ParameterizedTest
  @MethodSource("products")
  void aProductIsTheSumOfProducts(Device device, int[] shape) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    for (Side sideA : Side.values()) {
      for (Side sideB : Side.values()) {
        for (double beta : new double[]{0, 1, -0.5}) {
          double[] a = rounded(device, m * k, 1);
          double[] b = rounded(device, k * n, 2);
          double[] c = rounded(device, m * n, 3);
          Matrix A = sideA == Side.PLAIN ? on(device, a, m, k) : on(device, a, k, m);
          Matrix B = sideB == Side.PLAIN ? on(device, b, k, n) : on(device, b, n, k);
          Matrix C = on(device, beta == 0 ? filled(m * n, Double.NaN) : c, m, n);
          device.multiply(0.75, sideA, A, sideB, B, beta, C);
          double[] result = read(device, C);
          for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
              double sum = 0;
              double size = 0;
              for (int l = 0; l < k; l++) {
                double product = a[sideA == Side.PLAIN ? i * k + l : l * m + i]
                    * b[sideB == Side.PLAIN ? l * n + j : j * k + l];
                sum += product;
                size += Math.abs(product);
              }
              double rest = beta == 0 ? 0 : beta * c[i * n + j];
              double bound = (k + 4) * device.precision().unitRoundoff() * (0.75 * size + Math.abs(rest));
              assertEquals(0.75 * sum + rest, result[i * n + j], bound, sideA + " " + sideB + " " + beta);
            }
          }
        }
      }
    }
  }

  /// The products of a factor have the bits of those of its matrix (`aProductIsTheSumOfProducts`), also once it has other numbers.
  @ParameterizedTest
  @MethodSource("products")
  void aFactorStandsForItsMatrix(Device device, int[] shape) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    Matrix B = on(device, rounded(device, k * n, 2), k, n);
    for (Side side : Side.values()) {
      Matrix A = side == Side.PLAIN ? device.matrix(m, k) : device.matrix(k, m);
      Factor factor = device.factor(A);
      for (long seed = 3; seed < 5; seed++) {
        device.write(rounded(device, m * k, seed), A);
        device.renew(factor);
        Matrix C = on(device, filled(m * n, Double.NaN), m, n);
        device.multiply(0.75, side, factor, B, C);
        Matrix expected = device.matrix(m, n);
        device.multiply(0.75, side, A, Side.PLAIN, B, 0, expected);
        assertArrayEquals(read(device, expected), read(device, C), side.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aSumOfProductsIsTheSumOfTheProducts(Device device) {
    int m = 11;
    int n = 35;
    int[] depths = {32, 5, 1};
    Matrix[] A = new Matrix[3];
    Matrix[] B = new Matrix[3];
    double[] sum = new double[m * n];
    for (int p = 0; p < 3; p++) {
      double[] a = rounded(device, m * depths[p], 10 + p);
      double[] b = rounded(device, n * depths[p], 20 + p);
      A[p] = on(device, a, m, depths[p]);
      B[p] = on(device, b, n, depths[p]);
      for (int i = 0; i < m * n; i++) {
        for (int k = 0; k < depths[p]; k++) {
          sum[i] -= 2 * a[i / n * depths[p] + k] * b[i % n * depths[p] + k];
        }
      }
    }
    Matrix C = on(device, filled(m * n, Double.NaN), m, n);
    device.multiplySum(-2, A, B, C);
    // 38 products of standard normal numbers: the sum of their sizes stays below 2 * 38 * 3
    assertArrayEquals(sum, read(device, C), 42 * device.precision().unitRoundoff() * 228);
  }

  /// A NaN or an infinity in `A` reaches the whole row, and no other; padding neither spreads nor hides it.
  @ParameterizedTest
  @MethodSource("devices")
  void aNanStaysInItsRow(Device device) {
    double[] a = rounded(device, 9 * 9, 1);
    a[3 * 9 + 8] = Double.NaN;
    Matrix C = device.matrix(9, 9);
    Matrix A = on(device, a, 9, 9);
    Matrix B = on(device, rounded(device, 81, 2), 9, 9);
    device.multiply(1, Side.PLAIN, A, Side.PLAIN, B, 0, C);
    double[] c = read(device, C);
    device.multiply(1, Side.PLAIN, device.factor(A), B, C);
    assertArrayEquals(c, read(device, C));
    for (int i = 0; i < 81; i++) {
      assertEquals(i / 9 == 3, Double.isNaN(c[i]), "entry " + i);
    }
  }

  /// Where rows are padded with zeros, this product leaves `infinity * 0 = NaN` behind them.
  @ParameterizedTest
  @MethodSource("devices")
  void anInfinitySquaresToInfinity(Device device) {
    Matrix one = on(device, new double[]{1}, 1, 1);
    Matrix C = device.matrix(1, 1);
    device.multiply(Double.POSITIVE_INFINITY, Side.PLAIN, one, Side.PLAIN, one, 0, C);
    assertEquals(Double.POSITIVE_INFINITY, device.sumOfSquares(C));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void isZeroOnlyWhereEveryEntryIs(Device device) {
    double[] values = filled(5 * 7, 0);
    values[3] = -0.0;
    assertTrue(device.isZero(on(device, values, 5, 7)));
    assertTrue(device.isZero(device.matrix(0, 3)));
    double smallest = device.precision() == Precision.DOUBLE ? Double.MIN_VALUE : Float.MIN_VALUE;
    for (double other : new double[]{smallest, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (int at : new int[]{0, 6, 7, 34}) {
        double[] one = values.clone();
        one[at] = other;
        assertFalse(device.isZero(on(device, one, 5, 7)), other + " at " + at);
      }
    }
    Matrix beside = device.matrix(1, 1); // what lies behind the last column does not count
    device.multiply(Double.POSITIVE_INFINITY, Side.PLAIN, on(device, new double[]{1}, 1, 1), Side.PLAIN,
        on(device, new double[]{1}, 1, 1), 0, beside);
    device.write(new double[]{0}, beside);
    assertTrue(device.isZero(beside));
  }

  /// Processors take a hundred times as long for subnormal numbers, and rounding to nearest keeps `0.9 m` at `m` there.
  @ParameterizedTest
  @MethodSource("devices")
  void whatDecaysBecomesZeroOnTheProcessor(Device device) {
    boolean isDouble = device.precision() == Precision.DOUBLE;
    double smallest = isDouble ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    double[] values = {smallest, -smallest, 8 * smallest, 1, Double.NaN};
    Matrix zero = device.matrix(1, 5);
    Matrix momentum = on(device, values, 1, 5);
    Matrix m = on(device, values, 1, 5);
    Matrix v = on(device, new double[]{smallest, smallest, 8 * smallest, 1, Double.NaN}, 1, 5);
    Matrix w = device.matrix(1, 5);
    Adam adam = new Adam(0.1, 0.9, 0.9, 1e-8, 0);
    for (int t = 1; t <= 10; t++) {
      device.add(1, zero, 0.9, momentum);
      device.adam(zero, m, v, w, adam, t);
    }
    for (Matrix memory : new Matrix[]{momentum, m, v}) {
      double[] left = read(device, memory);
      for (int k = 0; k < 2; k++) {
        assertEquals(0, left[k], device instanceof CpuDevice ? 0 : smallest);
      }
      assertEquals(Math.pow(0.9, 10) * 8, left[2] / smallest, 1e-5);
      assertEquals(Math.pow(0.9, 10), left[3], 1e-5);
      assertTrue(Double.isNaN(left[4]));
    }
    Matrix difference = on(device, new double[]{1.5 * smallest}, 1, 1);
    device.add(1, on(device, new double[]{smallest}, 1, 1), -1, difference);
    assertEquals(-0.5 * smallest, read(device, difference)[0]); // differences stay exact
  }

  @ParameterizedTest
  @MethodSource("devices")
  void matricesOfAStackDoNotTouchEachOther(Device device) {
    Matrix[] stack = device.stack(3, 5, 7);
    double[] values = rounded(device, 35, 1);
    device.write(values, stack[1]);
    assertArrayEquals(new double[35], read(device, stack[0]));
    assertArrayEquals(values, read(device, stack[1]));
    device.multiply(1, Side.PLAIN, on(device, rounded(device, 25, 2), 5, 5), Side.PLAIN, stack[1], 0, stack[2]);
    assertArrayEquals(new double[35], read(device, stack[0]));
    assertArrayEquals(values, read(device, stack[1]));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void sumsAreWeightedSums(Device device) {
    double u = device.precision().unitRoundoff();
    double[] a = rounded(device, 3 * 37, 1);
    double[] c = rounded(device, 3 * 37, 2);
    Matrix C = on(device, c, 3, 37);
    device.add(0.3, on(device, a, 3, 37), -2, C);
    double[] result = read(device, C);
    double squares = 0;
    double[] columns = new double[37];
    for (int i = 0; i < a.length; i++) {
      assertEquals(0.3 * a[i] - 2 * c[i], result[i], 4 * u * (Math.abs(a[i]) + 2 * Math.abs(c[i])));
      squares += result[i] * result[i];
      columns[i % 37] += result[i] * result[i];
    }
    assertEquals(squares, device.sumOfSquares(C), 1e-13 * squares);
    Matrix sums = on(device, filled(37, Double.NaN), 1, 37);
    device.columnSumsOfSquares(0.5, C, 0, sums);
    device.columnSumsOfSquares(-3, C, 2, sums); // 2 (1/2) - 3
    for (int j = 0; j < 37; j++) {
      // two sums of three squares, times 1 and 3, here and on the device: 4 u each; and the roundings when stored
      assertEquals(-2 * columns[j], read(device, sums)[j], 40 * u * columns[j]);
    }
    Matrix unread = on(device, filled(3 * 37, Double.NaN), 3, 37);
    device.add(1, C, 0, unread);
    assertArrayEquals(result, read(device, unread));
    device.fill(0.25, C);
    assertArrayEquals(filled(3 * 37, 0.25), read(device, C));
  }

  /// A float's square has twice its digits: summed in single precision, the small squares would be lost.
  @ParameterizedTest
  @MethodSource("devices")
  void columnsAreSummedInDoublePrecision(Device device) {
    double[] a = filled(65 * 2, 0x1p-13);
    a[0] = 1;
    Matrix sums = device.matrix(1, 2);
    device.columnSumsOfSquares(1, on(device, a, 65, 2), 0, sums);
    double small = 0x1p-26; // 64 of them are 2⁻²⁰; added to 1 one by one in single precision, each would vanish
    assertArrayEquals(new double[]{1 + 64 * small, 65 * small}, read(device, sums), device.precision().unitRoundoff());
  }

  static Stream<Arguments> losses() {
    int[][] shapes = {{1, 1}, {10, 1}, {3, 37}, {10, 64}, {33, 5}, {0, 3}, {3, 0}};
    return devices().flatMap(device -> Stream.of(shapes).map(shape -> Arguments.of(device, shape)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aSoftmaxIsTheShareOfAnExponential(Device device, int[] shape) {
    double[] u = rounded(device, shape[0] * shape[1], 1);
    Matrix U = on(device, u, shape[0], shape[1]);
    Matrix out = on(device, filled(u.length, Double.NaN), shape[0], shape[1]);
    device.softmax(U, out);
    double[] shares = read(device, out);
    for (int k = 0; k < u.length; k++) {
      double share = Math.exp(u[k]) / exponentials(u, shape, k % shape[1]);
      // exponents below 10 in size, a sum of up to 33, a division
      assertEquals(share, shares[k], 50 * device.precision().unitRoundoff() * share);
    }
    device.softmax(U, U);
    assertArrayEquals(shares, read(device, U));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theCrossEntropyIsTheMeanLogarithmOfTheShares(Device device, int[] shape) {
    double[] u = rounded(device, shape[0] * shape[1], 1);
    double[] y = rounded(device, u.length, 2);
    double[] before = rounded(device, shape[1], 3);
    Matrix U = on(device, u, shape[0], shape[1]);
    Matrix Y = on(device, y, shape[0], shape[1]);
    Matrix fresh = on(device, filled(shape[1], Double.NaN), 1, shape[1]);
    device.crossEntropy(0.5, Y, U, 0, fresh);
    Matrix more = on(device, before, 1, shape[1]);
    device.crossEntropy(0.5, Y, U, -2, more);
    for (int j = 0; j < shape[1]; j++) {
      double sum = 0;
      double size = Math.abs(before[j]);
      for (int k = j; k < u.length; k += shape[1]) {
        double term = y[k] * (Math.log(exponentials(u, shape, j)) - u[k]);
        sum += term;
        size += Math.abs(term) + Math.abs(y[k]); // a logarithm near 0 errs by a roundoff of 1
      }
      double bound = 50 * device.precision().unitRoundoff() * size;
      assertEquals(0.5 * sum, read(device, fresh)[j], bound);
      assertEquals(0.5 * sum - 2 * before[j], read(device, more)[j], bound);
    }
  }

  private static double exponentials(double[] u, int[] shape, int j) {
    double sum = 0;
    for (int k = j; k < u.length; k += shape[1]) {
      sum += Math.exp(u[k]);
    }
    return sum;
  }

  /// Columns: logits whose exponentials overflow, all very small, one without a share, and one that is undefined.
  @ParameterizedTest
  @MethodSource("devices")
  void theLossDoesNotOverflow(Device device) {
    double inf = Double.POSITIVE_INFINITY;
    double[] u = {0x1p100, -1e5, -inf, Double.NaN, 0x3p100, -1e5, 0, 0};
    Matrix U = on(device, u, 2, 4);
    Matrix out = device.matrix(2, 4);
    device.softmax(U, out);
    assertArrayEquals(new double[]{0, 0.5, 0, Double.NaN, 1, 0.5, 1, Double.NaN}, read(device, out),
        device.precision().unitRoundoff());
    Matrix sums = device.matrix(1, 4);
    device.crossEntropy(1, on(device, new double[]{1, 1, 0.5, 1, 0, 0, 0.5, 0}, 2, 4), U, 0, sums);
    double[] losses = read(device, sums);
    assertEquals(0x1p101, losses[0]);
    assertEquals(Math.log(2), losses[1], 8 * device.precision().unitRoundoff());
    assertEquals(inf, losses[2]);
    assertEquals(Double.NaN, losses[3]);
  }

  @ParameterizedTest
  @MethodSource("products")
  void columnsAreScaledEachByItsNumber(Device device, int[] shape) {
    double[] a = rounded(device, shape[0] * shape[1], 1);
    double[] d = rounded(device, shape[1], 2);
    Matrix A = on(device, a, shape[0], shape[1]);
    device.scaleColumns(on(device, d, 1, shape[1]), A);
    double[] scaled = read(device, A);
    for (int k = 0; k < a.length; k++) {
      double product = a[k] * d[k % shape[1]];
      assertEquals(product, scaled[k], device.precision().unitRoundoff() * Math.abs(product));
    }
  }

  /// A product, a scaling and a sum whose input is another's output, twice from a record.
  @ParameterizedTest
  @MethodSource("devices")
  void aRecordRunsTheSameOperationsAgain(Device device) {
    Matrix A = on(device, new double[]{2}, 1, 1);
    Matrix B = on(device, new double[]{1}, 1, 1);
    Matrix C = device.matrix(1, 1);
    Runnable record = device.record(() -> {
      device.multiply(1, Side.PLAIN, A, Side.PLAIN, B, 0, C);
      device.add(1, C, 3, B);
      device.scaleColumns(A, B);
    });
    assertEquals(10, read(device, B)[0]); // (2·1 + 3·1) 2
    record.run();
    assertEquals(100, read(device, B)[0]); // (2·10 + 3·10) 2
    device.write(new double[]{1}, A);
    device.write(new double[]{7}, B);
    record.run();
    assertEquals(28, read(device, B)[0]); // (7 + 3·7) 1
  }

  /// Within 4 units in the last place of the slope or value, or of 1: the transcendental functions of the vector units are
  /// documented to err by a few.
  @ParameterizedTest
  @EnumSource
  void activationsAgreeWithTheDefinition(StandardActivation phi) {
    devices().forEach(device -> {
      double u = device.precision().unitRoundoff();
      double[] at = rounded(device, 5 * 41, 4);
      for (int i = 0; i < at.length; i++) {
        at[i] *= 4;
      }
      double[] in = rounded(device, 5 * 41, 5);
      Matrix U = on(device, at, 5, 41);
      Matrix out = device.matrix(5, 41);
      device.activate(phi, U, out);
      double[] values = read(device, out);
      device.timesDerivative(-1.5, phi, U, out, on(device, in, 5, 41), out);
      double[] slopes = read(device, out);
      for (int i = 0; i < at.length; i++) {
        assertEquals(phi.value(at[i]), values[i], 8 * u * Math.max(1, Math.abs(at[i])), device + " " + at[i]);
        assertEquals(-1.5 * phi.derivative(at[i]) * in[i], slopes[i], 20 * u * Math.abs(in[i]), device + " " + at[i]);
      }
    });
  }

  /// Three steps from `w = 1` with slopes 1, -2 and 0.5: numbers from Adam's definition in Python 3.11.
  @ParameterizedTest
  @MethodSource("devices")
  void adamTakesTheStepsOfItsDefinition(Device device) {
    Matrix g = device.matrix(1, 1);
    Matrix m = device.matrix(1, 1);
    Matrix v = device.matrix(1, 1);
    Matrix w = on(device, new double[]{1}, 1, 1);
    double[] slopes = {1, -2, 0.5};
    double[] expected = {0.8990000009999999, 0.9347113534710747, 0.9474457083193503};
    for (int t = 1; t <= 3; t++) {
      device.write(new double[]{slopes[t - 1]}, g);
      device.adam(g, m, v, w, new Adam(0.1, 0.9, 0.999, 1e-8, 0.01), t);
      assertEquals(expected[t - 1], read(device, w)[0], 40 * device.precision().unitRoundoff());
    }
  }

  /// The same step, its corrections given by the host or lying on the device: the same bits.
  @ParameterizedTest
  @MethodSource("devices")
  void adamsCorrectionsMayLieOnTheDevice(Device device) {
    Adam adam = new Adam(0.1, 0.9, 0.999, 1e-8, 0.01);
    Matrix unbias = device.matrix(1, 2);
    Matrix[][] both = {device.stack(4, 3, 35), device.stack(4, 3, 35)};
    for (Matrix[] gmvw : both) {
      for (int i = 0; i < 4; i++) {
        device.write(rounded(device, 3 * 35, i == 2 ? 9 : i), gmvw[i]);
      }
      device.timesDerivative(1, StandardActivation.RELU, gmvw[2], gmvw[2], gmvw[2], gmvw[2]); // v is not negative
    }
    for (long t : new long[]{1, 2, 1000}) {
      device.write(new double[]{1 / (1 - Math.pow(0.9, (double) t)), 1 / (1 - Math.pow(0.999, (double) t))}, unbias);
      device.adam(both[0][0], both[0][1], both[0][2], both[0][3], adam, t);
      device.adam(both[1][0], both[1][1], both[1][2], both[1][3], adam, unbias);
      for (int i = 0; i < 4; i++) {
        assertArrayEquals(read(device, both[0][i]), read(device, both[1][i]), "at step " + t);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aReciprocalIsOneOverTheSum(Device device) {
    double[] d = rounded(device, 2 * 37, 1);
    d[3] = -0.25;
    d[40] = Double.NaN;
    Matrix D = on(device, d, 2, 37);
    device.reciprocal(0.25, D);
    double[] result = read(device, D);
    for (int k = 0; k < d.length; k++) {
      double exact = d[k] == -0.25 ? 0 : 1 / (0.25 + d[k]);
      double error = Double.isNaN(exact) ? 0 : 2 * device.precision().unitRoundoff() * Math.abs(exact);
      assertEquals(exact, result[k], error, "entry " + k);
    }
  }

  /// 300 entries: more than the threads that look at them on a GPU.
  @ParameterizedTest
  @MethodSource("devices")
  void workIsDoneWhereAllIsFinite(Device device) {
    for (double last : new double[]{1, Float.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.NaN}) {
      for (int at : new int[]{0, 255, 256, 299}) {
        double[] row = filled(300, -3);
        row[at] = last;
        Matrix A = on(device, filled(3, 2), 1, 3);
        Matrix v = on(device, filled(3, 1), 1, 3);
        Matrix w = on(device, filled(3, 5), 1, 3);
        Matrix unbias = on(device, filled(2, 1), 1, 2);
        device.ifFinite(on(device, row, 1, 300), () -> {
          device.add(3, A, 0.5, w);
          device.adam(A, A, v, w, new Adam(1, 0, 0, 1, 0), unbias); // w - 2 / (2 + 1)
        });
        boolean finite = Double.isFinite(last);
        assertArrayEquals(filled(3, finite ? 4 : 1), read(device, v), last + " at " + at);
        assertEquals(finite ? 8.5 - 2 / 3.0 : 5, read(device, w)[2], 30 * device.precision().unitRoundoff());
        device.add(1, A, 0, w); // what comes after does not depend on it
        assertArrayEquals(filled(3, 2), read(device, w));
      }
    }
    Matrix w = on(device, new double[]{1}, 1, 1);
    device.ifFinite(device.matrix(1, 0), () -> device.add(1, w, 2, w));
    assertEquals(3, read(device, w)[0]);
  }

  /// A unit that never was active has no gradient: without epsilon, 0/0.
  @ParameterizedTest
  @MethodSource("devices")
  void adamLeavesWhatHasNoGradient(Device device) {
    Matrix w = on(device, new double[]{0.5, -2}, 1, 2);
    Matrix zero = device.matrix(1, 2);
    device.adam(zero, device.matrix(1, 2), device.matrix(1, 2), w, new Adam(0.1, 0.9, 0.999, 1e-8, 0), 1);
    assertArrayEquals(new double[]{0.5, -2}, read(device, w));
  }

  /// At the kinks, where a random number never lies, and at NaN.
  @ParameterizedTest
  @EnumSource
  void activationsAgreeWithTheDefinitionAtSpecialNumbers(StandardActivation phi) {
    double[] at = {0, -0.0, 1, -1, 100, -100, Double.NaN};
    devices().forEach(device -> {
      Matrix U = on(device, at, 1, at.length);
      Matrix out = device.matrix(1, at.length);
      device.activate(phi, U, out);
      double[] values = read(device, out);
      device.timesDerivative(2, phi, U, out, on(device, filled(at.length, 1), 1, at.length), out);
      double[] slopes = read(device, out);
      for (int i = 0; i < at.length; i++) {
        double u = device.precision().unitRoundoff();
        double size = Double.isNaN(at[i]) ? 1 : Math.max(1, Math.abs(at[i]));
        assertEquals(phi.value(at[i]), values[i], 8 * u * size, device + " " + at[i]);
        assertEquals(2 * phi.derivative(at[i]), slopes[i], 20 * u, device + " " + at[i]);
      }
    });
  }

  @ParameterizedTest
  @MethodSource("devices")
  void whatDoesNotFitIsNamed(Device device) {
    Matrix A = device.matrix(2, 3);
    message("op(B) must have 3 rows, the columns of op(A), got 2",
        () -> device.multiply(1, Side.PLAIN, A, Side.PLAIN, A, 0, device.matrix(2, 3)));
    message("C must be 2 x 2, got 3 x 3",
        () -> device.multiply(1, Side.PLAIN, A, Side.TRANSPOSED, A, 0, device.matrix(3, 3)));
    Matrix square = device.matrix(2, 2);
    message("C must not share numbers with A or B",
        () -> device.multiply(1, Side.PLAIN, square, Side.PLAIN, square, 0, square));
    message("C must be 2 x 2, got 2 x 3",
        () -> device.multiply(1, Side.PLAIN, device.factor(A), device.matrix(3, 2), A));
    Device other = new ReferenceDevice();
    message("a matrix of another device cannot be used on " + other.name(), () -> other.factor(square));
    message("a matrix of another device cannot be used on " + device.name(), () -> device.multiply(1, Side.PLAIN,
        other.factor(other.matrix(2, 2)), square, device.matrix(2, 2)));
    message("matrices must have one shape, got 2 x 3 and 2 x 2", () -> device.add(1, A, 0, square));
    message("a row of one number per column must be 1 x 3, got 3 x 1",
        () -> device.columnSumsOfSquares(1, A, 0, device.matrix(3, 1)));
    message("a row of one number per column must be 1 x 3, got 1 x 2",
        () -> device.scaleColumns(device.matrix(1, 2), A));
    message("a row of one number per column must be 1 x 3, got 2 x 3", () -> device.crossEntropy(1, A, A, 0, A));
    message("matrices must have one shape, got 2 x 3 and 2 x 2", () -> device.softmax(A, square));
    message("Adam's two corrections must be 1 x 2, got 2 x 3",
        () -> device.adam(A, A, A, A, new Adam(1, 0, 0, 1, 0), A));
    message("a 2 x 3 matrix needs 6 values, got 5", () -> device.write(new double[5], A));
    message("a matrix of another device cannot be used on " + device.name(),
        () -> device.add(1, other.matrix(2, 3), 0, A));
  }

  /// In a process of its own, see [OperationAllocations]; with the longest vectors there are, and with 256 bits, whose kernels differ.
  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=3", "-XX:UseAVX=2"})
  void nothingIsAllocatedOnceWarm(String vectors) throws Exception {
    List<String> lines = OperationAllocations.inNewProcess(vectors);
    assertEquals(devices().map(Device::name).map(DeviceContractTest::withoutBits).distinct().toList(),
        lines.stream().map(line -> withoutBits(line.substring(0, line.indexOf(": ")))).distinct().toList(),
        lines.toString());
    assertEquals(List.of(), lines.stream().filter(line -> !line.endsWith(": 0 objects")).toList());
  }

  private static String withoutBits(String name) {
    return name.replaceFirst("[0-9]+-bit ", "");
  }

  private static void message(String expected, Executable wrong) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  private static Matrix on(Device device, double[] values, int rows, int columns) {
    Matrix A = device.matrix(rows, columns);
    device.write(values, A);
    return A;
  }

  private static double[] read(Device device, Matrix A) {
    double[] values = new double[A.size()];
    device.read(A, values);
    return values;
  }

  /// Random numbers that the device holds exactly.
  private static double[] rounded(Device device, int n, long seed) {
    RandomStream random = RandomStream.of(seed);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = device.precision() == Precision.DOUBLE ? random.nextGaussian() : (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] filled(int n, double value) {
    double[] values = new double[n];
    java.util.Arrays.fill(values, value);
    return values;
  }
}
