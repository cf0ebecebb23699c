import { ago, clock } from './model';
import { link } from './route';
import { news, now, type News } from './store';

const SHAPE: Record<News['kind'], string> = { up: '●', down: '✕', change: '✎', trouble: '▲' };

/** What happened while this page was open. */
export function Lately() {
  const list = news.value.slice(0, 40);
  return (
    <aside class="lately" aria-labelledby="lately-title">
      <h2 id="lately-title">Lately</h2>
      {list.length === 0 ? (
        <p class="quiet">Nothing has changed since this page was opened.</p>
      ) : (
        <ol>
          {list.map((it) => (
            <li key={it.id} class={`is-${it.kind}`}>
              <span aria-hidden="true" class="shape">
                {SHAPE[it.kind]}
              </span>
              <span>
                {it.service === null ? it.text : <a href={link({ page: 'service', name: it.service })}>{it.text}</a>}{' '}
                <time dateTime={new Date(it.at).toISOString()} title={clock(it.at, now.value)}>
                  {ago(it.at, now.value)}
                </time>
              </span>
            </li>
          ))}
        </ol>
      )}
    </aside>
  );
}
