package org.linnet.core.device.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the CUDA libraries may lie, in the order in which they are tried: folders that somebody named, the system's own search
/// (so that a driver is the one that every program here gets, a container's newer one for instance), and the usual folders, among
/// them those of the `python3` that a shell would start.
///
/// Each folder is searched itself, and where a CUDA installation or Python's `site-packages` keep libraries.
public record LibraryPaths(List<Path> folders, List<Path> usual) {
  /// The system property that names folders to try first.
  public static final String PROPERTY = "linnet.cuda.path";
  private static final List<String> INSIDE = List.of("", "lib64", "lib", "targets/x86_64-linux/lib",
      "targets/sbsa-linux/lib", "nvidia/cu13/lib", "nvidia/cublas/lib");
  private static final List<String> USUAL = List.of("/usr/local/cuda", "/opt/cuda", "/usr/lib/x86_64-linux-gnu",
      "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib/wsl/lib", "/usr/local/nvidia/lib64");

  public LibraryPaths {
    folders = List.copyOf(folders);
    usual = List.copyOf(usual);
  }

  /// These folders, and what the system finds.
  public LibraryPaths(List<Path> folders) {
    this(folders, List.of());
  }

  /// The folders of `-Dlinnet.cuda.path`, of CUDA_HOME and CUDA_PATH, of an active Python environment; and the usual ones.
  public static LibraryPaths ofThisMachine() {
    return of(System.getProperty(PROPERTY, ""), System.getenv());
  }

  static LibraryPaths of(String property, Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    Stream.of(property.split(File.pathSeparator)).filter(s -> !s.isBlank()).map(Path::of).forEach(folders::add);
    named(environment, "CUDA_HOME", "CUDA_PATH").forEach(folders::add);
    named(environment, "VIRTUAL_ENV", "CONDA_PREFIX").forEach(env -> {
      folders.addAll(packages(env));
      folders.add(env);
    });
    return new LibraryPaths(folders,
        Stream.concat(USUAL.stream().map(Path::of), python(environment.getOrDefault("PATH", "")).stream()).toList());
  }

  private static Stream<Path> named(Map<String, String> environment, String... variables) {
    return Stream.of(variables).map(environment::get).filter(s -> s != null && !s.isBlank()).map(Path::of);
  }

  /// The packages of the first `python3` of a search path, `env/bin/python3`.
  private static List<Path> python(String path) {
    return Stream.of(path.split(File.pathSeparator)).map(bin -> Path.of(bin, "python3")).filter(Files::isExecutable)
        .findFirst().map(python -> python.toAbsolutePath().getParent().getParent()).map(LibraryPaths::packages)
        .orElse(List.of());
  }

  /// Opens the first library of one of these file names that can be opened.
  Optional<Library> open(Library.ErrorText errorText, String... names) {
    return Stream.of(files(folders, names), Stream.of(names), files(usual, names)).flatMap(paths -> paths)
        .flatMap(path -> tryOpen(path, errorText)).findFirst();
  }

  private static Stream<String> files(List<Path> folders, String... names) {
    return folders.stream().flatMap(folder -> INSIDE.stream().map(folder::resolve))
        .flatMap(folder -> Stream.of(names).map(folder::resolve)).filter(Files::isReadable).map(Path::toString);
  }

  private static Stream<Library> tryOpen(String path, Library.ErrorText errorText) {
    try {
      return Stream.of(Library.open(path, errorText));
    } catch (IllegalArgumentException cannotBeOpened) {
      return Stream.empty();
    }
  }

  /// `env/lib/python3.*/site-packages`.
  private static List<Path> packages(Path environment) {
    List<Path> packages = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(environment.resolve("lib"), "python3*")) {
      versions.forEach(version -> packages.add(version.resolve("site-packages")));
    } catch (IOException notAPythonEnvironment) {
      return List.of();
    }
    return packages;
  }

  @Override
  public String toString() {
    return Stream.concat(folders.stream(), usual.stream()).map(Path::toString).collect(Collectors.joining(", "));
  }
}
