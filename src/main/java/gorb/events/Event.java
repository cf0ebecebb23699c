package gorb.events;

import tools.jackson.databind.node.ObjectNode;

/**
 * Something that readers are told.
 *
 * @param kind such as {@code backend}: what {@code data} is about
 * @param data of it
 */
record Event(String kind, ObjectNode data) {
  /** The form on the wire: the server-sent events of the HTML standard, section 9.2. */
  String wire(EventId id) {
    return "id: " + id + "\nevent: " + kind + "\ndata: " + data + "\n\n";
  }
}
