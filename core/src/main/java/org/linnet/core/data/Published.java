package org.linnet.core.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A published data set: its files, where they come from, and the constants it is normalised with.
///
/// The constants are those in general use (mean and standard deviation of the training pixels on `[0, 1]`, to four
/// digits) instead of ones computed at load, so that an input does not depend on which files are there.
///
/// @param name the name a user writes, which is also the folder's
/// @param mirrors the publishers' base addresses, best first
record Published(String name, String title, Format format, Normalisation normalisation, List<URI> mirrors,
    List<RemoteFile> files) {

  static final Published MNIST = new Published("mnist", "MNIST", Format.IDX,
      Normalisation.standardising(new double[]{0.1307}, new double[]{0.3081}),
      addresses("https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/"),
      List.of(
          new RemoteFile("train-images-idx3-ubyte.gz", 9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          new RemoteFile("train-labels-idx1-ubyte.gz", 28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          new RemoteFile("t10k-images-idx3-ubyte.gz", 1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          new RemoteFile("t10k-labels-idx1-ubyte.gz", 4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

  static final Published FASHION_MNIST = new Published("fashion-mnist", "Fashion-MNIST", Format.IDX,
      Normalisation.standardising(new double[]{0.2860}, new double[]{0.3530}),
      addresses("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
      List.of(
          new RemoteFile("train-images-idx3-ubyte.gz", 26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          new RemoteFile("train-labels-idx1-ubyte.gz", 29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
          new RemoteFile("t10k-images-idx3-ubyte.gz", 4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          new RemoteFile("t10k-labels-idx1-ubyte.gz", 5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

  static final Published CIFAR_10 = new Published("cifar-10", "CIFAR-10", Format.CIFAR,
      Normalisation.standardising(new double[]{0.4914, 0.4822, 0.4465}, new double[]{0.2470, 0.2435, 0.2616}),
      addresses("https://www.cs.toronto.edu/~kriz/"),
      List.of(new RemoteFile("cifar-10-binary.tar.gz", 170_052_171,
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")));

  static final List<Published> ALL = List.of(MNIST, FASHION_MNIST, CIFAR_10);

  /// A file as its publisher offers it; the SHA-256 is in lower-case hexadecimal.
  record RemoteFile(String name, long bytes, String sha256) {}

  /// The kinds of files.
  enum Format {
    /// Four gzipped IDX files.
    IDX,
    /// One gzipped tar archive of six binary batches.
    CIFAR
  }

  static Optional<Published> named(String name) {
    return ALL.stream().filter(set -> set.name.equals(name)).findFirst();
  }

  private static List<URI> addresses(String... bases) {
    return List.of(bases).stream().map(URI::create).toList();
  }
}
