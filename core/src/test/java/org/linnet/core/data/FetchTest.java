package org.linnet.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.linnet.core.data.TestFiles.cifar;
import static org.linnet.core.data.TestFiles.concatenated;
import static org.linnet.core.data.TestFiles.gzip;
import static org.linnet.core.data.TestFiles.images;
import static org.linnet.core.data.TestFiles.labels;
import static org.linnet.core.data.TestFiles.sha256;
import static org.linnet.core.data.TestFiles.tarEntry;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.linnet.core.data.Published.RemoteFile;

/// Fetching against a real server on the loopback interface.
///
/// **Oracle**: the bytes the server was given. The publishers' own servers are out of reach of a test.
@Timeout(30)
class FetchTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  @TempDir
  private Path root;

  private final byte[] trainImages = gzip(images(200));
  private final FileServer server = new FileServer();
  private final Told told = new Told();
  private Published set;

  @BeforeEach
  void publish() {
    set = published(server.address());
    server.has(TRAIN_IMAGES, trainImages).has(TRAIN_LABELS, gzip(labels(200))).has(TEST_IMAGES, gzip(images(50)))
        .has(TEST_LABELS, gzip(labels(50)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aFetchBringsTheWholeSetAndLoads() throws IOException {
    fetch();
    assertEquals(Set.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS), filesIn("mnist"));
    Dataset mnist = directory().load("mnist");
    assertEquals(200, mnist.train().size());
    assertEquals(50, mnist.test().size());
    assertEquals((long) trainImages.length, told.largest.getFirst());
  }

  @Test
  void aSecondFetchAsksForNothing() throws IOException {
    fetch();
    int before = server.requests().size();
    fetch();
    assertEquals(before, server.requests().size());
    assertEquals(TRAIN_IMAGES + " is there already", told.notes.getFirst());
  }

  @Test
  void aConnectionCutInTheMiddleIsResumedWhereItBroke() throws IOException {
    server.then(FileServer.cutAfter(1000));
    fetch();
    assertEquals(List.of(TRAIN_IMAGES, TRAIN_IMAGES + " bytes=1000-"), server.requests().subList(0, 2));
    assertEquals(
        List.of(address(TRAIN_IMAGES) + " broke off after 1000 of " + trainImages.length + " bytes; trying again"),
        told.notes);
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void aLaterFetchResumesThePartOfAnEarlierOne() throws IOException {
    leavePart(Arrays.copyOf(trainImages, 700));
    fetch();
    assertEquals(TRAIN_IMAGES + " bytes=700-", server.requests().getFirst());
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void aCompletePartIsOnlyChecked() throws IOException {
    leavePart(trainImages);
    fetch();
    assertEquals(TRAIN_LABELS, server.requests().getFirst());
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void aServerThatIgnoresRangesSendsEverythingAgain() throws IOException {
    leavePart(Arrays.copyOf(trainImages, 700));
    server.then(FileServer.ignoringRange());
    fetch();
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void aServerThatResumesElsewhereIsAskedFromTheStart() throws IOException {
    leavePart(Arrays.copyOf(trainImages, 700));
    server.then(FileServer.wrongRange());
    fetch();
    assertEquals(List.of(address(TRAIN_IMAGES) + " cannot resume at byte 700; trying again"), told.notes);
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void aPartOfAnotherFileIsThrownAwayAndFetchedAfresh() throws IOException {
    leavePart(new byte[700]);
    fetch();
    assertEquals(TRAIN_IMAGES + " bytes=700-", server.requests().getFirst());
    assertEquals(TRAIN_IMAGES, server.requests().get(1));
    assertTrue(told.notes.getFirst().contains("instead of the published " + sha256(trainImages)));
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void corruptContentIsDeletedAndSaid() throws IOException {
    byte[] corrupt = trainImages.clone();
    corrupt[500] ^= 1;
    server.has(TRAIN_IMAGES, corrupt);
    assertEquals("cannot fetch " + TRAIN_IMAGES + ": what came from " + address(TRAIN_IMAGES) + " has the SHA-256 "
        + sha256(corrupt) + " instead of the published " + sha256(trainImages) + " and was deleted", failure());
    assertEquals(Set.of(), filesIn("mnist"));
  }

  @Test
  void aServerThatSendsTooMuchIsStopped() throws IOException {
    server.then(FileServer.instead(Arrays.copyOf(trainImages, trainImages.length + 1)));
    assertEquals("cannot fetch " + TRAIN_IMAGES + ": " + address(TRAIN_IMAGES) + " sends more than the published "
        + trainImages.length + " bytes", failure());
    assertEquals(Set.of(), filesIn("mnist"));
  }

  @Test
  void aShortAnswerIsNotTheFile() throws IOException {
    FileServer.Manner half = FileServer.instead(Arrays.copyOf(trainImages, 900));
    server.then(half, half, half);
    assertEquals("cannot fetch " + TRAIN_IMAGES + ": " + address(TRAIN_IMAGES) + " ended after 900 of "
        + trainImages.length + " bytes", failure());
  }

  @Test
  void aFileThatIsNotThereIsNotAskedForAgain() {
    server.then(FileServer.status(404));
    assertEquals("cannot fetch " + TRAIN_IMAGES + ": " + address(TRAIN_IMAGES) + " answers HTTP 404", failure());
    assertEquals(List.of(TRAIN_IMAGES), server.requests());
  }

  @Test
  void aBusyServerIsAskedAgain() throws IOException {
    server.then(FileServer.status(503), FileServer.status(429));
    fetch();
    assertEquals(List.of(TRAIN_IMAGES, TRAIN_IMAGES, TRAIN_IMAGES), server.requests().subList(0, 3));
  }

  @Test
  void theSecondMirrorServesWhatTheFirstDoesNotHave() throws IOException {
    set = published(URI.create("http://localhost:" + freePort() + "/"), server.address());
    fetch();
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void noNetworkIsOneSentence() throws IOException {
    set = published(URI.create("http://localhost:" + freePort() + "/"));
    assertEquals("cannot fetch " + TRAIN_IMAGES + ": no connection to localhost (is there a network?)", failure());
    assertEquals(List.of(), told.notes);
  }

  @Test
  @Timeout(10)
  void aServerThatFallsSilentIsGivenUpAndResumed() throws IOException {
    server.then(FileServer.silentAfter(1000));
    Fetch.into(root, told).with(new Fetch.Patience(3, Duration.ofMillis(5), Duration.ofMillis(400))).fetch(set);
    assertEquals(TRAIN_IMAGES + " bytes=1000-", server.requests().get(1));
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void whatAnInterruptedFetchLeavesBehindIsNotLoaded() throws IOException {
    FileServer.Manner cut = FileServer.cutAfter(1000);
    server.then(cut, cut, cut);
    assertThrows(IOException.class, this::fetch);
    assertEquals(Set.of(TRAIN_IMAGES + ".part"), filesIn("mnist"));
    assertFalse(directory().available().contains("mnist"));
    assertThrows(FileNotFoundException.class, () -> directory().load("mnist"));
  }

  @Test
  void aFetchThatEndsBetweenTheTestFilesIsNotLoaded() throws IOException {
    server.then(FileServer.ignoringRange(), FileServer.ignoringRange(), FileServer.ignoringRange(),
        FileServer.status(404));
    assertThrows(IOException.class, this::fetch);
    assertEquals(Set.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES), filesIn("mnist"));
    assertThrows(FileNotFoundException.class, () -> directory().load("mnist"));
  }

  @Test
  void anotherFileUnderThePublishedNameIsReplaced() throws IOException {
    Files.createDirectories(root.resolve("mnist"));
    Files.write(file(TRAIN_IMAGES), new byte[]{1, 2, 3});
    fetch();
    assertEquals(List.of(TRAIN_IMAGES + " is there but is not the published file; it will be replaced"), told.notes);
    assertArrayEquals(trainImages, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void anotherFileStaysWhereItsReplacementCannotBeHad() throws IOException {
    Files.createDirectories(root.resolve("mnist"));
    Files.write(file(TRAIN_IMAGES), new byte[]{1, 2, 3});
    server.then(FileServer.status(404));
    failure();
    assertArrayEquals(new byte[]{1, 2, 3}, Files.readAllBytes(file(TRAIN_IMAGES)));
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsNamed() throws IOException {
    Path file = Files.write(root.resolve("data"), new byte[1]);
    assertEquals("cannot make the folder " + file.resolve("mnist") + ": Not a directory",
        assertThrows(IOException.class, () -> Fetch.into(file, told).with(QUICK).fetch(set)).getMessage());
  }

  @Test
  void aFullDiskIsOneSentence() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    Files.createDirectories(root.resolve("mnist"));
    Files.createSymbolicLink(file(TRAIN_IMAGES + ".part"), full);
    assertEquals("cannot write " + file(TRAIN_IMAGES + ".part") + ": No space left on device", failure());
  }

  @Test
  void theCifarArchiveIsUnpackedAndLoads() throws IOException {
    byte[] archive = gzip(concatenated(tarEntry("cifar-10-batches-bin/", '5', new byte[0]),
        tarEntry("cifar-10-batches-bin/readme.html", '0', new byte[700]),
        tarEntry("cifar-10-batches-bin/../../evil.bin", '0', new byte[3073]),
        tarEntry("../data_batch_1.bin", '0', new byte[3073]), tarEntry("/data_batch_1.bin", '0', new byte[3073]),
        tarEntry("cifar-10-batches-bin/data_batch_1.bin", '2', new byte[0]), batches(5), new byte[1024]));
    fetchCifar(archive);
    assertEquals(Set.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
        "data_batch_5.bin", "test_batch.bin"), filesIn("cifar-10"));
    assertEquals(Set.of("cifar-10"), filesIn("."));
    Dataset set = directory().load("cifar-10");
    assertEquals(5 * 2, set.train().size());
    assertEquals(2, set.test().size());
    fetchCifar(archive);
    assertEquals(List.of("CIFAR-10 is there already"), told.notes);
  }

  @Test
  void aCifarArchiveWithoutABatchIsRefused() {
    byte[] archive = gzip(concatenated(batches(4), new byte[1024]));
    assertEquals(root.resolve("cifar-10/cifar.tar.gz") + ": must contain cifar-10-batches-bin/ with data_batch_5.bin",
        assertThrows(DataFormatException.class, () -> fetchCifar(archive)).getMessage());
    assertFalse(directory().available().contains("cifar-10"));
  }

  @Test
  void aCifarArchiveThatEndsInsideABatchLeavesNoBatchOfThatName() throws IOException {
    byte[] tar = concatenated(batches(5));
    byte[] archive = gzip(Arrays.copyOf(tar, tar.length - 2048));
    assertEquals(root.resolve("cifar-10/cifar.tar.gz") + ": truncated: the archive ends inside a file",
        assertThrows(DataFormatException.class, () -> fetchCifar(archive)).getMessage());
    assertFalse(filesIn("cifar-10").contains("test_batch.bin"));
  }

  @Test
  void anArchiveThatIsNoTarIsRefused() {
    byte[] archive = gzip("x".repeat(2000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertEquals(
        root.resolve("cifar-10/cifar.tar.gz")
            + ": not a tar archive: a header must hold an octal number, got 'xxxxxxxx'",
        assertThrows(DataFormatException.class, () -> fetchCifar(archive)).getMessage());
  }

  @Test
  void aMirrorMustBeAWebAddress() {
    Fetch fetch = Fetch.into(root, told);
    for (String wrong : List.of("file:///etc", "mirror", "http:nothing")) {
      assertEquals("a mirror must be an http or https address, got '" + wrong + "'",
          assertThrows(IllegalArgumentException.class, () -> fetch.from(URI.create(wrong))).getMessage());
    }
  }

  @Test
  void unknownAndGeneratedSetsAreRefused() {
    Fetch fetch = Fetch.into(root, told);
    assertEquals("no published data set is named 'mnits'; there are mnist, fashion-mnist, cifar-10",
        assertThrows(IllegalArgumentException.class, () -> fetch.fetch("mnits")).getMessage());
    assertEquals("MNIST-1D is generated, there is nothing to fetch",
        assertThrows(IllegalArgumentException.class, () -> fetch.fetch("mnist-1d")).getMessage());
  }

  /// Quick to try again, but not to call a busy machine silent.
  private static final Fetch.Patience QUICK = new Fetch.Patience(3, Duration.ofMillis(5), Duration.ofSeconds(20));

  private Published published(URI... mirrors) {
    return new Published("mnist", "MNIST", Published.Format.IDX, Normalisation.none(), List.of(mirrors),
        List.of(remote(TRAIN_IMAGES, trainImages), remote(TRAIN_LABELS, gzip(labels(200))),
            remote(TEST_IMAGES, gzip(images(50))), remote(TEST_LABELS, gzip(labels(50)))));
  }

  private static RemoteFile remote(String name, byte[] bytes) {
    return new RemoteFile(name, bytes.length, sha256(bytes));
  }

  private void fetch() throws IOException {
    Fetch.into(root, told).with(QUICK).fetch(set);
  }

  private String failure() {
    return assertThrows(IOException.class, this::fetch).getMessage();
  }

  private void fetchCifar(byte[] archive) throws IOException {
    server.has("cifar.tar.gz", archive);
    Fetch.into(root, told).with(QUICK).fetch(new Published("cifar-10", "CIFAR-10", Published.Format.CIFAR,
        Normalisation.none(), List.of(server.address()), List.of(remote("cifar.tar.gz", archive))));
  }

  /// The first training batches, then the test batch, two records each.
  private static byte[] batches(int training) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (int i = 1; i <= training; i++) {
      tar.writeBytes(tarEntry("cifar-10-batches-bin/data_batch_" + i + ".bin", '0', cifar(2)));
    }
    tar.writeBytes(tarEntry("cifar-10-batches-bin/test_batch.bin", '0', cifar(2)));
    return tar.toByteArray();
  }

  private void leavePart(byte[] bytes) throws IOException {
    Files.createDirectories(root.resolve("mnist"));
    Files.write(file(TRAIN_IMAGES + ".part"), bytes);
  }

  private Path file(String name) {
    return root.resolve("mnist").resolve(name);
  }

  private URI address(String name) {
    return server.address().resolve(name);
  }

  private Set<String> filesIn(String folder) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private DataDirectory directory() {
    return DataDirectory.locate(root);
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Remembers what it is told.
  private static final class Told implements Fetch.Listener {
    final List<String> notes = new ArrayList<>();
    final List<Long> largest = new ArrayList<>();

    @Override
    public void begins(String file, long bytes) {
      largest.add(0L);
    }

    @Override
    public void received(long bytes) {
      largest.set(largest.size() - 1, bytes);
    }

    @Override
    public void ends() {}

    @Override
    public void note(String sentence) {
      notes.add(sentence);
    }
  }
}
