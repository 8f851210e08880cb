package org.linnet.core.device;

/// A matrix on a device: `rows x columns`, stored row by row from `offset`, `stride` numbers apart.
///
/// Made by [Device#matrix] or [Device#stack]; several matrices may lie in one store. What it holds is read and written
/// through its device.
public final class Matrix {
  final Device device;
  final Object store; // float[], double[], or a GPU's memory
  final int offset;
  final int rows;
  final int columns;
  final int stride;

  Matrix(Device device, Object store, int offset, int rows, int columns, int stride) {
    this.device = device;
    this.store = store;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /// The numbers in it, `rows * columns`.
  public int size() {
    return rows * columns;
  }

  float[] floats() {
    return (float[]) store;
  }

  double[] doubles() {
    return (double[]) store;
  }

  /// The position of row `i`.
  int row(int i) {
    return offset + i * stride;
  }

  @SuppressWarnings("ReferenceEquality") // stores are arrays
  boolean overlaps(Matrix other) {
    return store == other.store && offset < other.row(other.rows) && other.offset < row(rows);
  }

  @Override
  public String toString() {
    return rows + " x " + columns + " on " + device.name();
  }
}
