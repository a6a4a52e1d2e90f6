import { expect, it } from 'vitest';
import { changed, loaded, small } from './configuration.ts';

function accessOf(text: string) {
  return loaded(text).config.access;
}

it('whoever may see the status may have it explained and ask about it, where nothing else is said', () => {
  expect(accessOf(small).general).toMatchObject({ explain: 'anyone', ask: 'anyone' });
  const production = changed('demo: {}', 'demo: { access: { status: lead } }');
  expect(accessOf(production)).toMatchObject({
    general: { explain: 'anyone' },
    environments: { demo: { explain: ['lead'], ask: ['lead'] } },
  });
});

it('who is named for it, is', () => {
  const named = changed('status: anyone', 'status: anyone\n  explain: developer');
  expect(accessOf(named).general.explain).toEqual(['developer']);
  const narrower = changed('demo: {}', 'demo: { access: { status: lead } }', named);
  expect(accessOf(narrower).environments['demo']).toEqual({ ask: ['lead'], status: ['lead'] });
});

it('nobody may have it explained where nobody may see the status', () => {
  expect(accessOf(changed('  status: anyone\n', '')).general.explain).toBeUndefined();
});

it('who is named for asking, asks', () => {
  const named = changed('status: anyone', 'status: anyone\n  ask: developer');
  expect(accessOf(named).general).toMatchObject({ ask: ['developer'], explain: 'anyone' });
});
