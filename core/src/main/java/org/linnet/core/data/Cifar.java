package org.linnet.core.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// CIFAR-10's binary batches: records of 3,073 bytes, a label and three planes (red, green, blue) of 32 x 32 pixels.
final class Cifar {
  static final List<String> TRAIN = IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  static final List<String> TEST = List.of("test_batch.bin");
  /// The folder inside the published archive.
  static final String FOLDER = "cifar-10-batches-bin";

  private static final int CLASSES = 10;
  private static final int FEATURES = 3 * 32 * 32;
  private static final int RECORD = 1 + FEATURES;
  /// As many as the published batches have: five batches of any size could overflow an array.
  private static final long MOST_RECORDS = 10_000;

  private Cifar() {}

  /// The folder under the data directory that holds all batches, if there is one.
  static Optional<Path> folder(Path root) {
    Path own = root.resolve(Published.CIFAR_10.name());
    return Stream.of(own, own.resolve(FOLDER), root.resolve(FOLDER))
        .filter(folder -> Stream.concat(TRAIN.stream(), TEST.stream()).map(folder::resolve)
            .allMatch(Files::isRegularFile))
        .findFirst();
  }

  /// The records of some batches, one batch after the other.
  static Samples read(Path folder, List<String> names) throws IOException {
    byte[][] batches = new byte[names.size()][];
    int count = 0;
    for (int i = 0; i < batches.length; i++) {
      batches[i] = records(folder.resolve(names.get(i)));
      count += batches[i].length / RECORD;
    }
    byte[] pixels = new byte[count * FEATURES];
    byte[] labels = new byte[count];
    int sample = 0;
    for (int i = 0; i < batches.length; i++) {
      int first = sample;
      for (int at = 0; at < batches[i].length; at += RECORD) {
        labels[sample] = batches[i][at];
        System.arraycopy(batches[i], at + 1, pixels, sample * FEATURES, FEATURES);
        sample++;
      }
      Samples.requireLabels(folder.resolve(names.get(i)), new Values.Bytes(Arrays.copyOfRange(labels, first, sample)),
          CLASSES);
      batches[i] = null; // half the peak memory
    }
    return new Samples(new Values.Bytes(pixels), new Values.Bytes(labels));
  }

  private static byte[] records(Path file) throws IOException {
    long size = Files.size(file);
    if (size == 0 || size % RECORD != 0 || size > MOST_RECORDS * RECORD) {
      throw new DataFormatException(file, "the size must be a multiple of " + RECORD
          + " bytes, at least one record and at most " + MOST_RECORDS + ", got " + size);
    }
    return Files.readAllBytes(file);
  }
}
