package org.linnet.core.device.cuda;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory of the host that the GPU copies from and to by itself. What is written lies one behind the other, so that the host
/// need not wait for one copy before it prepares the next.
final class Staging {
  private static final long LEAST = 1 << 22;

  private final Library driver;
  private final Runnable finishCopies;
  private MemorySegment memory = MemorySegment.NULL;
  private long used;

  /// @param finishCopies waits until the GPU has done all copies
  Staging(Library driver, Runnable finishCopies) {
    this.driver = driver;
    this.finishCopies = finishCopies;
  }

  /// Puts `values` where the GPU can copy them from, and returns the address.
  long write(double[] values, Format format) {
    long at = room((long) values.length * format.bytes());
    for (int k = 0; k < values.length; k++) {
      if (format == Format.DOUBLE) {
        memory.set(JAVA_DOUBLE, at + 8L * k, values[k]);
      } else {
        memory.set(JAVA_FLOAT, at + 4L * k, (float) values[k]);
      }
    }
    return memory.address() + at;
  }

  /// An address with room for `bytes` that no copy is using.
  long address(long bytes) {
    return room(bytes) + memory.address();
  }

  /// Reads what the GPU has copied to an address of [#address].
  void read(long address, double[] values, Format format) {
    long at = address - memory.address();
    for (int k = 0; k < values.length; k++) {
      values[k] = format == Format.DOUBLE ? memory.get(JAVA_DOUBLE, at + 8L * k) : memory.get(JAVA_FLOAT, at + 4L * k);
    }
  }

  private long room(long bytes) {
    if (used + bytes > memory.byteSize()) {
      finishCopies.run();
      used = 0;
      if (bytes > memory.byteSize()) {
        enlarge(Math.max(bytes, LEAST));
      }
    }
    long at = used;
    used += Math.ceilDiv(bytes, 64) * 64;
    return at;
  }

  @SuppressWarnings("restricted") // the driver says how long the memory is
  private void enlarge(long bytes) {
    if (memory.byteSize() > 0) {
      driver.call("cuMemFreeHost", memory.address());
      memory = MemorySegment.NULL;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      driver.call("cuMemHostAlloc", out.address(), bytes, 0);
      memory = MemorySegment.ofAddress(out.get(JAVA_LONG, 0)).reinterpret(bytes);
    }
  }
}
