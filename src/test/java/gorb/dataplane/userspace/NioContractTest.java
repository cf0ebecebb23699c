package gorb.dataplane.userspace;

class NioContractTest extends UserspaceDataplaneContract {
  @Override
  Transport transport() {
    return Transport.nio();
  }
}
