package org.linnet.core.cli;

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

  Device device() {
    return device == null ? Devices.best(precision) : Devices.named(device, precision);
  }

  int threads() {
    return threads;
  }
}
