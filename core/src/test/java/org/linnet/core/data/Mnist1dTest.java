package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/// **Oracle**: the published arrays of seed 42, made by the author's own code and stored as big-endian floats. Their
/// SHA-256 were printed by `gunzip -c train-x-idx2-float.gz | tail -c +13 | sha256sum` (`+9` for the labels) over the
/// IDX files of the arrays. The same floats mean a difference of 0, where below 1e-5 is asked: no tolerance is needed,
/// because nothing in the generator depends on the platform (`StrictMath`, sums in a fixed order), and no value lies
/// closer than 2e-14 to the middle of two floats, so the 1e-15 between the author's doubles and ours decides nothing.
///
/// [RealDataTest] compares value by value where the files are there.
class Mnist1dTest {
  private final Dataset published = Mnist1d.generate();

  @Test
  void seed42GivesThePublishedArraysBitForBit() {
    assertEquals("d167f94d97b4eb1a2dd1530069e1a9bc80d1048fb004c10e14e0fd9d75ae456a", floats(published.train()));
    assertEquals("51468052f6eadd368247057633a91ea874f79e1f4d21926d6e5363fb9b46dddc", floats(published.test()));
  }

  @Test
  void seed42GivesThePublishedLabels() {
    assertEquals("6e13c7aab5f831266ec59efd193e310c511faefd71cfc5d39427c20337df4dc6", labels(published.train()));
    assertEquals("9486539f99fcca7dc5923aba4d0cb5b7963f8e8e1f74398ca33a64ccb3b5b654", labels(published.test()));
  }

  /// A few numbers to look at when a checksum differs: published samples 0 and 3999 to train, 999 to test.
  @Test
  void publishedValuesAreMetToWithin1e5() {
    assertArrayEquals(new double[]{-0.3320057, -0.4719104, -0.7786971, -1.0097408},
        Arrays.copyOfRange(published.train().inputs(0).data, 0, 4), 1e-5);
    assertArrayEquals(new double[]{-0.3282142, -0.7167305, -0.9619582, -0.8901664},
        Arrays.copyOfRange(published.train().inputs(0).data, 36, 40), 1e-5);
    assertArrayEquals(new double[]{-0.6939948, -0.2753217, 0.2926797, 0.5559518},
        Arrays.copyOfRange(published.train().inputs(3999).data, 0, 4), 1e-5);
    assertArrayEquals(new double[]{-0.8137444, -1.2162452, -1.4649417, -1.6509929},
        Arrays.copyOfRange(published.train().inputs(3999).data, 36, 40), 1e-5);
    assertArrayEquals(new double[]{-0.5193287, -0.6987228, -1.2810377, -2.1610148},
        Arrays.copyOfRange(published.test().inputs(999).data, 0, 4), 1e-5);
    assertArrayEquals(new double[]{0.4472329, 0.6598756, 0.8777344, 1.1931518},
        Arrays.copyOfRange(published.test().inputs(999).data, 36, 40), 1e-5);
  }

  @Test
  void theSizesAreThePublishedOnes() {
    assertEquals("mnist-1d", published.name());
    assertEquals("MNIST-1D", published.title());
    assertEquals(40, published.features());
    assertEquals(10, published.classes());
    assertEquals(4000, published.train().size());
    assertEquals(1000, published.test().size());
    assertEquals("generated from seed 42 by the procedure of Greydanus (2020), which gives the published arrays; "
        + "4000 to train, 1000 to test", published.provenance());
  }

  /// The checksums are those of the procedure written in numpy 2.4.6 and scipy 1.17.1 (`np.interp`, `gaussian_filter`),
  /// which gives the published arrays for seed 42 too.
  @Test
  void anotherSeedGivesOtherSamplesOfTheSameKind() {
    Dataset other = Mnist1d.generate(7);
    assertEquals("b9aaaa121754d9856fa2b3e6611cba7da0ad573fafd5a7927b62dcab18b37ce4", floats(other.train()));
    assertEquals("ffd38c45bcc159a0d1d158b99f5c46fc7b7b50114d0c5d39cceeda542174675c", floats(other.test()));
    assertEquals("generated from seed 7 by the procedure of Greydanus (2020); 4000 to train, 1000 to test",
        other.provenance());
    int[] perClass = new int[10];
    double sum = 0;
    double squares = 0;
    for (Split split : new Split[]{other.train(), other.test()}) {
      for (int i = 0; i < split.size(); i++) {
        perClass[split.label(i)]++;
      }
      for (double value : all(split).data) {
        sum += value;
        squares += value * value;
      }
    }
    assertTrue(Arrays.stream(perClass).allMatch(count -> count == 500));
    assertEquals(0, sum / 200_000, 1e-7); // the values are rounded to floats
    assertEquals(1, squares / 200_000, 1e-7);
  }

  @Test
  void aNegativeSeedIsRefused() {
    assertEquals("the seed must be at least 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> Mnist1d.generate(-1)).getMessage());
  }

  private static String floats(Split split) {
    DMatrixRMaj x = all(split);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * x.data.length);
    for (int i = 0; i < split.size(); i++) {
      for (int n = 0; n < split.features(); n++) {
        bytes.putFloat((float) x.get(n, i));
      }
    }
    return TestFiles.sha256(bytes.array());
  }

  private static String labels(Split split) {
    byte[] labels = new byte[split.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) split.label(i);
    }
    return TestFiles.sha256(labels);
  }

  private static DMatrixRMaj all(Split split) {
    return split.inputs(IntStream.range(0, split.size()).toArray());
  }
}
