/// Figures of results that are Linnet's own, not of a paper.
package org.linnet.figures.linnet;
