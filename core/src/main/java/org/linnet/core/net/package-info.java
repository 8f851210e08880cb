/// Networks as immutable values: weights `W(1)..W(L)`, scalings `a`, skips `tau`, precisions `gamma`, activations `phi`.
package org.linnet.core.net;
