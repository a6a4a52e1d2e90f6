import { describe, expect, it } from 'vitest';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const pager = '  pager: { kind: pager, provider: pagerduty, key: { env: K } }\n';
const mail =
  '  mail: { kind: email, to: [a@example.com], from: b@example.com, server: "smtp.example.com:587" }\n';
const places = (more: string, text = small) =>
  text.replace('routers:', `places:\n  console: { kind: console }\n${more}routers:`);

describe('mistakes that would show at night', () => {
  it.each([
    ['a pager without a key', places('  p: { kind: pager, provider: pagerduty }\n'), 'missing-key'],
    [
      'a pager by webhook without a secret',
      places('  p: { kind: pager, provider: webhook, url: "https://x.example" }\n'),
      'missing-key',
    ],
    [
      'a pager with what the other kind has',
      places(`${pager.replace(' }', ', url: "https://x.example" }')}`)
        .replace('{ env: K, url', '{ env: K }, url')
        .replace('" } }', '" }'),
      'wrong-value',
    ],
    [
      'a pager where people talk',
      places(pager).replace(/^environments:\n( {2}\w+:).*$/mu, 'environments:\n$1 { places: pager }'),
      'wrong-value',
    ],
    ['alerts that customers would read', `${places(mail)}alerts: { critical: mail }\n`, 'not-supported-yet'],
    ['a procedure that pages nobody', `${small}emergency: { procedure: [{ do: page }] }\n`, 'no-pager'],
    [
      'a step that Belay cannot do',
      `${small}emergency: { procedure: [{ do: stop-canary }] }\n`,
      'not-supported-yet',
    ],
    [
      'a command for what Belay does',
      `${small}emergency: { procedure: [{ do: tell, run: [x] }] }\n`,
      'wrong-value',
    ],
    [
      'a ticket that nothing opens',
      `${small}emergency: { procedure: [{ do: incident-ticket }] }\n`,
      'no-ticket-place',
    ],
    [
      'break-glass that skips nothing',
      `${small}break_glass: { who: lead, skips: [], requires: [reason] }\n`,
      'wrong-value',
    ],
    [
      'break-glass of a role that nobody holds',
      `${small}break_glass: { who: boss, skips: [canary], requires: [reason] }\n`,
      'unknown-reference',
    ],
  ])('%s', (_, text, code) => {
    const found = diagnosticsOf(text);
    expect(found.map((one) => one.code)).toContain(code);
    expect(found.every(({ line }) => line > 0)).toBe(true);
  });

  it('a glass that only one person could break is warned of', () => {
    const one = changed('  cy: { roles: [lead] }\n', '', small);
    const text = `${one}break_glass: { who: lead, skips: [canary], requires: [reason] }\n`;
    expect(diagnosticsOf(text).map(({ code }) => code)).toContain('nobody-else');
  });
});

describe('what is right', () => {
  it('is frozen with the plan, and nothing of it where the file says nothing', () => {
    const { config } = loaded(`${places(pager)}alerts: { critical: [console, pager], warning: console }\n`);
    expect(config.slots[0]?.plan.alerts).toEqual({
      critical: { tell: ['console'], page: ['pager'] },
      warning: { tell: ['console'], page: [] },
      info: { tell: [], page: [] },
      onCall: ['pager'],
    });
    expect(config.environments[0]?.places).toEqual(['console']);
    expect(Object.keys(loaded(small).config.slots[0]?.plan ?? {})).not.toContain('alerts');
  });

  it('lets whoever may roll back do so in an emergency, unless the file says who', () => {
    const { access } = loaded(small).config;
    expect(access.general['emergency-rollback']).toEqual(access.general.rollback);
  });
});
