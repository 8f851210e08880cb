package org.linnet.core.device.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.stream.Stream;

/// A GPU that can be used, with its libraries; or why there is none.
public sealed interface Cuda {
  /// The oldest CUDA version of a driver, and the oldest compute capability: major and minor as `1000 a + 10 b`, `10 a + b`.
  int OLDEST_DRIVER = 12_000;
  /// The kernels are built for 8.0 and newer.
  int OLDEST_GPU = 80;

  /// A usable GPU.
  ///
  /// @param driver libcuda
  /// @param blas cuBLAS
  /// @param context the GPU's primary context, kept until the process ends
  /// @param gpu its name
  /// @param description what was found, for people
  record Usable(Library driver, Library blas, long context, String gpu, String description) implements Cuda {}

  /// No usable GPU.
  record Unusable(String why) implements Cuda {}

  /// Looks for a GPU and the libraries; does not fail.
  static Cuda find(LibraryPaths paths) {
    if (!Cuda.class.getModule().isNativeAccessEnabled()) {
      return new Unusable("this Java may not call native code: start it with --enable-native-access=ALL-UNNAMED");
    }
    Optional<Library> driver = paths.open((cuda, result) -> driverText(cuda, result), "libcuda.so.1");
    if (driver.isEmpty()) {
      return new Unusable("no NVIDIA driver: libcuda.so.1 is not among the system's libraries, nor in " + paths);
    }
    try {
      return find(driver.get(), paths);
    } catch (CudaException failed) {
      return new Unusable("the NVIDIA driver was found (" + driver.get().path() + "), but " + failed.getMessage());
    }
  }

  private static Cuda find(Library driver, LibraryPaths paths) {
    driver.call("cuInit", 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(256, 8);
      driver.call("cuDriverGetVersion", out.address());
      int version = out.get(ValueLayout.JAVA_INT, 0);
      if (version < OLDEST_DRIVER) {
        return new Unusable("the NVIDIA driver is too old: it supports CUDA " + version(version) + ", and "
            + version(OLDEST_DRIVER) + " or newer is needed: update the driver");
      }
      driver.call("cuDeviceGetCount", out.address());
      int devices = out.get(ValueLayout.JAVA_INT, 0);
      String tooOld = "";
      for (int ordinal = 0; ordinal < devices; ordinal++) {
        driver.call("cuDeviceGet", out.address(), ordinal);
        int device = out.get(ValueLayout.JAVA_INT, 0);
        int capability = 10 * attribute(driver, device, 75, out) + attribute(driver, device, 76, out);
        driver.call("cuDeviceGetName", out.address(), 256, device);
        String name = out.getString(0);
        if (capability >= OLDEST_GPU) {
          return open(driver, paths, device, name, capability, version);
        }
        tooOld = ": " + name + " has compute capability " + capability / 10 + "." + capability % 10
            + ", and 8.0 or newer is needed";
      }
      return new Unusable("the NVIDIA driver shows no usable GPU" + tooOld);
    }
  }

  private static Cuda open(Library driver, LibraryPaths paths, int device, String name, int capability, int version) {
    String[] names = version >= 13_000
        ? new String[]{"libcublas.so.13", "libcublas.so.12"}
        : new String[]{"libcublas.so.12"};
    Stream.of(names).forEach(library -> paths.open((_, result) -> "", library.replace("cublas", "cublasLt"))); // which cuBLAS needs
    Optional<Library> blas = paths.open((cublas, result) -> cublas.staticText("cublasGetStatusString", result), names);
    if (blas.isEmpty()) {
      return new Unusable(
          "no cuBLAS: " + String.join(" or ", names) + " is not among the system's libraries, nor in " + paths
              + ": install it, or name its folder with -D" + LibraryPaths.PROPERTY);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(16, 8);
      driver.call("cuDevicePrimaryCtxRetain", out.address(), device);
      long context = out.get(ValueLayout.JAVA_LONG, 0);
      driver.call("cuCtxSetCurrent", context);
      driver.call("cuMemGetInfo_v2", out.address(), out.address() + 8);
      String description = "%s, %.1f GiB, compute capability %d.%d, driver for CUDA %s (%s), %s".formatted(name,
          out.get(ValueLayout.JAVA_LONG, 8) / (double) (1L << 30), capability / 10, capability % 10, version(version),
          driver.path(), blas.get().path());
      return new Usable(driver, blas.get(), context, name, description);
    }
  }

  private static int attribute(Library driver, int device, int attribute, MemorySegment out) {
    driver.call("cuDeviceGetAttribute", out.address(), attribute, device);
    return out.get(ValueLayout.JAVA_INT, 0);
  }

  private static String version(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  private static String driverText(Library driver, int result) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(ValueLayout.ADDRESS);
      driver.result("cuGetErrorString", result, text.address());
      return Library.text(text.get(ValueLayout.ADDRESS, 0));
    }
  }
}
