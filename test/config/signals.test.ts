import { describe, expect, it } from 'vitest';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const metrics = `metrics:
  complaints: { kind: reported, event: complaint, unit: count }
  critical-alerts: { kind: reported, event: alert, unit: count }
`;
const signals = `signals:
  support: { kind: signed, secret: { env: SUPPORT_SECRET }, events: [complaint, refund] }
  pages: { kind: alertmanager, token: { env: ALERTMANAGER_TOKEN }, severity: [critical] }
`;
const rule = '        - error-rate > 5% for 1m\n';
const rules = `${rule}        - critical-alerts > 0
      pause_when:
        - complaints > 10 over 1h
`;
const told = changed(rule, rules, changed('services:', `${metrics}${signals}services:`));
const sentences = (text: string) =>
  diagnosticsOf(text).map(({ severity, path, sentence }) => `${severity} ${path}: ${sentence}`);

describe('signals', () => {
  it('are sources that may tell, with what they leave out filled in', () => {
    const { config, warnings } = loaded(told);
    expect(warnings).toEqual([]);
    expect(config.signals).toEqual([
      {
        name: 'support',
        kind: 'signed',
        secret: { env: 'SUPPORT_SECRET' },
        events: ['complaint', 'refund'],
      },
      {
        name: 'pages',
        kind: 'alertmanager',
        token: { env: 'ALERTMANAGER_TOKEN' },
        severity: ['critical'],
        serviceLabel: 'service',
        environmentLabel: 'environment',
        versionLabel: null,
        event: 'alert',
        incidents: true,
        forgetAfter: 12 * 3_600_000,
      },
    ]);
    const [slot] = config.slots;
    expect(slot?.plan.metrics.map(({ source }) => source)).toContainEqual({
      kind: 'reported',
      event: 'complaint',
    });
    expect(slot?.plan.stages[0]?.checks.map(({ id }) => id)).toContain('pause: complaints > 10 over 1h');
  });

  it('are none without the key', () => {
    expect(loaded(small).config.signals).toEqual([]);
  });

  it('that nobody tells are warned of, with the nearest that somebody does', () => {
    expect(sentences(changed('event: complaint', 'event: complaints', told))).toEqual([
      'warning metrics.complaints.event: Nobody under `signals` reports `complaints` (they report complaint, refund, alert), so `complaints` is always 0.',
    ]);
    expect(sentences(changed(signals, '', told))).toEqual([
      'warning metrics.complaints.event: Nobody under `signals` reports `complaint` (there are no `signals`), so `complaints` is always 0.',
      'warning metrics.critical-alerts.event: Nobody under `signals` reports `alert` (there are no `signals`), so `critical-alerts` is always 0.',
    ]);
    expect(diagnosticsOf(changed('event: complaint', 'event: complaints', told))[0]?.suggestion).toBe(
      'complaint',
    );
  });

  it('are counted, and not further back than they are kept', () => {
    expect(
      sentences(changed('event: complaint, unit: count', 'event: complaint, unit: ratio', told)),
    ).toContain(
      'error metrics.complaints.unit: What is reported is counted, so the unit of `complaints` is `count`.',
    );
    expect(sentences(changed('over 1h', 'over 31d', told))).toContain(
      'error services.shop.plan.pause_when[0]: Reports are kept for 30d, and this rule looks back 31d. Take a window of at most 30d.',
    );
  });

  it('have names that fit into an address, labels that can be labels, and secrets by reference', () => {
    for (const name of ['"a/b"', '"a b"', '".."', '"ä"']) {
      expect(sentences(changed('  support:', `  ${name}:`, told))[0]).toContain('A name has letters');
    }
    expect(sentences(changed('severity: [critical]', 'service_label: "app.name"', told))[0]).toContain(
      'the name of a label',
    );
    expect(sentences(changed('{ env: SUPPORT_SECRET }', 'hunter2', told)).join()).not.toContain('hunter2');
  });
});
