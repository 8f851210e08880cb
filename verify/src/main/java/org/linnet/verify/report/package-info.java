/// Writes evidence down: `claims.json` for programs, `report.html` for people.
/// Start with [org.linnet.verify.report.JsonReport] and [org.linnet.verify.report.HtmlReport].
package org.linnet.verify.report;
