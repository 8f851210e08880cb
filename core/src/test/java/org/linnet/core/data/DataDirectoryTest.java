package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir
  private Path root;

  @Test
  void theOptionComesBeforeTheVariable() {
    Map<String, String> environment = Map.of("LINNET_DATA", "/variable");
    assertEquals(Optional.of(Path.of("/option")), DataDirectory.locate(Path.of("/option"), environment).root());
    assertEquals(Optional.of(Path.of("/variable")), DataDirectory.locate(null, environment).root());
    assertEquals(Optional.empty(), DataDirectory.locate(null, Map.of("LINNET_DATA", "")).root());
    assertEquals(Optional.empty(), DataDirectory.locate(null, Map.of()).root());
  }

  @Test
  void mnist1dNeedsNoDirectory() throws IOException {
    DataDirectory none = DataDirectory.locate(null, Map.of());
    assertEquals(Set.of("mnist-1d"), none.available());
    assertEquals(4000, none.load("mnist-1d").train().size());
  }

  @Test
  void withoutTrainingFilesTheTestSetIsSplit() throws IOException {
    TestFiles.mnistTestSet(root, 50);
    Dataset mnist = directory().load("mnist");
    assertEquals("MNIST", mnist.title());
    assertEquals(784, mnist.features());
    assertEquals(10, mnist.classes());
    assertEquals("the published test set, the first 40 to train and the last 10 to test, because the training files "
        + "are not in the data directory", mnist.provenance());
    assertEquals(40, mnist.train().size());
    assertEquals(10, mnist.test().size());
    assertEquals(3, mnist.test().label(3));
    // image 43 of the file, pixel 2: (45 / 255 - 0.1307) / 0.3081
    assertEquals((45 / 255.0 - 0.1307) / 0.3081, mnist.test().inputs(3).get(2, 0), 1e-14);
    assertEquals(45, directory().load("mnist", Normalisation.none()).test().inputs(3).get(2, 0));
    assertEquals(Set.of("mnist-1d", "mnist"), directory().available());
  }

  @Test
  void gzippedTrainingFilesAreUsedWhereTheyAre() throws IOException {
    Path folder = TestFiles.mnistTestSet(root, 10);
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), TestFiles.gzip(TestFiles.images(30)));
    Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), TestFiles.gzip(TestFiles.labels(30)));
    Dataset mnist = directory().load("mnist");
    assertEquals(30, mnist.train().size());
    assertEquals(10, mnist.test().size());
    assertEquals("the published training set (30) and test set (10)", mnist.provenance());
  }

  @Test
  void halfATrainingSetIsAnErrorNotAReasonToDoWithout() throws IOException {
    Path folder = TestFiles.mnistTestSet(root, 10);
    Files.write(folder.resolve("train-images-idx3-ubyte"), TestFiles.images(30));
    absent("mnist", "MNIST is not in the data directory: looked for " + folder.resolve("train-labels-idx1-ubyte[.gz]")
        + "; 'linnet data fetch mnist' fetches it");
  }

  @Test
  void absentFilesAreNamedWithTheRemedy() {
    absent("fashion-mnist",
        "Fashion-MNIST is not in the data directory: looked for "
            + root.resolve("fashion-mnist/t10k-images-idx3-ubyte[.gz]") + ", "
            + root.resolve("fashion-mnist/t10k-labels-idx1-ubyte[.gz]")
            + "; 'linnet data fetch fashion-mnist' fetches it");
    absent("cifar-10", "CIFAR-10 is not in the data directory: looked for " + root.resolve("cifar-10/*_batch*.bin")
        + "; 'linnet data fetch cifar-10' fetches it");
  }

  @Test
  void anAbsentDirectoryIsNamedWithTheRemedy() {
    Path nowhere = root.resolve("nowhere");
    assertEquals(
        "the data directory " + nowhere + " is not there; 'linnet data fetch mnist' makes it and fetches MNIST",
        assertThrows(FileNotFoundException.class, () -> DataDirectory.locate(nowhere).load("mnist")).getMessage());
    assertEquals(
        "MNIST needs a data directory: give --data DIR or set LINNET_DATA "
            + "('linnet data fetch mnist --data DIR' fetches it)",
        assertThrows(FileNotFoundException.class, () -> DataDirectory.locate(null, Map.of()).load("mnist"))
            .getMessage());
  }

  @Test
  void anUnknownNameListsTheNames() {
    assertEquals("no data set is named 'MNIST'; there are mnist-1d, mnist, fashion-mnist, cifar-10",
        assertThrows(IllegalArgumentException.class, () -> directory().load("MNIST")).getMessage());
  }

  @Test
  void imagesAndLabelsMustBelongTogether() throws IOException {
    Path folder = TestFiles.mnistTestSet(root, 10);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Path images = folder.resolve("t10k-images-idx3-ubyte");
    Files.write(labels, TestFiles.labels(9));
    invalid(labels + ": must have 10 labels, one for each image in t10k-images-idx3-ubyte, got 9");

    byte[] eleven = TestFiles.labels(10);
    eleven[8 + 3] = 11;
    Files.write(labels, eleven);
    invalid(labels + ": label 3 must be in 0 .. 9, got 11");

    Files.write(labels, TestFiles.idx(new byte[10], 5, 2));
    invalid(labels + ": labels must be unsigned bytes in one dimension, got 5 x 2 values");

    Files.write(images, TestFiles.idx(new byte[10 * 27 * 28], 10, 27, 28));
    invalid(images + ": images must have the shape n x 28 x 28, got 10 x 27 x 28");

    Files.write(images, TestFiles.labels(10));
    invalid(images + ": images must have the shape n x 28 x 28, got 10");

    byte[] floats = TestFiles.idx(new byte[4 * 784], 1, 28, 28);
    floats[2] = 0x0d;
    Files.write(images, floats);
    invalid(images + ": images must be unsigned bytes, got floats");
  }

  @Test
  void cifarIsReadFromEachOfItsFoldersInPlanes() throws IOException {
    for (String folder : new String[]{"cifar-10", "cifar-10/cifar-10-batches-bin", "cifar-10-batches-bin"}) {
      Path home = Files.createTempDirectory(root, "home");
      Path batches = Files.createDirectories(home.resolve(folder));
      writeBatches(batches);
      DataDirectory directory = DataDirectory.locate(home);
      assertEquals(Set.of("mnist-1d", "cifar-10"), directory.available());
      Dataset set = directory.load("cifar-10", Normalisation.none());
      assertEquals(3072, set.features());
      assertEquals(5 * 3, set.train().size());
      assertEquals(3, set.test().size());
      assertEquals("the published training batches (15) and test batch (3)", set.provenance());
      assertEquals(2, set.train().label(5));
      DMatrixRMaj x = set.train().inputs(5);
      assertArrayEquals(new double[]{2, 2, 3, 3, 4, 4}, new double[]{x.get(0, 0), x.get(1023, 0), x.get(1024, 0),
          x.get(2047, 0), x.get(2048, 0), x.get(3071, 0)});
      assertEquals((2 / 255.0 - 0.4914) / 0.2470, directory.load("cifar-10").train().inputs(5).get(7, 0), 1e-14);
      assertEquals((4 / 255.0 - 0.4465) / 0.2616, directory.load("cifar-10").train().inputs(5).get(3000, 0), 1e-14);
    }
  }

  @Test
  void aCifarBatchOfAnotherSizeOrLabelIsNamed() throws IOException {
    Path folder = Files.createDirectories(root.resolve("cifar-10"));
    writeBatches(folder);
    Path batch = folder.resolve("data_batch_3.bin");
    for (int size : new int[]{0, 3072, 3074, 2 * 3073 - 1}) {
      Files.write(batch, new byte[size]);
      assertEquals(
          batch + ": the size must be a multiple of 3073 bytes, at least one record and at most 10000, got " + size,
          assertThrows(DataFormatException.class, () -> directory().load("cifar-10")).getMessage());
    }
    byte[] records = TestFiles.cifar(3);
    records[2 * 3073] = 10;
    Files.write(batch, records);
    assertEquals(batch + ": label 2 must be in 0 .. 9, got 10",
        assertThrows(DataFormatException.class, () -> directory().load("cifar-10")).getMessage());
    Files.delete(batch);
    assertEquals(Set.of("mnist-1d"), directory().available());
  }

  private static void writeBatches(Path folder) throws IOException {
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_" + i + ".bin"), TestFiles.cifar(3));
    }
    Files.write(folder.resolve("test_batch.bin"), Arrays.copyOf(TestFiles.cifar(3), 3 * 3073));
  }

  private void absent(String name, String message) {
    assertEquals(message, assertThrows(FileNotFoundException.class, () -> directory().load(name)).getMessage());
  }

  private void invalid(String message) {
    assertEquals(message, assertThrows(DataFormatException.class, () -> directory().load("mnist")).getMessage());
  }

  private DataDirectory directory() {
    return DataDirectory.locate(root);
  }
}
