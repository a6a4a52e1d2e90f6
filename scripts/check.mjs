// The one gate: format and lint, types, architecture, dead code, tests. The same here and in continuous integration.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const withTests = !process.argv.includes('--no-tests');

function run(program, args, options = {}) {
  return spawnSync(program, args, { cwd: root, stdio: options.quiet ? 'ignore' : 'inherit' }).status;
}

/** A checker that finds nothing may be blind: it has to find a violation that is put before it. */
function findsPlantedViolation() {
  const folder = join(root, 'src', 'core', 'planted-violation');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'planted.ts'), "import '../../adapters/place/log.ts';\n");
  try {
    return (
      run('depcruise', ['--config', '.dependency-cruiser.mjs', 'src/core/planted-violation'], {
        quiet: true,
      }) !== 0
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const checks = [
  ['format and lint', () => run('biome', ['check', '--error-on-warnings', '.'])],
  ['types', () => run('tsc', ['--noEmit', '-p', '.'])],
  ['types of the page', () => run('tsc', ['--noEmit', '-p', 'dashboard'])],
  [
    'architecture',
    () =>
      run('depcruise', [
        '--config',
        '.dependency-cruiser.mjs',
        'src',
        'commands',
        'handlers',
        'demo',
        'bench',
        'dashboard/src',
        'test',
      ]),
  ],
  ['architecture is looked at', () => (findsPlantedViolation() ? 0 : 1)],
  ['dead code', () => run('knip', ['--no-progress'])],
  ...(withTests ? [['tests', () => run('vitest', ['run'])]] : []),
];

const failed = [];
for (const [name, check] of checks) {
  console.log(`\n=== ${name}`);
  if (check() !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
