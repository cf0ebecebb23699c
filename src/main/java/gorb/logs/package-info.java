/** What is logged, as lines for people, for programs and for the journal (docs/logs.md). */
@NullMarked
package gorb.logs;

import org.jspecify.annotations.NullMarked;
