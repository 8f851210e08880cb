package org.linnet.core.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.linnet.core.engine.Engine;
import org.linnet.core.net.DeepNet;
import org.linnet.core.output.SoleWriter;
import org.linnet.core.output.WholeFile;

/// The file that a run can go on from, with the very bits it would have had without an interruption.
///
/// It is replaced whole ([WholeFile]), so whatever happens while one is written, the last one is there. It holds, big-endian:
/// `LINNET-C`; the format's number; what the run must have in common with one that resumes it, names and values; the
/// position in the run; the engine's state; and the CRC-32 of all that.
public final class Checkpoint {
  private static final byte[] MAGIC = "LINNET-C".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 2;

  private final Path file;
  private final Span every;
  private final Map<String, String> run;

  private Checkpoint(Path file, Span every, Map<String, String> run) {
    this.file = file;
    this.every = every;
    this.run = run;
  }

  /// A checkpoint in `file`, renewed after each stretch of `every`.
  ///
  /// @param run names and values of everything that the bits of a run depend on: rule, optimiser, data, plan, device, ..;
  ///     a run with others is not resumed from it
  public static Checkpoint of(Path file, Span every, Map<String, String> run) {
    return new Checkpoint(file.toAbsolutePath(), every, new LinkedHashMap<>(run));
  }

  public Path file() {
    return file;
  }

  Span every() {
    return every;
  }

  /// Keeps other runs from the file, until it is closed.
  SoleWriter alone() throws IOException {
    try {
      return SoleWriter.of(file);
    } catch (FileSystemException refused) {
      throw new IOException("cannot write the checkpoint " + file + " ("
          + Objects.requireNonNullElse(refused.getReason(), "not permitted") + "): choose another folder", refused);
    } catch (FileNotFoundException noFolder) {
      throw new IOException("cannot write the checkpoint " + file + " (" + noFolder.getMessage() + ")", noFolder);
    }
  }

  /// @throws IOException if there is something already, which a new run would overwrite
  void requireNew() throws IOException {
    if (Files.exists(file)) {
      throw new IOException(file + " is there already: resume from it (--resume), or choose another file");
    }
  }

  void save(Engine engine, Position at) throws IOException {
    try {
      WholeFile.write(file, out -> {
        CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32());
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(checked, 1 << 16));
        data.write(MAGIC);
        data.writeInt(FORMAT);
        data.writeInt(run.size());
        for (Map.Entry<String, String> entry : run.entrySet()) {
          data.writeUTF(entry.getKey());
          data.writeUTF(entry.getValue());
        }
        at.save(data);
        engine.save(data);
        data.flush();
        data.writeLong(checked.getChecksum().getValue());
        data.flush();
      });
    } catch (IOException refused) {
      throw new IOException(
          "cannot write the checkpoint " + file + " at step " + at.step() + " (" + refused.getMessage()
              + "); "
              + (Files.exists(file) ? "the last one is kept: make room and resume from it" : "there is none yet"),
          refused);
    }
  }

  /// Brings `engine` to the checkpoint's state and returns its position, of which a run of `steps` must not be past the end; on
  /// failure the engine has not changed.
  Position restore(Engine engine, long steps) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException("there is no checkpoint " + file + " to resume from: start without --resume");
    }
    try (DataInputStream in = open(file)) {
      requireSameRun(run(in));
      Position at = Position.restore(in);
      if (at.step() > steps) {
        throw new IOException(file + " is at step " + at.step() + ", past the end of a run of " + steps
            + " steps: make the run longer, or start anew");
      }
      engine.restore(in);
      WholeFile.deleteParts(file);
      return at;
    }
  }

  /// The network of the run that wrote `file`, as it was at this checkpoint.
  ///
  /// @param net of the same shape, activations and scalings, with any weights
  /// @throws IOException if it is not a whole checkpoint, or of a network of another shape
  public static DeepNet network(Path file, DeepNet net) throws IOException {
    try (DataInputStream in = open(file)) {
      run(in);
      Position.restore(in);
      return Engine.read(in, net);
    } catch (IllegalArgumentException otherShape) {
      throw new IOException(file + ": " + otherShape.getMessage(), otherShape);
    }
  }

  /// The file behind magic and format, after a check that it is whole.
  private static DataInputStream open(Path file) throws IOException {
    requireWhole(file);
    DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    in.skipNBytes(MAGIC.length);
    int format = in.readInt();
    if (format != FORMAT) {
      in.close();
      throw new IOException(file + " has the checkpoint format " + format + ", and this version of Linnet reads "
          + FORMAT + ": read it with the version that wrote it");
    }
    return in;
  }

  private static void requireWhole(Path file) throws IOException {
    long body = Files.size(file) - Long.BYTES;
    try (CheckedInputStream checked = new CheckedInputStream(
        new BufferedInputStream(Files.newInputStream(file), 1 << 16), new CRC32())) {
      byte[] start = checked.readNBytes(MAGIC.length);
      if (!Arrays.equals(start, Arrays.copyOf(MAGIC, start.length))) {
        throw new IOException(file + " is not a checkpoint of Linnet");
      }
      checked.skipNBytes(Math.max(body - start.length, 0));
      long checksum = checked.getChecksum().getValue();
      if (body < start.length || new DataInputStream(checked).readLong() != checksum) {
        throw new IOException(file + " is truncated or corrupt: take another copy of it, or start anew");
      }
    }
  }

  /// What the run that wrote the file has in common with one that resumes it.
  private static Map<String, String> run(DataInput in) throws IOException {
    Map<String, String> saved = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      saved.put(in.readUTF(), in.readUTF());
    }
    return saved;
  }

  private void requireSameRun(Map<String, String> saved) throws IOException {
    TreeSet<String> names = new TreeSet<>(saved.keySet());
    names.addAll(run.keySet());
    names.removeIf(name -> saved.getOrDefault(name, "").equals(run.getOrDefault(name, "")));
    if (!names.isEmpty()) {
      throw new IOException(file + " is of another run: " + names.stream().map(name -> "its " + name + " is "
          + shown(saved.get(name)) + ", here it is " + shown(run.get(name))).collect(Collectors.joining("; ")));
    }
  }

  private static String shown(String value) {
    return value == null || value.isEmpty() ? "not given" : value;
  }
}
