package org.linnet.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linnet.core.data.FileServer;
import org.linnet.core.data.TestFiles;

class DataCommandTest {
  @TempDir
  private Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listSaysWhatIsThereAndWhatIsNot() throws IOException {
    TestFiles.mnistTestSet(root, 50);
    assertEquals(ExitCode.OK, linnet("data", "list", "--data", root.toString()));
    assertEquals("""
        data directory: %1$s
        mnist-1d       4000 + 1000 samples, 40 features, 10 classes: generated from seed 42 by the procedure of \
        Greydanus (2020), which gives the published arrays; 4000 to train, 1000 to test
        mnist          40 + 10 samples, 784 features, 10 classes: the published test set, the first 40 to train and \
        the last 10 to test, because the training files are not in the data directory
        fashion-mnist  Fashion-MNIST is not in the data directory: looked for \
        %1$s/fashion-mnist/t10k-images-idx3-ubyte[.gz], %1$s/fashion-mnist/t10k-labels-idx1-ubyte[.gz]; \
        'linnet data fetch fashion-mnist' fetches it
        cifar-10       CIFAR-10 is not in the data directory: looked for %1$s/cifar-10/*_batch*.bin; \
        'linnet data fetch cifar-10' fetches it
        """.formatted(root), out.toString().replace(System.lineSeparator(), "\n"));
    assertEquals("", err.toString());
  }

  @Test
  void listFailsWhereAFileIsCorrupt() throws IOException {
    Path images = TestFiles.mnistTestSet(root, 50).resolve("t10k-images-idx3-ubyte");
    Files.write(images, new byte[]{0, 0});
    assertEquals(ExitCode.CHECK_FAILED, linnet("data", "list", "--data", root.toString()));
    assertTrue(out.toString().contains(
        "mnist          invalid: " + images + ": truncated: an IDX file starts with 4 bytes, got 2"), out.toString());
  }

  @Test
  void fetchWithAWrongChecksumIsOneLineAndLeavesNothing() throws IOException {
    try (FileServer server = new FileServer()) {
      byte[] wrong = TestFiles.gzip(new byte[100]);
      byte[] padded = java.util.Arrays.copyOf(wrong, 9_912_422);
      server.has("train-images-idx3-ubyte.gz", padded);
      badInput("linnet: cannot fetch train-images-idx3-ubyte.gz: what came from " + server.address()
          + "train-images-idx3-ubyte.gz has the SHA-256 " + TestFiles.sha256(padded) + " instead of the published "
          + "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609 and was deleted", "data", "fetch",
          "mnist",
          "--data", root.resolve("new").toString(), "--mirror", server.address().toString());
    }
    try (var files = Files.list(root.resolve("new/mnist"))) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void fetchOfAFileThatIsNotThereIsOneLine() {
    try (FileServer server = new FileServer()) {
      badInput("linnet: cannot fetch cifar-10-binary.tar.gz: " + server.address()
          + "cifar-10-binary.tar.gz answers HTTP 404", "data", "fetch", "cifar-10", "--data", root.toString(),
          "--mirror", server.address().toString());
    }
  }

  @Test
  void badInputIsOneLineAndExitCode2() throws IOException {
    badInput("linnet: no published data set is named 'mnits'; there are mnist, fashion-mnist, cifar-10", "data",
        "fetch", "mnits", "--data", root.toString());
    badInput("linnet: MNIST-1D is generated, there is nothing to fetch", "data", "fetch", "mnist-1d", "--data",
        root.toString());
    Path file = Files.write(root.resolve("file"), new byte[1]);
    badInput("linnet: cannot make the folder " + file.resolve("mnist") + ": Not a directory", "data", "fetch", "mnist",
        "--data", file.toString());
    badInput("linnet: a mirror must be an http or https address, got 'nowhere'", "data", "fetch", "mnist", "--data",
        root.toString(), "--mirror", "nowhere");
    badInput("linnet: a command is missing: one of list, fetch (see 'linnet data --help')", "data");
  }

  @Test
  void helpNamesBothCommands() {
    assertEquals(ExitCode.OK, linnet("data", "--help"));
    assertTrue(out.toString().contains("list") && out.toString().contains("fetch"), out.toString());
  }

  private void badInput(String line, String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(ExitCode.BAD_INPUT, linnet(arguments));
    assertEquals(line + System.lineSeparator(), err.toString());
    assertFalse(err.toString().contains("Exception"));
  }

  private int linnet(String... arguments) {
    return Linnet.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
