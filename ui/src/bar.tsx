import type { Backend } from './model';

/** More segments than this cannot be told apart: they become one filled and one hatched. */
const MOST = 32;

/** Weights as widths: the whole is what is configured, filled is what is in effect. */
export function Bar({ backends }: { backends: Map<string, Backend> }) {
  let configured = 0;
  let effective = 0;
  for (const it of backends.values()) {
    configured += it.weight.configured;
    effective += Math.min(it.weight.effective, it.weight.configured);
  }
  const words = configured === 0 ? 'no weight' : `weight ${effective} of ${configured} in effect`;
  const segments: [string, number, boolean][] = [];
  if (backends.size <= MOST) {
    for (const [name, it] of backends) {
      const taken = Math.min(it.weight.effective, it.weight.configured);
      if (taken > 0) segments.push([`${name}+`, taken, false]);
      if (it.weight.configured > taken) segments.push([`${name}-`, it.weight.configured - taken, true]);
    }
  } else {
    if (effective > 0) segments.push(['+', effective, false]);
    if (configured > effective) segments.push(['-', configured - effective, true]);
  }
  return (
    <span class="bar" role="img" aria-label={words} title={words}>
      {segments.map(([key, weight, isLost]) => (
        <i key={key} class={isLost ? 'lost' : undefined} style={{ flexGrow: weight }} />
      ))}
    </span>
  );
}
