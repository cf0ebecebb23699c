package gorb.shared.kv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The semantics of a store, in memory, with links to it that a test cuts. */
public final class MemoryStore {
  private final TreeMap<String, Stored> entries = new TreeMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private long revision;

  private record Watcher(Link link, Collection<String> prefixes, Runnable changed) {}

  /** How the way to the store is. */
  public enum Way {
    OPEN,
    /** No request arrives. */
    CUT,
    /** Requests arrive, and answers are lost. */
    DEAF
  }

  /** A link of one director. */
  public Link link() {
    return new Link();
  }

  /** Writes as a person does, without conditions. */
  public void put(String key, String value) {
    synchronized (this) {
      entries.put(key, new Stored(value, ++revision));
    }
    tell(key);
  }

  /** Removes as a person does. */
  public void remove(String key) {
    synchronized (this) {
      entries.remove(key);
      revision++;
    }
    tell(key);
  }

  /** The store is made anew: nothing is in it, and its revisions begin again. */
  public void lose() {
    synchronized (this) {
      entries.clear();
      revision = 0;
    }
    watchers.forEach(watcher -> watcher.changed.run());
  }

  /** Its texts, by key. */
  public synchronized Map<String, String> texts() {
    var texts = new TreeMap<String, String>();
    entries.forEach((key, entry) -> texts.put(key, entry.value()));
    return texts;
  }

  private void tell(String key) {
    watchers.stream().filter(it -> it.link.way == Way.OPEN && it.prefixes.stream().anyMatch(key::startsWith))
        .forEach(watcher -> watcher.changed.run());
  }

  private synchronized Map<String, Stored> found(Collection<String> prefixes) {
    var found = new TreeMap<String, Stored>();
    entries.forEach((key, entry) -> {
      if (prefixes.stream().anyMatch(key::startsWith)) {
        found.put(key, entry);
      }
    });
    return found;
  }

  private synchronized OptionalLong made(List<Write> writes) {
    if (writes.size() > KeyValueStore.MOST_WRITES) {
      throw new IllegalArgumentException("writes: " + writes.size());
    }
    for (var write : writes) {
      var entry = entries.get(write.key());
      if ((entry == null ? Write.ABSENT : entry.revision()) != write.expected()) {
        return OptionalLong.empty();
      }
    }
    revision++;
    for (var write : writes) {
      switch (write) {
        case Write.Put(var key, _, var value) -> entries.put(key, new Stored(value, revision));
        case Write.Delete(var key, _) -> entries.remove(key);
        case Write.Check _ -> {}
      }
    }
    return OptionalLong.of(revision);
  }

  /** One director's way to the store. */
  public final class Link implements KeyValueStore {
    private volatile Way way = Way.OPEN;
    private final List<String> alive = new ArrayList<>();

    /** Changes the way; an open one tells of what happened. */
    public void set(Way next) {
      way = next;
      if (next == Way.OPEN) {
        watchers.stream().filter(it -> it.link == this).forEach(watcher -> watcher.changed.run());
      }
    }

    @Override
    public Map<String, Stored> read(Collection<String> prefixes) throws IOException {
      require();
      return found(prefixes);
    }

    @Override
    public OptionalLong commit(List<Write> writes) throws IOException {
      if (way == Way.CUT) {
        require();
      }
      var revision = made(writes);
      require();
      if (revision.isPresent()) {
        writes.forEach(write -> tell(write.key()));
      }
      return revision;
    }

    @Override
    public void watch(Collection<String> prefixes, Runnable changed) {
      watchers.add(new Watcher(this, prefixes, changed));
    }

    @Override
    public void keepAlive(String key, String value) throws IOException {
      require();
      put(key, value);
      alive.add(key);
    }

    @Override
    public void close() {
      watchers.removeIf(it -> it.link == this);
      alive.forEach(MemoryStore.this::remove);
    }

    private void require() throws IOException {
      if (way != Way.OPEN) {
        throw new IOException("no way to the store");
      }
    }
  }
}
