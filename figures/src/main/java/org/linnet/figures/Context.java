package org.linnet.figures;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.linnet.core.cli.Progress;
import org.linnet.core.data.DataDirectory;
import org.linnet.core.random.RandomStream;

/// What a figure is computed with: randomness, data sets, threads, and a place to report progress.
public final class Context {
  /// The units of progress of a whole figure.
  public static final long WHOLE = 1000;

  private final long seed;
  private final DataDirectory data;
  private final ForkJoinPool pool;
  private final Progress progress;
  private final double share;
  private long reported;

  private Context(long seed, DataDirectory data, ForkJoinPool pool, Progress progress, double share) {
    this.seed = seed;
    this.data = data;
    this.pool = pool;
    this.progress = progress;
    this.share = share;
  }

  /// A context for one figure, which will report [#WHOLE] units of progress.
  public static Context of(long seed, DataDirectory data, ForkJoinPool pool, Progress progress) {
    return new Context(seed, data, pool, progress, WHOLE);
  }

  public long seed() {
    return seed;
  }

  /// The stream of the seed; split it by what a task is about, never by the order in which tasks run.
  public RandomStream random() {
    return RandomStream.of(seed);
  }

  public DataDirectory data() {
    return data;
  }

  /// The results of `work` on each task, in the order of the tasks, computed on all threads. Each task gets a context of
  /// its own.
  public <T, R> List<R> map(List<T> tasks, BiFunction<T, Context, R> work) {
    List<ForkJoinTask<Result<R>>> forks = tasks.stream().map(task -> {
      Context own = new Context(seed, data, pool, progress, share / tasks.size());
      return ForkJoinTask.adapt(() -> Result.of(() -> work.apply(task, own), own));
    }).toList();
    if (pool.equals(ForkJoinTask.getPool())) {
      ForkJoinTask.invokeAll(forks);
    } else {
      pool.invoke(ForkJoinTask.adapt(() -> {
        ForkJoinTask.invokeAll(forks);
      }));
    }
    reported = Math.round(share);
    return forks.stream().map(fork -> fork.join().value()).toList();
  }

  /// Reports that this fraction of the work of this context is done.
  public void progressed(double fraction) {
    long now = Math.round(share * Math.min(fraction, 1));
    if (now > reported) {
      progress.step(now - reported);
      reported = now;
    }
  }

  /// A value or the failure to compute it, kept as it is: a pool would wrap it.
  private record Result<R>(R valueOrNull, RuntimeException failureOrNull) {
    static <R> Result<R> of(Supplier<R> work, Context own) {
      try {
        return new Result<>(work.get(), null);
      } catch (RuntimeException failure) {
        return new Result<>(null, failure);
      } finally {
        own.progressed(1);
      }
    }

    R value() {
      if (failureOrNull != null) {
        throw failureOrNull;
      }
      return valueOrNull;
    }
  }
}
