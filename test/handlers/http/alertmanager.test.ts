import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AlertmanagerServer,
  alertmanagerInstalled,
  startAlertmanager,
} from '../../../demo/servers/alertmanager.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import { bearerToken, openToldWorld, type ToldWorld } from './told-world.ts';

const patience = { timeout: 20_000, interval: 50 };
const labels = { alertname: 'HighErrorRate', severity: 'critical', service: 'shop', environment: 'demo' };

/** The guide's own configuration, in a hurry. */
function fromTheGuide(url: string, tokenFile: string): string {
  const guide = readFileSync(fileURLToPath(new URL('../../../docs/signals.md', import.meta.url)), 'utf8');
  const [, snippet = ''] = /```yaml\n(route:[\s\S]*?)```/.exec(guide) ?? [];
  return snippet
    .replace('http://belay.example.com:7070/signals/pages', url)
    .replace('/etc/alertmanager/belay-token', tokenFile)
    .replace('group_interval: 1m', 'group_interval: 1s')
    .replace('repeat_interval: 4h', 'repeat_interval: 1s');
}

describe.skipIf(!alertmanagerInstalled())('an Alertmanager', () => {
  let told: ToldWorld;
  let alertmanager: AlertmanagerServer;
  let id: RolloutId;
  let folder: string;
  beforeAll(async () => {
    told = await openToldWorld();
    folder = mkdtempSync(join(tmpdir(), 'belay-token-'));
    writeFileSync(join(folder, 'token'), bearerToken);
    alertmanager = await startAlertmanager(fromTheGuide(`${told.url}/signals/pages`, join(folder, 'token')));
    id = await told.world.rolloutOf('deploy shop v2');
    await told.world.workUntil(async () => (await told.world.store.find(id))?.phase === 'observing');
  });
  afterAll(async () => {
    await alertmanager[Symbol.asyncDispose]();
    await told[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function fire(...alerts: readonly object[]): Promise<void> {
    const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  function firing() {
    const [slot] = told.world.config.slots;
    if (slot === undefined) throw new TypeError();
    return told.world.store.signals.firing(slot, told.world.now());
  }

  it('tells of warnings and of what cannot be placed, which move nothing', async () => {
    await fire(
      { labels: { ...labels, severity: 'warning' } },
      { labels: { ...labels, alertname: 'Watchdog', service: 'nowhere' } },
    );
    await vi.waitFor(
      () => expect(told.log.lines.join()).toContain('The alert Watchdog was ignored'),
      patience,
    );
    await told.world.work();
    expect(await firing()).toEqual([]);
    expect(await told.world.kinds(id)).not.toContain('rollback-ordered');
  });

  it('tells of a critical alert, again and again, which takes the rollout back', async () => {
    await fire({ labels, annotations: { summary: 'shop latency' } });
    await vi.waitFor(async () => expect(await firing()).toHaveLength(1), patience);
    // The rollout is called for once the alert is kept.
    await vi.waitFor(async () => {
      await told.world.work();
      expect(await told.world.kinds(id)).toContain('rollback-ordered');
    }, patience);
    const ordered = (await told.world.events(id)).filter(({ kind }) => kind === 'rollback-ordered');
    expect(ordered).toHaveLength(1);
    expect(JSON.stringify(ordered)).toContain('1 alert: “HighErrorRate (shop latency)”');
    // It repeats itself after a second; that is the same alert still.
    const heard = vi.spyOn(told.world.store.signals, 'report');
    await vi.waitFor(
      () => expect(heard.mock.calls.flatMap(([signals]) => signals)).not.toEqual([]),
      patience,
    );
    expect(await firing()).toMatchObject([{ text: 'HighErrorRate (shop latency)' }]);
  });

  it('tells when it is over', async () => {
    await fire({ labels, endsAt: new Date().toISOString() });
    await vi.waitFor(async () => expect(await firing()).toEqual([]), patience);
  });
});
