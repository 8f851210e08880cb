/// One class per claim, named by what it says. [org.linnet.verify.claims.Claims] lists them.
package org.linnet.verify.claims;
