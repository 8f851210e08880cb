package org.linnet.core.device;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the check of a device found, or why it was not run.
///
/// @param text for people: `26 operations agree with the reference`, or `not run: no device: ..`
public record DeviceFinding(String device, Verdict verdict, String text) {
  /// Whether a device does what it should.
  public enum Verdict {
    /// Every operation agrees with the reference.
    AGREES,
    /// An operation differs or fails.
    DIFFERS,
    /// There is no such device here.
    NOT_RUN
  }

  /// Checks each usable device ([DeviceCheck]), and says of the others why they are not there.
  public static List<DeviceFinding> all() {
    List<DeviceFinding> all = new ArrayList<>(Devices.usable().stream().map(DeviceFinding::of).toList());
    Devices.unusable().forEach((device, why) -> all.add(
        new DeviceFinding(device, Verdict.NOT_RUN, "not run: no device: " + why)));
    return List.copyOf(all);
  }

  static DeviceFinding of(Device device) {
    List<DeviceCheck.Result> results;
    try {
      results = DeviceCheck.run(device);
    } catch (RuntimeException failed) {
      return new DeviceFinding(device.name(), Verdict.DIFFERS, failed.getMessage());
    }
    List<DeviceCheck.Result> wrong = results.stream().filter(result -> !result.passed()).toList();
    return wrong.isEmpty()
        ? new DeviceFinding(device.name(), Verdict.AGREES, results.size() + " operations agree with the reference")
        : new DeviceFinding(device.name(), Verdict.DIFFERS,
            wrong.stream()
                .map(
                    result -> "%s differs from the reference by %.2g, and %.2g is allowed".formatted(result.operation(),
                        result.difference(), result.bound()))
                .collect(Collectors.joining("; ")));
  }
}
