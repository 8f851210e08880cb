/// Linnet.
package org.linnet.figures;
