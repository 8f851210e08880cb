package org.linnet.core.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where libraries are looked for, and which kernels are shipped. **Oracle**: the order that the documentation promises; SHA-256.
///
/// **If wrong**: a GPU is not found, or computes with kernels of another source.
class LibraryPathsTest {
  @Test
  void theUsersFoldersComeFirst(@TempDir Path folder) throws IOException {
    Path python = Files.createDirectories(folder.resolve("env/lib/python3.12"));
    LibraryPaths paths = LibraryPaths.of("/a:/b", Map.of("CUDA_HOME", "/home", "CUDA_PATH", "/path", "VIRTUAL_ENV",
        folder.resolve("env").toString()));
    assertEquals(List.of(Path.of("/a"), Path.of("/b"), Path.of("/home"), Path.of("/path"),
        python.resolve("site-packages"), folder.resolve("env")), paths.folders());
    assertEquals(Path.of("/usr/local/cuda"), paths.usual().getFirst());
    assertEquals(List.of(Path.of("/no/such")),
        LibraryPaths.of("", Map.of("CUDA_HOME", "", "VIRTUAL_ENV", "/no/such")).folders());
  }

  /// A wheel of cuBLAS lies beside the Python that has it, whether or not its environment is active.
  @Test
  void thePackagesOfTheFirstPythonComeLast(@TempDir Path folder) throws IOException {
    Path packages = Files.createDirectories(folder.resolve("env/lib/python3.12/site-packages"));
    Files.createDirectories(folder.resolve("other/lib/python3.13/site-packages"));
    String path = "/no/such";
    for (String environment : new String[]{"env", "other"}) {
      Path bin = Files.createDirectories(folder.resolve(environment).resolve("bin"));
      Files.createSymbolicLink(bin.resolve("python3"), Path.of(System.getProperty("java.home"), "bin", "java"));
      path += File.pathSeparator + bin;
    }
    LibraryPaths paths = LibraryPaths.of("", Map.of("PATH", path));
    assertEquals(List.of(), paths.folders());
    assertEquals(packages, paths.usual().getLast());
    assertEquals(1, paths.usual().stream().filter(usual -> usual.startsWith(folder)).count());
  }

  /// A usual folder may hold an older driver than the one that the system finds.
  @Test
  void whatTheSystemFindsComesBeforeTheUsualFolders(@TempDir Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    for (String library : new String[]{"libc.so.6", "libanswer.so"}) {
      Files.createSymbolicLink(folder.resolve(library), java);
    }
    Library.ErrorText text = (_, result) -> "" + result;
    LibraryPaths usual = new LibraryPaths(List.of(), List.of(folder));
    assertEquals("libc.so.6", usual.open(text, "libc.so.6").orElseThrow().path());
    assertEquals(folder.resolve("libanswer.so").toString(), usual.open(text, "libanswer.so").orElseThrow().path());
    assertEquals(folder.resolve("libc.so.6").toString(),
        new LibraryPaths(List.of(folder)).open(text, "libc.so.6").orElseThrow().path());
  }

  /// What cannot be opened is passed over.
  @Test
  void aLibraryIsFoundWithinAnInstallation(@TempDir Path folder) throws IOException {
    Path wheel = Files.createDirectories(folder.resolve("nvidia/cu13/lib"));
    Files.createDirectories(folder.resolve("lib64"));
    Files.writeString(folder.resolve("lib64/libanswer.so"), "not a library");
    Path system = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
    Files.createSymbolicLink(wheel.resolve("libanswer.so"), system);
    LibraryPaths paths = new LibraryPaths(List.of(folder));
    assertEquals(wheel.resolve("libanswer.so").toString(),
        paths.open((_, result) -> "" + result, "libother.so", "libanswer.so").orElseThrow().path());
    assertTrue(paths.open((_, result) -> "" + result, "libother.so").isEmpty());
  }

  @Test
  void withoutADriverTheReasonSaysWhereItWasSought() {
    Cuda found = Cuda.find(new LibraryPaths(List.of(Path.of("/no/such/folder"))));
    String message = found instanceof Cuda.Unusable(String why) ? why : "";
    assumeTrue(message.startsWith("no NVIDIA driver"), "not run: this machine has an NVIDIA driver");
    assertEquals("no NVIDIA driver: libcuda.so.1 is not among the system's libraries, nor in /no/such/folder", message);
  }

  @Test
  void theShippedKernelsBelongToTheirSource() throws Exception {
    byte[] source = Files.readAllBytes(Path.of("src/main/cuda/kernels.cu"));
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
    assertEquals(sum, new String(resource("kernels.sha256"), StandardCharsets.UTF_8).strip(),
        "kernels.cu has changed: run core/src/main/cuda/build, which needs nvcc, and commit what it makes");
    assertTrue(resource("kernels.fatbin").length > 10_000);
    assertTrue(new String(resource("kernels.ptx"), StandardCharsets.UTF_8).contains("\n.version 8.0\n.target sm_80\n"),
        "the PTX must be one that drivers for CUDA 12.0 know");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Gpu.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
