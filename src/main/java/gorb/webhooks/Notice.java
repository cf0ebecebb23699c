package gorb.webhooks;

import java.time.Instant;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that happened, for receivers that want to know.
 *
 * @param occasion what kind
 * @param at when
 * @param data of it, made by who sends it: the controller does not wait for that
 */
record Notice(Occasion occasion, Instant at, Supplier<ObjectNode> data) {}
