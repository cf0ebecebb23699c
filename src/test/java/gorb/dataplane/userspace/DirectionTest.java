package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What one direction reads, writes and keeps, between two sockets that a test holds. */
class DirectionTest {
  private final Chunk chunk = new Chunk();
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

  private static final class Socket implements Stream {
    private int has;
    private boolean ended;
    private boolean mayEnd;
    private int takes;
    private int taken;

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
