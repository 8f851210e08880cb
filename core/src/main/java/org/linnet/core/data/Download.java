package org.linnet.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.linnet.core.data.Published.RemoteFile;

/// Downloads single files, each under the name `NAME.part` until it is whole and has the published SHA-256.
final class Download implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int BUFFER = 1 << 16;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT)
      .followRedirects(HttpClient.Redirect.NORMAL).build();
  private final Fetch.Listener listener;
  private final Fetch.Patience patience;

  /// How one attempt ended, unless the disk failed, which no further attempt can help.
  private sealed interface Outcome {
    /// All bytes are there, and they are the published ones.
    record Whole() implements Outcome {}

    /// Broken off: what is there can be resumed.
    record Cut(String why) implements Outcome {}

    /// This address does not have the file.
    record Refused(String why) implements Outcome {}
  }

  Download(Fetch.Listener listener, Fetch.Patience patience) {
    this.listener = listener;
    this.patience = patience;
  }

  /// Brings a file into a folder from the first mirror that has it.
  void bring(RemoteFile file, Path folder, List<URI> mirrors) throws IOException {
    Path target = folder.resolve(file.name());
    if (Files.isRegularFile(target)) {
      if (Sha256.of(target).equals(file.sha256())) {
        listener.note(file.name() + " is there already");
        return;
      }
      listener.note(file.name() + " is there but is not the published file; it will be replaced");
    }
    Path part = folder.resolve(file.name() + ".part");
    List<String> refusals = new ArrayList<>();
    listener.begins(file.name(), file.bytes());
    for (URI mirror : mirrors) {
      switch (insist(mirror.resolve(file.name()), file, part)) {
        case Outcome.Whole() -> {
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
          listener.ends();
          return;
        }
        case Outcome.Cut(String why) -> refusals.add(why);
        case Outcome.Refused(String why) -> refusals.add(why);
      }
    }
    if (Files.exists(part) && Files.size(part) == 0) {
      Files.delete(part);
    }
    throw new IOException("cannot fetch " + file.name() + ": " + String.join("; ", refusals));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// Tries one address again and again while attempts break off.
  private Outcome insist(URI address, RemoteFile file, Path part) throws IOException {
    Duration pause = patience.pause();
    for (int attempt = 1;; attempt++) {
      Outcome outcome = attempt(address, file, part);
      if (!(outcome instanceof Outcome.Cut(String why)) || attempt == patience.attempts()) {
        return outcome;
      }
      listener.note(why + "; trying again");
      sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  private Outcome attempt(URI address, RemoteFile file, Path part) throws IOException {
    boolean resumed;
    try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (out.tryLock() == null) {
        throw new IOException("another process is fetching " + part);
      }
      resumed = out.size() > 0;
      if (out.size() < file.bytes()) {
        Outcome outcome = receive(address, file, out);
        if (!(outcome instanceof Outcome.Whole)) {
          return outcome;
        }
      }
      out.force(true);
    } catch (DiskFailure failure) {
      throw new IOException("cannot write " + part + ": " + failure.getMessage(), failure);
    }
    String actual = Sha256.of(part);
    if (actual.equals(file.sha256())) {
      return new Outcome.Whole();
    }
    Files.delete(part);
    String why = "what came from " + address + " has the SHA-256 " + actual + " instead of the published "
        + file.sha256() + " and was deleted";
    return resumed ? new Outcome.Cut(why) : new Outcome.Refused(why);
  }

  /// Receives what is missing at the end of the channel; `Whole` says that the size is right, no more.
  private Outcome receive(URI address, RemoteFile file, FileChannel out) throws IOException {
    long have = out.size();
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience.silence());
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException unreachable) {
      return new Outcome.Refused("no connection to " + address.getHost() + " (is there a network?)");
    } catch (IOException cut) {
      return new Outcome.Cut("no answer from " + address + " (" + reason(cut) + ")");
    } catch (InterruptedException interrupted) {
      throw interruption(interrupted);
    }
    try (InputStream in = response.body()) {
      int status = response.statusCode();
      if (status == 200) {
        return copy(in, out, 0, file, address);
      }
      if (status == 206 && startsAt(response, have)) {
        return copy(in, out, have, file, address);
      }
      if (status == 206 || status == 416) {
        out.truncate(0);
        return new Outcome.Cut(address + " cannot resume at byte " + have);
      }
      String why = address + " answers HTTP " + status;
      return status >= 500 || status == 408 || status == 429 ? new Outcome.Cut(why) : new Outcome.Refused(why);
    }
  }

  private Outcome copy(InputStream in, FileChannel out, long from, RemoteFile file, URI address) throws DiskFailure {
    long total = from;
    rewind(out, from);
    listener.received(total);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (Watchdog watchdog = new Watchdog(in, patience.silence())) {
      for (int n = in.read(buffer.array()); n >= 0; n = in.read(buffer.array())) {
        watchdog.alive();
        total += n;
        if (total > file.bytes()) {
          rewind(out, 0);
          return new Outcome.Refused(address + " sends more than the published " + file.bytes() + " bytes");
        }
        write(out, buffer.limit(n).position(0));
        listener.received(total);
      }
    } catch (DiskFailure failure) {
      throw failure;
    } catch (IOException cut) {
      return new Outcome.Cut(address + " broke off after " + total + " of " + file.bytes() + " bytes");
    }
    return total == file.bytes()
        ? new Outcome.Whole()
        : new Outcome.Cut(address + " ended after " + total + " of " + file.bytes() + " bytes");
  }

  private static void rewind(FileChannel out, long size) throws DiskFailure {
    try {
      out.truncate(size).position(size);
    } catch (IOException failure) {
      throw new DiskFailure(failure);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws DiskFailure {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException failure) {
      throw new DiskFailure(failure);
    }
  }

  /// Whether a partial answer begins at this byte: `Content-Range: bytes 1000-1999/2000`.
  private static boolean startsAt(HttpResponse<?> response, long first) {
    return response.headers().firstValue("Content-Range").map(range -> range.startsWith("bytes " + first + "-"))
        .orElse(false);
  }

  private static void sleep(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      throw interruption(interrupted);
    }
  }

  private static InterruptedIOException interruption(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure = new InterruptedIOException("the download was interrupted");
    failure.initCause(interrupted);
    return failure;
  }

  private static String reason(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /// The disk refused to write: full, or gone.
  private static final class DiskFailure extends IOException {
    DiskFailure(IOException cause) {
      super(reason(cause), cause);
    }
  }

  /// Closes a stream that has brought nothing for a while: the HTTP client itself would wait for ever.
  private static final class Watchdog implements AutoCloseable {
    private final Thread thread;
    private volatile long lastSign = System.nanoTime();

    Watchdog(InputStream in, Duration silence) {
      thread = Thread.ofVirtual().start(() -> {
        try {
          while (System.nanoTime() - lastSign < silence.toNanos()) {
            Thread.sleep(silence.dividedBy(4));
          }
          in.close();
        } catch (InterruptedException | IOException _) {
          // the download has ended
        }
      });
    }

    void alive() {
      lastSign = System.nanoTime();
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
