/// Linnet.
package org.linnet.theory;
