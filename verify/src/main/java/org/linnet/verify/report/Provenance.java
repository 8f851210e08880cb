package org.linnet.verify.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linnet.core.device.DeviceFinding;
import org.linnet.core.output.Installation;
import org.linnet.verify.evidence.Settings;

/// Where, when and with what the evidence was gathered.
///
/// @param devices what the check of each device found; the evidence itself is computed on the reference
public record Provenance(Installation installation, Instant date, Settings settings, List<DeviceFinding> devices) {
  public Provenance {
    devices = List.copyOf(devices);
  }

  /// Here and now.
  public static Provenance here(Settings settings) {
    return new Provenance(Installation.here(), Instant.now().truncatedTo(ChronoUnit.SECONDS), settings,
        DeviceFinding.all());
  }

  String machine() {
    return installation.system() + ", " + installation.cores() + " cores";
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", installation.version());
    json.put("commit", installation.commit());
    json.put("jdk", installation.jdk());
    json.put("machine", machine());
    json.put("date", date.toString());
    json.put("seed", settings.seed());
    json.put("trials", settings.trials());
    json.put("threads", settings.threads());
    return json;
  }
}
