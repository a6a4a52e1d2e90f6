import { afterAll, beforeAll, expect, test } from 'vitest';
import { planHash } from '../../src/config/compile.ts';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { RolloutId } from '../../src/core/ids.ts';
import { Actor, type EventOf, RolloutEvent } from '../../src/core/rollout/events.ts';
import { voteOf } from '../../src/core/rollout/evolve-gates.ts';
import { gateAt } from '../../src/core/rollout/gates/gate.ts';
import { tally } from '../../src/core/rollout/gates/tally-votes.ts';
import { tellLog } from '../../src/ledger/tell-log.ts';
import { aToken, type Belay, belay, closeBelay, sayByToken } from './belay-scene.ts';

let day: Belay;
const said: string[] = [];

async function say(text: string, person = 'bo', place = 'console'): Promise<void> {
  const { world } = day;
  const reply = await world.wired.speak({ text, speaker: world.speaker(person), place });
  if (reply.kind === 'refused') said.push(`${text}: ${reply.sentence}`);
  await world.work();
}

async function deploy(text: string, phase: string): Promise<RolloutId> {
  const id = await day.world.rolloutOf(text);
  await day.until(id, phase);
  return id;
}

beforeAll(async () => {
  day = await belay();
  const { world, router, until } = day;
  const good = await deploy('deploy duo v2 --reason "faster checkout"', 'waiting');
  await say(`approve ${good}`, 'ana');
  await say(`approve ${good}`, 'di', 'terminal');
  await until(good, 'completed');
  await say('delegate lead to cy --for 8h "at the dentist"', 'ana');
  const blog = await deploy('deploy blog v2', 'waiting');
  await say(`approve ${blog}`, 'cy');
  await until(blog, 'completed');
  await say('delegate --end lead', 'ana');
  const bad = await deploy('deploy web v2', 'observing');
  router.canaryErrors = 0.2;
  await until(bad, 'rolled-back');
  router.canaryErrors = 0;
  await say(`mark ${bad} needless "a load test"`, 'ana');
  const muted = await deploy('deploy kill v2', 'observing');
  await say(`mute ${muted} "error-rate > 5% for 3s" --for 30m "the exporter lies"`, 'ana');
  await say('freeze demo "an audit" --for 1h', 'ana');
  world.later(10_000);
  await world.work();
  await say('deploy web v3');
  await say('unfreeze demo', 'ana');
  await until(muted, 'completed');
  await say('lock pay "migration at noon" --for 2h');
  await say('deploy pay v2');
  await say('unlock pay', 'ana');
  const glass = await world.rolloutOf(
    'deploy shop v2 to production --break-glass --skip canary,approval --reason "CVE-2026-1234"',
  );
  await until(glass, 'completed');
  const lead = await world.rolloutOf('train town db=v2 api=v2');
  await world.work();
  const members = (await world.wired.ledger.load(lead))?.train?.members ?? [];
  await say(`approve ${lead}`, 'ana');
  await until(RolloutId.parse(members.at(-1)?.rollout), 'completed');
  await sayByToken(await aToken('ci', 'bo', ['deploy']), 'deploy web v4');
  await say('rollback web "not today"', 'ana');
  await world.work();
}, 120_000);
afterAll(closeBelay);

async function told(stream: string | null) {
  const nameOf = (id: string) => day.world.config.people.find((one) => one.id === id)?.name ?? id;
  return tellLog(day.world.store, { since: 0, until: Number.MAX_SAFE_INTEGER, stream }, nameOf);
}

/** The same in every run: ids by their order, no hashes, no times. */
function steady(lines: readonly string[]): string {
  const ids: string[] = [];
  const number = (id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.push(id) - 1) + 1;
  return lines
    .join('\n')
    .replace(/\b[rt]-[0-9a-z]{10}\b/g, (id) => `${id.slice(0, 2)}${number(id)}`)
    .replace(/\b[0-9a-f]{12}\b/g, '…')
    .replace(/\((?=[0-9a-z]{10}\))[0-9a-z]{10}\)/g, '(…)')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC/g, '(then)');
}

test('the audit of a whole day verifies, and reads like a story', async () => {
  const { lines, problems, rows } = await told(null);
  expect(problems).toEqual([]);
  expect(rows).toBeGreaterThan(lines.length);
  const text = lines.map(({ who, what }) => `${who}: ${what}`);
  await expect(`${steady(text)}\n`).toMatchFileSnapshot('day.txt');
  const reply = await day.world.wired.speak({
    ...{ text: 'audit --since 24h', speaker: day.world.speaker('ana'), place: 'console' },
  });
  expect(JSON.stringify(reply)).toContain(' holds, up to ');
  expect(said.map((line) => line.replace(/: .*/, ''))).toEqual(['deploy web v3', 'deploy pay v2']);
});

test('each rollout of the day can be audited by itself', async () => {
  const all = await day.world.store.recent({}, 50);
  expect(all.length).toBeGreaterThan(6);
  for (const { id } of all) {
    const speaker = day.world.speaker('ana');
    const reply = await day.world.wired.speak({ text: `audit ${id}`, speaker, place: 'console' });
    expect(JSON.stringify(reply)).toContain(' holds, up to ');
    expect((await told(id)).lines[0]?.what).toContain('was requested by');
  }
});

test('every gate that opened is proven by the log alone', async () => {
  const logs = new Map<string, { actor: Actor; at: number; event: RolloutEvent }[]>();
  const loans: string[] = [];
  for await (const { stream, actor, at, data } of day.world.store.rows(1)) {
    if (stream.startsWith('delegation/')) loans.push(canonicalJson(data));
    if (!RolloutId.safeParse(stream).success) continue;
    const event = RolloutEvent.parse(data);
    logs.set(stream, [...(logs.get(stream) ?? []), { actor: Actor.parse(actor), at, event }]);
  }
  let opened = 0;
  for (const log of logs.values()) {
    const [first] = log;
    if (first?.event.kind !== 'requested') throw new Error('a log begins with its request');
    const { plan } = first.event;
    const { hash, ...body } = plan;
    expect(planHash(body)).toBe(hash);
    for (const [index, { event }] of log.entries()) {
      if (event.kind !== 'gate-opened') continue;
      opened += 1;
      const before = log.slice(0, index);
      const asked = before.findLast(
        (one): one is typeof one & { event: EventOf<'approval-requested'> } =>
          one.event.kind === 'approval-requested' && one.event.gate === event.gate,
      );
      const votes = before.flatMap(({ event: vote, at, actor }) => {
        if (vote.kind !== 'approved' || vote.gate !== event.gate) return [];
        expect(vote).toMatchObject({ plan: hash, stage: asked?.event.stage ?? null });
        expect(actor).toMatchObject({ kind: 'person', person: vote.person });
        expect(actor.kind === 'person' && vote.roles.every((role) => actor.roles.includes(role))).toBe(true);
        for (const lender of Object.values(vote.lent ?? {})) {
          expect(loans.some((loan) => loan.includes(`"lender":"${lender}"`))).toBe(true);
        }
        return [voteOf(vote, at)];
      });
      const gate = gateAt(plan, asked?.event.stage ?? null);
      expect(tally(gate, votes).complete).toBe(true);
      const requester = first.actor.kind === 'person' ? first.actor.person : null;
      if (!gate.requesterMayApprove) expect(votes.map(({ person }) => person)).not.toContain(requester);
    }
  }
  expect(opened).toBeGreaterThanOrEqual(3);
});
