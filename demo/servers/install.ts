import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { type Program, programAt } from './programs.ts';

/** Debian's packages, and the programs that show each: a client alone brings the folders too. */
const packages = [
  { name: 'chromium', shownBy: 'chromium' },
  { name: 'postgresql', shownBy: 'postgres' },
  { name: 'redis-server', shownBy: 'redis-server' },
  { name: 'haproxy', shownBy: 'haproxy' },
  { name: 'prometheus', shownBy: 'prometheus' },
  { name: 'prometheus-alertmanager', shownBy: 'alertmanager' },
  { name: 'bubblewrap', shownBy: 'bwrap' },
  { name: 'shellcheck', shownBy: 'shellcheck' },
  { name: 'curl', shownBy: 'curl' },
  { name: 'jq', shownBy: 'jq' },
  { name: 'wrk', shownBy: 'wrk' },
] as const satisfies readonly { name: string; shownBy: Program }[];

/** Only benchmarks need it. */
const loadGenerator: Program = 'wrk';

/** Asked by Debian before a package starts its service; 101 says no. */
const POLICY = '/usr/sbin/policy-rc.d';

export interface Wanted {
  /** Programs that are looked for; all that tests need when left out. */
  readonly programs?: readonly Program[];
  /** What is missing means this. */
  readonly otherwise?: string;
}

/**
 * Installs the servers that are missing where that is possible, and says so; otherwise lists what stays missing.
 * @param allowed false when the person turned it off
 * @param say told what happens, in sentences
 * @returns the names of what is still missing
 */
export function installServers(
  allowed: boolean,
  say: (sentence: string) => void,
  { programs, otherwise = 'what needs them is skipped' }: Wanted = {},
): readonly string[] {
  const stillMissing = () =>
    packages
      .filter(
        ({ shownBy }) =>
          (programs?.includes(shownBy) ?? shownBy !== loadGenerator) && programAt(shownBy) === null,
      )
      .map(({ name }) => name);
  const missing = stillMissing();
  if (missing.length === 0) return [];
  const list = missing.join(', ');
  if (!allowed || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`Not on this machine: ${list}; ${otherwise}.`);
    return missing;
  }
  say(`Installing ${list} through apt; BELAY_NO_INSTALL=1 turns that off.`);
  withoutStartingServices(() => {
    if (apt('update', '-qq')) apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
  });
  const left = stillMissing();
  if (left.length > 0) say(`apt could not install ${left.join(', ')}; ${otherwise}.`);
  return left;
}

function apt(...args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/** Nothing may listen that nobody asked for: the packages would start their servers on the usual ports. */
export function withoutStartingServices(install: () => void, policy: string = POLICY): void {
  if (existsSync(policy)) {
    install();
    return;
  }
  writeFileSync(
    policy,
    '#!/bin/sh\n# Set while servers for tests are installed; may be removed.\nexit 101\n',
    {
      mode: 0o755,
      flag: 'wx',
    },
  );
  try {
    install();
  } finally {
    rmSync(policy, { force: true });
  }
}
