package org.linnet.core.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Brings published data sets from their publishers into a data directory.
///
/// A file gets its name only after all its bytes are there and their SHA-256 is the published one; until then it is
/// called `NAME.part`, which nothing else reads, and a later fetch resumes it. Files that are there already and have
/// the published SHA-256 are left alone.
public final class Fetch {
  private final Path root;
  private final Listener listener;
  private final List<URI> mirrors;
  private final Patience patience;

  /// What a caller is told while files come in.
  public interface Listener {
    /// A file begins; `bytes` is its whole size.
    void begins(String file, long bytes);

    /// So much of the current file is there. It may fall: a server that cannot resume sends everything again.
    void received(long bytes);

    /// The current file is whole and its checksum right.
    void ends();

    /// Something worth a line: a file that is there already, a second attempt.
    void note(String sentence);
  }

  /// How often an address is tried, how long to wait before the second attempt (twice as long before each further one),
  /// and how long a server may send nothing.
  record Patience(int attempts, Duration pause, Duration silence) {
    static final Patience USUAL = new Patience(4, Duration.ofSeconds(1), Duration.ofSeconds(60));
  }

  private Fetch(Path root, Listener listener, List<URI> mirrors, Patience patience) {
    this.root = root;
    this.listener = listener;
    this.mirrors = mirrors;
    this.patience = patience;
  }

  /// Fetches into the given directory, which is made if it is not there.
  public static Fetch into(Path directory, Listener listener) {
    return new Fetch(directory, listener, List.of(), Patience.USUAL);
  }

  /// Takes the files from another base address than the publishers'; the checksums stay.
  ///
  /// @throws IllegalArgumentException if the address is not an absolute `http` or `https` one
  public Fetch from(URI base) {
    if (!("http".equals(base.getScheme()) || "https".equals(base.getScheme())) || base.getHost() == null) {
      throw new IllegalArgumentException("a mirror must be an http or https address, got '" + base + "'");
    }
    URI folder = base.toString().endsWith("/") ? base : URI.create(base + "/");
    return new Fetch(root, listener, List.of(folder), patience);
  }

  Fetch with(Patience other) {
    return new Fetch(root, listener, mirrors, other);
  }

  /// Fetches what is not there yet of the named data set.
  ///
  /// @throws IllegalArgumentException if no published data set has this name
  /// @throws IOException if it cannot be had: one sentence says why
  public void fetch(String name) throws IOException {
    if (name.equals(Mnist1d.NAME)) {
      throw new IllegalArgumentException("MNIST-1D is generated, there is nothing to fetch");
    }
    fetch(Published.named(name).orElseThrow(() -> new IllegalArgumentException("no published data set is named '" + name
        + "'; there are " + String.join(", ", Published.ALL.stream().map(Published::name).toList()))));
  }

  void fetch(Published set) throws IOException {
    if (set.format() == Published.Format.CIFAR && Cifar.folder(root).isPresent()) {
      listener.note(set.title() + " is there already");
      return;
    }
    Path folder = makeFolder(root.resolve(set.name()));
    try (Download download = new Download(listener, patience)) {
      for (Published.RemoteFile file : set.files()) {
        download.bring(file, folder, mirrors.isEmpty() ? set.mirrors() : mirrors);
      }
    }
    if (set.format() == Published.Format.CIFAR) {
      Path archive = folder.resolve(set.files().getFirst().name());
      Tar.unpack(archive, Cifar.FOLDER, Stream.concat(Cifar.TRAIN.stream(), Cifar.TEST.stream()).toList(), folder);
      Files.delete(archive);
    }
  }

  private static Path makeFolder(Path folder) throws IOException {
    try {
      return Files.createDirectories(folder);
    } catch (FileSystemException failure) {
      String why = switch (failure) {
        case AccessDeniedException denied -> "not permitted in " + denied.getFile();
        case FileAlreadyExistsException inTheWay -> inTheWay.getFile() + " is a file";
        default -> String.valueOf(failure.getReason());
      };
      throw new IOException("cannot make the folder " + folder + ": " + why, failure);
    }
  }
}
