/// What a figure is: [org.linnet.figures.Figure], and what it is made with and of.
///
/// The figures themselves are in a package per paper, listed by [org.linnet.figures.catalogue.Catalogue].
package org.linnet.figures;
