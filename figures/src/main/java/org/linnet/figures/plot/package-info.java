/// Pictures: a small vocabulary of panels, axes and marks, and the drawing of them as PNG and SVG.
///
/// A [org.linnet.figures.plot.Picture] says what is to be seen and knows no library; [org.linnet.figures.plot.Drawing]
/// draws it. XChart draws the axes; the marks are drawn on top of them, as whole paths, so that dashes and joins are
/// right. This is the only package that sees XChart or AWT.
package org.linnet.figures.plot;
