package gorb.cli;

import tools.jackson.databind.JsonNode;

/**
 * An event of {@code GET /events}.
 *
 * @param id to come back after it
 * @param kind such as {@code backend}
 */
record Happening(String id, String kind, JsonNode data) {}
