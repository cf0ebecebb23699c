import { Lock } from './access';
import { clock, sentence } from './model';
import { isHelpShown } from './help';
import { link, PAGES, route, type Page } from './route';
import { connection, now, status } from './store';
import { Pending } from './timeline';
import { nextTheme, theme, THEME_SHAPES } from './theme';

const LABELS: Record<Page, string> = {
  overview: 'Services',
  timeline: 'Timeline',
  drift: 'Drift',
  routes: 'Routes',
  nodes: 'Nodes',
  director: 'IPVS',
};

export function Header() {
  const here = route.value.page === 'service' ? 'overview' : route.value.page;
  return (
    <header class="top">
      <a class="brand" href="#/" aria-label="gorb: all services">
        <img src="./icon.svg" alt="" width="24" height="24" />
        gorb
      </a>
      <nav aria-label="Pages">
        {PAGES.map((page) => (
          <a href={link({ page })} aria-current={here === page ? 'page' : undefined}>
            {LABELS[page]}
          </a>
        ))}
      </nav>
      <Live />
      <Lock />
      <button type="button" onClick={nextTheme} title="Light, dark, or as the system has it">
        <span aria-hidden="true">{THEME_SHAPES[theme.value]}</span> <span class="hidden">Colours:</span> {theme.value}
      </button>
      <button type="button" onClick={() => (isHelpShown.value = true)} aria-label="Help" title="Help (?)">
        ?
      </button>
    </header>
  );
}

/** Whether what is shown is what is. */
function Live() {
  const it = connection.value;
  const isKnown = status.value !== null;
  const [kind, shape, text] =
    it.is === 'live' && isKnown
      ? ['live', '●', 'live']
      : it.is === 'lost'
        ? ['lost', '▲', isKnown ? `old data since ${clock(it.since, now.value)}` : 'no data']
        : ['wait', '◌', 'connecting'];
  return (
    <span class={`live is-${kind}`} role="status" title={it.is === 'lost' ? it.reason : undefined}>
      <span aria-hidden="true">{shape}</span> {text}
    </span>
  );
}

/** What does not work at present. */
export function Notices() {
  const it = connection.value;
  const known = status.value;
  const texts = [
    ...(it.is === 'lost' ? [`${sentence(it.reason)} ${known === null ? '' : 'What you see is old. '}Trying again.`] : []),
    ...(known?.troubles ?? []),
    ...(known?.refused ?? []).map((text) => `refused: ${text}`),
  ];
  const shown = texts.slice(0, 5);
  if (texts.length > shown.length) shown.push(`and ${texts.length - shown.length} more`);
  return (
    <div class="notices" aria-live="polite">
      <Pending />
      {shown.map((text) => (
        <p key={text}>
          <span aria-hidden="true">▲</span> {text}
        </p>
      ))}
    </div>
  );
}
