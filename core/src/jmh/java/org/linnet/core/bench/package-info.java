/// How fast the operations of a device are, measured by JMH ([org.linnet.core.bench.Kernels] runs all and prints a table), and whether
/// training steps are faster than in another build ([org.linnet.core.bench.BeforeAndAfter]).
package org.linnet.core.bench;
