package gorb.shared.kv;

/** The store of the tests is one. */
class MemoryStoreTest extends KeyValueStoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  protected KeyValueStore open() {
    return store.link();
  }
}
