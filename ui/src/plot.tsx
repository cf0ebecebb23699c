const WIDTH = 150;
const HEIGHT = 36;
/** So few values do not fill the width. */
const FEW = 12;

/**
 * A small plot of one figure over time, the newest on the right; in words for who does not see it. Nothing is drawn where
 * nothing was measured yet.
 */
export function Plot(props: { label: string; values: readonly number[]; format: (it: number) => string }) {
  const { label, values, format } = props;
  const now = values.at(-1);
  const top = Math.max(...values, 0);
  const words = now === undefined ? `${label}: nothing yet` : `${label}: ${format(now)} now, at most ${format(top)}`;
  const step = WIDTH / (Math.max(FEW, values.length) - 1);
  const x = (i: number) => (WIDTH - (values.length - 1 - i) * step).toFixed(1);
  const y = (it: number) => (HEIGHT - 1 - (top === 0 ? 0 : (it / top) * (HEIGHT - 3))).toFixed(1);
  const line = values.map((it, i) => `${x(i)},${y(it)}`).join(' ');
  return (
    <figure class="plot">
      <figcaption aria-hidden="true">
        <span>{label}</span> <b>{now === undefined ? '–' : format(now)}</b>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {values.length > 1 && <polygon points={`${x(0)},${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />}
        {values.length > 1 && <polyline points={line} vector-effect="non-scaling-stroke" />}
        <title>{words}</title>
      </svg>
    </figure>
  );
}
