/** Tells other programs of what happens, by requests of HTTP (docs/webhooks.md). */
@NullMarked
package gorb.webhooks;

import org.jspecify.annotations.NullMarked;
