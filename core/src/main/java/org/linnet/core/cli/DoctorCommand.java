package org.linnet.core.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.device.DeviceFinding;
import org.linnet.core.device.DeviceFinding.Verdict;
import org.linnet.core.device.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `linnet doctor`: what this installation has and what it lacks, and where it looked.
@Command(name = "doctor", mixinStandardHelpOptions = true, description = {
    "Shows what this installation found: Java, processor, memory, data sets, devices, modules.",
    "Exit code 1 if something that Linnet needs is missing, or if a device fails its check."})
public final class DoctorCommand implements LinnetCommand {
  private static final int OLDEST_JAVA = 25;

  @Option(names = "--data", paramLabel = "DIR", description = "The data directory (default: LINNET_DATA).")
  private Path data;

  @Option(names = "--check", description = "Compare every operation of every usable device with the reference.")
  private boolean check;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int java = Runtime.version().feature();
    boolean healthy = java >= OLDEST_JAVA;
    line(out, healthy, "java", Runtime.version() + ", " + System.getProperty("java.vendor") + ", "
        + System.getProperty("java.home") + (healthy ? "" : ": a JDK 25 or newer is needed"));
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    line(out, true, "machine", machine.getName() + " " + machine.getVersion() + ", " + machine.getArch() + ", "
        + machine.getAvailableProcessors() + " processors");
    line(out, true, "memory",
        "%.1f GiB heap at most".formatted(Runtime.getRuntime().maxMemory() / (double) (1L << 30)));
    boolean writable = Files.isWritable(Path.of("").toAbsolutePath());
    line(out, writable, "output", Path.of("").toAbsolutePath()
        + (writable ? " is writable" : " is not writable: give --out, or change to a folder you may write to"));
    dataSets(out);
    Devices.found().forEach((device, found) -> line(out, true, device, found));
    boolean agreed = !check || agree(out);
    line(out, true, "commands", String.join(", ", ServiceLoader.load(LinnetCommand.class).stream()
        .map(provider -> provider.type().getAnnotation(Command.class).name()).sorted().toList()));
    return healthy && writable && agreed ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  /// Prints what the devices' check found; whether none differs.
  private static boolean agree(PrintWriter out) {
    List<DeviceFinding> findings = DeviceFinding.all();
    findings.forEach(finding -> line(out, finding.verdict() != Verdict.DIFFERS, "check",
        finding.device() + ": " + finding.text()));
    return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.DIFFERS);
  }

  private void dataSets(PrintWriter out) {
    DataDirectory directory = DataDirectory.locate(data);
    line(out, true, "data", directory.root().map(Path::toString)
        .orElse("no data directory (--data or LINNET_DATA): the generated MNIST-1D is used"));
    Set<String> available = directory.available();
    List<String> absent = DataDirectory.names().stream().filter(name -> !available.contains(name)).toList();
    line(out, true, "data sets", String.join(", ", available)
        + (absent.isEmpty() ? "" : " (not there: " + String.join(", ", absent) + "; 'linnet data list' says why)"));
  }

  private static void line(PrintWriter out, boolean fine, String what, String found) {
    out.println("%-4s %-10s %s".formatted(fine ? "ok" : "BAD", what, found));
  }
}
