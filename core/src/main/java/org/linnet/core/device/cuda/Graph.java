package org.linnet.core.device.cuda;

/// Work recorded on a GPU's stream, to be launched as one; given back when nothing refers to this object any more.
public final class Graph {
  final long handle;

  Graph(long handle) {
    this.handle = handle;
  }
}
