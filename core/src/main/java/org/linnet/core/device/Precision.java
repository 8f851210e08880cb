package org.linnet.core.device;

/// The floating-point format of a device's numbers.
public enum Precision {
  /// 32 bits, unit roundoff 2⁻²⁴.
  FLOAT(0x1p-24),
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
