package org.linnet.figures.plot;

/// Colours that stay apart for colour-blind readers and in grey print: the palette of Okabe and Ito (2008), without its
/// yellow, which is too pale for a line on white, and a grey for references.
public enum Ink {
  BLACK(0x000000), BLUE(0x0072b2), VERMILLION(0xd55e00), GREEN(0x009e73), PURPLE(0xcc79a7), ORANGE(0xe69f00), SKY(
      0x56b4e9), GREY(0x6b6b6b);

  private final int rgb;

  Ink(int rgb) {
    this.rgb = rgb;
  }

  /// The colour as `0xRRGGBB`.
  public int rgb() {
    return rgb;
  }
}
