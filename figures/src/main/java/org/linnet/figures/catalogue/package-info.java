/// The list of all figures.
package org.linnet.figures.catalogue;
