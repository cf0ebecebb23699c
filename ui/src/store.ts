/** What is known of the daemon at present, and what happened lately. The only place where it changes. */
import { signal } from '@preact/signals';
import { learnAccess } from './access';
import { root, token } from './client';
import { listen } from './stream';
import { saidAround, summary, type Backend, type ServiceFields, type Status, type Summary } from './model';

export interface Service {
  fields: ServiceFields;
  backends: Map<string, Backend>;
  /** Null from a change on until somebody looks. */
  summary: Summary | null;
}

export type Connection = { is: 'connecting' } | { is: 'live' } | { is: 'lost'; since: number; reason: string };

/** A sentence of what happened. */
export interface News {
  /** Of its own: what came later has a greater one. */
  id: number;
  at: number;
  kind: 'up' | 'down' | 'change' | 'trouble';
  service: string | null;
  text: string;
}

/** Kinds of what is around the table: an event of one of them, and all of them in a snapshot. */
const AROUND = { peer: 'peers', announcement: 'announcements', node: 'nodes' };
const MOST_NEWS = 100;

export const connection = signal<Connection>({ is: 'connecting' });
export const status = signal<Status | null>(null);
/** Grows with every change of services or backends: who shows them reads it. At most once in a frame. */
export const tick = signal(0);
/** What is around the table, by kind: peers, announcements, nodes, each by name. A new map with every change of its kind. */
export const surroundings = signal<ReadonlyMap<string, ReadonlyMap<string, unknown>>>(new Map());
export const news = signal<readonly News[]>([]);
/** The present, to the second. */
export const now = signal(Date.now());

export const services = new Map<string, Service>();
/** Grows with every service that is made or goes. */
export const names = signal(0);

export function summaryOf(name: string, service: Service): Summary {
  service.summary ??= summary(name, service.fields, service.backends);
  return service.summary;
}

let pendingNews: News[] = [];
let lastNews = 0;
let isDirty = false;

function tell(kind: News['kind'], service: string | null, text: string, at = Date.now()) {
  pendingNews.push({ id: ++lastNews, at, kind, service, text });
}

function onEvent(kind: string, data: any) {
  switch (kind) {
    case 'snapshot': {
      services.clear();
      for (const [name, { backends, ...fields }] of Object.entries<any>(data.services)) {
        services.set(name, { fields, backends: new Map(Object.entries<Backend>(backends)), summary: null });
      }
      names.value++;
      status.value = data.status;
      surroundings.value = new Map(
        Object.entries(AROUND).map(([one, many]) => [one, new Map(Object.entries(data[many] ?? {}))]));
      break;
    }
    case 'peer':
    case 'announcement':
    case 'node': {
      const known = new Map(surroundings.value.get(kind));
      const before: any = known.get(data.name);
      const it = data[kind];
      if (it === null) known.delete(data.name);
      else known.set(data.name, it);
      surroundings.value = new Map(surroundings.value).set(kind, known);
      const text = saidAround(kind, data.name, before, it);
      if (text !== null) tell(text.isWell ? 'up' : 'down', null, text.words);
      break;
    }
    case 'status': {
      const before = status.value;
      for (const text of data.troubles) if (!before?.troubles.includes(text)) tell('trouble', null, text);
      status.value = data;
      break;
    }
    case 'service': {
      const known = services.get(data.name);
      if (data.service === null) {
        services.delete(data.name);
        names.value++;
        tell('change', null, `${data.name} was removed`);
      } else if (known === undefined) {
        services.set(data.name, { fields: data.service, backends: new Map(), summary: null });
        names.value++;
        tell('change', data.name, `${data.name} was made`);
      } else {
        services.set(data.name, { fields: data.service, backends: known.backends, summary: null });
        tell('change', data.name, `${data.name} was changed`);
      }
      break;
    }
    case 'backend': {
      const service = services.get(data.service);
      if (service === undefined) break;
      const before = service.backends.get(data.name);
      const label = `${data.service}/${data.name}`;
      if (data.backend === null) {
        service.backends.delete(data.name);
        tell('change', data.service, `${label} was removed`);
      } else {
        service.backends.set(data.name, data.backend);
        if (before === undefined) tell('change', data.service, `${label} was made`);
        else if (before.state !== data.backend.state) tell('change', data.service, `${label} is ${data.backend.state}`);
        else if (before.weight.configured !== data.backend.weight.configured) {
          tell('change', data.service, `${label} has weight ${data.backend.weight.configured}`);
        }
      }
      service.summary = null;
      break;
    }
    case 'standing': {
      if (data.to.use === 'all') tell('down', data.service, `${data.service}: too many are down, all are used`);
      else if (data.to.use === 'fallback') tell('down', data.service, `${data.service} is served by its fallback`);
      else if (!data.to.quorum) tell('down', data.service, `${data.service} is below its quorum`);
      else tell('up', data.service, `${data.service} is served by its own backends`);
      break;
    }
    case 'verdict': {
      const isUp = data.to.verdict === 'up';
      if (isUp && data.from.verdict === 'unknown') break;
      tell(isUp ? 'up' : 'down', data.service,
        `${data.service}/${data.name} is ${data.to.verdict}${data.to.reason === null ? '' : `: ${data.to.reason}`}`,
        data.to.since === null ? Date.now() : Date.parse(data.to.since));
      break;
    }
    case 'turn': {
      for (const text of data.refused) tell('trouble', null, `refused: ${text}`);
      for (const text of data.drift) tell('trouble', null, `drift: ${text}`);
      break;
    }
  }
}

/** Shows what came, once before the next frame is drawn; a page in the background draws none, and must not grow. */
function settle() {
  if (isDirty) return;
  isDirty = true;
  const show = () => {
    if (!isDirty) return;
    isDirty = false;
    now.value = Date.now();
    if (pendingNews.length > 0) {
      news.value = [...pendingNews.reverse(), ...news.value].slice(0, MOST_NEWS);
      pendingNews = [];
    }
    tick.value++;
  };
  if (document.hidden) setTimeout(show, 100);
  else requestAnimationFrame(show);
}

export function start() {
  const stream = listen(new URL('events', root), () => token.headers(), {
    event: onEvent,
    settled: settle,
    opened() {
      connection.value = { is: 'live' };
      void learnAccess();
    },
    lost(reason) {
      const before = connection.value;
      connection.value = { is: 'lost', since: before.is === 'lost' ? before.since : Date.now(), reason };
    },
  });
  token.changed = () => {
    stream.again();
    void learnAccess();
  };
  addEventListener('online', () => stream.again());
  setInterval(() => {
    now.value = Date.now();
  }, 1000);
}
