package gorb.control;

import gorb.dataplane.Step;
import java.time.Instant;

/**
 * Something that somebody else changed in the data plane.
 *
 * @param at when it was noticed
 * @param step what puts it right
 * @param policy whether it was put right
 */
public record Drift(Instant at, Step step, DriftPolicy policy) {}
