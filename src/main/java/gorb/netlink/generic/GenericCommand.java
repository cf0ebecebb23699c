package gorb.netlink.generic;

import gorb.netlink.MessageWriter;

/**
 * A command to a family.
 *
 * @param operation operation and object in words, for errors; its text is made only when it is needed
 * @param command as the family numbers it
 * @param body its attributes
 */
public record GenericCommand(Object operation, int command, MessageWriter.Body body) {}
