import { expect, it } from 'vitest';
import type { Place } from '../../src/config/config.ts';
import { PlaceName } from '../../src/core/ids.ts';
import { firstOfApp } from '../../src/roles/chats.ts';

function slack(name: string, team: string, token: string): Place {
  const place = { team, channel: 'C1', token: { env: token }, signingSecret: null, appToken: null };
  return { name: PlaceName.parse(name), kind: 'slack', apiUrl: null, ...place };
}

it('what one app delivers is known again at whichever of its places it comes in', () => {
  const places = [slack('one', 'T1', 'APP'), slack('two', 'T1', 'APP'), slack('three', 'T1', 'OTHER')];
  const first = (name: string) => firstOfApp(places, PlaceName.parse(name));
  expect(['one', 'two', 'three'].map(first)).toEqual(['one', 'one', 'three']);
  expect(firstOfApp([slack('a', 'T1', 'APP'), slack('b', 'T2', 'APP')], PlaceName.parse('b'))).toBe('b');
  expect(first('console')).toBe('console');
});
