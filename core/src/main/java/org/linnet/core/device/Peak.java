package org.linnet.core.device;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/// What one core can do at most: fused multiply-adds on registers alone, with no memory.
public final class Peak {
  private static final int CHAINS = 16;
  private static final int ROUNDS = 100_000;

  private Peak() {}

  /// Runs a fixed number of multiply-adds and returns how many additions and multiplications that was. Time a few calls and
  /// take the fastest; the first are slower, because they are not yet compiled.
  ///
  /// @param sink receives a number that depends on all of them
  public static long run(Precision precision, double[] sink) {
    return precision == Precision.FLOAT ? floats(sink) : doubles(sink);
  }

  private static long floats(double[] sink) {
    FloatVector a = FloatVector.broadcast(FloatTile.SPECIES, 0.999f);
    FloatVector c0 = a;
    FloatVector c1 = a.add(1);
    FloatVector c2 = a.add(2);
    FloatVector c3 = a.add(3);
    FloatVector c4 = a.add(4);
    FloatVector c5 = a.add(5);
    FloatVector c6 = a.add(6);
    FloatVector c7 = a.add(7);
    FloatVector c8 = a.add(8);
    FloatVector c9 = a.add(9);
    FloatVector d0 = a.add(10);
    FloatVector d1 = a.add(11);
    FloatVector d2 = a.add(12);
    FloatVector d3 = a.add(13);
    FloatVector d4 = a.add(14);
    FloatVector d5 = a.add(15);
    for (int i = 0; i < ROUNDS; i++) {
      c0 = c0.fma(a, a);
      c1 = c1.fma(a, a);
      c2 = c2.fma(a, a);
      c3 = c3.fma(a, a);
      c4 = c4.fma(a, a);
      c5 = c5.fma(a, a);
      c6 = c6.fma(a, a);
      c7 = c7.fma(a, a);
      c8 = c8.fma(a, a);
      c9 = c9.fma(a, a);
      d0 = d0.fma(a, a);
      d1 = d1.fma(a, a);
      d2 = d2.fma(a, a);
      d3 = d3.fma(a, a);
      d4 = d4.fma(a, a);
      d5 = d5.fma(a, a);
    }
    FloatVector c = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7);
    sink[0] += c.add(c8).add(c9).add(d0).add(d1).add(d2).add(d3).add(d4).add(d5).lane(0);
    return 2L * CHAINS * FloatTile.LANES * ROUNDS;
  }

  private static long doubles(double[] sink) {
    DoubleVector a = DoubleVector.broadcast(DoubleTile.SPECIES, 0.999);
    DoubleVector c0 = a;
    DoubleVector c1 = a.add(1);
    DoubleVector c2 = a.add(2);
    DoubleVector c3 = a.add(3);
    DoubleVector c4 = a.add(4);
    DoubleVector c5 = a.add(5);
    DoubleVector c6 = a.add(6);
    DoubleVector c7 = a.add(7);
    DoubleVector c8 = a.add(8);
    DoubleVector c9 = a.add(9);
    DoubleVector d0 = a.add(10);
    DoubleVector d1 = a.add(11);
    DoubleVector d2 = a.add(12);
    DoubleVector d3 = a.add(13);
    DoubleVector d4 = a.add(14);
    DoubleVector d5 = a.add(15);
    for (int i = 0; i < ROUNDS; i++) {
      c0 = c0.fma(a, a);
      c1 = c1.fma(a, a);
      c2 = c2.fma(a, a);
      c3 = c3.fma(a, a);
      c4 = c4.fma(a, a);
      c5 = c5.fma(a, a);
      c6 = c6.fma(a, a);
      c7 = c7.fma(a, a);
      c8 = c8.fma(a, a);
      c9 = c9.fma(a, a);
      d0 = d0.fma(a, a);
      d1 = d1.fma(a, a);
      d2 = d2.fma(a, a);
      d3 = d3.fma(a, a);
      d4 = d4.fma(a, a);
      d5 = d5.fma(a, a);
    }
    DoubleVector c = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7);
    sink[0] += c.add(c8).add(c9).add(d0).add(d1).add(d2).add(d3).add(d4).add(d5).lane(0);
    return 2L * CHAINS * DoubleTile.LANES * ROUNDS;
  }
}
