package org.linnet.core.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The directory where published data sets lie, one folder each, and the generated ones that need no files.
///
/// | name | files |
/// |---|---|
/// | `mnist-1d` | none: generated |
/// | `mnist`, `fashion-mnist` | the four IDX files under their published names, gzipped or not |
/// | `cifar-10` | the six binary batches, in the folder itself or in `cifar-10-batches-bin` |
public final class DataDirectory {
  /// The environment variable that names the directory.
  public static final String VARIABLE = "LINNET_DATA";

  private static final int CLASSES = 10;
  private final Optional<Path> root;

  private DataDirectory(Optional<Path> root) {
    this.root = root;
  }

  /// The directory a user chose: the value of an option, else that of `LINNET_DATA`, else none.
  ///
  /// @param optionOrNull the option's value, or null where it is not given
  public static DataDirectory locate(Path optionOrNull) {
    return locate(optionOrNull, System.getenv());
  }

  static DataDirectory locate(Path optionOrNull, Map<String, String> environment) {
    return new DataDirectory(Optional.ofNullable(optionOrNull)
        .or(() -> Optional.ofNullable(environment.get(VARIABLE)).filter(value -> !value.isBlank()).map(Path::of)));
  }

  /// The directory, which need not exist; empty where none was chosen.
  public Optional<Path> root() {
    return root;
  }

  /// All names that [#load(String)] knows, the generated data set first.
  public static Set<String> names() {
    return Stream.concat(Stream.of(Mnist1d.NAME), Published.ALL.stream().map(Published::name))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// The names of the data sets that are there; whether their files are whole shows when they are loaded.
  public Set<String> available() {
    return names().stream().filter(name -> Published.named(name).map(set -> missing(set).isEmpty()).orElse(true))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Loads a data set, normalised as is usual for it: pixels standardised per channel, MNIST-1D as published.
  ///
  /// @throws IllegalArgumentException if no data set has this name
  /// @throws FileNotFoundException if its files are not there
  /// @throws DataFormatException if a file is corrupt, truncated or of another kind
  public Dataset load(String name) throws IOException {
    if (name.equals(Mnist1d.NAME)) {
      return Mnist1d.generate();
    }
    Published set = requirePublished(name);
    return read(set, set.normalisation());
  }

  /// Loads a published data set with another normalisation.
  ///
  /// @throws IllegalArgumentException if no published data set has this name
  /// @throws FileNotFoundException if its files are not there
  /// @throws DataFormatException if a file is corrupt, truncated or of another kind
  public Dataset load(String name, Normalisation normalisation) throws IOException {
    return read(requirePublished(name), normalisation);
  }

  private Dataset read(Published set, Normalisation normalisation) throws IOException {
    requireFiles(set);
    return switch (set.format()) {
      case IDX -> idx(set, normalisation);
      case CIFAR -> cifar(set, normalisation);
    };
  }

  private Dataset idx(Published set, Normalisation normalisation) throws IOException {
    Path folder = folder(set);
    Samples test = IdxPair.TEST.read(folder);
    if (IdxPair.TRAIN.missing(folder).isEmpty()) {
      Samples train = IdxPair.TRAIN.read(folder);
      return dataset(set, train, test, normalisation,
          "the published training set (" + train.size() + ") and test set (" + test.size() + ")");
    }
    int train = test.size() - test.size() / 5;
    return dataset(set, test.range(0, train), test.range(train, test.size()), normalisation,
        "the published test set, the first " + train + " to train and the last " + (test.size() - train)
            + " to test, because the training files are not in the data directory");
  }

  private Dataset cifar(Published set, Normalisation normalisation) throws IOException {
    Path folder = Cifar.folder(requireRoot(set)).orElseThrow();
    Samples train = Cifar.read(folder, Cifar.TRAIN);
    Samples test = Cifar.read(folder, Cifar.TEST);
    return dataset(set, train, test, normalisation,
        "the published training batches (" + train.size() + ") and test batch (" + test.size() + ")");
  }

  private static Dataset dataset(Published set, Samples train, Samples test, Normalisation normalisation,
      String provenance) {
    return new Dataset(set.name(), set.title(), train.split(CLASSES, normalisation), test.split(CLASSES, normalisation),
        provenance);
  }

  /// The files that loading needs and that are not there. MNIST's training files may be missing, but only both.
  private List<Path> missing(Published set) {
    if (root.isEmpty()) {
      return List.of(Path.of(set.name()));
    }
    return switch (set.format()) {
      case CIFAR -> Cifar.folder(root.get()).isPresent() ? List.of() : List.of(folder(set).resolve("*_batch*.bin"));
      case IDX -> {
        List<Path> train = IdxPair.TRAIN.missing(folder(set));
        yield Stream.concat(train.size() == 1 ? train.stream() : Stream.empty(),
            IdxPair.TEST.missing(folder(set)).stream()).toList();
      }
    };
  }

  private void requireFiles(Published set) throws FileNotFoundException {
    Path directory = requireRoot(set);
    if (!Files.isDirectory(directory)) {
      throw new FileNotFoundException("the data directory " + directory + " is not there; 'linnet data fetch "
          + set.name() + "' makes it and fetches " + set.title());
    }
    List<Path> missing = missing(set);
    if (!missing.isEmpty()) {
      throw new FileNotFoundException(set.title() + " is not in the data directory: looked for "
          + missing.stream().map(Path::toString).collect(Collectors.joining(", ")) + "; 'linnet data fetch "
          + set.name()
          + "' fetches it");
    }
  }

  private Path requireRoot(Published set) throws FileNotFoundException {
    return root.orElseThrow(() -> new FileNotFoundException(set.title()
        + " needs a data directory: give --data DIR or set " + VARIABLE + " ('linnet data fetch " + set.name()
        + " --data DIR' fetches it)"));
  }

  private Path folder(Published set) {
    return root.orElseThrow().resolve(set.name());
  }

  private static Published requirePublished(String name) {
    return Published.named(name).orElseThrow(() -> new IllegalArgumentException(
        "no data set is named '" + name + "'; there are " + String.join(", ", names())));
  }
}
