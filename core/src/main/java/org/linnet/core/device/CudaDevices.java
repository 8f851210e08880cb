package org.linnet.core.device;

import java.util.EnumMap;
import java.util.Map;
import org.linnet.core.device.cuda.Cuda;
import org.linnet.core.device.cuda.CudaException;
import org.linnet.core.device.cuda.LibraryPaths;

/// This machine's GPU, looked for when first asked for, and its device in each precision.
final class CudaDevices {
  private static final Map<Precision, Found> FOUND = new EnumMap<>(Precision.class);

  private CudaDevices() {}

  /// What was found.
  sealed interface Found {
    /// A device, and what it is.
    record Usable(CudaDevice device, String description) implements Found {}

    /// No device.
    record Unusable(String why) implements Found {}
  }

  /// The device of this precision, the same at every call; or why there is none.
  static synchronized Found find(Precision precision) {
    return FOUND.computeIfAbsent(precision, p -> open(Machine.CUDA, p));
  }

  static Found open(Cuda cuda, Precision precision) {
    return switch (cuda) {
      case Cuda.Unusable(String why) -> new Found.Unusable(why);
      case Cuda.Usable gpu -> {
        try {
          yield new Found.Usable(new CudaDevice(gpu, precision), gpu.description());
        } catch (CudaException failed) {
          yield new Found.Unusable(gpu.description() + ": " + failed.getMessage());
        }
      }
    };
  }

  private static final class Machine {
    static final Cuda CUDA = Cuda.find(LibraryPaths.ofThisMachine());
  }
}
