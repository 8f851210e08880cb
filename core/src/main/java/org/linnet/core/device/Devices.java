package org.linnet.core.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds devices at run time.
public final class Devices {
  private static final String SIMD = "jdk.incubator.vector";

  /// One of them is there where the kernel has NVIDIA's driver, in a container or beside Windows too.
  private static final List<String> NVIDIA = List.of("/proc/driver/nvidia", "/dev/nvidiactl", "/dev/dxg");

  private Devices() {}

  /// The best device for numbers of this precision: `cuda` where there is a GPU, else `cpu`; where there are no vectors to
  /// use, the reference in double. Without a GPU, TF32 becomes the next more precise format that there is.
  public static Device best(Precision precision) {
    if (CudaDevices.find(precision) instanceof CudaDevices.Found.Usable(CudaDevice gpu, _)) {
      return gpu;
    }
    Precision onCpu = precision == Precision.TF32 ? Precision.FLOAT : precision;
    return hasVectors() ? new CpuDevice(onCpu) : new ReferenceDevice();
  }

  /// Why [#best] is less than this machine's hardware may have to offer: each a sentence for people, none where all is well.
  public static List<String> fallbacks(Precision precision) {
    List<String> reasons = new ArrayList<>();
    if (CudaDevices.find(precision) instanceof CudaDevices.Found.Unusable(String why)) {
      if (NVIDIA.stream().map(Path::of).anyMatch(Files::exists)) {
        reasons.add("the cuda device cannot be used: " + why);
      }
      if (!hasVectors()) {
        reasons.add(whyNoVectors() + "; so it is done now, slowly and in double precision");
      }
    }
    return List.copyOf(reasons);
  }

  /// The device of this name, `cuda`, `cpu` or `reference`.
  ///
  /// @throws IllegalArgumentException if there is no such device here, saying why
  public static Device named(String name, Precision precision) {
    return switch (name) {
      case "cuda" -> cuda(precision);
      case "cpu" -> cpu(precision);
      case "reference" -> reference(precision);
      default -> throw new IllegalArgumentException(
          "no device is named '" + name + "'; there are cuda, cpu and reference");
    };
  }

  /// Every device that can be used here, in each of its precisions.
  public static List<Device> usable() {
    List<Device> usable = new ArrayList<>(List.of(new ReferenceDevice()));
    if (hasVectors()) {
      usable.addAll(List.of(new CpuDevice(Precision.FLOAT), new CpuDevice(Precision.DOUBLE)));
    }
    for (Precision precision : Precision.values()) {
      if (CudaDevices.find(precision) instanceof CudaDevices.Found.Usable(CudaDevice gpu, _)) {
        usable.add(gpu);
      }
    }
    return List.copyOf(usable);
  }

  /// The devices that cannot be used here, and why.
  static Map<String, String> unusable() {
    Map<String, String> unusable = new LinkedHashMap<>();
    if (!hasVectors()) {
      unusable.put("cpu", whyNoVectors());
    }
    if (CudaDevices.find(Precision.FLOAT) instanceof CudaDevices.Found.Unusable(String why)) {
      unusable.put("cuda", why);
    }
    return unusable;
  }

  /// Each device, and what was found or why it cannot be used.
  public static Map<String, String> found() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("cpu", hasVectors() ? "Vector API, float and double" : "not usable: " + whyNoVectors());
    found.put("reference", "plain Java, double");
    found.put("cuda", switch (CudaDevices.find(Precision.FLOAT)) {
      case CudaDevices.Found.Usable(_, String description) -> description + "; float, tf32 and double";
      case CudaDevices.Found.Unusable(String why) -> "not usable: " + why;
    });
    return found;
  }

  private static Device cuda(Precision precision) {
    return switch (CudaDevices.find(precision)) {
      case CudaDevices.Found.Usable(CudaDevice gpu, _) -> gpu;
      case CudaDevices.Found.Unusable(String why) -> throw new IllegalArgumentException(
          "the cuda device cannot be used: " + why);
    };
  }

  private static Device cpu(Precision precision) {
    if (!hasVectors()) {
      throw new IllegalArgumentException(whyNoVectors());
    }
    return new CpuDevice(precision);
  }

  private static String whyNoVectors() {
    return hasModule()
        ? "the cpu device needs vectors of at least 256 bits (AVX2), or an ARM processor, "
            + "and this one has less: use the device reference"
        : "the cpu device needs the module " + SIMD + ": start Java with --add-modules " + SIMD
            + ", or use the device reference";
  }

  private static Device reference(Precision precision) {
    if (precision != Precision.DOUBLE) {
      throw new IllegalArgumentException("the reference device computes in double precision only");
    }
    return new ReferenceDevice();
  }

  private static boolean hasModule() {
    return ModuleLayer.boot().findModule(SIMD).isPresent();
  }

  /// Without AVX2 the Vector API is there, but far slower than plain Java.
  static boolean hasVectors() {
    return hasModule()
        && (FloatTile.SPECIES.vectorBitSize() >= 256 || System.getProperty("os.arch").equals("aarch64"));
  }
}
