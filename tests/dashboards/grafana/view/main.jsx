// A page that draws one dashboard (classic schema) with Grafana's own components (@grafana/ui) and
// its own code for units, thresholds, overrides, reducers and transformations (@grafana/data), from
// what a Prometheus answers. Parameters: prometheus=URL from=SECONDS var-NAME=VALUE.
import { createRoot } from 'react-dom/client';
import { createTheme } from '@grafana/data';
import { GlobalStyles, ThemeContext } from '@grafana/ui';
import { Dashboard } from './dashboard.jsx';
import { drawing, problem } from './drawing.js';
import { fillRegistries } from './registries.js';
import { loadVariables, secondsOf } from './variables.js';

window.__grafana_public_path__ = '/public/';

async function main() {
  const parameters = new URLSearchParams(location.search);
  const dashboard = await (await fetch('dashboard.json')).json();
  const prometheus = parameters.get('prometheus');
  const seconds = Number(parameters.get('from')) || secondsOf(dashboard.time.from.replace('now-', ''));
  const now = Math.floor(Date.now() / 1000);
  const range = { from: now - seconds, to: now };
  const theme = createTheme({ colors: { mode: 'dark' } });
  fillRegistries();
  const variables = await loadVariables(dashboard, prometheus, range, parameters);
  createRoot(document.getElementById('root')).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Dashboard dashboard={dashboard} context={{ prometheus, range, theme, variables }} />
    </ThemeContext.Provider>,
  );
}

main().catch((error) => {
  problem('page', error.stack);
  drawing.pending = 0;
});
