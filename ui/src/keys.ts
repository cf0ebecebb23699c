/** The keys of help.tsx. Keys with Ctrl, Alt or Meta are the browser's, and those typed into a field the field's. */
import { mayChange } from './access';
import { newService } from './edit';
import { isHelpShown } from './help';
import { go, route } from './route';
import { move, openSelected } from './selection';
import { nextTheme } from './theme';

export function onKey(e: KeyboardEvent) {
  if (e.ctrlKey || e.altKey || e.metaKey || document.querySelector('dialog[open]') !== null) return;
  const at = e.target instanceof HTMLElement ? e.target : document.body;
  const isOverview = route.value.page === 'overview';
  if (at.matches('input, select, textarea')) {
    if (e.key === 'Escape') at.blur();
    else if (at.id === 'search' && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) move(e.key === 'ArrowDown' ? 1 : -1);
    else if (at.id === 'search' && e.key === 'Enter') openSelected();
    else return;
    e.preventDefault();
    return;
  }
  switch (e.key) {
    case '/':
      if (!isOverview) go({ page: 'overview' });
      search();
      break;
    case 'j':
    case 'ArrowDown':
      if (!isOverview) return;
      move(1);
      break;
    case 'k':
    case 'ArrowUp':
      if (!isOverview) return;
      move(-1);
      break;
    case 'Enter':
      if (!isOverview || at.matches('a, button, summary')) return;
      openSelected();
      break;
    case 'Escape':
    case 'o':
      go({ page: 'overview' });
      break;
    case 't':
      go({ page: 'timeline' });
      break;
    case 'd':
      go({ page: 'drift' });
      break;
    case 'r':
      go({ page: 'routes' });
      break;
    case 'n':
      go({ page: 'nodes' });
      break;
    case 'i':
      go({ page: 'director' });
      break;
    case 'c':
      if (mayChange()) newService.value = true;
      break;
    case 'l':
      nextTheme();
      break;
    case '?':
      isHelpShown.value = true;
      break;
    default:
      return;
  }
  e.preventDefault();
}

/** To the field at once, so that what is typed next is in it; where it has to be made first, with the next frame. */
function search() {
  const field = document.getElementById('search');
  if (field !== null) field.focus();
  else requestAnimationFrame(() => document.getElementById('search')?.focus());
}
