import { element } from './element';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];
const key = 'llmops-report-theme';

/** A button that goes from the system's theme to light and to dark. */
export function themeButton(): HTMLElement {
  let theme = remembered();
  const button = element('button', { type: 'button', class: 'theme' });
  const apply = () => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = { system: '◐ system', light: '☀ light', dark: '☾ dark' }[theme];
    button.title = 'Theme';
  };
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    remember(theme);
    apply();
  });
  apply();
  return button;
}

/** A file opened from a disk may have no storage. */
function remembered(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Then it is chosen again next time.
  }
}
