import { useState } from 'preact/hooks';
import { AddBackend, BackendActions, attempt } from './actions';
import { Bar } from './bar';
import { propose } from './change';
import { backendPath } from './client';
import { useAnswer } from './load';
import { ago, HEALTH_WORDS, plural, SHAPES, type Backend } from './model';
import { now, services, status, summaryOf, tick } from './store';

interface Why {
  words: string;
  causes: { words: string; weight: number }[];
  transitions: { at: string | null; from: string; to: string; reason: string | null }[];
}

const VERDICTS: Record<string, string> = { up: '●', down: '✕', unknown: '?' };

/** One service and its backends. */
export function ServicePage({ name }: { name: string }) {
  tick.value;
  const service = services.get(name);
  if (service === undefined) {
    return <p class="nothing">{status.value === null ? 'Nothing is known yet.' : `There is no service ${name}.`}</p>;
  }
  const it = summaryOf(name, service);
  const most = Math.max(1, ...[...service.backends.values()].map((b) => b.weight.configured));
  return (
    <>
      <p class="back">
        <a href="#/">← all services</a>
      </p>
      <h1>
        {name}{' '}
        <span class={`health is-${it.health}`}>
          <span aria-hidden="true">{SHAPES[it.health]}</span> {HEALTH_WORDS[it.health]}
        </span>
      </h1>
      <p class="facts">
        <code>{it.address}</code> {it.kind} · made by {it.origin} · {it.up} of {plural(it.backends, 'backend')} up
        {Object.entries(service.fields.options)
          .filter(([key, value]) => !['host', 'port', 'protocol', 'method'].includes(key) && value !== '' && value !== false)
          .map(([key, value]) => ` · ${key} ${value}`)}
      </p>
      <Bar backends={service.backends} />
      <div class="buttons left">
        <AddBackend service={name} />
        <button
          type="button"
          onClick={() => attempt(propose(`Remove service ${name}`, (state) => void delete state.services[name]))}
        >
          Remove service…
        </button>
      </div>
      {it.backends === 0 ? (
        <p class="nothing">It has no backends: nobody answers.</p>
      ) : (
        <ul class="backends">
          {[...service.backends].map(([backend, view]) => (
            <BackendCard key={backend} service={name} name={backend} it={view} most={most} />
          ))}
        </ul>
      )}
    </>
  );
}

function BackendCard({ service, name, it, most }: { service: string; name: string; it: Backend; most: number }) {
  const [isOpen, setOpen] = useState(false);
  const { configured, effective } = it.weight;
  return (
    <li class="card">
      <div class="cardhead">
        <h2>{name}</h2>
        <span class={`health is-${it.verdict}`}>
          <span aria-hidden="true">{VERDICTS[it.verdict] ?? '?'}</span>{' '}
          {it.verdict === 'unknown' ? 'not checked yet' : it.verdict}
          {it.since !== null && <small> {ago(Date.parse(it.since), now.value)}</small>}
        </span>
        {it.state !== 'enabled' && <span class="badge">‖ {it.state}</span>}
        <code class="address">{it.address}</code>
      </div>
      {it.reason !== null && <p class="is-down">{it.reason}</p>}
      <div class="weightline">
        <progress max={most} value={Math.min(effective, most)} aria-label={`weight of ${name} in effect`} />
        <span>
          weight <b>{effective}</b> in effect, {configured} configured · {Math.round(it.health * 100)} % of its checks good
        </span>
      </div>
      <div class="buttons left">
        <BackendActions service={service} name={name} it={it} />
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Why?
        </button>
      </div>
      {isOpen && <WhyView service={service} name={name} it={it} />}
    </li>
  );
}

function WhyView({ service, name, it }: { service: string; name: string; it: Backend }) {
  const why = useAnswer<Why>(`${backendPath(service, name)}/why`, it);
  if (why.error !== undefined) return <p class="problem">✕ {why.error}</p>;
  if (why.body === undefined) return <p class="quiet">asking …</p>;
  return (
    <div class="why">
      <p>{why.body.words}</p>
      <ol class="steps">
        {why.body.causes.map((cause) => (
          <li>
            {cause.words} → <b>{cause.weight}</b>
          </li>
        ))}
      </ol>
      {why.body.transitions.length > 0 && (
        <ul class="changes">
          {why.body.transitions.slice(0, 8).map((past) => (
            <li>
              {past.at === null ? '' : ago(Date.parse(past.at), now.value)}: {past.from} → {past.to}
              {past.reason !== null && `, ${past.reason}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
