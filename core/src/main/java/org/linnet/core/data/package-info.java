/// Data sets: labelled samples, the published files they are read from, and the MNIST-1D generator.
///
/// Start with [org.linnet.core.data.DataDirectory], which loads a [org.linnet.core.data.Dataset] by name;
/// [org.linnet.core.data.Mnist1d] needs no files. Matrices hold one sample per column: `x` is `N0 x B`, `y` is `K x B`.
package org.linnet.core.data;
