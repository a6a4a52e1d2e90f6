import { describe, expect, it } from 'vitest';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import { type AlertRules, readAlerts } from '../../../src/core/signals/read-alerts.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const slot = {
  service: ServiceName.parse('shop'),
  environment: EnvironmentName.parse('production'),
};
const rules: AlertRules = {
  source: 'alerts',
  event: 'alert',
  severity: ['critical'],
  serviceLabel: 'service',
  environmentLabel: 'environment',
  versionLabel: null,
  forgetAfter: 1000,
  slots: [slot],
};
const labels = {
  alertname: 'HighErrorRate',
  severity: 'critical',
  service: 'shop',
  environment: 'production',
  version: 'v1',
};
const firing = {
  status: 'firing',
  labels,
  annotations: { summary: 'shop latency' },
  startsAt: '2026-03-01T11:58:30.681793325Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint: 'e0b127862d165988',
};
const notification = (...alerts: readonly unknown[]) => ({
  version: '4',
  groupKey: '{}:{alertname="HighErrorRate"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'belay',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager',
  alerts,
});

function heard(body: unknown, over: Partial<AlertRules> = {}) {
  const found = readAlerts(body, { ...rules, ...over }, now);
  if (found.kind === 'refused') throw new Error(found.sentence);
  return found;
}

describe('a notification', () => {
  it('tells alerts that fire until they are over or long not told of', () => {
    expect(heard(notification(firing)).signals).toEqual([
      {
        kind: 'alert',
        ...slot,
        source: 'alerts',
        identity: 'e0b127862d165988/2026-03-01T11:58:30.681793325Z',
        event: 'alert',
        version: null,
        text: 'HighErrorRate (shop latency)',
        series: 'e0b127862d165988',
        startedAt: Date.parse('2026-03-01T11:58:30.681Z'),
        at: now,
        until: now + 1000,
      },
    ]);
  });

  it('tells when one ended, never in the future, whatever the other clock says', () => {
    const resolved = { ...firing, status: 'resolved', endsAt: '2026-03-01T12:59:00+01:00' };
    const ended = now - 60_000;
    expect(heard(notification(resolved)).signals).toMatchObject([
      { at: Date.parse('2026-03-01T11:58:30.681Z'), until: ended },
    ]);
    const ahead = { ...resolved, startsAt: '2026-03-01T12:10:00Z', endsAt: '2026-03-01T12:20:00Z' };
    expect(heard(notification(ahead)).signals).toMatchObject([{ at: now, until: now }]);
  });

  it('leaves out other severities without a word, and counts all when none is named', () => {
    const warning = { ...firing, labels: { ...labels, severity: 'warning' } };
    const none = { ...firing, labels: { service: 'shop', environment: 'production' } };
    expect(heard(notification(warning, none))).toMatchObject({ signals: [], ignored: [] });
    expect(heard(notification(warning, none), { severity: null }).signals).toHaveLength(2);
  });

  it('says of each alert that cannot be placed why, and hears the others', () => {
    const nameless = { ...firing, labels: { severity: 'critical' } };
    const elsewhere = { ...firing, labels: { ...labels, service: 'shpo' } };
    const { environment: _, ...noEnvironment } = labels;
    const broken = { ...firing, startsAt: 'yesterday' };
    const found = heard(
      notification(nameless, elsewhere, { ...firing, labels: noEnvironment }, broken, 7, firing),
    );
    expect(found.signals).toHaveLength(1);
    expect(found.ignored).toEqual([
      'An alert without a name was ignored: it has no label `service`, so nobody knows which rollout it is about. Give its rule that label, or name another one in belay.yml.',
      'The alert HighErrorRate was ignored: There is no service “shpo”. Did you mean shop? There are: shop.',
      'The alert HighErrorRate was ignored: it has no label `environment`, so nobody knows which rollout it is about. Give its rule that label, or name another one in belay.yml.',
      'An alert was ignored: it has no status, labels, startsAt, endsAt or fingerprint that can be read.',
      'An alert was ignored: it has no status, labels, startsAt, endsAt or fingerprint that can be read.',
    ]);
  });

  it('may use other labels, also one for the version', () => {
    const renamed = {
      ...firing,
      labels: { severity: 'critical', app: 'shop', env: 'production', tag: 'v2' },
    };
    const over = { serviceLabel: 'app', environmentLabel: 'env', versionLabel: 'tag' };
    expect(heard(notification(renamed), over).signals).toMatchObject([{ ...slot, version: 'v2' }]);
  });

  it('is untrusted text: one line, shortened', () => {
    const hostile = { ...firing, annotations: { description: `\u202e\n${'x'.repeat(500)}` } };
    const [signal] = heard(notification(hostile)).signals;
    expect(signal?.text).toBe(`HighErrorRate (${'x'.repeat(185)}…`);
  });

  it('tolerates alerts that were left out, and keys of newer servers', () => {
    const body = { ...notification(firing), truncatedAlerts: 12, new: true };
    expect(heard(body)).toMatchObject({ truncated: 12, signals: [{}] });
  });

  it.each([undefined, null, {}, { version: '3', alerts: [] }, { version: '4' }])('is not %j', (body) => {
    expect(readAlerts(body, rules, now)).toMatchObject({ kind: 'refused', code: 'bad-notification' });
  });
});
