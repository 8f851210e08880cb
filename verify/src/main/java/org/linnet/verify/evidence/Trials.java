package org.linnet.verify.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Runs independent trials on several threads; the results are in the order of the trials.
final class Trials implements AutoCloseable {
  private final ExecutorService workers;

  Trials(int threads) {
    workers = Executors.newFixedThreadPool(threads, work -> {
      Thread thread = new Thread(work, "trials");
      thread.setDaemon(true);
      return thread;
    });
  }

  <T> List<T> run(int count, IntFunction<T> trial) {
    List<Future<T>> pending = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int number = i;
      pending.add(workers.submit(() -> trial.apply(number)));
    }
    List<T> results = new ArrayList<>(count);
    for (Future<T> one : pending) {
      results.add(finished(one));
    }
    return Collections.unmodifiableList(results);
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  private static <T> T finished(Future<T> one) {
    try {
      return one.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a trial broke off: " + failure.getCause(), failure.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }
}
