/** Light or dark: as the system has it, unless people choose. */
import { effect, signal } from '@preact/signals';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'gorb-theme';

function kept(): Theme {
  try {
    return THEMES.find((it) => it === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto'; // Storage is forbidden here.
  }
}

/** A shape each. */
export const THEME_SHAPES: Record<Theme, string> = { auto: '◐', light: '☀', dark: '☾' };

export const theme = signal<Theme>(kept());

export function nextTheme() {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // It holds until the page is closed.
  }
}

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
