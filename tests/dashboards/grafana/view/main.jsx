// A page that draws one dashboard (classic schema) with Grafana's own components (@grafana/ui) and
// its own code for units, thresholds, overrides, reducers and transformations (@grafana/data), from
// what a Prometheus answers. Parameters:
//   prometheus=URL
//   from=SECONDS      how long the time range is; the dashboard's own if not given
//   to=SECONDS        its end, since the epoch; now if not given
//   scrape=SECONDS    the scrape interval that the data source is told
//   empty=allowed     a query without an answer is no problem
//   var-NAME=VALUE    may be repeated
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
  const ownSeconds = secondsOf(dashboard.time.from.replace('now-', ''));
  const seconds = Number(parameters.get('from')) || ownSeconds;
  const to = Math.floor(Number(parameters.get('to')) || Date.now() / 1000);
  const range = { from: to - seconds, to };
  const theme = createTheme({ colors: { mode: 'dark' } });
  fillRegistries();
  const variables = await loadVariables(dashboard, prometheus, range, parameters);
  const scrape = Number(parameters.get('scrape')) || 15;
  const emptyAllowed = parameters.get('empty') === 'allowed';
  const context = { prometheus, range, scrape, theme, variables, emptyAllowed };
  createRoot(document.getElementById('root')).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Dashboard dashboard={dashboard} context={context} />
    </ThemeContext.Provider>,
  );
}

main().catch((error) => {
  problem('page', error.stack);
  drawing.pending = 0;
});
