/**
 * A change as people make it: the document of everything that is wanted, edited; the daemon's plan for it; then exactly that
 * applied, on the condition that nobody was quicker (If-Match). Undoing it is a rollback to the revision before.
 */
import { signal } from '@preact/signals';
import { ask } from './client';

/** The daemon takes 200 units of UTF-16, of which a character has at most two. */
const MOST_OF_REASON = 100;

export interface BackendDocument {
  [field: string]: unknown;
}

export interface ServiceDocument {
  backends?: Record<string, BackendDocument>;
  [field: string]: unknown;
}

export interface StateDocument {
  revision: number;
  services: Record<string, ServiceDocument>;
}

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export interface Plan {
  revision: number;
  changes: FieldChange[];
  steps: { text: string }[];
  risks: { kind: string; text: string }[];
}

export interface Proposal {
  title: string;
  state: StateDocument;
  etag: string | null;
  plan: Plan;
}

/** A change with its plan, which nobody was shown yet. */
export type Planned = Omit<Proposal, 'title'>;

export const proposal = signal<Proposal | null>(null);
/** What was applied last and can be taken back. */
export const done = signal<{ title: string; before: number; now: number; at: number } | null>(null);
export const failure = signal<string | null>(null);

/** Shows the plan of an edit to people; nothing is changed by it. */
export async function propose(title: string, edit: (state: StateDocument) => void): Promise<void> {
  failure.value = null;
  show(title, await planOf(edit));
}

/** Shows a plan to people. */
export function show(title: string, planned: Planned) {
  failure.value = null;
  proposal.value = { title, ...planned };
}

/** What an edit of everything that is wanted would come to; nothing is changed by it. */
export async function planOf(edit: (state: StateDocument) => void): Promise<Planned> {
  const { body: state, etag } = await ask<StateDocument>('GET', 'state');
  edit(state);
  const { body: plan } = await ask<Plan>('POST', 'plan', state);
  return { state, etag, plan };
}

/** Carries out what was shown; with a time it is taken back after that, unless somebody confirms it. */
export async function apply(it: Proposal, confirmWithin: string | null): Promise<void> {
  // By characters, and not by halves of them.
  const reason = encodeURIComponent([...it.title].slice(0, MOST_OF_REASON).join(''));
  const path = `state?reason=${reason}${confirmWithin === null ? '' : `&confirm_within=${confirmWithin}`}`;
  const { body } = await ask<{ revision: number }>('PUT', path, it.state, { 'If-Match': it.etag ?? `"${it.plan.revision}"` });
  proposal.value = null;
  done.value = { title: it.title, before: it.plan.revision, now: body.revision, at: Date.now() };
}

/** Makes it as it was at a revision, if nothing has changed since the one that was looked at. */
export async function rollback(to: number, seen: number): Promise<void> {
  const { body } = await ask<{ revision: number }>('POST', `rollback/${to}`, undefined, { 'If-Match': `"${seen}"` });
  done.value = { title: `rollback to revision ${to}`, before: seen, now: body.revision, at: Date.now() };
}

/** The service of a document; it was there when people looked, and may be gone. */
export function serviceOf(state: StateDocument, service: string): ServiceDocument {
  const it = state.services[service];
  if (it === undefined) throw new Error(`${service} is not there any more`);
  return it;
}

/** The backend of a document; it was there when people looked, and may be gone. */
export function backendOf(state: StateDocument, service: string, backend: string): BackendDocument {
  const it = state.services[service]?.backends?.[backend];
  if (it === undefined) throw new Error(`${service}/${backend} is not there any more`);
  return it;
}
