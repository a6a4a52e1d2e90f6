import { describe, expect, it } from 'vitest';
import { changed, diagnosticsOf, loaded } from './configuration.ts';

function sentences(text: string): readonly string[] {
  return diagnosticsOf(text).map(({ severity, path, sentence }) => `${severity} ${path}: ${sentence}`);
}

/** The small configuration with these entries in `environments.demo.freeze`. */
function frozen(...entries: readonly string[]): string {
  const list = entries.map((entry) => `      - ${entry}\n`).join('');
  return changed('  demo: {}\n', `  demo:\n    freeze:\n${list}`);
}

const planned = (more: string) => changed('      rollback_when:', `${more}      rollback_when:`);

describe('freeze windows', () => {
  it('are moments, cron expressions, hours of the week, and calendars', () => {
    const [demo] = loaded(
      frozen(
        '{ from: 2026-12-20 18:00 Europe/Berlin, to: 2027-01-04 08:00 Europe/Berlin, reason: holidays }',
        '{ from: 2026-12-20 18:00 UTC, for: 2h, reason: move }',
        '{ from: "0 16 * * 5", for: 64h, zone: Europe/Berlin, reason: weekend }',
        '{ from: "0 16 * * FRI", to: "0 8 * * MON", zone: Europe/Berlin, reason: weekend }',
        '{ every: "Sat-Sun Europe/Berlin", reason: weekend }',
        '{ ical: "file:freeze.ics", reason: plan }',
        '{ ical: { env: CALENDAR }, zone: Europe/Berlin, required: true }',
      ),
    ).config.environments;
    expect(demo?.freezes.map(({ kind }) => kind)).toEqual(['once', 'once', 'cron', 'cron', 'weekly']);
    expect(demo?.freezes[0]).toMatchObject({ from: Date.parse('2026-12-20T17:00Z') });
    expect(demo?.calendars).toEqual([
      { label: 'plan', source: { kind: 'file', path: 'freeze.ics' }, zone: 'UTC', required: false },
      {
        label: 'demo.freeze[6]',
        source: { kind: 'url', url: { env: 'CALENDAR' } },
        zone: 'Europe/Berlin',
        required: true,
      },
    ]);
  });

  it.each([
    [
      '{ from: 2026-12-20 18:00 UTC, to: 2026-12-20 17:00 UTC, reason: x }',
      'error environments.demo.freeze[0].to: This freeze window ends before it begins',
    ],
    [
      '{ from: 2026-12-20 18:00 Europe/Brelin, for: 2h, reason: x }',
      'error environments.demo.freeze[0].from: There is no time zone `Europe/Brelin`',
    ],
    [
      '{ from: "0 16 * *", for: 2h, zone: UTC, reason: x }',
      'error environments.demo.freeze[0].from: `0 16 * *` cannot be read',
    ],
    [
      '{ from: "0 16 30 2 *", for: 2h, zone: UTC, reason: x }',
      'error environments.demo.freeze[0].from: `0 16 30 2 *` cannot be read, or never comes',
    ],
    ['{ from: "0 16 * * 5", for: 2h, reason: x }', 'A cron expression means another time in every zone'],
    ['{ from: "0 16 * * 5", zone: UTC, reason: x }', 'Say when this freeze window ends'],
    ['{ from: "0 16 * * 5", zone: Mars, for: 2h, reason: x }', 'There is no time zone `Mars`'],
    ['{ every: "Mon 17:00-09:00 UTC", reason: x }', 'ends before it begins'],
    ['{ every: "Sat-Sun UTC" }', 'give it a `reason`'],
    ['{ reason: x }', 'A freeze window has one of'],
    ['{ every: "Sat UTC", ical: "file:a", reason: x }', 'A freeze window has one of'],
  ])('%s is a mistake', (entry, sentence) => {
    expect(sentences(frozen(entry)).join('\n')).toContain(sentence);
  });

  it('have no address in the file, because it may be a secret', () => {
    const found = diagnosticsOf(frozen('{ ical: "https://example.com/hunter2.ics" }'));
    expect(found[0]?.sentence).toContain('a reference to its https address');
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('staffed hours and requirements', () => {
  it('are part of the plan, and absent where nothing is said', () => {
    const plan = loaded(planned('      staffed_hours: Mon-Fri 09:00-17:00 Europe/Berlin\n')).config.slots[0]
      ?.plan;
    expect(plan?.staffed).toMatchObject({ zone: 'Europe/Berlin' });
    const bare = loaded(planned('')).config.slots[0]?.plan;
    expect(bare).not.toHaveProperty('staffed');
    expect(bare?.stages[0]).not.toHaveProperty('requires');
    const stage = '- { weight: 10%, hold: 5m }';
    const demanding = changed(
      stage,
      '- { weight: 10%, hold: 5m, requires: { no_critical_alert_for: 24h, no_complaint: true } }',
    );
    expect(loaded(demanding).config.slots[0]?.plan.stages[0]?.requires).toEqual({
      noCriticalAlertFor: 86_400_000,
      noComplaint: true,
    });
    expect(sentences(demanding)).toEqual([
      expect.stringContaining('Nobody under `signals` tells of alerts'),
      expect.stringContaining('Nobody under `signals` reports `complaint`'),
    ]);
    expect(sentences(demanding.replace('24h', '31d'))[0]).toContain('Alerts are remembered for 30d');
  });

  it('that cannot be read are a mistake', () => {
    expect(sentences(planned('      staffed_hours: nine to five\n'))).toEqual([
      expect.stringContaining('Hours are written `Mon-Fri 09:00-17:00 Europe/Berlin`'),
    ]);
  });
});
