import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HeartbeatParts, heartbeatOnce } from '../../../handlers/jobs/heartbeat.ts';
import { beat, mistrustAddress } from '../../../src/adapters/place/pager/heartbeat.ts';
import { JobPayload } from '../../../src/adapters/queue/job-payload.ts';
import { noon, rolloutId } from '../../builders/rollout.ts';
import { listening } from '../../doubles/statuspage/statuspage.ts';

let server: Server;
let url: string;
let heard: number;
let status: number;

beforeEach(async () => {
  heard = 0;
  status = 200;
  server = createServer((_, response) => {
    heard += 1;
    response.writeHead(status).end();
  });
  url = await listening(server);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const holders = new Map<string, string>();
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
function worker(holder: string, more: Partial<HeartbeatParts> = {}): HeartbeatParts {
  return {
    every: 10_000,
    beat: () => beat(`${url}/ping/secret`),
    index: { due: async () => [] },
    queue: { add: async () => undefined },
    leases: {
      acquire: async (name, who) => {
        if ((holders.get(name) ?? who) !== who) return false;
        holders.set(name, who);
        return true;
      },
      release: async (name) => void holders.delete(name),
    },
    holder,
    clock: () => noon,
    log: silent,
    ...more,
  };
}
beforeEach(() => holders.clear());

it('beats while all is well, one worker at a time', async () => {
  expect(await heartbeatOnce(worker('one'))).toBe(true);
  expect(await heartbeatOnce(worker('two'))).toBe(false);
  expect(heard).toBe(1);
});

it.each([
  [
    'the store does not answer',
    { leases: { acquire: () => Promise.reject(new Error('gone')), release: async () => undefined } },
  ],
  ['the queue takes nothing', { queue: { add: () => Promise.reject(new Error('full')) } }],
  ['a rollout was not looked at in time', { index: { due: async () => [{ id: rolloutId } as never] } }],
])('does not beat when %s', async (_, more) => {
  expect(await heartbeatOnce(worker('one', more))).toBe(false);
  expect(heard).toBe(0);
});

it('asks the queue for what every queue takes', async () => {
  const jobs: unknown[] = [];
  await heartbeatOnce(
    worker('one', { queue: { add: async (job) => void jobs.push(JobPayload.parse(job)) } }),
  );
  expect(jobs).toHaveLength(1);
});

it('leaves it to a worker that is better off', async () => {
  await heartbeatOnce(worker('one', { index: { due: async () => [{ id: rolloutId } as never] } }));
  expect(await heartbeatOnce(worker('two'))).toBe(true);
});

it('never repeats its address, whatever the switch answers', async () => {
  status = 500;
  await expect(beat(`${url}/ping/secret`)).rejects.toThrow('answers with status 500');
  await expect(beat('http://example.com/ping/secret')).rejects.not.toThrow('secret');
  expect(await heartbeatOnce(worker('one'))).toBe(false);
});

it.each([
  ['https://hc.example/ping/x', null],
  ['http://127.0.0.1:8000/ping', null],
  ['http://hc.example/ping/x', expect.stringContaining('https')],
  ['nonsense', 'is no address'],
])('trusts %s as it should', (address, why) => {
  expect(mistrustAddress(address)).toEqual(why);
});
