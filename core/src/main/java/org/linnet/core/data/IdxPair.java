package org.linnet.core.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Images and their labels in two IDX files, as the MNIST family is published.
///
/// @param images the name of the file of images, without `.gz`
/// @param labels the name of the file of labels, without `.gz`
record IdxPair(String images, String labels) {
  static final IdxPair TRAIN = new IdxPair("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
  static final IdxPair TEST = new IdxPair("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  /// Which of the two files are not there, neither gzipped nor plain.
  List<Path> missing(Path folder) {
    return Stream.of(images, labels).filter(name -> find(folder, name).isEmpty())
        .map(name -> folder.resolve(name + "[.gz]")).toList();
  }

  /// Reads both files, which must be there.
  Samples read(Path folder) throws IOException {
    Path imageFile = find(folder, images).orElseThrow();
    Path labelFile = find(folder, labels).orElseThrow();
    Idx image = Idx.read(imageFile);
    Idx label = Idx.read(labelFile);
    List<Integer> shape = image.shape();
    if (shape.size() != 3 || shape.get(1) != SIDE || shape.get(2) != SIDE) {
      throw new DataFormatException(imageFile, "images must have the shape n x 28 x 28, got " + Idx.product(shape));
    }
    if (!(image.values() instanceof Values.Bytes)) {
      throw new DataFormatException(imageFile, "images must be unsigned bytes, got floats");
    }
    if (label.shape().size() != 1 || !(label.values() instanceof Values.Bytes classes)) {
      throw new DataFormatException(labelFile,
          "labels must be unsigned bytes in one dimension, got " + Idx.product(label.shape()) + " values");
    }
    int count = shape.getFirst();
    if (classes.length() != count) {
      throw new DataFormatException(labelFile,
          "must have " + count + " labels, one for each image in " + imageFile.getFileName() + ", got "
              + classes.length());
    }
    return new Samples(image.values(), Samples.requireLabels(labelFile, classes, CLASSES));
  }

  /// The gzipped file, else the plain one: `fetch` brings the gzipped one, checked.
  private static Optional<Path> find(Path folder, String name) {
    return Stream.of(name + ".gz", name).map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }
}
