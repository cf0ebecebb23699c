package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A socket of TCP that never blocks. Once it has joined an event loop only that may use it. */
interface Stream {
  /** Reports to an event loop from now on. One that was connecting reports output when that is done. */
  void join(EventLoop loop, Events events) throws IOException;

  /**
   * Looks at how connecting went.
   *
   * @throws IOException when it failed
   */
  void finishConnect() throws IOException;

  /** Reads what is there: its length, 0 where nothing is, -1 at the end. The buffer is a direct one. */
  int read(ByteBuffer into) throws IOException;

  /** Writes from a direct buffer what is taken now. */
  void write(ByteBuffer from) throws IOException;

  /** Tells the peer that nothing more comes. */
  void endOutput() throws IOException;

  /** Whether the peer may have ended its data, behind what is still to be read: no event will tell again. */
  boolean mayEnd();

  /** Whether there was an error, which the next use may tell. */
  boolean failed();

  /** Says what to report. It may report more. */
  void await(boolean input, boolean output) throws IOException;

  /** Closes; the peer gets an end of data. */
  void close();

  /** Closes so that the peer gets a reset. */
  void reset();

  /** Where a stream reports what has become possible: it may do so once, so all that is possible must be done. */
  interface Events {
    /** There is something to read, or an end or error to find so; something to write may be taken. */
    void ready(Stream stream, boolean input, boolean output);
  }
}
