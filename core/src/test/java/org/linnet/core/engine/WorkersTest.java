package org.linnet.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// **Oracle**: a count per task.
///
/// **If wrong**: weights that move on half a gradient, or a program that waits for ever.
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyTaskHasRunOnceWhenRunReturns(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 200; round++) {
        int count = round % 9;
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        workers.run(count, i -> {
          if (i % 3 == 0) {
            Thread.onSpinWait(); // tasks of unequal length
          }
          runs.incrementAndGet(i);
        });
        int[] each = new int[count];
        Arrays.setAll(each, runs::get);
        int[] once = new int[count];
        Arrays.fill(once, 1);
        assertArrayEquals(once, each, "round " + round);
      }
    }
  }

  @Test
  void theCallerWaitsForASlowWorker() {
    Thread caller = Thread.currentThread();
    AtomicInteger started = new AtomicInteger();
    AtomicBoolean finished = new AtomicBoolean();
    try (Workers workers = new Workers(2)) {
      workers.run(2, _ -> {
        started.incrementAndGet();
        while (started.get() < 2) {
          Thread.onSpinWait(); // one task to each
        }
        if (!Thread.currentThread().equals(caller)) {
          LockSupport.parkNanos(50_000_000);
          finished.set(true);
        }
      });
      assertTrue(finished.get());
    }
  }

  @Test
  void aFailureReachesTheCallerOnceAndTheOtherTasksStillRun() {
    try (Workers workers = new Workers(3)) {
      Set<Integer> ran = ConcurrentHashMap.newKeySet();
      IntConsumer failing = i -> {
        ran.add(i);
        if (i == 1) {
          throw new ArithmeticException("no");
        }
      };
      String message = assertThrows(IllegalStateException.class, () -> workers.run(6, failing)).getMessage();
      assertEquals("a worker failed: java.lang.ArithmeticException: no", message);
      assertEquals(6, ran.size());
      workers.run(6, ran::remove);
      assertTrue(ran.isEmpty());
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(2);
    workers.run(2, _ -> {
      used.add(Thread.currentThread());
      while (used.size() < 2) {
        Thread.onSpinWait(); // one task to each
      }
    });
    workers.close();
    used.remove(Thread.currentThread());
    for (Thread thread : used) {
      assertTrue(thread.join(Duration.ofSeconds(10)));
    }
    assertEquals(1, used.size());
  }
}
