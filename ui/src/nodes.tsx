import { Unanswered, useAnswer } from './load';
import { ago, clock, plural } from './model';
import { now, surroundings } from './store';

interface Store {
  store: string;
  state: string;
  reason: string;
  since: string;
  lag_ms: number;
  problems: string[];
}

interface Node {
  node: string;
  in_step: boolean;
  version?: string;
  dataplane?: string;
  services?: number;
  drift?: number;
  settled?: boolean;
  at?: string;
  store?: { state: string; reason: string; lag_ms: number; problems: number };
}

/** Others are known to 2 s, and what is told of them by events leaves out what grows by itself. */
const EVERY_MS = 5000;

/** The directors that share a store, and how they stand to it. */
export function NodesPage() {
  const cause = [surroundings.value.get('node'), Math.floor(now.value / EVERY_MS)];
  const store = useAnswer<Store>('store', ...cause);
  const nodes = useAnswer<Node[]>('nodes', ...cause);
  return (
    <>
      <h1>Nodes</h1>
      {store.body === undefined ? <Unanswered of={store} /> : <StoreCard it={store.body} />}
      {nodes.body !== undefined && (
        <ul class="backends">
          {nodes.body.map((it) => (
            <NodeCard key={it.node} it={it} />
          ))}
        </ul>
      )}
    </>
  );
}

function StoreCard({ it }: { it: Store }) {
  const isWell = it.state === 'in step';
  return (
    <section class="card" aria-label="The store">
      <div class="cardhead">
        <h2>The store ({it.store})</h2>
        <span class={isWell ? 'is-up' : 'is-partly'}>
          <span aria-hidden="true">{isWell ? '●' : '▲'}</span> {it.state}
        </span>
        <time dateTime={it.since} title={clock(it.since, now.value)}>
          {ago(Date.parse(it.since), now.value)}
        </time>
        <span class="quiet">carried out {it.lag_ms} ms after the store's word</span>
      </div>
      {it.reason !== '' && <p class="is-down">{it.reason}</p>}
      {it.state === 'held' && (
        <p>
          Nothing is removed until somebody decides: <code>gorb store refill</code> writes what is in force to the store,{' '}
          <code>gorb store accept</code> carries out what the store says.
        </p>
      )}
      {it.problems.length > 0 && (
        <>
          <h3>Documents that are not carried out</h3>
          <ul class="changes">
            {it.problems.map((text) => (
              <li class="is-down">✕ {text}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function NodeCard({ it }: { it: Node }) {
  const facts = [
    it.version && `gorb ${it.version}`,
    it.dataplane,
    it.services !== undefined && plural(it.services, 'service'),
    it.drift ? `${plural(it.drift, 'step')} nobody repaired` : null,
    it.settled === false && 'not settled',
    it.store && it.store.problems > 0 && `${plural(it.store.problems, 'document')} not carried out`,
    it.store && `${it.store.lag_ms} ms behind the store's word`,
  ].filter(Boolean);
  return (
    <li class="card">
      <div class="cardhead">
        <h2>{it.node}</h2>
        <span class={it.in_step ? 'is-up' : 'is-partly'}>
          <span aria-hidden="true">{it.in_step ? '●' : '▲'}</span>{' '}
          {it.in_step ? 'in step' : `not in step${it.store === undefined ? '' : `: ${it.store.state}`}`}
        </span>
        {it.at !== undefined && (
          <time dateTime={it.at} title={clock(it.at, now.value)}>
            told {ago(Date.parse(it.at), now.value)}
          </time>
        )}
      </div>
      <p class="facts">{facts.join(' · ')}</p>
      {it.store !== undefined && it.store.reason !== '' && <p class="is-down">{it.store.reason}</p>}
    </li>
  );
}
