package org.linnet.core.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.linnet.core.device.cuda.Cuda;
import org.linnet.core.device.cuda.LibraryPaths;

/// CUDA on the host, for tests: `fake_cuda.cpp`, which checks every call, compiled once per JVM where there is a compiler.
///
/// Its counts, settings and failures belong to the whole process: [#reset] before use.
@SuppressWarnings("restricted")
public final class FakeCuda {
  private static final Path FOLDER = compile();
  private static final SymbolLookup LIBRARY = FOLDER == null
      ? null
      : SymbolLookup.libraryLookup(FOLDER.resolve("libcuda.so.1"), Arena.global());

  private FakeCuda() {}

  /// Whether there was a compiler.
  public static boolean exists() {
    return FOLDER != null;
  }

  /// Where to find it.
  public static LibraryPaths paths() {
    return new LibraryPaths(List.of(FOLDER));
  }

  /// Where to find it with CUDA 12's cuBLAS.
  static LibraryPaths pathsOfCuda12() {
    return new LibraryPaths(List.of(FOLDER.resolve("12")));
  }

  /// The fake's device of this precision, the same at every call.
  public static Device device(Precision precision) {
    return Fakes.DEVICES.get(precision);
  }

  /// The devices of this machine, and those of the fake in every precision.
  public static Stream<Device> andUsable() {
    return Stream.concat(Devices.usable().stream(), exists() ? Fakes.DEVICES.values().stream() : Stream.empty());
  }

  private static final class Fakes {
    static final Map<Precision, CudaDevice> DEVICES = new EnumMap<>(Precision.class);

    static {
      for (Precision precision : Precision.values()) {
        DEVICES.put(precision, new CudaDevice((Cuda.Usable) Cuda.find(paths()), precision));
      }
    }
  }

  public static void reset() {
    call(FunctionDescriptor.ofVoid(), "fake_reset");
  }

  /// Sets `driver`, `devices`, `capability` (10 major + minor), `memory` (MiB) or `cuInit` (what it returns).
  static void set(String key, int value) {
    try (Arena arena = Arena.ofConfined()) {
      call(FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), "fake_set", arena.allocateFrom(key), value);
    }
  }

  /// Makes the `k`-th call from now of this function return `code`.
  static void fail(String function, int k, int code) {
    try (Arena arena = Arena.ofConfined()) {
      call(FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT), "fake_fail", arena.allocateFrom(function), k, code);
    }
  }

  /// How often a function was called, or a kernel launched, since the reset; a graph's contents count when captured.
  public static int count(String function) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(FunctionDescriptor.of(JAVA_INT, ADDRESS), "fake_count", arena.allocateFrom(function));
    }
  }

  /// What was wrong in calls since the reset, a line each.
  public static String violations() {
    MemorySegment text = (MemorySegment) call(FunctionDescriptor.of(ADDRESS), "fake_violations");
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  private static Object call(FunctionDescriptor signature, String name, Object... arguments) {
    try {
      return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), signature).invokeWithArguments(arguments);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /// The folder with both libraries, or null where there is no compiler.
  private static Path compile() {
    try {
      Path folder = Files.createTempDirectory("linnet-fake-cuda");
      folder.toFile().deleteOnExit();
      Path library = folder.resolve("libcuda.so.1");
      Path blas = folder.resolve("libcublas.so.13");
      library.toFile().deleteOnExit();
      blas.toFile().deleteOnExit();
      Process compiler = new ProcessBuilder("g++", "-std=c++17", "-O1", "-U_FORTIFY_SOURCE", "-shared", "-fPIC",
          "-Isrc/test/native", "-o",
          library.toString(), "src/test/native/fake_cuda.cpp").inheritIO().start();
      if (compiler.waitFor() != 0) {
        throw new AssertionError("g++ cannot compile fake_cuda.cpp");
      }
      Files.createSymbolicLink(blas, library);
      Path older = Files.createDirectory(folder.resolve("12"));
      older.toFile().deleteOnExit();
      for (String name : new String[]{"libcuda.so.1", "libcublas.so.12"}) {
        Files.createSymbolicLink(older.resolve(name), library).toFile().deleteOnExit();
      }
      return folder;
    } catch (IOException noCompiler) {
      return null;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
