// Draws a dashboard as Grafana would, in headless Chromium:
//   node draw.mjs DASHBOARD.json PICTURE.png PROMETHEUS [QUERY]
// QUERY is handed to the page (view/main.jsx) and joined by &; width=PIXELS and height=PIXELS are
// the size of the picture, as high as the dashboard if no height is given. CHROMIUM names the
// browser. Prints what the page could not honour, one line each, and exits with 1 if there was
// anything.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

const HERE = import.meta.dirname;
const PACKAGES = path.join(HERE, '../node_modules');
const GRAFANA_FILES = path.join(PACKAGES, '@grafana/ui/dist');
// Grafana's fonts, which its packages do not bring.
const FONTS = [
  [/^\/public\/fonts\/inter\/Inter-Regular/, 'inter/files/inter-latin-400-normal.woff2'],
  [/^\/public\/fonts\/inter\/Inter-Medium/, 'inter/files/inter-latin-500-normal.woff2'],
  [/^\/public\/fonts\/roboto\//, 'roboto-mono/files/roboto-mono-latin-400-normal.woff2'],
];
const TYPES = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const PATIENCE = 120000; // milliseconds
// Chromium gives up all its requests, also those to this machine, when the machine gets or loses a
// network interface, as it does when somebody starts a container. Then the page is drawn anew.
const DISTURBED = 'ERR_NETWORK_CHANGED';
const ATTEMPTS = 8;
const [dashboard, picture, prometheus, query = ''] = process.argv.slice(2);

function forward(request, response) {
  http
    .get(prometheus + request.url.slice('/prometheus'.length), (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    })
    .on('error', (error) => response.writeHead(502).end(String(error)));
}

function fileFor(pathname) {
  if (pathname === '/dashboard.json') return dashboard;
  const font = FONTS.find(([address]) => address.test(pathname));
  if (font) return path.join(PACKAGES, '@fontsource', font[1]);
  if (pathname.startsWith('/public/')) {
    return path.join(GRAFANA_FILES, pathname.replace('/public/build/', '/public/'));
  }
  return path.join(HERE, 'view/dist', pathname === '/' ? 'index.html' : pathname);
}

function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://page');
  if (pathname.startsWith('/prometheus/')) return forward(request, response);
  fs.readFile(fileFor(path.normalize(pathname)), (error, content) => {
    const type = TYPES[path.extname(pathname)] ?? 'text/html';
    response.writeHead(error ? 404 : 200, { 'content-type': type });
    response.end(content);
  });
}

function noteErrors(page, problems) {
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('response', (answer) => {
    if (answer.status() === 404) problems.push(`not found: ${answer.url()}`);
  });
}

// In the page: resolves once what it was told to draw has been drawn.
function drawn() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

// The page counts down what it still waits for; when nothing is left, it has been told to draw.
async function draw(page, size, address) {
  const problems = [];
  noteErrors(page, problems);
  await page.goto(`${address}/?prometheus=/prometheus&${query}`, { timeout: PATIENCE });
  await page.waitForFunction(() => window.drawing?.pending === 0, null, { timeout: PATIENCE });
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(drawn);
  const part = size.height ? { clip: { x: 0, y: 0, ...size } } : { fullPage: true };
  await page.screenshot({ path: picture, timeout: PATIENCE, ...part });
  problems.push(...(await page.evaluate(() => window.drawing.problems)));
  problems.push(...(await page.evaluate(() => window.drawing.lookForProblems())));
  return [...new Set(problems)];
}

// Fails when Chromium has given up a request because the network changed.
function disturbance(page) {
  return new Promise((_, reject) => {
    page.on('requestfailed', (request) => {
      if (request.failure()?.errorText.includes(DISTURBED)) reject(new Error(DISTURBED));
    });
  });
}

async function drawUndisturbed(browser, size, address) {
  for (let attempt = 1; ; ++attempt) {
    const page = await browser.newPage({ viewport: { width: size.width, height: 900 } });
    try {
      return await Promise.race([disturbance(page), draw(page, size, address)]);
    } catch (error) {
      if (!error.message.includes(DISTURBED) || attempt === ATTEMPTS) return [error.message];
    } finally {
      await page.close();
    }
  }
}

const server = http.createServer(serve).listen(0, '127.0.0.1');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS, timeout: PATIENCE,
});
try {
  const parameters = new URLSearchParams(query);
  const width = Number(parameters.get('width') ?? 1600);
  const height = Number(parameters.get('height'));
  const address = `http://127.0.0.1:${server.address().port}`;
  const problems = await drawUndisturbed(browser, { width, height }, address);
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length ? 1 : 0;
} finally {
  await browser.close();
  server.close();
}
