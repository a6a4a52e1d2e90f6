import { describe, expect, it } from 'vitest';
import type { Command, Desk } from '../../commands/command.ts';
import { commands } from '../../commands/registry.ts';
import { createIdentify, sessionCookie } from '../../handlers/http/identify.ts';
import { signToken } from '../../handlers/http/session.ts';
import { accountOf } from '../../handlers/slack/stranger.ts';
import { createSpeak } from '../../handlers/speak/speak.ts';
import { speakerByAccount, speakerOf } from '../../src/config/find-speaker.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Speaker } from '../../src/core/access/access.ts';
import { Failure } from '../../src/core/failure.ts';
import { PersonId, RolloutId } from '../../src/core/ids.ts';
import { aRolloutRow } from '../builders/events.ts';
import { aLog } from '../builders/log.ts';

/** Who may what: everywhere, and in production where that says otherwise. `-` nobody, `*` any declared person. */
const table = `
status               *              lead
report               developer      lead
audit                lead           =
deploy               developer      lead
prepare-migration    developer      lead
promote              developer,lead lead
promote-all          lead           -
verify               developer      lead
approve              lead           sre
reject               lead           sre
pause                developer      sre
resume               developer      sre
rollback             developer,lead sre,lead
note                 *              developer
tick                 developer      lead
done                 developer      lead
notice               lead           =
lock                 lead           sre
unlock               lead           sre
delegate             lead,sre       =
hand-over            lead           sre
mute                 lead           sre
mark                 lead           sre
explain              developer      lead
ask                  developer      lead
break-glass          -              sre
freeze               sre            lead
emergency-rollback   sre            lead
`;

const people = { dev: 'developer', lee: 'lead', sam: 'sre', guy: 'guest' } as const;
type Key = keyof typeof people;

interface Row {
  readonly verb: string;
  readonly general: string;
  readonly production: string;
}

const rows: readonly Row[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [verb = '', general = '-', own = '='] = line.split(/\s+/);
    return { verb, general, production: own === '=' ? general : own };
  });

function may(granted: string, person: Key): boolean {
  return granted === '*' || granted.split(',').includes(people[person]);
}

function yamlOf(grants: readonly (readonly [verb: string, granted: string])[]): string {
  return grants
    .filter(([, granted]) => granted !== '-')
    .map(([verb, granted]) => `${verb}: ${granted === '*' ? 'anyone' : `[${granted}]`}`)
    .join(', ');
}

/** Verbs that belay.yml takes now: others speak of what is not built. */
const verbs = [...new Set([...commands.map(({ spec }) => spec.verb), 'promote-all'])];
const used = rows.filter(({ verb }) => verbs.includes(verb));

const configured = `version: 1
people:
${Object.entries(people)
  .map(
    ([key, role], n) =>
      `  ${key}: { roles: [${role}], accounts: { slack: T0SHOP/U0${key.toUpperCase()}, discord: "90000${n}", github: "80000${n}" } }`,
  )
  .join('\n')}
access: { ${yamlOf(used.map(({ verb, general }) => [verb, general]))} }
routers:
  one: { kind: embedded, listen: "127.0.0.1:8081" }
  two: { kind: embedded, listen: "127.0.0.1:8082" }
environments:
  staging: {}
  production: { access: { ${yamlOf(used.filter(({ general, production }) => general !== production).map(({ verb, production }) => [verb, production]))} } }
services:
  shop:
    versions: { v1: "http://127.0.0.1:7", v2: "http://127.0.0.1:8" }
    stable: v1
    environments: { staging: { traffic: { router: one } }, production: { traffic: { router: two } } }
    plan:
      stages: [{ weight: 100%, hold: 1m }]
      rollback_when: [error-rate > 5% for 3s]
`;

const loaded = loadConfig('belay.yml', () => configured);
if (loaded.kind === 'invalid') throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
const { config } = loaded;
const key = Buffer.alloc(32, 7);

/** Who speaks, found as each kind of place finds them. */
const places: Readonly<Record<string, (person: Key, n: number) => Speaker | null>> = {
  console: (person) => identified({ cookies: { [sessionCookie]: session(person) }, headers: {} }),
  terminal: (person) => identified({ cookies: {}, headers: { authorization: `Bearer ${session(person)}` } }),
  slack: (person) =>
    speakerByAccount(config, 'slack', accountOf({ team: 'T0SHOP', user: `U0${person.toUpperCase()}` })),
  discord: (_, n) => speakerByAccount(config, 'discord', `90000${n}`),
  github: (_, n) => speakerByAccount(config, 'github', `80000${n}`),
  http(person) {
    const speaker = speakerOf(config, PersonId.parse(person));
    const token = { id: 't-1', name: 'ci', scopes: verbs, environments: null, services: null };
    return speaker === null ? null : { ...speaker, token };
  },
};

function session(person: Key): string {
  return signToken({ kind: 'session', person: PersonId.parse(person), until: 1 }, key);
}

function identified(request: { cookies: object; headers: object }): Speaker | null {
  const identify = createIdentify(config, key, () => 0);
  return identify(request as Parameters<typeof identify>[0])?.speaker ?? null;
}

/** Everything beyond the question who may is away; whoever gets that far was let through. */
const away = () => Promise.reject(new Failure('store-unreachable', 'Let through.', { retryable: true }));
const beyond = <T extends object>(known: object = {}) =>
  new Proxy(known as T, { get: (target, name) => Reflect.get(target, name) ?? away });

function speakIn(environment: string) {
  const row = {
    ...aRolloutRow(RolloutId.parse('r-0123456789')),
    service: 'shop',
    environment,
    requestedAt: 0,
    owns: true,
    phase: 'paused',
  };
  const roles = {
    resolve: async (speaker: Speaker) => ({ speaker, unknown: [] }),
    holders: async () => ({ holders: [], unknown: [] }),
    known: () => [],
  };
  const desk = beyond<Desk>({
    config,
    access: config.access,
    roles,
    store: beyond({ find: async () => row, recent: async () => [row] }),
    ledger: beyond(),
    blind: beyond({ answers: () => true, live: () => [] }),
    budgets: beyond(),
    newRolloutId: () => row.id,
  });
  return createSpeak({ commands, desk, clock: () => 1, newErrorId: () => 'e-1', log: aLog() });
}

/** The command with whatever it asks for, about shop in that environment. */
function lineOf({ spec }: Command, environment: string): string {
  const values: Readonly<Record<string, string>> = {
    service: 'shop',
    target: 'shop',
    version: 'v2',
    person: 'lee',
    text: 'needless',
    rollout: 'r-0123456789',
    environment,
  };
  const given = spec.args
    .filter(({ required, kind }) => required || ['environment', 'service', 'target'].includes(kind))
    // What takes the rest of the line would take these too.
    .toSorted((one, other) => Number(one.before === undefined) - Number(other.before === undefined))
    .map(({ before, kind }) => `${before === undefined ? '' : `${before} `}${values[kind]}`);
  return [spec.name, ...given].join(' ');
}

/** What these are about is not in this configuration, which is said first; nothing is done either way. */
const lacking = { train: 'no train', 'prepare-migration': 'no migrations' };

const cases = commands.flatMap((command) =>
  ['staging', 'production'].map((environment) => ({ command, name: command.spec.name, environment })),
);

it('has a row for every verb of a command', () => {
  expect(verbs.filter((verb) => !rows.some((row) => row.verb === verb))).toEqual([]);
});

it('knows one person by each of their accounts', () => {
  for (const [n, person] of Object.keys(people).entries()) {
    for (const [place, find] of Object.entries(places))
      expect(find(person as Key, n)?.person, place).toBe(person);
  }
});

describe.each(cases)('$name in $environment', ({ command, environment }) => {
  const row = rows.find(({ verb }) => verb === command.spec.verb);
  const speak = speakIn(environment);
  const { kind, args } = command.spec;
  const isThere = kind === 'acts' && args.some((arg) => arg.kind === 'environment' || arg.kind === 'target');

  it.each(Object.keys(people).map((person, n) => ({ person: person as Key, n })))(
    'is for $person as the table has it, on every place',
    async ({ person, n }) => {
      if (row === undefined) throw new TypeError(`no row for ${command.spec.verb}`);
      const here = may(environment === 'production' ? row.production : row.general, person);
      const anywhere = may(row.general, person) || may(row.production, person);
      for (const [place, find] of Object.entries(places)) {
        const speaker = find(person, n);
        if (speaker === null) throw new TypeError(`${person} is a stranger on ${place}`);
        const reply = await speak({ text: lineOf(command, environment), speaker, place });
        const denied = reply.kind === 'refused' && reply.code === 'not-allowed';
        const told = `${place}: ${JSON.stringify(reply)}`;
        if (!anywhere) expect(denied, told).toBe(true);
        else if (command.spec.name in lacking) expect(reply.kind, told).toBe('refused');
        else if (isThere) expect(denied, told).toBe(!here);
        else if (here) expect(denied, told).toBe(false);
        if (denied && reply.kind === 'refused')
          expect(reply.sentence).toMatch(/^Refused: .*Nothing was changed\./);
      }
    },
  );
});
