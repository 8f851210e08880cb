package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.random.MersenneTwister;
import org.junit.jupiter.api.Test;

/// **Oracle**: numpy 2.4.6, `r = np.random.RandomState(42)` and the call in each test's comment, in this order.
class NumpyRandomTest {
  /// A Gaussian passes through a logarithm and a square root, rounded by other libraries in numpy.
  private static final double ULPS = 1e-15;

  @Test
  void hipparchusSeedsTheMersenneTwisterAsNumpyDoes() {
    // r.randint(0, 2**32, 5, dtype=np.uint32)
    MersenneTwister words = new MersenneTwister(42);
    long[] drawn = IntStream.range(0, 5).mapToLong(_ -> Integer.toUnsignedLong(words.nextInt())).toArray();
    assertArrayEquals(new long[]{1608637542L, 3421126067L, 4083286876L, 787846414L, 3143890026L}, drawn);
  }

  @Test
  void everyKindOfDrawFollowsNumpyWordForWord() {
    NumpyRandom random = new NumpyRandom(42);
    assertArrayEquals(new double[]{0.3745401188473625, 0.9507143064099162, 0.7319939418114051},
        DoubleStream.generate(random::uniform).limit(3).toArray()); // r.rand(3)
    assertArrayEquals(new double[]{-1.1118801180469204, 0.31890218468938336, 0.2790412922001377},
        DoubleStream.generate(random::gaussian).limit(3).toArray(), ULPS); // r.randn(3)
    assertArrayEquals(new int[]{23, 2, 21, 1, 23, 43}, IntStream.range(0, 6).map(_ -> random.below(48)).toArray()); // r.randint(48, size=6)
    assertArrayEquals(new int[]{29, 1, 20, 32, 11, 21}, IntStream.range(0, 6).map(_ -> random.below(33)).toArray()); // r.randint(33, size=6)
    assertArrayEquals(new double[]{1.0105152848065264, -2.439105815056023},
        DoubleStream.generate(random::gaussian).limit(2).toArray(), ULPS); // r.randn(2), the first one was kept
    assertArrayEquals(new int[]{1, 9, 8, 5, 4, 10, 0, 7, 3, 6, 2, 11}, random.permutation(12)); // r.permutation(12)
    assertEquals(0.450499251969543, random.uniform()); // r.rand()
  }

  @Test
  void aBoundOfOneDrawsNothing() {
    NumpyRandom random = new NumpyRandom(42);
    assertEquals(0, random.below(1));
    assertEquals(0.3745401188473625, random.uniform()); // RandomState(42).rand()
  }

  @Test
  void aNegativeSeedIsRefused() {
    assertEquals("the seed must be at least 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(-1)).getMessage());
  }
}
