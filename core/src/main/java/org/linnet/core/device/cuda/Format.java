package org.linnet.core.device.cuda;

/// How numbers are stored, and how products compute with them, in cuBLAS's terms.
public enum Format {
  /// 32 bits.
  FLOAT("float", Float.BYTES, 0, 68),
  /// 32 bits; products round their factors to TF32, 11 binary digits.
  TF32("float", Float.BYTES, 0, 77),
  /// 64 bits.
  DOUBLE("double", Double.BYTES, 1, 70);

  private final String type;
  private final int bytes;
  final int dataType; // cudaDataType
  private final int computeType; // cublasComputeType_t

  Format(String type, int bytes, int dataType, int computeType) {
    this.type = type;
    this.bytes = bytes;
    this.dataType = dataType;
    this.computeType = computeType;
  }

  /// The bytes of a number.
  public int bytes() {
    return bytes;
  }

  /// How a product with `n` columns and `k` summands is computed. A single one gains nothing by TF32, so that biases keep their
  /// digits.
  int computeType(int n, int k) {
    return this == TF32 && (n == 1 || k == 1) ? FLOAT.computeType : computeType;
  }

  /// The type in C.
  String type() {
    return type;
  }
}
