package gorb.dataplane.userspace;

class EpollContractTest extends UserspaceDataplaneContract {
  @Override
  Transport transport() {
    return Transport.epoll();
  }
}
