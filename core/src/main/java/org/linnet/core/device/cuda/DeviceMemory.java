package org.linnet.core.device.cuda;

/// Memory of a GPU, given back when nothing refers to this object any more.
public final class DeviceMemory {
  private final long address;

  DeviceMemory(long address) {
    this.address = address;
  }

  public long address() {
    return address;
  }
}
