/** What is under way with a backend: a drain that empties, a weight that grows. */
import { useRef } from 'preact/hooks';
import { backendPath } from './client';
import { useAnswer } from './load';
import { clock, plural, type Backend } from './model';
import { now } from './store';
import type { Carried } from './traffic';
import type { Why } from './why';

/** A drain: how many connections are left, and until when they may be. */
export function Drain({ name, it, carried }: { name: string; it: Backend; carried: Carried | undefined }) {
  const most = useRef(0);
  if (it.state !== 'draining' || it.until === undefined) return null;
  const left = carried === undefined ? null : carried.active + carried.inactive;
  most.current = Math.max(most.current, left ?? 0, 1);
  const seconds = Math.max(0, Math.round((Date.parse(it.until) - now.value) / 1000));
  const time = seconds >= 120 ? `${Math.floor(seconds / 60)} min` : `${seconds} s`;
  return (
    <div class="weightline">
      {left !== null && <progress max={most.current} value={left} aria-label={`connections left of ${name}`} />}
      <span>
        draining: {left === null ? '' : `${plural(left, 'connection')} left, `}over in {time} at the latest{' '}
        <time dateTime={it.until}>({clock(it.until, now.value)})</time>
      </span>
    </div>
  );
}

const EVERY_MS = 2000;

/** A weight that is less than configured although the backend is up: how far it has come back. */
export function Ramp({ service, name, it }: { service: string; name: string; it: Backend }) {
  const isGrowing = it.verdict === 'up' && it.state === 'enabled' && it.weight.effective < it.weight.configured;
  const why = useAnswer<Why>(isGrowing ? `${backendPath(service, name)}/why` : null, Math.floor(now.value / EVERY_MS));
  if (!isGrowing || why.body === undefined) return null;
  const ramp = why.body.causes.find((cause) => cause.cause === 'restore');
  const history = why.body.causes.find((cause) => cause.cause === 'history');
  if (ramp?.over !== undefined) {
    return (
      <div class="weightline">
        <progress max={ramp.over} value={ramp.elapsed ?? 0} aria-label={`the weight of ${name} grows`} />
        <span>
          growing: {ramp.elapsed ?? 0} s of {ramp.over} s
        </span>
      </div>
    );
  }
  return history?.of === undefined ? null : (
    <p class="quiet">
      growing with its checks: {history.good} good of the last {history.of}
    </p>
  );
}
