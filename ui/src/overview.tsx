import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { mayChange } from './access';
import { Bar } from './bar';
import { carried, seeCarried, watchCarried } from './carried';
import { newService } from './edit';
import { Lately } from './lately';
import { ago, amount, HEALTH_WORDS, plural, SHAPES, type Sort, type Summary } from './model';
import { link } from './route';
import { counts, filter, query, selected, shown, sort, type Filter } from './selection';
import { now, services, status } from './store';
import { bytes, perSecond, type Carried } from './traffic';
import { Virtual } from './virtual';

const phone = matchMedia('(max-width: 44rem)');
const isNarrow = signal(phone.matches);
phone.addEventListener('change', (e) => (isNarrow.value = e.matches));

const FILTERS: [Filter, string][] = [
  ['all', 'all'],
  ['attention', '▲ not well'],
  ['down', '✕ down'],
  ['partly', '◐ partly up'],
  ['unknown', '? not checked'],
  ['empty', '○ no backends'],
  ['withheld', '‖ taken out'],
];

const SORTS: [Sort, string][] = [
  ['health', 'worst first'],
  ['name', 'by name'],
  ['changed', 'changed last'],
  ['backends', 'fewest up'],
];

/** Every service at a glance. */
export function Overview() {
  const list = shown.value;
  const height = isNarrow.value ? 76 : 44;
  const at = selected.value === null ? -1 : list.findIndex((it) => it.name === selected.value);
  const sums = carried.value;
  useEffect(() => () => void (selected.value = null), []);
  useEffect(watchCarried, []);
  return (
    <div class="overview">
      <section class="list" aria-label="Services">
        <div class="titleline">
          <div>
            <h1>{headline()}</h1>
            {sums !== null && list.length > 0 && (
              <p class="quiet total">
                {amount(sums.total.per_second.connections)} new connections/s, {amount(sums.total.active)} active
                · {bytes(sums.total.per_second.bytes_in)} in, {bytes(sums.total.per_second.bytes_out)} out
              </p>
            )}
          </div>
          {mayChange() && (
            <button type="button" onClick={() => (newService.value = true)}>
              Create service…
            </button>
          )}
        </div>
        <Tools />
        {list.length === 0 ? (
          <p class="nothing">{nothing()}</p>
        ) : (
          <div role="table" aria-label="Services" aria-rowcount={list.length + 1}
            class={sums === null ? 'table' : 'table counted'}>
            <div role="rowgroup">
              <div role="row" aria-rowindex={1} class="row head">
                <span role="columnheader">Health</span>
                <span role="columnheader" class="name">Service</span>
                <span role="columnheader">Address</span>
                <span role="columnheader">Up</span>
                <span role="columnheader">Weights</span>
                {sums !== null && <span role="columnheader" class="traffic">Traffic</span>}
                <span role="columnheader" class="changed">Changed</span>
              </div>
            </div>
            <Virtual
              items={list}
              rowHeight={height}
              focus={at}
              seen={(made) => seeCarried(made.map((it) => it.name))}
              row={(it, i) => <Row key={it.name} it={it} index={i} isSelected={i === at} sums={sums?.services} />}
            />
          </div>
        )}
      </section>
      <Lately />
    </div>
  );
}

function TrafficCell({ of }: { of: Carried | undefined }) {
  if (of === undefined) return <span role="cell" class="traffic" />;
  const { connections, bytes_in, bytes_out } = of.per_second;
  return (
    <span role="cell" class="traffic" title={`${amount(of.active)} active, ${bytes(bytes_in)} in, ${bytes(bytes_out)} out`}>
      {perSecond(connections)} <small>{bytes(bytes_in + bytes_out)}</small>
    </span>
  );
}

function headline(): string {
  const it = counts.value;
  if (status.value === null) return 'Services';
  if (it.all === 0) return 'No services';
  const bad = it.down + it.partly;
  return bad === 0 ? `${plural(it.all, 'service')}, none in trouble` : `${plural(it.all, 'service')}, ${bad} in trouble`;
}

function nothing() {
  if (status.value === null) return 'Nothing is known yet.';
  if (counts.value.all === 0) {
    return mayChange()
      ? 'There are no services yet: create one here, or by the API, or in the configuration file.'
      : 'There are no services yet.';
  }
  return (
    <>
      No service is like that.{' '}
      <button type="button" onClick={() => ((query.value = ''), (filter.value = 'all'))}>
        Show all
      </button>
    </>
  );
}

function Tools() {
  return (
    <div class="tools">
      <label class="search">
        <span class="hidden">Search</span>
        <input
          id="search"
          type="search"
          placeholder="Search  /"
          value={query.value}
          onInput={(e) => {
            query.value = e.currentTarget.value;
            selected.value = null;
          }}
        />
      </label>
      <label class="sort">
        <span>Order</span>
        <select value={sort.value} onChange={(e) => (sort.value = e.currentTarget.value as Sort)}>
          {SORTS.map(([it, label]) => (
            <option value={it}>{label}</option>
          ))}
        </select>
      </label>
      <div class="filters" role="group" aria-label="Filter">
        {FILTERS.map(([it, label]) => (
          <button
            type="button"
            aria-pressed={filter.value === it}
            class={counts.value[it] === 0 && it !== 'all' ? 'none' : undefined}
            onClick={() => (filter.value = filter.value === it ? 'all' : it)}
          >
            {label} <b>{counts.value[it].toLocaleString('en')}</b>
          </button>
        ))}
      </div>
    </div>
  );
}

interface RowOf {
  it: Summary;
  index: number;
  isSelected: boolean;
  /** Of the services that were asked about; none where nothing is counted. */
  sums: Record<string, Carried> | undefined;
}

function Row({ it, index, isSelected, sums }: RowOf) {
  const backends = services.get(it.name)?.backends ?? new Map();
  return (
    <div role="row" aria-rowindex={index + 2} class={`row${isSelected ? ' selected' : ''}`} data-name={it.name}>
      <span role="cell" class={`health is-${it.health}`}>
        <span aria-hidden="true">{SHAPES[it.health]}</span> {HEALTH_WORDS[it.health]}
      </span>
      <span role="cell" class="name">
        <a href={link({ page: 'service', name: it.name })}>{it.name}</a>
        {it.reason !== '' && <small title={it.reason}>{it.reason}</small>}
      </span>
      <span role="cell" class="address" title={it.address}>
        {it.address} <small>{it.kind}</small>
      </span>
      <span role="cell" class="up">
        {it.backends === 0 ? '–' : `${it.up}/${it.backends}`}
        {it.withheld > 0 && <small title={`${it.withheld} taken out by an operator`}> ‖ {it.withheld}</small>}
      </span>
      <span role="cell" class="weights">
        <Bar backends={backends} />
      </span>
      {sums !== undefined && <TrafficCell of={sums[it.name]} />}
      <span role="cell" class="changed">
        {it.changed === 0 ? '' : ago(it.changed, now.value)}
      </span>
    </div>
  );
}
