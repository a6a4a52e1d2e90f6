import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { buildDashboard } from '../../dashboard/build.ts';
import type { FakeServer, FakeWorld } from './fake-server.ts';
import { startFakeServer } from './fake-server.ts';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executable = candidates.find((path) => existsSync(path));

export const chromiumMissing = executable === undefined;

/** Appended to a suite's title, so that a skipped one says what it lacks. */
export const chromiumNote = chromiumMissing
  ? ' (skipped: no chromium here, try apt-get install chromium)'
  : '';

/** An open page with the fake server behind it, and what went wrong on it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly server: FakeServer;
  /** Script errors, breaches of the content policy, requests to other origins. */
  problems(): Promise<readonly string[]>;
}

export interface Studio {
  open(world?: Partial<FakeWorld>, path?: string): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Builds the page once and starts one browser for a file of tests. */
export async function startStudio(): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'belay-dashboard-'));
  await buildDashboard(folder);
  const browser = await chromium.launch({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  return {
    open: (world, path) => openPage(browser, folder, world ?? {}, path ?? '/'),
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openPage(
  browser: Browser,
  folder: string,
  world: Partial<FakeWorld>,
  path: string,
): Promise<OpenPage> {
  const server = await startFakeServer(folder, world);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) seen.push(`request to ${request.url()}`);
  });
  await page.addInitScript(`
    window.breaches = [];
    addEventListener('securitypolicyviolation', (e) => window.breaches.push(e.violatedDirective + ' ' + e.blockedURI));
  `);
  await page.goto(server.url + path);
  return {
    page,
    server,
    problems: async () => [...seen, ...(await page.evaluate<string[]>('window.breaches'))],
    async [Symbol.asyncDispose]() {
      await page.close();
      await server.close();
    },
  };
}
