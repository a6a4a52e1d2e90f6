import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutStartingServices } from '../../../demo/servers/install.ts';

describe('while servers are installed, their packages start none of them', () => {
  let dir: string;
  let policy: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'belay-policy-'));
    policy = join(dir, 'policy-rc.d');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('a policy that says no stands there, can be run, and is gone afterwards, even after a failure', () => {
    const failing = () =>
      withoutStartingServices(() => {
        expect(readFileSync(policy, 'utf8')).toMatch(/^#!\/bin\/sh\n(#.*\n)*exit 101\n$/);
        expect(statSync(policy).mode & 0o111).not.toBe(0);
        throw new TypeError('apt failed');
      }, policy);
    expect(failing).toThrow('apt failed');
    expect(existsSync(policy)).toBe(false);
  });

  test('a policy of the machine is left alone', () => {
    writeFileSync(policy, 'theirs');
    withoutStartingServices(() => expect(readFileSync(policy, 'utf8')).toBe('theirs'), policy);
    expect(readFileSync(policy, 'utf8')).toBe('theirs');
  });
});
