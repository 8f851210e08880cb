/// The energy rescaling `S` of randomly drawn networks. Start with [org.linnet.rmt.rescaling.ExpectedRescaling].
package org.linnet.rmt.rescaling;
