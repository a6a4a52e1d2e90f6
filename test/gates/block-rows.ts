import type { BlockSource } from '../../handlers/jobs/find-blocks.ts';
import {
  createFreezeBlocks,
  createIncidentBlocks,
  createOrderBlocks,
} from '../../handlers/jobs/freeze-blocks.ts';
import { createLockBlocks } from '../../handlers/jobs/lock-blocks.ts';
import { noticeBlocks } from '../../handlers/jobs/notice-blocks.ts';
import { createRequirementBlocks, staffedBlocks } from '../../handlers/jobs/stage-blocks.ts';
import { unknownBlock } from '../../src/core/blocks/unknown.ts';
import { criticalFix, somebodyElse } from '../../src/core/budget/critical-fix.ts';
import { decideRelease } from '../../src/core/budget/release.ts';
import type { Freeze } from '../../src/core/calendar/freeze.ts';
import { currentFreeze, type FreezeWindow, freezesOf } from '../../src/core/calendar/freeze.ts';
import type { Hours } from '../../src/core/calendar/hours.ts';
import { readCalendar } from '../../src/core/calendar/ical.ts';
import { listedSpans, type Recurring } from '../../src/core/calendar/span.ts';
import type { FreezeOrder } from '../../src/core/freezes/order.ts';
import { decideFrozen } from '../../src/core/freezes/release.ts';
import { PersonId, RolloutId, Sha256 } from '../../src/core/ids.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import type { PlanBody, Stage } from '../../src/core/rollout/plan.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { type Coach, TrainId } from '../../src/core/trains/coach.ts';
import { trainBlock } from '../../src/core/trains/forward.ts';
import { aBoxList } from '../builders/boxes.ts';
import { aStanding } from '../builders/budget.ts';
import { aPlan, aTarget } from '../builders/plan.ts';
import { aRollout, examplePhases } from '../builders/rollout.ts';
import { ben, stages } from '../core/rollout/live.ts';
import { approve, emergency, met, promote, type Scene, scene } from './scene.ts';
import { type Cell, cannot, cell, type Row, type Seen } from './table.ts';

const id = 'r-0000000001';
const hour = 3_600_000;
const name = (person: string) => person;
const glass: Partial<PlanBody> = {
  critical: true,
  breakGlass: { skips: ['canary'], reason: 'CVE-1', secondPerson: false, reviewWithin: 1000 },
};
const agreed: Partial<PlanBody> = { critical: true, entry: somebodyElse };

/** Asks what stands in the way, as a worker does before each look, and looks. */
async function look(one: Scene, source: BlockSource, millis = 0): Promise<Scene> {
  one.pass(millis);
  const found = await source.find(one.rollout(), one.now());
  return one.blocked(...(found === null ? [] : [found]));
}

interface Held {
  readonly source: (state: { open: boolean; until: number }) => BlockSource;
  readonly plan?: Partial<PlanBody>;
  /** What people read while it holds, and when it is over. */
  readonly said: string;
  readonly over: string;
  readonly by: string;
  /** What goes past it; absent: break-glass. */
  readonly past?: Partial<PlanBody>;
  readonly expires?: Cell;
  readonly voided?: Cell;
  readonly overridden?: Cell;
}

/** What holds a rollout that is live: it leaves no stage, and goes on by itself. */
function holds({ source, plan = {}, said, over, by, past = glass, ...more }: Held): Row {
  const begin = async (overrides: Partial<PlanBody>) => {
    const one = scene(overrides, overrides.entry === undefined);
    if (overrides.entry !== undefined) {
      one
        .tell(approve)
        .find({ kind: 'slot-free', stable: aTarget('v1') })
        .settle();
    }
    const state = { open: true, until: one.now() + hour };
    const made = source(state);
    return { one: await look(one, made, 4000), state, made };
  };
  return {
    opens: cell(
      async () => {
        const { one, state, made } = await begin(plan);
        await look(one, made, 1000);
        state.open = false;
        return (await look(one, made, 1000)).seen();
      },
      { phase: 'shifting', stage: 1, blocks: [] },
      over,
      [`${over}; it may go on.`, 'Stage “5 %” passed', 'Stage “50 %” begins'],
    ),
    refuses: cell(
      async () => {
        const { one, made } = await begin(plan);
        return (await look(one, made, 1000)).tell(promote).seen();
      },
      { phase: 'observing', stage: 0, weight: 5, code: 'blocked', blocks: [by] },
      said,
    ),
    expires:
      more.expires ??
      cell(
        async () => {
          const { one, state, made } = await begin(plan);
          return (await look(one, made, state.until - one.now())).seen();
        },
        { phase: 'shifting', stage: 1, blocks: [] },
        over,
        [`${over}; it may go on.`, 'passed', 'begins'],
      ),
    overridden:
      more.overridden ??
      cell(
        async () => {
          const { one } = await begin({ ...plan, ...past });
          return one.pass(1000).seen();
        },
        { phase: 'shifting', stage: 1, blocks: [] },
        'Stage “5 %” passed',
        ['passed', 'begins'],
      ),
    voided:
      more.voided ??
      cell(
        async () => {
          const { one, state, made } = await begin(plan);
          state.until += hour;
          return (await look(one, made, 1000)).seen();
        },
        { phase: 'observing', stage: 0, blocks: [by] },
        'It goes no further for now',
        ['It goes no further for now'],
      ),
  };
}

function windows(all: () => readonly Recurring<Freeze>[], unknown: string | null = null): BlockSource {
  return createFreezeBlocks({
    windows: async (_, now) => ({ current: currentFreeze(all(), now), next: null, troubles: [], unknown }),
  });
}

const thursday: FreezeWindow = {
  kind: 'cron',
  from: '0 0 * * 4',
  ends: { kind: 'after', lasts: hour },
  zone: 'UTC',
  reason: 'month end',
};
const calendar = (from: string, to: string) => {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//acme//freezes//EN',
    'BEGIN:VEVENT',
    'UID:1',
    'DTSTAMP:19700101T000000Z',
  ];
  const text = [
    ...lines,
    `DTSTART:${from}`,
    `DTEND:${to}`,
    'SUMMARY:holidays',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  const read = readCalendar(text.join('\r\n'), 'UTC', { from: 0, to: 10 * 24 * hour });
  if (read.kind !== 'calendar') throw new Error(JSON.stringify(read));
  return listedSpans<Freeze>(read.freezes);
};

const order = (until: number | null): FreezeOrder => ({
  environment: '*',
  owner: PersonId.parse('bo'),
  reason: 'a leak',
  since: 0,
  until,
});

const hours: Hours = {
  text: 'Thu 00:00-00:15, Fri 01:00-02:00 UTC',
  zone: 'UTC',
  spans: [
    { days: [4], from: 0, to: 15 },
    { days: [5], from: 60, to: 120 },
  ],
};

function withFirst(first: Partial<Stage>): Partial<PlanBody> {
  const [one, ...rest] = stages();
  if (one === undefined) throw new Error('a stage');
  return { stages: [{ ...one, ...first }, ...rest] };
}

const lock = (state: { open: boolean; until: number }) =>
  createLockBlocks(
    {
      find: async () => null,
      locks: {
        current: async () =>
          state.open
            ? {
                service: 'api',
                environment: 'production',
                owner: 'bo',
                reason: 'noon',
                since: 0,
                until: state.until,
                while: null,
              }
            : null,
      },
    } as never,
    name,
  );

/** It waits in the queue, and something may keep it from starting. */
async function queued(source: BlockSource, overrides: Partial<PlanBody> = {}): Promise<Scene> {
  const one = scene({ entry: somebodyElse, ...overrides }, false).tell(approve);
  return look(one, source);
}

/** As the worker does when a slot is free: what is blocked does not start. */
function start(one: Scene): Scene {
  return Object.keys(one.rollout().blocks).length > 0
    ? one.mark()
    : one.find({ kind: 'slot-free', stable: aTarget('v1') });
}

const risk = {
  ...{ tier: 'high', because: 'paths' as const, computed: 'high', changed: 1, matched: [], demands: [] },
  notice: hour,
};

const api = { service: 'api', environment: 'production', version: 'v2' } as const;
function released(left: number, critical = false, more = {}): Seen {
  const found = decideRelease([aStanding(left, more)], { ...api, critical });
  if (found.kind === 'refused') met.add(found.code);
  return {
    state: found.kind === 'refused' ? { code: found.code } : found,
    said: found.kind === 'refused' ? found.sentence : '',
    audit: [],
  };
}

function asked(found: ReturnType<typeof decideFrozen>): Seen {
  if (found.kind === 'refused') met.add(found.code);
  return { state: found, said: (found as Partial<Refusal>).sentence ?? '', audit: [] };
}
const nothing = { order: null, window: null, unknown: null, incident: null };

const coach: Coach = {
  train: TrainId.parse('t-0000000000'),
  name: 'town',
  position: 1,
  positions: 2,
  lead: RolloutId.parse('r-0000000009'),
  members: [
    { rollout: RolloutId.parse('r-0000000009'), service: 'db', position: 0 },
    { rollout: RolloutId.parse(id), service: 'api', position: 1 },
  ],
  onFailure: 'roll_back_all',
  approval: 'each',
  follows: 'completion',
  digest: Sha256.parse('0'.repeat(64)),
};
const train = (db: () => Rollout | null): BlockSource => ({
  by: 'train',
  find: async (rollout) =>
    trainBlock({ ...rollout, train: coach }, [
      { id: coach.lead, service: 'db', position: 0, rollout: db() },
      { id: rollout.id, service: 'api', position: 1, rollout },
    ]),
});
const db = (phase: Rollout['phase']) => aRollout({ id: coach.lead, phase });

const boxed = (first: Partial<Stage>) => scene(withFirst(first)).pass(5000);
const list = aBoxList('stage-1', { text: 'Support was told' });
const ci = aBoxList('stage-1', { text: 'CI is green', evidence: { kind: 'ci', names: [] } });
const source = { repository: 'acme/api', commit: 'a'.repeat(40), pull: 12 };
const ciScene = () => scene({ ...withFirst({ checklist: ci }), source }).pass(5000);
const found = (state: 'green' | 'failing' | 'unknown', sentence: string) =>
  ({ kind: 'ci-found', names: [], verdict: { state, sentence } }) as const;
const ticks = { kind: 'tick', item: '1', done: true, mayApprove: true } as const;

export const blockRows = {
  'freeze window': {
    ...holds({
      source: (state) =>
        windows(() =>
          state.open ? [freezesOf({ ...thursday, ends: { kind: 'after', lasts: state.until } })] : [],
        ),
      said: `${id} stays at its stage: production is frozen until Thu 1970-01-01 01:16 (UTC): “month end”. Nothing was changed; it can always be rolled back.`,
      over: 'The freeze window is over',
      by: 'freeze',
      past: agreed,
    }),
  },
  'freeze window at the request': {
    opens: cell(() => asked(decideFrozen(nothing, aPlan(), false, '')), { kind: 'may', agreed: false }, ''),
    refuses: cell(
      () =>
        asked(
          decideFrozen(
            { ...nothing, window: { from: 0, to: hour, reason: 'month end', zone: 'UTC' } },
            aPlan(),
            false,
            '',
          ),
        ),
      { code: 'frozen' },
      'Nothing can be released to production now: production is frozen until Thu 1970-01-01 01:00 (UTC): “month end”. Nothing was started.',
    ),
    expires: cannot('what was refused is not kept: it is asked for again when the window is over'),
    overridden: cell(
      () =>
        asked(
          decideFrozen(
            { ...nothing, window: { from: 0, to: hour, reason: 'month end', zone: 'UTC' } },
            aPlan(),
            true,
            '',
          ),
        ),
      { kind: 'may', agreed: true },
      '',
    ),
    voided: cell(
      () =>
        asked(
          decideFrozen(
            {
              ...nothing,
              unknown: 'the calendar freezes.ics could never be read (away), and it is required',
            },
            aPlan(),
            false,
            '',
          ),
        ),
      { code: 'frozen' },
      'the calendar freezes.ics could never be read (away), and it is required. Nothing was started. It can be asked for again once that is over.',
    ),
  },
  'calendar window': holds({
    source: (state) =>
      windows(() => {
        if (!state.open) return [];
        const end = new Date(state.until).toISOString().replace(/[-:]|\.\d+/g, '');
        return [calendar('19700101T000000Z', end)];
      }),
    said: 'production is frozen until Thu 1970-01-01 01:16 (UTC): “holidays”',
    over: 'The freeze window is over',
    by: 'freeze',
    past: agreed,
  }),
  'freeze order': holds({
    source: (state) =>
      createOrderBlocks(
        { order: async (_, now) => (state.open && now < state.until ? order(state.until) : null) },
        name,
      ),
    said: 'everything is frozen by bo: “a leak” (until 1970-01-01 01:16:40 UTC); `unfreeze` lifts it',
    over: 'Releases are no longer frozen',
    by: 'order',
  }),
  'freeze order at the request': {
    opens: cell(() => asked(decideFrozen(nothing, aPlan(), true, '')), { kind: 'may', agreed: false }, ''),
    refuses: cell(
      () => asked(decideFrozen({ ...nothing, order: order(null) }, aPlan(), false, 'Bo')),
      { code: 'frozen' },
      'Nothing can be released to production now: everything is frozen by Bo: “a leak”. Nothing was started. `unfreeze` lifts it for those who may; rollbacks are always possible.',
    ),
    expires: cannot('what was refused is not kept: it is asked for again when the order is lifted'),
    overridden: cell(
      () => asked(decideFrozen({ ...nothing, order: order(null) }, aPlan(), true, 'Bo')),
      { code: 'frozen' },
      'everything is frozen by Bo',
    ),
    voided: cannot('an order that is given again is another order, and refuses in the same words'),
  },
  incident: holds({
    source: (state) =>
      createIncidentBlocks({
        stopping: async () => (state.open ? 'an incident is open: the alert “HighErrors” fires' : null),
      }),
    said: `${id} stays at its stage: an incident is open: the alert “HighErrors” fires.`,
    over: 'No incident is open any more',
    by: 'incident',
    past: agreed,
    expires: cannot('an incident is over when its alerts or its people say so, never by the clock'),
    voided: cell(
      async () => {
        let clause = 'an incident is open: the alert “HighErrors” fires';
        const two = createIncidentBlocks({ stopping: async () => clause });
        const one = await look(scene(), two, 4000);
        clause = 'an incident is open: the alert “DiskFull” fires';
        return (await look(one, two, 1000)).seen();
      },
      { phase: 'observing', blocks: ['incident'] },
      'the alert “DiskFull” fires',
      ['It goes no further for now: an incident is open: the alert “DiskFull” fires.'],
    ),
  }),
  'incident at the request': {
    opens: cell(() => asked(decideFrozen(nothing, aPlan(), false, '')), { kind: 'may' }, ''),
    refuses: cell(
      () =>
        asked(
          decideFrozen(
            { ...nothing, incident: 'an incident is open: the alert “X” fires' },
            aPlan(),
            false,
            '',
          ),
        ),
      { code: 'incident-open' },
      'Nothing can be released to production now: an incident is open: the alert “X” fires. Nothing was started. It can be asked for again once that is over.',
    ),
    expires: cannot('what was refused is not kept: it is asked for again when the incident is over'),
    overridden: cell(
      () => asked(decideFrozen({ ...nothing, incident: 'an incident is open' }, aPlan(), true, '')),
      { kind: 'may', agreed: true },
      '',
    ),
    voided: cannot(
      'whether one is open is asked anew at each request, and nothing of the last answer is kept',
    ),
  },
  'staffed hours': {
    ...holds({
      source: () => staffedBlocks,
      plan: { staffed: hours },
      said: '',
      over: 'The staffed hours have begun',
      by: 'staffed-hours',
      past: agreed,
      voided: cannot(
        'the hours stand in the frozen plan: what belay.yml says later holds for the next release',
      ),
      expires: cell(
        async () => {
          const one = await look(scene({ staffed: hours }), staffedBlocks, 4000);
          return (await look(one, staffedBlocks, 25 * hour)).seen();
        },
        { phase: 'shifting', stage: 1, blocks: [] },
        'The staffed hours have begun',
        ['The staffed hours have begun; it may go on.', 'passed', 'begins'],
      ),
    }),
    opens: cell(
      async () => (await look(scene({ staffed: hours }), staffedBlocks, 4000)).tell(promote).seen(),
      { phase: 'shifting', stage: 1 },
      'These are not its staffed hours; whoever promotes is there, so it goes on.',
      ['Promoted by ana', 'passed: promoted by a person.', 'begins'],
    ),
    refuses: cell(
      async () => (await look(scene({ staffed: hours }), staffedBlocks, 4000)).pass(1000).mark().seen(),
      { phase: 'observing', stage: 0, blocks: ['staffed-hours'] },
      '',
    ),
  },
  'stage requirement': holds({
    source: (state) =>
      createRequirementBlocks(
        {
          lastAlert: async (_slot, _sources, now) =>
            !state.open ? null : now >= state.until ? 0 : state.until - hour,
          lastReport: async () => null,
        },
        ['alerts'],
      ),
    plan: withFirst({ requires: { noCriticalAlertFor: hour } }),
    said: 'the stage is left after 1h without a critical alert, and the last was over at 1970-01-01 00:16:40 UTC, so not before 1970-01-01 01:16:40 UTC',
    over: 'What the stage requires is met',
    by: 'requirement',
    past: agreed,
  }),
  lock: {
    opens: cell(
      async () => {
        const state = { open: true, until: 2 * hour };
        const one = await queued(lock(state));
        state.open = false;
        one.pass(2000);
        return start(await look(one, lock(state))).seen();
      },
      { phase: 'shifting', stage: 0 },
      'Started',
      ['Started; v1 serves everybody', 'begins'],
    ),
    refuses: cell(
      async () => (await queued(lock({ open: true, until: 2 * hour }))).seen(),
      { phase: 'queued', blocks: ['lock'] },
      'It goes no further for now: api in production is locked by bo: “noon”; `unlock api in production` opens it.',
      ['Belay: api v2 → production: It goes no further for now: api in production is locked by bo'],
    ),
    expires: cell(
      async () => {
        const state = { open: true, until: 2 * hour };
        const one = await queued(lock(state));
        return (await look(one, lock(state), 2 * hour)).seen();
      },
      { phase: 'queued', blocks: [] },
      'Its service is not locked any more; it may go on.',
      ['Its service is not locked any more'],
    ),
    overridden: cell(
      async () => start(await queued(lock({ open: true, until: 2 * hour }), glass)).seen(),
      { phase: 'shifting', stage: 0, blocks: [] },
      'Started',
      ['Started', 'begins'],
    ),
    voided: cell(
      async () => {
        const one = await look(scene(), lock({ open: true, until: 2 * hour }), 5000);
        return one.seen();
      },
      { phase: 'shifting', stage: 1, blocks: [] },
      '',
    ),
  },
  'notice of a tier': {
    opens: cell(
      async () => {
        const one = await queued(noticeBlocks, { risk });
        return start(await look(one, noticeBlocks, hour)).seen();
      },
      { phase: 'shifting', stage: 0 },
      'Started',
      ['Started', 'begins'],
    ),
    refuses: cell(
      async () => (await queued(noticeBlocks, { risk })).seen(),
      { phase: 'queued', blocks: ['notice'] },
      'Releases of tier high are announced 1h before they begin, and that time is not over.',
      ['It goes no further for now: Releases of tier high are announced 1h before they begin'],
    ),
    expires: cell(
      async () => (await look(await queued(noticeBlocks, { risk }), noticeBlocks, hour)).seen(),
      { phase: 'queued', blocks: [] },
      'It was announced long enough ago; it may go on.',
      ['It was announced long enough ago'],
    ),
    overridden: cell(
      async () => start(await queued(noticeBlocks, { risk, ...glass })).seen(),
      { phase: 'shifting', blocks: [] },
      'Started',
      ['Started', 'begins'],
    ),
    voided: cannot('the time counts from the request of this very commit: another commit is another request'),
  },
  'order of a train': {
    opens: cell(
      async () => {
        let first = db(examplePhases.observing);
        const source = train(() => first);
        const one = await queued(source);
        first = db(examplePhases.completed);
        return start(await look(one, source)).seen();
      },
      { phase: 'shifting', stage: 0 },
      'Started',
      ['Started', 'begins'],
    ),
    refuses: cell(
      async () => (await queued(train(() => db(examplePhases.preparing)))).seen(),
      { phase: 'queued', blocks: ['train'] },
      'It goes no further for now: in town, api waits for db to complete (it is at 0 %).',
      ['in town, api waits for db to complete'],
    ),
    expires: cannot(
      'a rollout waits for its train as long as the train is under way, and can always go back',
    ),
    overridden: cell(
      async () =>
        (
          await look(
            scene(glass),
            train(() => db(examplePhases.preparing)),
            4000,
          )
        )
          .tell(promote)
          .seen(),
      { phase: 'observing', blocks: ['train'], code: 'blocked' },
      'in town, api waits for db to complete',
    ),
    voided: cell(
      async () => (await queued(train(() => db(examplePhases['rolled-back'])))).seen(),
      { phase: 'queued', blocks: ['train'] },
      'in town, api waits for its own way back: db',
      ['its own way back: db'],
    ),
  },
  'what could not be found out': {
    opens: cell(
      () => scene().blocked(unknownBlock('freeze')).pass(4000).blocked().pass(1000).seen(),
      { phase: 'shifting', stage: 1 },
      'passed',
      ['passed', 'begins'],
    ),
    refuses: cell(
      () => scene().blocked(unknownBlock('incident')).pass(5000).tell(promote).seen(),
      { phase: 'observing', code: 'blocked' },
      'it could not be found out whether an incident is open; it is asked again all the time',
    ),
    expires: cannot('what is not known holds until it is known: nothing goes forward on a guess'),
    overridden: cell(
      () => scene().blocked(unknownBlock('order')).tell(emergency, ben).seen(),
      { phase: 'rolling-back', weight: 0 },
      'is rolled back at once',
      ['ordered as an emergency by ben'],
    ),
    voided: cell(
      () =>
        scene()
          .blocked(unknownBlock('requirement'))
          .blocked({ by: 'freeze', sentence: 'it is frozen', until: null })
          .seen(),
      { blocks: ['freeze'] },
      'It goes no further for now: it is frozen.',
      ['What the stage requires is met', 'It goes no further'],
    ),
  },
  'error budget': {
    opens: cell(() => released(0.5), { kind: 'may', approved: false }, ''),
    refuses: cell(
      () => released(0.07),
      { code: 'budget-frozen' },
      'The error budget requests of api in production is frozen: 7 % of it is left; releases stop below 10 %. Nothing was started.',
    ),
    expires: cell(() => released(0.2, false, { former: 'frozen' }), { kind: 'may' }, ''),
    overridden: cell(
      () => {
        const fix = criticalFix({ ...aPlan({ stages: stages() }) }, released(0.02, true).state as never);
        return scene({ ...fix })
          .pass(5000)
          .tell(approve)
          .seen();
      },
      { phase: 'shifting', stage: 1, outcome: 'approved' },
      'is open',
      ['ana approved', 'Enough', 'passed', 'begins'],
    ),
    voided: cell(
      () => {
        const one = scene({ entry: somebodyElse }, false).tell(approve);
        return one
          .find({
            kind: 'slot-free',
            stable: aTarget('v1'),
            frozen: 'the error budget requests froze while it waited',
          })
          .seen();
      },
      { phase: 'cancelled', weight: 0 },
      'Dropped before any traffic moved: the error budget requests froze while it waited.',
      ['Dropped before any traffic moved'],
    ),
  },
  checklist: {
    opens: cell(
      () => boxed({ checklist: list }).tell(ticks).seen(),
      { phase: 'observing', stage: 0 },
      'Ticked: “Support was told”. No required box is open now.',
      ['“Support was told” was ticked by ana.'],
    ),
    refuses: cell(
      () => boxed({ checklist: list }).tell(promote).seen(),
      { phase: 'observing', stage: 0, code: 'boxes-open' },
      `${id} stays at its stage, because “Support was told” is not ticked. Nobody skips a required box: \`tick ${id}\` shows the list.`,
    ),
    expires: cannot('a box stays open until somebody ticks it; people are reminded'),
    overridden: cell(
      () =>
        boxed({ checklist: list })
          .tell({ ...promote, all: true })
          .seen(),
      { phase: 'observing', stage: 0 },
      'skips its holds from here on; gates, triggers and checklists stay',
      ['Promoted by ana'],
    ),
    voided: cell(
      () =>
        boxed({ checklist: list, gate: somebodyElse })
          .tell(ticks)
          .tell({ ...ticks, done: false })
          .tell(approve)
          .seen(),
      { phase: 'waiting', stage: 0, outcome: 'approved' },
      'is open',
      ['ana approved', 'Enough people approved.', 'Only the checklist holds it now'],
    ),
  },
  'checklist, late': {
    opens: cell(
      () => boxed({ checklist: list }).tell(ticks).pass(1000).seen(),
      { phase: 'shifting', stage: 1 },
      'passed',
      ['passed', 'begins'],
    ),
    refuses: cell(
      () => scene().tell(ticks).seen(),
      { phase: 'observing', code: 'no-checklist' },
      `${id} has no checklist at this point; nothing was changed.`,
    ),
    expires: cannot('a tick does not run out; what Belay sees for itself is looked at all the time'),
    overridden: cannot('nobody skips a required box, and break-glass leaves boxes out before they are asked'),
    voided: cell(
      () =>
        scene({
          ...withFirst({ checklist: list }),
          before: aBoxList('start', { text: 'Rehearsed', required: false }),
        })
          .tell({ ...ticks, item: 'start/Rehearsed' })
          .seen(),
      { code: 'other-list' },
      `“Rehearsed” belongs to another point of ${id}, so it cannot be ticked now. Nothing was changed.`,
    ),
  },
  'checklist by CI': {
    opens: cell(
      () => ciScene().find(found('green', '3 CI checks of this commit succeeded')).seen(),
      { phase: 'shifting', stage: 1 },
      '3 CI checks of this commit succeeded',
      ['CI, commit aaaaaaaaaaaa: 3 CI checks of this commit succeeded.', 'passed', 'begins'],
    ),
    refuses: cell(
      () => ciScene().find(found('failing', 'lint failed')).tell(ticks).seen(),
      { phase: 'observing', code: 'observed' },
      'Belay looks at “CI is green” itself, and it is open: lint failed. Nobody can tick it for Belay; nothing was changed.',
    ),
    expires: cannot('what CI said of a commit stays said; another run of it is seen when it changes'),
    overridden: cell(
      () => ciScene().find(found('unknown', 'GitHub could not be asked')).tell(ticks).seen(),
      { phase: 'observing' },
      'Ticked: “CI is green”',
      ['“CI is green” was ticked by ana'],
    ),
    voided: cell(
      () => {
        const one = scene({ ...withFirst({ checklist: ci }), source }).pass(1000);
        one.find(found('green', '3 CI checks of this commit succeeded'));
        return one.find(found('failing', 'lint failed')).pass(4000).tell(promote).seen();
      },
      { phase: 'observing', code: 'boxes-open' },
      '“CI is green” is not ticked',
    ),
  },
} as const satisfies Readonly<Record<string, Row>>;
