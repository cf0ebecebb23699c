package gorb.discovery;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers by Netty's resolver, on a thread of its own named {@code dns}, which begins with the first
 * question: by datagrams, and by TCP where an answer is too long for them. Nothing is cached. Any thread may ask.
 */
final class NameServers implements AutoCloseable {
  /** For one answer of one server. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_SERVERS = 3;
  private static final int LARGEST_DATAGRAM = 1_232;
  /** More is not read of an answer; 64 KiB can hold no more than some thousand. */
  private static final int MOST_RECORDS = 10_000;
  private static final int ADDRESS_OF_IPV4 = 4;
  private static final int ADDRESS_OF_IPV6 = 16;

  private @Nullable DnsNameResolver resolver;
  private @Nullable MultiThreadIoEventLoopGroup group;

  /** An address that a name has. */
  record Address(IpAddress address, Duration life) {}

  /** A server of a service (RFC 2782). */
  record Service(int priority, int weight, int port, String target, Duration life) {}

  /**
   * The addresses of a name; none where the servers say that it has none.
   *
   * @param server who is asked; null for those of this host, one after the other
   * @throws IOException where none of them answers
   */
  List<Address> addresses(String name, boolean isIpv6, @Nullable ServerKey server)
      throws IOException, InterruptedException {
    var found = new ArrayList<Address>();
    ask(name, isIpv6 ? DnsRecordType.AAAA : DnsRecordType.A, server, record -> {
      int length = record.content().readableBytes();
      if (length == (isIpv6 ? ADDRESS_OF_IPV6 : ADDRESS_OF_IPV4)) {
        var bytes = new byte[length];
        record.content().getBytes(record.content().readerIndex(), bytes);
        found.add(new Address(IpAddress.ofBytes(bytes), Duration.ofSeconds(record.timeToLive())));
      }
    });
    return List.copyOf(found);
  }

  /**
   * The servers of a service; none where the name servers say that it has none.
   *
   * @throws IOException as of {@link #addresses}
   */
  List<Service> services(String name, @Nullable ServerKey server) throws IOException, InterruptedException {
    var found = new ArrayList<Service>();
    ask(name, DnsRecordType.SRV, server, record -> {
      var content = record.content().duplicate();
      int priority = content.readUnsignedShort();
      int weight = content.readUnsignedShort();
      int port = content.readUnsignedShort();
      var target = DefaultDnsRecordDecoder.decodeName(content).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
      found.add(new Service(priority, weight, port, target, Duration.ofSeconds(record.timeToLive())));
    });
    return List.copyOf(found);
  }

  @Override
  public synchronized void close() {
    if (resolver != null && group != null) {
      resolver.close();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
  }

  private interface Reader {
    void read(DnsRawRecord record);
  }

  /** One server after the other, until one of them knows. */
  private void ask(String name, DnsRecordType type, @Nullable ServerKey server, Reader reader)
      throws IOException, InterruptedException {
    var problem = "no name server is known";
    for (var address : servers(name, server)) {
      var shown = address.getAddress().getHostAddress() + " port " + address.getPort();
      try {
        var envelope = resolver().query(address, new DefaultDnsQuestion(name + ".", type))
            .get(PATIENCE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        try {
          var code = envelope.content().code();
          if (code.equals(DnsResponseCode.NOERROR) || code.equals(DnsResponseCode.NXDOMAIN)) {
            read(envelope, type, reader);
            return;
          }
          problem = "name server " + shown + " answers " + code;
        } finally {
          envelope.release();
        }
      } catch (TimeoutException _) {
        problem = "name server " + shown + ": no answer";
      } catch (ExecutionException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        problem = "name server " + shown + ": " + firstLine(String.valueOf(cause.getMessage()));
      } catch (RuntimeException _) {
        problem = "name server " + shown + ": an answer that is no message of DNS";
      }
    }
    throw new IOException("lookup " + type.name() + " " + name + ": " + problem);
  }

  private static void read(
      AddressedEnvelope<DnsResponse, InetSocketAddress> envelope, DnsRecordType type, Reader reader) {
    var response = envelope.content();
    int count = Math.min(response.count(DnsSection.ANSWER), MOST_RECORDS);
    for (int i = 0; i < count; i++) {
      if (response.recordAt(DnsSection.ANSWER, i) instanceof DnsRawRecord record && record.type().equals(type)) {
        reader.read(record);
      }
    }
  }

  private static List<InetSocketAddress> servers(String name, @Nullable ServerKey server) {
    if (server != null) {
      return List.of(new InetSocketAddress(server.address().toInetAddress(), server.port()));
    }
    var stream = DnsServerAddressStreamProviders.platformDefault().nameServerAddressStream(name);
    var servers = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < Math.min(stream.size(), MOST_SERVERS); i++) {
      var next = stream.next();
      if (!next.isUnresolved()) {
        servers.add(next);
      }
    }
    return servers;
  }

  private synchronized DnsNameResolver resolver() {
    if (resolver == null) {
      group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
      resolver = new DnsNameResolverBuilder(group.next())
          .datagramChannelType(NioDatagramChannel.class)
          .socketChannelType(NioSocketChannel.class)
          .resolveCache(NoopDnsCache.INSTANCE)
          .cnameCache(NoopDnsCnameCache.INSTANCE)
          .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
          .queryTimeoutMillis(PATIENCE.toMillis())
          .maxPayloadSize(LARGEST_DATAGRAM)
          .build();
    }
    return resolver;
  }

  private static String firstLine(String text) {
    return List.of(text.split("\\R", 2)).getFirst();
  }
}
