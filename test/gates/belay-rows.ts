import type { RolloutId } from '../../src/core/ids.ts';
import { assessRisk, type Ladder } from '../../src/core/risk/assess.ts';
import { aToken, belay, sayByToken } from './belay-scene.ts';
import { met } from './scene.ts';
import { cannot, cell, type Row, type Seen } from './table.ts';

const say = async (text: string, person?: string) => (await belay()).say(text, person);

/** Releases a version, and goes on until it stands there. */
async function released(line: string, phase: string, person = 'bo'): Promise<RolloutId> {
  const { world, until } = await belay();
  const id = await world.rolloutOf(line, person);
  await until(id, phase);
  return id;
}

/** Takes back what is under way, so that nothing of it stands in the next one's way. */
async function drop(service: string): Promise<void> {
  const { world, phase } = await belay();
  const under = (await world.store.recent({}, 100)).filter((one) => one.service === service && one.open);
  for (const { id } of under) {
    await say(`rollback ${id} --emergency "next"`, 'ana');
    await world.workUntil(async () => ['rolled-back', 'cancelled'].includes((await phase(id)) ?? ''));
  }
}

/** What is said, and how its rollout stands then. */
async function saidOf(id: RolloutId, text: string, person?: string): Promise<Seen> {
  const { world, phase } = await belay();
  const seen = await say(text, person);
  await world.work();
  return { ...seen, state: { ...seen.state, phase: await phase(id) } };
}

async function pull(order: { service?: string; reason: string }, person: string): Promise<Seen> {
  const { world, watch } = await belay();
  return watch(async () => {
    const by = { speaker: world.speaker(person), place: 'api', trusted: false };
    const killed = await world.wired.killSwitch({ all: false, ...order }, by);
    if (killed.kind === 'refused') met.add(killed.code);
    return {
      state: killed.kind === 'refused' ? { code: killed.code } : { kind: killed.kind },
      said: killed.sentence,
    };
  });
}

let trains = 1;
async function train(): Promise<{ lead: RolloutId; name: string }> {
  const { world } = await belay();
  trains += 1;
  const lead = await world.rolloutOf(`train town db=v${trains} api=v${trains}`);
  await world.work();
  return { lead, name: (await world.wired.ledger.load(lead))?.train?.train ?? '' };
}

const ladder: Ladder = { tiers: ['low', 'high'], usual: 'low', whenUnknown: 'high' };
const scopes = [{ patterns: ['**/migrations/**'], tier: 'high', level: 'critical' as const }];
function assessed(files: readonly string[], raisedTo: string | null): Seen {
  const found = assessRisk(scopes, ladder, { files, missing: null }, raisedTo);
  if (found.kind === 'refused') met.add(found.code);
  return found.kind === 'refused'
    ? { state: { code: found.code }, said: found.sentence, audit: [] }
    : { state: found.risk, said: '', audit: [] };
}

let blogs = 1;
const blog = () => {
  blogs += 1;
  return released(`deploy blog v${blogs}`, 'waiting');
};

export const belayRows = {
  'access by role': {
    opens: cell(async () => say('note web "looked at"', 'cy'), { code: 'no-rollout' }, 'web'),
    refuses: cell(
      () => say('deploy web v2', 'cy'),
      { code: 'not-allowed' },
      'Refused: deploy needs one of developer, lead; you (Cy Diaz) have guest (access.deploy in belay.yml). Nothing was changed.',
    ),
    expires: cannot('what belay.yml grants does not end by itself; a role that ends is one that is lent'),
    overridden: cell(
      () => say('deploy web v2 --break-glass --skip canary --reason "CVE-1"', 'ana'),
      { code: 'not-allowed' },
      'Refused: breaking the glass needs the role developer; you have lead (break_glass.who in belay.yml). Nothing was started.',
    ),
    voided: cell(
      () => say('deploy shop v2 to production', 'di'),
      { code: 'not-allowed' },
      'Refused: deploy in production needs the role developer; you (Di Roy) have lead (environments.production.access.deploy in belay.yml).',
    ),
  },
  'role on loan': {
    opens: cell(
      async () => {
        const id = await blog();
        await say('delegate lead to cy --for 2h "on holiday"', 'ana');
        return saidOf(id, `approve ${id}`, 'cy');
      },
      { kind: 'done', phase: 'observing' },
      'takes its turn',
      ['Cy Diaz on console, as guest, lead (lent by Ana Lima)', 'Enough people approved.'],
    ),
    refuses: cell(
      async () => {
        await drop('blog');
        await say('delegate --end lead', 'ana');
        const id = await blog();
        return saidOf(id, `approve ${id}`, 'cy');
      },
      { code: 'not-allowed', phase: 'waiting' },
      'Refused: approve needs one of lead, developer; you (Cy Diaz) have guest',
    ),
    expires: cell(
      async () => {
        const { world } = await belay();
        await say('delegate lead to cy --for 1m "lunch"', 'ana');
        world.later(61_000);
        return say('approve blog', 'cy');
      },
      { code: 'not-allowed' },
      'you (Cy Diaz) have guest',
    ),
    overridden: cannot(
      'whoever lent it keeps the role, and one of the two votes counts: that is no override',
    ),
    voided: cell(
      async () => {
        await say('delegate lead to cy --for 1h "lunch"', 'ana');
        await say('delegate --end lead', 'ana');
        return say('approve blog', 'cy');
      },
      { code: 'not-allowed' },
      'you (Cy Diaz) have guest',
    ),
  },
  'first in another environment': {
    opens: cell(
      async () => {
        await released('deploy shop v3 to staging', 'completed');
        return say('deploy shop v3 to production');
      },
      { kind: 'done' },
      'shop v3 to production has started',
      ['shop v3 to production was requested by Bo Chen', 'Started'],
    ),
    refuses: cell(
      () => say('deploy shop v2 to production'),
      { code: 'first-elsewhere' },
      'v2 must complete in staging before it comes to production: production asks for that, and no rollout of it has been there. Nothing was started; type `deploy shop v2 to staging`, or `status shop` to see it there.',
    ),
    expires: cannot('what has completed there once stays so, and no rollout that is over is forgotten'),
    overridden: cell(
      () => say('deploy shop v9 to production --break-glass --skip canary --reason "CVE-1"'),
      { kind: 'done' },
      'It goes past the canary stages; people are told everywhere and called.',
      ['shop v9 to production was requested by Bo Chen', 'waits for', 'takes its place'],
    ),
    voided: cell(
      async () => {
        await released('deploy shop v4 to staging', 'observing');
        await say('rollback shop in staging --emergency "odd"', 'ana');
        return say('deploy shop v4 to production');
      },
      { code: 'first-elsewhere' },
      'was rolled back there.',
    ),
  },
  'tier given by hand': {
    opens: cell(() => assessed(['a.ts'], 'high'), { tier: 'high', because: 'by-hand', computed: 'low' }, ''),
    refuses: cell(
      () => assessed(['db/migrations/1.sql'], 'low'),
      { code: 'tier-lower' },
      'This release is `high`, because **/migrations/** (critical) matched 1 file, db/migrations/1.sql. A tier given by hand may only raise it, and `low` is lower. Nothing was started.',
    ),
    expires: cannot('the tier is frozen with the plan and stays until the rollout is over'),
    overridden: cell(
      () => assessed(['a.ts'], 'hihg'),
      { code: 'no-such-tier' },
      'There is no tier of that name. Did you mean `high`?',
    ),
    voided: cell(
      () => assessed(['a.ts', 'db/migrations/1.sql'], null),
      { tier: 'high', because: 'paths' },
      '',
    ),
  },
  'lock at the request': {
    opens: cell(
      async () => {
        await say('lock pay "noon"', 'ana');
        await say('unlock pay', 'ana');
        return say('deploy pay v2');
      },
      { kind: 'done' },
      'has started',
      ['was requested by Bo Chen', 'Started'],
    ),
    refuses: cell(
      async () => {
        await drop('pay');
        await say('lock pay "migration at noon"', 'ana');
        return say('deploy pay v3');
      },
      { code: 'locked' },
      '“migration at noon”. Nothing was started; ask Ana Lima, or type `unlock pay in ice`.',
    ),
    expires: cell(
      async () => {
        const { world } = await belay();
        await say('unlock pay', 'ana');
        await say('lock pay "noon" --for 2m', 'ana');
        world.later(120_001);
        return say('deploy pay v3');
      },
      { kind: 'done' },
      'pay v3 to ice',
      ['was requested by Bo Chen', 'Started'],
    ),
    overridden: cell(
      async () => {
        await drop('pay');
        await say('lock pay "noon"', 'ana');
        return say('deploy pay v4 --break-glass --skip canary --reason "CVE-1"');
      },
      { kind: 'done' },
      'It goes past the canary stages',
      ['was requested by Bo Chen', 'Started'],
    ),
    voided: cell(
      () => say('unlock pay', 'bo'),
      { code: 'not-allowed' },
      'unlock in ice needs the role lead; you (Bo Chen) have developer',
    ),
  },
  'approval of a train': {
    opens: cell(
      async () => {
        const { lead, name } = await train();
        return saidOf(lead, `approve ${name}`, 'ana');
      },
      { kind: 'done', phase: 'observing' },
      'takes its turn',
      ['Ana Lima approved. (gate 1, plan', 'Enough people approved.'],
    ),
    refuses: cell(
      async () => {
        await drop('db');
        const { lead, name } = await train();
        return saidOf(lead, `approve ${name}`, 'bo');
      },
      { code: 'own-rollout', phase: 'waiting' },
      'yourself, so somebody else has to approve it.',
    ),
    expires: cell(
      async () => {
        const { world, watch } = await belay();
        const [asking] = (await world.store.recent({}, 50)).filter(
          ({ phase, service }) => phase === 'waiting' && service === 'db',
        );
        if (asking === undefined) throw new Error('no train waits');
        return watch(async () => {
          world.later(4 * 3_600_000);
          await world.work();
          return { state: { phase: (await world.store.find(asking.id))?.phase }, said: '' };
        }, 'db v');
      },
      { phase: 'cancelled' },
      '',
      ['db v3 → demo: The request for approval expired', 'Dropped'],
    ),
    overridden: cell(
      async () => {
        const { lead, name } = await train();
        return saidOf(lead, `rollback ${name} "not today"`, 'ana');
      },
      { kind: 'done', phase: 'cancelled' },
      '',
      ['Dropped by Ana Lima', 'Dropped by Ana Lima'],
    ),
    voided: cell(
      async () => {
        const { lead, name } = await train();
        return saidOf(lead, `approve ${name} --gate 2`, 'ana');
      },
      { code: 'other-gate', phase: 'waiting' },
      'has asked for no gate 2 yet',
    ),
  },
  'scope of a token': {
    opens: cell(
      async () => sayByToken(await aToken('ci', 'bo', ['deploy']), 'deploy web v2'),
      { kind: 'done' },
      'web v2 to demo has started',
      ['Bo Chen on api/ci, as developer: web v2 → demo: web v2 to demo was requested by Bo Chen', 'Started'],
    ),
    refuses: cell(
      async () => sayByToken(await aToken('ro', 'ana', ['status']), 'rollback web "odd"'),
      { code: 'token-scope' },
      'rollback is not in the scope of the token ro; it has status. Nothing was changed. Use a token that was made for this: `belay token create`.',
    ),
    expires: cell(
      async () => {
        const text = await aToken('old', 'bo', ['deploy']);
        (await belay()).world.later(3_600_001);
        return sayByToken(text, 'deploy web v2');
      },
      { code: 'token-expired' },
      'The token old ended on ',
      ['was refused once: expired.'],
    ),
    overridden: cannot('no scope lets a token do more than its person may; its person speaks elsewhere'),
    voided: cell(
      async () => {
        const { world } = await belay();
        const text = await aToken('gone', 'bo', ['deploy']);
        const [kept] = (await world.store.tokens.list()).filter(({ name }) => name === 'gone');
        if (kept === undefined) throw new Error('no token');
        await world.store.tokens.revoke(kept.id, { kind: 'belay' }, world.now());
        return sayByToken(text, 'deploy web v2');
      },
      { code: 'token-revoked' },
      'The token gone was revoked.',
      ['was refused once: revoked.'],
    ),
  },
  'kill switch': {
    opens: cell(
      async () => {
        await released('deploy kill v2', 'observing');
        return pull({ service: 'kill', reason: 'payments fail' }, 'ana');
      },
      { kind: 'stopped' },
      '',
      [
        'Ana Lima on api, as lead: kill v2 → demo: Rollback from 10 % ordered as an emergency by Ana Lima: “payments fail”.',
      ],
    ),
    refuses: cell(
      async () => {
        await drop('kill');
        await released('deploy kill v3', 'observing');
        return pull({ service: 'kill', reason: 'x' }, 'cy');
      },
      { code: 'not-allowed' },
      'you (Cy Diaz) have guest',
    ),
    expires: cannot('nobody is asked, so there is nothing that could run out'),
    overridden: cannot('it is what goes past every gate; nothing goes past it'),
    voided: cell(
      () => pull({ service: 'nothing', reason: 'x' }, 'ana'),
      { code: 'nothing-live' },
      'Nothing was moved.',
    ),
  },
} as const satisfies Readonly<Record<string, Row>>;
