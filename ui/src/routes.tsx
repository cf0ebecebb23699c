import { Unanswered, useAnswer } from './load';
import { ago, clock, plural } from './model';
import { link } from './route';
import { now, surroundings } from './store';

interface Peer {
  address: string;
  asn: number;
  state: string;
  since: string;
  last_error: string;
  families: string[];
  announced: number;
  flaps: number;
  received: { faults: number };
}

interface Verdict {
  service: string;
  reason: string;
  serving: number;
  quorum: number;
}

interface Address {
  prefix: string;
  announced: boolean;
  peers: string[];
  weighting?: { by: string; share: number };
  services: Verdict[];
}

interface Bgp {
  asn: number;
  router_id: string;
  leaving: string;
  peers: Peer[];
  addresses: Address[];
  others: Verdict[];
}

const EVERY_MS = 5000;

const REASONS: Record<string, string> = {
  announced: 'a reason to announce it',
  belowQuorum: 'below its quorum',
  notChecked: 'not enough are checked yet',
  drained: 'every backend is taken out',
  heldBack: 'healthy, but held back by another service of its address or prefix',
  notWanted: 'not to be announced',
  noAddress: 'it has no address to announce',
  notOnInterface: 'its address is not on the interface',
  notCarried: 'the data plane does not carry it',
  noPeer: 'no router has been told',
  leaving: 'this node leaves',
};

/** Which addresses routers are told of, and why others not. */
export function RoutesPage() {
  const it = useAnswer<Bgp>(
    'bgp', surroundings.value.get('announcement'), surroundings.value.get('peer'), Math.floor(now.value / EVERY_MS));
  return (
    <>
      <h1>Routes</h1>
      {it.body === undefined ? <Unanswered of={it} /> : <Known it={it.body} />}
    </>
  );
}

function Known({ it }: { it: Bgp }) {
  return (
    <>
      <p class="facts">
        AS {it.asn} · router id {it.router_id}
        {it.leaving !== '' && <span class="is-partly"> · ▲ this node is {it.leaving}</span>}
      </p>
      <h2>Addresses and prefixes</h2>
      {it.addresses.length === 0 && <p class="nothing">No service has an address that could be announced.</p>}
      <ul class="backends">
        {it.addresses.map((address) => (
          <li class="card" key={address.prefix}>
            <div class="cardhead">
              <h3 class="plainhead">
                <code>{address.prefix}</code>
              </h3>
              <span class={address.announced ? 'is-up' : 'is-partly'}>
                {address.announced ? `● announced to ${plural(address.peers.length, 'router')}` : '○ not announced'}
              </span>
              {address.weighting !== undefined && (
                <span class="quiet">
                  share {Math.round(address.weighting.share * 100)} %, told by {address.weighting.by}
                </span>
              )}
            </div>
            <Verdicts of={address.services} />
          </li>
        ))}
      </ul>
      {it.others.length > 0 && (
        <>
          <h2 class="next">Without an announcement</h2>
          <div class="card">
            <Verdicts of={it.others} />
          </div>
        </>
      )}
      <h2 class="next">Routers</h2>
      {it.peers.length === 0 && <p class="nothing">There are none.</p>}
      <ul class="backends">
        {it.peers.map((peer) => {
          const isUp = peer.state.toLowerCase() === 'established';
          return (
            <li class="card" key={peer.address}>
              <div class="cardhead">
                <h3 class="plainhead">{peer.address}</h3>
                <span class={isUp ? 'is-up' : 'is-down'}>
                  {isUp ? '●' : '✕'} {peer.state}
                </span>
                <time dateTime={peer.since} title={clock(peer.since, now.value)}>
                  {ago(Date.parse(peer.since), now.value)}
                </time>
              </div>
              <p class="facts">
                AS {peer.asn} · {plural(peer.announced, 'prefix', 'prefixes')} announced · {plural(peer.flaps, 'flap')}
                {peer.families.length > 0 && ` · ${peer.families.join(', ')}`}
                {peer.received.faults > 0 && ` · ${plural(peer.received.faults, 'malformed message')}`}
              </p>
              {!isUp && peer.last_error !== '' && <p class="is-down">{peer.last_error}</p>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Verdicts({ of }: { of: Verdict[] }) {
  return (
    <ul class="changes">
      {of.map((it) => (
        <li key={it.service}>
          <a href={link({ page: 'service', name: it.service })}>{it.service}</a>: {REASONS[it.reason] ?? it.reason}{' '}
          <span class="quiet">
            ({it.serving} serving, {it.quorum} needed)
          </span>
        </li>
      ))}
    </ul>
  );
}
