/// CUDA through `java.lang.foreign`: libcuda, cuBLAS and Linnet's own kernels, found at run time.
///
/// Start with [org.linnet.core.device.cuda.Gpu]. This package knows addresses and numbers, not matrices: only
/// [org.linnet.core.device] uses it, and no other package sees native code. Addresses are plain `long`, so that a call
/// allocates nothing.
package org.linnet.core.device.cuda;
