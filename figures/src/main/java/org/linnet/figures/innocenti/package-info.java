/// Figures of `innocenti2025thesis`.
package org.linnet.figures.innocenti;
