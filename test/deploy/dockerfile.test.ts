import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCompose, root } from './compose-file.ts';
import { copiedFiles, readDockerfile, wholeStage } from './dockerfile.ts';

const stages = readDockerfile();
const belay = wholeStage(stages, 'belay');
const last = (word: string) => belay.filter((one) => one.word === word).at(-1)?.rest;

test('everything stands on one image of Node 24, by its version', () => {
  const names = stages.map(({ name }) => name);
  const images = stages.map(({ from }) => from).filter((from) => !names.includes(from));
  expect(images).toEqual(['node:24-bookworm-slim']);
});

test('a plain build makes Belay, and docker-compose.yml asks for stages that there are', () => {
  expect(stages.at(-1)?.name).toBe('belay');
  const targets = Object.values(readCompose().services).flatMap(({ build }) => build?.target ?? []);
  expect([...new Set(targets)].toSorted()).toEqual(['belay', 'shop']);
});

test('only what runs is installed, and nobody is root in it', () => {
  const installs = wholeStage(stages, 'dependencies').filter(({ rest }) => rest.startsWith('npm '));
  expect(installs.map(({ rest }) => rest.split(' && ')[0])).toEqual(['npm ci --omit=dev']);
  expect(belay.filter(({ rest }) => rest.startsWith('npm '))).toEqual([]);
  expect(last('USER')).toBe('node');
  expect(wholeStage(stages, 'shop').findLast(({ word }) => word === 'USER')?.rest).toBe('node');
});

test('it can be asked how it is, and is ended in order', () => {
  expect(last('HEALTHCHECK')).toContain('CMD node bin/answers.js');
  expect(last('STOPSIGNAL')).toBe('SIGTERM');
  expect(last('ENTRYPOINT')).toBe('["belay"]');
});

test('the health that docker-compose.yml asks a worker about is where the image answers', () => {
  const [, port] = /BELAY_HEALTH_PORT=(\d+)/.exec(last('ENV') ?? '') ?? [];
  expect(readCompose().services['worker']?.healthcheck.test.at(-1)).toBe(`http://127.0.0.1:${port}`);
});

test('what is copied is there, and reaches the build', () => {
  const copied = stages.flatMap(({ instructions }) => copiedFiles(instructions));
  expect(copied.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const allowed = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  expect(allowed.toSorted()).toEqual([...new Set(copied)].toSorted());
});

test('what is copied is enough to run Belay, without anything that is for development', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belay-image-'));
  try {
    for (const file of copiedFiles(belay)) cpSync(join(root, file), join(folder, file), { recursive: true });
    for (const path of runtimePackages()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      symlinkSync(join(root, path), join(folder, path));
    }
    const configuration = join(root, 'demo/servers/belay.yml');
    const words = ['bin/belay.js', 'config', 'check', configuration];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Packages of the first level that every machine needs to run it. */
function runtimePackages(): readonly string[] {
  const Lock = z.object({
    packages: z.record(
      z.string(),
      z.object({
        dev: z.boolean().optional(),
        optional: z.boolean().optional(),
        devOptional: z.boolean().optional(),
      }),
    ),
  });
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages)
    .filter(
      ([path, { dev, optional, devOptional }]) =>
        /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !(dev || optional || devOptional),
    )
    .map(([path]) => path);
}
