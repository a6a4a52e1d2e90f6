import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, over } from './belay.ts';
import type { TestService } from './configuration.ts';
import type { Conversation, View } from './conversation.ts';
import { type CountedVersion, startCounted } from './version.ts';
import { startVisitors, type Visitors } from './visitors.ts';

/** Services that are released again and again: two that are well, one whose new version breaks, one that asks people. */
const names = ['good', 'prepared', 'gated', 'broken'] as const;
export type Name = (typeof names)[number];

/** One rollout that was asked for, and what became of it. */
export interface Release {
  readonly service: Name;
  readonly id: string;
  readonly phase: string;
  /** Of a broken version: when it failed first, and when the latest request that it accepted came and had been sent. */
  readonly broke: { readonly at: number; readonly lastHit: number; readonly lastSent: number } | null;
}

export interface Shop extends AsyncDisposable {
  readonly services: readonly TestService[];
  /** Releases until told to end; every rollout that was begun is seen to its end. */
  releaseUntil(belay: Conversation, ended: AbortSignal): Promise<readonly Release[]>;
  visitors(name: Name): Visitors;
}

const rightEnd: Readonly<Record<Name, string>> = {
  good: 'completed',
  prepared: 'completed',
  gated: 'completed',
  broken: 'rolled back',
};

export function endsRightly({ service, phase }: Release): boolean {
  return phase === rightEnd[service];
}

/** A rollout that loses a process now and then must still end; nobody waits longer. */
const longest = 240_000;
const requestsPerSecond = 40;

const stages = [
  { weight: '30%', hold: '2s' },
  { weight: '100%', hold: '1s' },
];

/** However often measurements are lost with the process that had them, a good version must not be given up. */
const patient = {
  stages,
  evaluation: { interval: '500ms', window: '3s', minimum_requests: 5 },
  rollback_when: ['error-rate > 10%'],
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  unmet: { extend_by: '1s', times: 100, then: 'roll_back' },
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  no_data: { after: '10m', then: 'roll_back' },
};

const special: Readonly<Partial<Record<Name, Pick<TestService, 'service' | 'plan'>>>> = {
  prepared: {
    service: { prepare: [{ name: 'migrate', run: ['node', '--eval', 'setTimeout(() => {}, 800)'] }] },
  },
  gated: {
    plan: {
      stages: [
        {
          weight: '30%',
          hold: '500ms',
          // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
          then: { approvals: 2, of: ['release-manager'], expires: '10m' },
        },
        { weight: '100%', hold: '500ms' },
      ],
    },
  },
  broken: {
    plan: {
      stages: [
        { weight: '30%', hold: '10m' },
        { weight: '100%', hold: '1s' },
      ],
    },
  },
};

/** The versions of every service, and visitors on each: sticky ones, new ones, and some that insist on v2. */
export async function openShop(): Promise<Shop> {
  await using opening = new AsyncDisposableStack();
  const v1 = opening.use(await startCounted('v1'));
  const ports = await freePorts(names.length);
  const canaries = new Map<Name, CountedVersion>();
  for (const name of names) canaries.set(name, opening.use(await startCounted('v2')));
  const visitors = new Map<Name, Visitors>();
  for (const [index, name] of names.entries()) {
    const header = name === 'broken' ? 'v2' : null;
    const come = startVisitors(`http://127.0.0.1:${ports[index]}`, requestsPerSecond, header);
    visitors.set(name, opening.use(come));
  }
  const services = names.map(
    (name, index): TestService => ({
      name,
      port: ports[index] ?? 0,
      versions: { v1: v1.port, v2: canaries.get(name)?.port ?? 0 },
      stable: 'v1',
      ...special[name],
      plan: { ...patient, ...special[name]?.plan },
    }),
  );
  const opened = opening.move();
  return {
    services,
    visitors: (name) => known(visitors, name),
    async releaseUntil(belay, ended) {
      const all = names.map((name) => releaseOne(belay, name, known(canaries, name), ended));
      return (await Promise.all(all)).flat();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function known<T>(map: ReadonlyMap<Name, T>, name: Name): T {
  const found = map.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** v2, then v1 again, and so on; a broken version is tried anew each time. */
async function releaseOne(
  belay: Conversation,
  service: Name,
  canary: CountedVersion,
  ended: AbortSignal,
): Promise<readonly Release[]> {
  const releases: Release[] = [];
  let stable = 'v1';
  while (!ended.aborted) {
    const version = stable === 'v1' ? 'v2' : 'v1';
    canary.fail(0);
    const id = await request(belay, service, version, `release ${releases.length + 1} of ${service}`);
    const { card, timeline } = await seeToItsEnd(belay, service, id, canary);
    const release = { service, id, phase: card.phase, broke: await brokenness(canary) };
    releases.push(release);
    if (card.phase === 'completed') stable = version;
    if (!endsRightly(release))
      console.warn(timeline.map((one) => `${id} ${one.seq} ${one.sentence}`).join('\n'));
  }
  return releases;
}

/** Whoever answers may be killed before the answer: the reason tells whether the request was taken all the same. */
async function request(belay: Conversation, service: Name, version: string, reason: string): Promise<string> {
  const ends = Date.now() + longest;
  for (;;) {
    const taken = await belay.cards().catch(() => null);
    const mine = taken?.find((card) => card.service === service && card.reason === reason);
    if (mine !== undefined) return mine.rollout;
    const text = `deploy ${service} ${version} --reason "${reason}"`;
    const answer = taken === null ? null : await belay.say(text, 'ana').catch(() => null);
    if (answer?.kind === 'done' && answer.rollout != null) return answer.rollout;
    if (Date.now() > ends) throw new Error(`"${text}" was never taken: ${JSON.stringify(answer)}`);
    await sleep(200);
  }
}

async function seeToItsEnd(
  belay: Conversation,
  service: Name,
  id: string,
  canary: CountedVersion,
): Promise<View> {
  if (service === 'gated') {
    await belay.until(id, ({ card }) => card.over || card.approval !== null, longest);
    await approve(belay, id);
  }
  if (service === 'broken') {
    await belay.until(id, ({ card }) => card.over || card.phase === 'observing', longest);
    canary.fail(1);
  }
  return belay.until(id, over, longest);
}

/** Two people, each twice at the same moment, and again when the answer was lost. */
async function approve(belay: Conversation, id: string): Promise<void> {
  const isOpen = async () => (await belay.view(id).catch(() => null))?.card.approval === null;
  const ends = Date.now() + longest;
  while (!(await isOpen()) && Date.now() < ends) {
    const votes = ['bo', 'di', 'bo', 'di'].map((person) => belay.say(`approve ${id}`, person));
    await Promise.allSettled(votes);
    await sleep(100);
  }
}

async function brokenness(canary: CountedVersion): Promise<Release['broke']> {
  const at = canary.firstFailed();
  if (at === null) return null;
  // Time for a request that should not come any more.
  await sleep(500);
  return { at, lastHit: canary.lastHit() ?? 0, lastSent: canary.lastSent() ?? 0 };
}
