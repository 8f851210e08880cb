package org.linnet.core.device;

import java.lang.module.ModuleFinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds devices at run time.
public final class Devices {
  private static final String SIMD = "jdk.incubator.vector";

  private Devices() {}

  /// The best device for numbers of this precision: `cpu`; where there are no vectors to use, the reference in double.
  public static Device best(Precision precision) {
    return hasVectors() ? new CpuDevice(precision) : new ReferenceDevice();
  }

  /// The device of this name, `cpu` or `reference`.
  ///
  /// @throws IllegalArgumentException if there is no such device here, saying why
  public static Device named(String name, Precision precision) {
    return switch (name) {
      case "cpu" -> cpu(precision);
      case "reference" -> reference(precision);
      default -> throw new IllegalArgumentException("no device is named '" + name + "'; there are cpu and reference");
    };
  }

  /// Every device that can be used here, in each of its precisions.
  public static List<Device> usable() {
    return hasVectors()
        ? List.of(new ReferenceDevice(), new CpuDevice(Precision.FLOAT), new CpuDevice(Precision.DOUBLE))
        : List.of(new ReferenceDevice());
  }

  /// Each device, and what was found or why it cannot be used.
  public static Map<String, String> found() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("cpu", ModuleFinder.ofSystem().find(SIMD).isPresent()
        ? "Vector API (module " + SIMD + " of this Java), float and double"
        : "not usable: this Java has no module " + SIMD);
    found.put("reference", "plain Java, double");
    found.put("cuda", "not supported by this version");
    return found;
  }

  private static Device cpu(Precision precision) {
    if (!hasModule()) {
      throw new IllegalArgumentException("the cpu device needs the module " + SIMD + ": start Java with --add-modules "
          + SIMD + ", or use the device reference");
    }
    if (!hasVectors()) {
      throw new IllegalArgumentException(
          "the cpu device needs vectors of at least 256 bits (AVX2), or an ARM processor, "
              + "and this one has less: use the device reference");
    }
    return new CpuDevice(precision);
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
  private static boolean hasVectors() {
    return hasModule()
        && (FloatProduct.SPECIES.vectorBitSize() >= 256 || System.getProperty("os.arch").equals("aarch64"));
  }
}
