package org.linnet.core.cli;

import java.io.PrintWriter;
import org.linnet.core.device.Device;
import org.linnet.core.device.Devices;
import org.linnet.core.device.Precision;
import picocli.CommandLine.Option;

/// What to compute on.
final class DeviceOptions {
  static final String HEADING = "%nDevice:%n";

  @Option(names = "--device", paramLabel = "NAME", description = "cuda, cpu or reference (default: the best one found).")
  private String device;

  @Option(names = "--precision", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private Precision precision = Precision.FLOAT;

  @Option(names = "--threads", paramLabel = "N", description = "Threads; they do not change the result.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /// @param err is told why the best device is not a better one
  Device device(PrintWriter err) {
    if (device != null) {
      return Devices.named(device, precision);
    }
    Devices.fallbacks(precision).forEach(reason -> err.println("linnet: " + reason));
    return Devices.best(precision);
  }

  int threads() {
    return threads;
  }
}
