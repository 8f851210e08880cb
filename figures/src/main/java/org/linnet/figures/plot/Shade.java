package org.linnet.figures.plot;

import java.awt.Color;

/// Colours of areas: the tint of an ink, and a scale from dark blue to yellow whose brightness grows evenly, so that it reads
/// the same in grey print and to colour-blind readers (nine colours of Viridis, by Smith and van der Walt, in the public
/// domain).
final class Shade {
  private static final int[] SCALE = {0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30,
      0xfde725};
  private static final Color NONE = new Color(0xdddddd);
  private static final double TINT = 0.65;

  private Shade() {}

  /// The colour at this fraction of the scale, the end's beyond it, grey for NaN.
  static Color of(double fraction) {
    if (Double.isNaN(fraction)) {
      return NONE;
    }
    double position = Math.clamp(fraction, 0, 1) * (SCALE.length - 1);
    int below = Math.min((int) position, SCALE.length - 2);
    return mixed(new Color(SCALE[below]), new Color(SCALE[below + 1]), position - below);
  }

  /// A pale version of the ink, for areas under lines.
  static Color tint(Ink ink) {
    return mixed(new Color(ink.rgb()), Color.WHITE, TINT);
  }

  /// Black or white, whichever can be read on `ground`.
  static Color readableOn(Color ground) {
    double brightness = 0.299 * ground.getRed() + 0.587 * ground.getGreen() + 0.114 * ground.getBlue();
    return brightness > 140 ? Color.BLACK : Color.WHITE;
  }

  private static Color mixed(Color a, Color b, double share) {
    return new Color(mixed(a.getRed(), b.getRed(), share), mixed(a.getGreen(), b.getGreen(), share),
        mixed(a.getBlue(), b.getBlue(), share));
  }

  private static int mixed(int a, int b, double share) {
    return (int) Math.round(a + share * (b - a));
  }
}
