package gorb.netlink;

import java.nio.ByteBuffer;

/**
 * A datagram connection to the kernel: what {@link NetlinkConnection} stands on. Used by one thread.
 *
 * <p>An implementation delivers the kernel's datagrams only, whole and in their order.
 */
public interface NetlinkSocket extends AutoCloseable {
  /**
   * Sends one datagram, which holds one message or many. The kernel has done what they ask when this returns.
   *
   * @param datagram a direct buffer, sent from its position to its limit; both may change
   * @throws KernelRefusalException when the datagram as a whole is not taken: nothing of it was done
   */
  void send(ByteBuffer datagram) throws NetlinkException;

  /**
   * Receives one datagram.
   *
   * @param datagram a direct buffer; what it held is overwritten, and it is ready to be read afterwards
   * @return whether there was one
   * @throws AnswersLostException when the kernel dropped datagrams, or this one is longer than the buffer
   */
  boolean receive(ByteBuffer datagram, Waiting waiting) throws NetlinkException;

  /** Frees the socket. */
  @Override
  void close();

  /** How long to wait for a datagram. */
  enum Waiting {
    /** As long as the socket was told to when it was made. */
    UNTIL_TIMEOUT,
    /** Only what is there already. */
    NOT_AT_ALL
  }
}
