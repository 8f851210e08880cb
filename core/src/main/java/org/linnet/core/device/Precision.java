package org.linnet.core.device;

/// The floating-point format of a device's numbers.
public enum Precision {
  /// 32 bits, unit roundoff 2⁻²⁴.
  FLOAT(0x1p-24),
  /// 32 bits, but products round their factors to 11 binary digits, NVIDIA's TensorFloat-32: unit roundoff 2⁻¹¹. Only GPUs
  /// have it.
  TF32(0x1p-11),
  /// 64 bits, unit roundoff 2⁻⁵³.
  DOUBLE(0x1p-53);

  private final double unitRoundoff;

  Precision(double unitRoundoff) {
    this.unitRoundoff = unitRoundoff;
  }

  public double unitRoundoff() {
    return unitRoundoff;
  }
}
