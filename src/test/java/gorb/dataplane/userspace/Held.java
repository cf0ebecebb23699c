package gorb.dataplane.userspace;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds: descriptors, and bytes of live objects and of direct buffers. */
record Held(long descriptors, long bytes) {
  /** What it holds now, without what nobody uses any more. */
  static Held now() throws IOException {
    System.gc();
    var memory = ManagementFactory.getMemoryMXBean();
    long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return new Held(descriptors.count(), memory.getHeapMemoryUsage().getUsed() + direct);
    }
  }
}
