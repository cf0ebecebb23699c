package gorb.control;

import java.time.Instant;

/**
 * A change that waits for somebody to confirm it.
 *
 * @param until when it is taken back, if nobody has confirmed it by then
 * @param before what was wanted before it, and will be again
 */
public record Confirmation(Instant until, Intent before) {}
