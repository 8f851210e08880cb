package org.linnet.core.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A web server on the loopback interface that can be told to misbehave, once per told manner.
public final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Queue<Manner> manners = new ArrayDeque<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /// How one request is answered.
  public interface Manner {
    void answer(HttpExchange exchange, byte[] file) throws IOException;
  }

  public FileServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/files/");
  }

  public FileServer has(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  /// The next requests are answered in these manners, one each, then properly again.
  public FileServer then(Manner... next) {
    manners.addAll(List.of(next));
    return this;
  }

  /// The requests so far: the name and, where there is one, its range.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /// Announces everything, sends so many bytes, and closes the connection.
  public static Manner cutAfter(int bytes) {
    return (exchange, file) -> {
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file, 0, bytes);
      exchange.getResponseBody().flush();
    };
  }

  /// Sends so many bytes and then nothing, until the client gives up.
  public static Manner silentAfter(int bytes) {
    return (exchange, file) -> {
      exchange.sendResponseHeaders(200, file.length);
      exchange.getResponseBody().write(file, 0, bytes);
      exchange.getResponseBody().flush();
      sleep(60_000);
    };
  }

  /// Sends the whole file, whatever range was asked for.
  public static Manner ignoringRange() {
    return (exchange, file) -> send(exchange, 200, file);
  }

  public static Manner status(int status) {
    return (exchange, _) -> exchange.sendResponseHeaders(status, -1);
  }

  /// Sends something else of a right status.
  public static Manner instead(byte[] bytes) {
    return (exchange, _) -> send(exchange, 200, bytes);
  }

  /// Claims to resume, but at another byte.
  public static Manner wrongRange() {
    return (exchange, file) -> {
      exchange.getResponseHeaders().set("Content-Range", "bytes 1-" + (file.length - 1) + "/" + file.length);
      send(exchange, 206, Arrays.copyOfRange(file, 1, file.length));
    };
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(range == null ? name : name + " " + range);
    byte[] file = files.get(name);
    Manner manner = manners.poll();
    try {
      if (manner != null) {
        manner.answer(exchange, file == null ? new byte[0] : file);
      } else if (file == null) {
        exchange.sendResponseHeaders(404, -1);
      } else if (range == null) {
        send(exchange, 200, file);
      } else {
        int first = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders().set("Content-Range",
            "bytes " + first + "-" + (file.length - 1) + "/" + file.length);
        send(exchange, 206, Arrays.copyOfRange(file, first, file.length));
      }
    } finally {
      exchange.close();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
