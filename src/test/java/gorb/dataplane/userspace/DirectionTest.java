package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one direction reads, writes and keeps, between two sockets that a test holds. */
class DirectionTest {
  private final List<Pipe> pipes = new ArrayList<>();
  private final Chunk chunk = new Chunk(new Pipes());
  private final Socket from = new Socket();
  private final Socket to = new Socket();
  private final AtomicLong counted = new AtomicLong();
  private final Direction direction = new Direction(from, to, chunk, counted::addAndGet);

  @Test
  void keepsWhatIsNotTakenAndReadsNothingUntilItIsGone() throws IOException {
    from.has = 3000;
    to.takes = 1000;

    assertThat(direction.pass()).isFalse();
    assertThat(direction.isHeld()).isTrue();
    from.has = 500;
    assertThat(direction.pass()).isFalse();
    assertThat(from.has).isEqualTo(500);
    to.takes = 1500;
    direction.release();
    assertThat(direction.isHeld()).isTrue();
    to.takes = 1000;
    direction.release();

    assertThat(direction.isHeld()).isFalse();
    assertThat(direction.pass()).isFalse();
    assertThat(to.taken).isEqualTo(3500);
    assertThat(counted).hasValue(3500);
  }

  @Test
  void asksOnceMoreBehindAShortReadOnlyWhereTheEndMayHaveCome() throws IOException {
    from.has = 10;
    to.takes = 100;
    from.ended = true;
    from.mayEnd = false;

    direction.pass();
    assertThat(direction.ended()).isFalse();
    from.has = 10;
    from.mayEnd = true;
    direction.pass();

    assertThat(direction.ended()).isTrue();
    assertThat(to.taken).isEqualTo(20);
  }

  @Test
  void letsOthersHaveTheirTurn() throws IOException {
    from.has = 100 * Chunk.BYTES;
    to.takes = from.has;

    assertThat(direction.pass()).isTrue();

    assertThat(to.taken).isEqualTo(16 * Chunk.BYTES);
  }

  @Test
  void readsLittleWhileMuchIsKeptAndMuchAgainWhenConnectionsHaveEnded() throws IOException {
    from.has = 100 * Chunk.BYTES;
    var kept = new Direction(new Socket(), new Socket(), chunk, _ -> {});
    chunk.keep((int) Chunk.PLENTY + 1);

    direction.pass();
    assertThat(counted).hasValue(Chunk.FEW_BYTES);
    direction.drop();
    kept.drop();
    chunk.release((int) Chunk.PLENTY + 1);

    assertThat(chunk.toRead().remaining()).isEqualTo(Chunk.BYTES);
  }

  @Test
  void aSocketThatFillsTheBufferTimeAfterTimeGoesOnThroughAConduit() throws IOException {
    from.has = 10 * Chunk.BYTES + 7;
    from.ended = true;
    from.mayEnd = true;
    to.takes = from.has;

    assertThat(direction.pass()).isFalse();

    assertThat(to.taken).isEqualTo(10 * Chunk.BYTES + 7);
    assertThat(counted).hasValue(10 * Chunk.BYTES + 7);
    assertThat(to.copied).isEqualTo(Direction.FULL_READS * Chunk.BYTES);
    assertThat(direction.ended()).isTrue();
    assertThat(pipes).hasSize(1).allMatch(pipe -> pipe.closed, "closed, as it brought little in the end");
  }

  @Test
  void copiesWhatDoesNotFillTheBufferTimeAfterTime() throws IOException {
    for (int turn = 0; turn < 10; turn++) {
      from.has = (Direction.FULL_READS - 1) * Chunk.BYTES + 1;
      to.takes = from.has;
      direction.pass();
    }

    assertThat(pipes).isEmpty();
    assertThat(counted).hasValue(to.copied);
  }

  @Test
  void readsNothingUntilWhatAConduitHoldsIsGone() throws IOException {
    from.has = 8 * Chunk.BYTES;
    to.takes = Direction.FULL_READS * Chunk.BYTES + 1;

    assertThat(direction.pass()).isFalse();
    assertThat(direction.isHeld()).isTrue();
    assertThat(direction.mayRead()).isFalse();
    direction.pass();
    assertThat(from.has).isEqualTo((8 - Direction.FULL_READS - 1) * Chunk.BYTES);
    to.takes = Chunk.BYTES - 1;
    direction.release();

    assertThat(direction.isHeld()).isFalse();
    assertThat(to.taken).isEqualTo((Direction.FULL_READS + 1) * Chunk.BYTES);
    to.takes = from.has;
    direction.pass();
    assertThat(to.taken).isEqualTo(8 * Chunk.BYTES);
  }

  @Test
  void whatAConduitHoldsIsForgottenWithTheConnection() throws IOException {
    from.has = 8 * Chunk.BYTES;
    to.takes = Direction.FULL_READS * Chunk.BYTES + 1;
    direction.pass();

    direction.drop();

    assertThat(direction.isHeld()).isFalse();
    assertThat(pipes).hasSize(1).allMatch(pipe -> pipe.closed);
  }

  @Test
  void conduitsAreBoundedInNumberAndWhatIsClosedMakesRoom() {
    var conduits = new Conduits(new Pipes());
    for (int count = 1; count < Conduits.MOST; count++) {
      assertThat(conduits.open()).isNotNull();
    }
    var last = conduits.open();
    assertThat(last).isNotNull();
    assertThat(conduits.open()).isNull();

    conduits.close(last);

    assertThat(conduits.open()).isNotNull();
    assertThat(conduits.open()).isNull();
  }

  @Test
  void withoutDescriptorsForAConduitALongStreamIsCopied() throws IOException {
    var copied = new Direction(from, to, new Chunk(new ExhaustedPipes()), _ -> {});
    from.has = 10 * Chunk.BYTES;
    to.takes = from.has;

    copied.pass();

    assertThat(to.copied).isEqualTo(10 * Chunk.BYTES);
  }

  /** Counts what goes from a socket to another. */
  private static final class Pipe implements Conduit {
    private int held;
    private boolean closed;

    @Override
    public int fill(Stream from) {
      var socket = (Socket) from;
      held = Math.min(socket.has, Chunk.BYTES);
      socket.has -= held;
      return held;
    }

    @Override
    public void empty(Stream to) {
      var socket = (Socket) to;
      int count = Math.min(held, socket.takes);
      socket.takes -= count;
      socket.taken += count;
      held -= count;
    }

    @Override
    public boolean isEmpty() {
      return held == 0;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private class Pipes implements Streams {
    @Override
    public Conduit conduit() throws IOException {
      var pipe = new Pipe();
      pipes.add(pipe);
      return pipe;
    }

    @Override
    public Listening listen(EventLoop loop, InetSocketAddress address, Accepting accepting) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Stream connect(InetSocketAddress address, @Nullable InetAddress source) {
      throw new UnsupportedOperationException();
    }
  }

  private final class ExhaustedPipes extends Pipes {
    @Override
    public Conduit conduit() throws IOException {
      throw new IOException("Too many open files");
    }
  }

  private static final class Socket implements Stream {
    private int has;
    private boolean ended;
    private boolean mayEnd;
    private int takes;
    private int taken;
    private int copied;

    @Override
    public int read(ByteBuffer into) {
      int count = Math.min(has, into.remaining());
      has -= count;
      into.position(into.position() + count);
      return count == 0 && ended ? -1 : count;
    }

    @Override
    public void write(ByteBuffer from) {
      int count = Math.min(takes, from.remaining());
      takes -= count;
      taken += count;
      copied += count;
      from.position(from.position() + count);
    }

    @Override
    public boolean mayEnd() {
      return mayEnd;
    }

    @Override
    public boolean failed() {
      return false;
    }

    @Override
    public void join(EventLoop loop, Events events) {}

    @Override
    public void finishConnect() {}

    @Override
    public void endOutput() {}

    @Override
    public void await(boolean input, boolean output) {}

    @Override
    public void close() {}

    @Override
    public void reset() {}
  }
}
