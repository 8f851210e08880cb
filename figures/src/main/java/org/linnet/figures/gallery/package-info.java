/// From computed figures to files, and from files to a page.
///
/// [org.linnet.figures.gallery.FigureFiles] computes a figure and writes its files;
/// [org.linnet.figures.gallery.Gallery] makes the page from the provenance files that lie in the directory.
package org.linnet.figures.gallery;
