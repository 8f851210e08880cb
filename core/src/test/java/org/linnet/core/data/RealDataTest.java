package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/// The published files themselves, where `LINNET_DATA` names a directory that has them; skipped elsewhere.
class RealDataTest {
  private final DataDirectory directory = DataDirectory.locate(null);

  @Test
  void mnistHasItsPublishedSizesAndLabelCounts() throws IOException {
    assumeTrue(directory.available().contains("mnist"));
    Dataset mnist = directory.load("mnist");
    assertEquals(784, mnist.features());
    assertEquals(10, mnist.classes());
    boolean whole = mnist.train().size() == 60_000;
    assertEquals(whole ? 60_000 : 8_000, mnist.train().size());
    assertEquals(whole ? 10_000 : 2_000, mnist.test().size());
    // the first labels of the published test set: 7 2 1 0 4 1 4 9 5 9
    Split published = whole ? mnist.test() : mnist.train();
    int[] expected = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], published.label(i));
    }
  }

  @Test
  void mnistsTestFilesHaveTheSha256ThatFetchAsksFor() throws IOException {
    Path folder = directory.root().map(root -> root.resolve("mnist")).orElse(Path.of("nowhere"));
    for (Published.RemoteFile remote : Published.MNIST.files()) {
      Path file = folder.resolve(remote.name());
      if (remote.name().startsWith("t10k")) {
        assumeTrue(Files.isRegularFile(file));
      }
      if (Files.isRegularFile(file)) {
        assertEquals(remote.sha256(), Sha256.of(file));
        assertEquals(remote.bytes(), Files.size(file));
      }
    }
  }

  @Test
  void fashionMnistIsStandardisedByTheConstantsInUse() throws IOException {
    assumeTrue(directory.available().contains("fashion-mnist"));
    Dataset fashion = directory.load("fashion-mnist");
    assertEquals(60_000, fashion.train().size());
    assertEquals(10_000, fashion.test().size());
    double sum = 0;
    double squares = 0;
    for (int first = 0; first < 60_000; first += 1000) {
      DMatrixRMaj x = fashion.train().inputs(IntStream.range(first, first + 1000).toArray());
      for (double value : x.data) {
        sum += value;
        squares += value * value;
      }
    }
    double n = 60_000.0 * 784;
    assertEquals(0, sum / n, 2e-4); // the constants have four digits
    assertEquals(1, Math.sqrt(squares / n), 2e-4);
  }

  @Test
  void mnist1dIsGeneratedAsPublished() throws IOException {
    Path folder = directory.root().map(root -> root.resolve("mnist1d")).orElse(null);
    assumeTrue(folder != null && Files.isDirectory(folder));
    Dataset generated = Mnist1d.generate();
    compare(folder, "train", generated.train());
    compare(folder, "test", generated.test());
  }

  private static void compare(Path folder, String part, Split split) throws IOException {
    Idx x = Idx.read(folder.resolve(part + "-x-idx2-float.gz"));
    Idx y = Idx.read(folder.resolve(part + "-y-idx1-ubyte.gz"));
    double worst = 0;
    for (int i = 0; i < split.size(); i++) {
      DMatrixRMaj column = split.inputs(i);
      for (int n = 0; n < split.features(); n++) {
        worst = Math.max(worst, Math.abs(column.get(n, 0) - x.values().at(i * split.features() + n)));
      }
      assertEquals((int) y.values().at(i), split.label(i));
    }
    assertEquals(x.values().length(), split.size() * split.features());
    assertTrue(worst < 1e-5, "worst difference " + worst);
  }
}
