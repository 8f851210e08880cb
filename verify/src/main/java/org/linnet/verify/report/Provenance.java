package org.linnet.verify.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.linnet.core.output.Installation;
import org.linnet.verify.evidence.Settings;

/// Where, when and with what the evidence was gathered.
public record Provenance(Installation installation, Instant date, Settings settings) {

  /// Here and now.
  public static Provenance here(Settings settings) {
    return new Provenance(Installation.here(), Instant.now().truncatedTo(ChronoUnit.SECONDS), settings);
  }

  String machine() {
    return installation.system() + ", " + installation.cores() + " cores";
  }

  /// What ran on a GPU.
  public String cuda() {
    return "not run: no device";
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", installation.version());
    json.put("commit", installation.commit());
    json.put("jdk", installation.jdk());
    json.put("machine", machine());
    json.put("cuda", cuda());
    json.put("date", date.toString());
    json.put("seed", settings.seed());
    json.put("trials", settings.trials());
    json.put("threads", settings.threads());
    return json;
  }
}
