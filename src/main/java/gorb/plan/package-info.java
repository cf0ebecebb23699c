/** The difference of two tables as ordered steps: pure. */
@NullMarked
package gorb.plan;

import org.jspecify.annotations.NullMarked;
