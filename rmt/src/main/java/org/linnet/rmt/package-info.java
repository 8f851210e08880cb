/// Linnet.
package org.linnet.rmt;
