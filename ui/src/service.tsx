import { useState } from 'preact/hooks';
import { BackendActions, ServiceActions } from './actions';
import { Bar } from './bar';
import { ChecksPlot, ChecksWords, type Checks } from './checks';
import { ago, HEALTH_WORDS, plural, SHAPES, type Backend } from './model';
import { usePolled, type Polled } from './poll';
import { Drain, Ramp } from './progress';
import { now, services, status, summaryOf, tick } from './store';
import { BackendTraffic, BackendTrafficWords, EVERY_MS, KEPT, Traffic, type ServiceCarried } from './traffic';
import { WhyView } from './why';

const CHECKS_EVERY_MS = 3000;

const VERDICTS: Record<string, string> = { up: '●', down: '✕', unknown: '?' };

/** One service and its backends. */
export function ServicePage({ name }: { name: string }) {
  tick.value;
  const path = encodeURIComponent(name);
  const carried = usePolled<ServiceCarried>(`stats/${path}`, EVERY_MS, KEPT);
  const checks = usePolled<Record<string, Checks>>(`checks/${path}`, CHECKS_EVERY_MS, 1).answers.at(-1);
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
        <code>{it.address}</code> {it.kind} · made by {it.origin} · {' '}
        {it.backends === 0 ? 'no backends' : `${it.up} of ${plural(it.backends, 'backend')} up`}
        {Object.entries(service.fields.options)
          .filter(([key, value]) => !['host', 'port', 'protocol', 'method'].includes(key) && value !== '' && value !== false)
          .map(([key, value]) => ` · ${key}${value === true ? '' : ` ${typeof value === 'object' ? JSON.stringify(value) : value}`}`)}
      </p>
      <Bar backends={service.backends} />
      <Traffic of={carried} />
      <ServiceActions service={name} origin={it.origin} />
      {it.backends === 0 ? (
        <p class="nothing">It has no backends: nobody answers.</p>
      ) : (
        <ul class="backends">
          {[...service.backends].map(([backend, view]) => (
            <BackendCard key={backend} service={name} origin={it.origin} name={backend} it={view} most={most}
              carried={carried} checks={checks?.[backend]} />
          ))}
        </ul>
      )}
    </>
  );
}

interface CardOf {
  service: string;
  origin: string;
  name: string;
  it: Backend;
  most: number;
  carried: Polled<ServiceCarried>;
  checks: Checks | undefined;
}

function BackendCard({ service, origin, name, it, most, carried, checks }: CardOf) {
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
      <Drain name={name} it={it} carried={carried.answers.at(-1)?.backends[name]} />
      <Ramp service={service} name={name} it={it} />
      <div class="plots small">
        <BackendTraffic of={carried} name={name} />
        <ChecksPlot of={checks} />
      </div>
      <BackendTrafficWords of={carried} name={name} />
      <ChecksWords of={checks} />
      <div class="buttons left">
        <BackendActions service={service} origin={origin} name={name} it={it} />
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Why?
        </button>
      </div>
      {isOpen && <WhyView service={service} name={name} it={it} />}
    </li>
  );
}
