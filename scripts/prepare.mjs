// Plain JavaScript for Node 18 and newer: makes the folder ready before an npm script does its work.
// It installs what is missing (Node 24 among it), builds the console's page when it is older than its source,
// and says what is wrong when it cannot.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const needed = 24;

function run(program, args) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return status === 0;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** npm leaves a copy of the lock file beside what it installed; when the two differ, something is missing. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return (
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs ||
    sameVersions(installed)
  );
}

function sameVersions(installed) {
  const versions = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const [have, want] = [versions(installed), versions(join(root, 'package-lock.json'))];
  return Object.entries(want).every(
    ([path, { version, optional }]) =>
      path === '' || have[path]?.version === version || (optional && !(path in have)),
  );
}

function install() {
  process.stdout.write('Installing what Belay needs (once) …\n');
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  if (!run('npm', args)) {
    fail(
      'The installation failed; npm says why above. Nothing was started. Mend that and run the same command again.',
    );
  }
}

/** The scripts' path begins with node_modules/.bin, where the right Node has been put. */
function checkNode() {
  const { stdout } = spawnSync('node', ['--version'], { cwd: root, encoding: 'utf8' });
  const found = (stdout ?? '').trim();
  if (Number(/^v(\d+)/.exec(found)?.[1] ?? 0) >= needed) return;
  fail(
    `Belay needs Node ${needed} or newer, and this machine runs ${found || 'none'}. No Node ${needed} came with the installation ` +
      `for ${process.platform} ${process.arch}: install one (https://nodejs.org) and run the same command again.`,
  );
}

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
  );
}

function buildPage() {
  const page = join(root, 'dashboard', 'dist', 'index.html');
  const sources = [join(root, 'dashboard', 'src'), join(root, 'src', 'core')];
  if (existsSync(page) && statSync(page).mtimeMs >= Math.max(...sources.map(newest))) return;
  if (!run('node', [join(root, 'dashboard', 'build.ts')])) {
    fail('The console page could not be built; the reason stands above. Nothing was started.');
  }
}

if (!isInstalled()) install();
checkNode();
buildPage();
