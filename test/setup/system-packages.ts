import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';

/** Real servers and a real browser that some tests run against, and the program that shows each: a client alone brings the folders too. */
const packages = [
  { name: 'chromium', shownBy: ['/usr/bin/chromium', '/usr/bin/chromium-browser'] },
  { name: 'postgresql', shownBy: ['/usr/lib/postgresql/*/bin/postgres'] },
] as const;

/** Installs what is missing where that is possible, and says so; tests of what stays missing are skipped. */
export function setup(): void {
  const missing = packages
    .filter(({ shownBy }) => !shownBy.some((path) => globSync(path).length > 0))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const list = missing.join(', ');
  if (
    process.env['BELAY_NO_INSTALL'] === '1' ||
    process.getuid?.() !== 0 ||
    !existsSync('/usr/bin/apt-get')
  ) {
    console.warn(`Not on this machine: ${list}. Their tests are skipped.`);
    return;
  }
  console.warn(`Installing ${list} through apt for the tests; BELAY_NO_INSTALL=1 turns that off.`);
  const apt = (args: readonly string[]) =>
    spawnSync('apt-get', [...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const installed =
    apt(['update', '-qq']) && apt(['install', '-y', '-qq', '--no-install-recommends', ...missing]);
  if (!installed) console.warn(`apt could not install ${list}; their tests are skipped.`);
}
