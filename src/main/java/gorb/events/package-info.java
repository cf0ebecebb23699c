/** What happens, as a stream of server-sent events: a snapshot, then differences (docs/events.md). */
@NullMarked
package gorb.events;

import org.jspecify.annotations.NullMarked;
