import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Claims, signToken } from '../../../handlers/http/session.ts';
import { PersonId } from '../../../src/core/ids.ts';
import { openToldWorld, type ToldWorld } from './told-world.ts';

const key = randomBytes(32);
const silence = 7000;
const connections = 20;
let told: ToldWorld;
beforeAll(async () => {
  told = await openToldWorld({ key, limits: { arrival: 1000, silence, connections } });
});
afterAll(async () => {
  await told[Symbol.asyncDispose]();
});

/** Sends less than it says, and waits. @returns everything that comes until the server ends the connection */
async function unfinished(path: string, headers: readonly string[] = []): Promise<string> {
  const { hostname, port, host } = new URL(told.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let said = '';
  socket.on('data', (text) => {
    said += String(text);
  });
  socket.on('error', () => undefined);
  const lines = [`POST ${path} HTTP/1.1`, `Host: ${host}`, 'Content-Length: 6000', ...headers, '', 'begun'];
  socket.write(lines.join('\r\n'));
  await once(socket, 'close');
  return said;
}

function sessionOf(person: string): string {
  const claims: Claims = {
    kind: 'session',
    person: PersonId.parse(person),
    until: told.world.now() + 3_600_000,
  };
  return signToken(claims, key);
}

const json = 'Content-Type: application/json';

describe('a request whose body never comes whole', () => {
  it('is answered before its body when its sender has no session, and ends soon', async () => {
    const said = await unfinished('/api/command', [json]);
    expect(said).toMatch(/^HTTP\/1\.1 401 /);
    expect(said).toContain('Log in first.');
  });

  it('to a signed source is answered before its body when its headers cannot be right, and ends soon', async () => {
    const signature = `x-belay-signature: v1=${'0'.repeat(64)}`;
    const now = Math.floor(told.world.now() / 1000);
    for (const headers of [
      [],
      [signature],
      [`x-belay-timestamp: ${now}`],
      [`x-belay-timestamp: ${now - 400}`, signature],
    ]) {
      const said = await unfinished('/signals/support', headers);
      expect([headers, said.slice(0, 12)]).toEqual([headers, 'HTTP/1.1 401']);
    }
  });

  it('ends soon, whoever sends it', async () => {
    const plausible = [
      `x-belay-timestamp: ${Math.floor(told.world.now() / 1000)}`,
      `x-belay-signature: v1=${'0'.repeat(64)}`,
    ];
    const all = await Promise.all([
      unfinished('/api/session', [json]),
      unfinished('/api/command', [json, `Authorization: Bearer ${sessionOf('bo')}`]),
      unfinished('/signals/support', plausible),
    ]);
    for (const said of all) expect(said).toMatch(/^HTTP\/1\.1 408 /);
  });
});

/** Connects and says nothing. @returns what comes until the server ends the connection */
async function unsaid(): Promise<string> {
  const { hostname, port } = new URL(told.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let said = '';
  socket.on('data', (text) => {
    said += String(text);
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return said;
}

it('connections on which nothing is ever said end soon, and too many are not even heard', async () => {
  const all = await Promise.all(Array.from({ length: connections + 5 }, unsaid));
  expect(all.filter((said) => said.startsWith('HTTP/1.1 408 ')).length).toBeGreaterThan(0);
  expect(all.filter((said) => said === '').length).toBeGreaterThanOrEqual(5);
});

it('a page hears of events for as long as it is open', async () => {
  const headers = { authorization: `Bearer ${sessionOf('bo')}` };
  const asked = request(`${told.url}/api/events`, { headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let heard = '';
  answer.setEncoding('utf8').on('data', (text) => {
    heard += String(text);
  });
  // One at once and one every 5 s: by the third, both limits have passed.
  await vi.waitFor(() => expect(heard.match(/event: ping/g)).toHaveLength(3), {
    timeout: 20_000,
    interval: 100,
  });
  expect(answer.closed).toBe(false);
  asked.destroy();
}, 30_000);
