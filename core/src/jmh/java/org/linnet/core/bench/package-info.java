/// How fast the operations of a device are, measured by JMH; [org.linnet.core.bench.Kernels] runs all and prints a table.
package org.linnet.core.bench;
