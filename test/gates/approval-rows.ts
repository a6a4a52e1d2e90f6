import { PersonId, PlaceName, type RoleName } from '../../src/core/ids.ts';
import { entryGate } from '../../src/core/risk/entry-gate.ts';
import type { Gate } from '../../src/core/rollout/gates/gate-plan.ts';
import { pastSafeguards } from '../../src/core/rollout/past-safeguards.ts';
import type { PlanBody, Source } from '../../src/core/rollout/plan.ts';
import type { Person, Wish } from '../../src/core/rollout/wish.ts';
import { aGate } from '../builders/check.ts';
import { aPlan } from '../builders/plan.ts';
import { ana, ben, cem, stages } from '../core/rollout/live.ts';
import { person } from '../core/rollout/world.ts';
import { approve, approveAt, emergency, extend, promote, reject, rollback, scene } from './scene.ts';
import { type Cell, cannot, cell, type Row } from './table.ts';

export const dia = person('dia', 'developer');
const roles = (...names: string[]) => names as RoleName[];
const id = 'r-0000000001';
const minute = 60_000;

export function gated(gate: Partial<Gate>): PlanBody['stages'] {
  const [first, ...rest] = stages();
  if (first === undefined) throw new Error('a stage');
  return [{ ...first, gate: aGate(gate) }, ...rest];
}

/** At the gate after the first stage. */
const atGate = (gate: Partial<Gate>, more: Partial<PlanBody> = {}) =>
  scene({ stages: gated(gate), ...more }).pass(5000);

/** The same stages with the safeguards that people may skip left out. */
function pastApproval(body: Partial<PlanBody>, secondPerson: boolean): PlanBody {
  const { hash: _, ...plan } = aPlan({ stages: stages(), ...body });
  const glass = { skips: ['approval' as const], reason: 'CVE-1', secondPerson, reviewWithin: 1000 };
  return pastSafeguards(plan, glass, { who: roles('team-lead'), places: [], pagers: [] });
}

const goesPast = (gate: Partial<Gate>): Cell =>
  cell(
    () =>
      scene(pastApproval({ stages: gated(gate) }, false))
        .pass(5000)
        .seen(),
    { phase: 'shifting', stage: 1, gates: 0 },
    'passed',
    ['Stage “5 %” passed', 'Stage “50 %” begins'],
  );

interface Votes {
  readonly gate: Partial<Gate>;
  readonly before?: readonly (readonly [Wish, Person])[];
  readonly last: readonly [Wish, Person];
  readonly told: string;
  /** Who cannot open it, or how not, and what they read. */
  readonly wrong: readonly [Wish, Person, code: string, said: string];
}

/** A gate after a stage, whoever it asks. */
function afterStage({ gate, before = [], last, told, wrong }: Votes): Row {
  return {
    opens: cell(
      () => {
        const one = atGate(gate);
        for (const [wish, by] of before) one.tell(wish, by);
        return one.tell(...last).seen();
      },
      { phase: 'shifting', stage: 1, outcome: 'approved', code: null },
      `Approved: the gate of ${id} is open.`,
      [told, 'Enough people approved.', 'passed: approved.', 'begins: 50 %'],
    ),
    refuses: cell(
      () => atGate(gate).tell(wrong[0], wrong[1]).seen(),
      { phase: 'waiting', stage: 0, weight: 5, code: wrong[2] },
      wrong[3],
    ),
    expires: cell(
      () => atGate(gate).pass(minute).seen(),
      { phase: 'rolling-back', weight: 0, outcome: 'expired' },
      'nobody opened the gate within 1m',
      ['expired before enough people', 'Rollback from 5 % ordered, because nobody opened'],
    ),
    overridden: goesPast(gate),
    voided: cell(
      () =>
        atGate({ ...gate, onExpiry: 'hold' })
          .pass(minute)
          .tell(promote)
          .tell(approveAt(1))
          .seen(),
      { phase: 'waiting', gates: 2, code: 'other-gate', outcome: 'expired' },
      `That request (gate 1) is no longer open; ${id} now waits at gate 2.`,
    ),
  };
}

const lead: Partial<Gate> = { approvals: 1, roles: roles('team-lead') };
const source: Source = { repository: 'acme/api', commit: 'a'.repeat(40), pull: 12 };
const eli: Person = { ...person('eli', 'team-lead'), lent: { 'team-lead': PersonId.parse('ana') } };
const fay: Person = { ...person('fay', 'team-lead'), lent: { 'team-lead': PersonId.parse('cem') } };
const entry = (gate: Partial<Gate> = {}) => scene({ entry: aGate({ ...lead, ...gate }) }, false);
const both: readonly [Wish, Person][] = [[approve, ana]];

const asked = () => scene({ rollback: { steps: [], every: 0, approval: aGate(lead) } }).tell(rollback, cem);
const completed = () => {
  const one = scene({ rollback: { steps: [], every: 0, approval: aGate(lead) } });
  for (let n = 0; n < 3; n += 1) one.pass(5000).settle();
  return one;
};

export const tierGate = entryGate(
  [aGate({ approvals: 1, roles: roles('team-lead') }), aGate({ approvals: 1, roles: roles('sre-oncall') })],
  [],
  aGate(),
);
const tiered = () => scene({ ...(tierGate === null ? {} : { entry: tierGate }) }, false);

const glass = () => scene(pastApproval({ entry: aGate({ approvals: 2 }) }, true), false);

export const approvalRows = {
  'approval after a stage': {
    ...afterStage({
      gate: { approvals: 2 },
      before: both,
      last: [approve, ben],
      told: 'ben on test, as sre-oncall: api v2 → production: ben approved. (gate 1, to leave 5 %, plan',
      wrong: [
        approve,
        dia,
        'role',
        `Gate 1 of ${id} needs team-lead or sre-oncall; you have developer. Nothing was recorded.`,
      ],
    }),
    voided: cell(
      () =>
        atGate(lead, { source })
          .tell({ kind: 'approve', bound: { gate: 1, commit: 'b'.repeat(40) } })
          .seen(),
      { phase: 'waiting', outcome: null, code: 'other-commit' },
      `${id} releases aaaaaaaaaaaa, and your vote is for bbbbbbbbbbbb. It was not counted.`,
    ),
  },
  'approval after a stage, asked again': afterStage({
    gate: lead,
    last: [approve, ana],
    told: 'ana approved. (gate 1',
    wrong: [approve, cem, 'own-rollout', `You asked for ${id} yourself, so somebody else has to approve it.`],
  }),
  'approval that is late': {
    ...afterStage({
      gate: {
        ...lead,
        remindBefore: [30_000],
        escalate: { after: 20_000, places: [PlaceName.parse('leads')], page: true },
        announce: [PlaceName.parse('leads')],
        page: 'always',
      },
      last: [approve, ana],
      told: 'ana approved.',
      wrong: [approve, dia, 'role', 'needs team-lead; you have developer'],
    }),
    refuses: cell(
      () => {
        const one = atGate(lead, { noData: { after: 600_000, outcome: 'hold' } });
        one.tell({ kind: 'pause', reason: 'lunch' });
        return one.tell({ kind: 'resume' }).tell(reject).tell(approve).seen();
      },
      { phase: 'rolling-back', outcome: 'rejected', code: 'no-gate' },
      `${id} does not wait for an approval now; nothing was recorded.`,
    ),
    voided: cell(
      () =>
        atGate(lead)
          .tell({ kind: 'approve', bound: { gate: null, commit: null, saidAt: 0 } })
          .seen(),
      { phase: 'waiting', code: 'newer-gate' },
      `Gate 1 of ${id} was asked for after you said that, so it is not what you answered. Nothing was recorded;`,
    ),
  },
  'one of each role': afterStage({
    gate: { approvals: 0, roles: [], each: roles('team-lead', 'sre-oncall') },
    before: both,
    last: [approve, ben],
    told: 'ben approved. (gate 1',
    wrong: [approve, dia, 'role', `Gate 1 of ${id} needs team-lead or sre-oncall; you have developer.`],
  }),
  consensus: afterStage({
    gate: { approvals: 0, roles: [], everybody: [PersonId.parse('ana'), PersonId.parse('ben')] },
    before: both,
    last: [approve, ben],
    told: 'ben approved. (gate 1',
    wrong: [
      approve,
      dia,
      'role',
      `Gate 1 of ${id} asks ana and ben by name, and you are not among them. Nothing was recorded.`,
    ],
  }),
  statements: afterStage({
    gate: {
      ...lead,
      confirms: ['it was rehearsed', 'support is told'],
      checklist: {
        title: null,
        boxes: [{ id: 'a/b', text: 'dashboards', required: false, evidence: null, proof: null }],
      },
    },
    last: [{ ...approve, confirm: 'all' }, ana],
    told: 'ana approved. (gate 1',
    wrong: [
      { ...approve, confirm: [1] },
      ana,
      'unconfirmed',
      `Whoever approves gate 1 of ${id} confirms each statement. Not confirmed: 2. “support is told”. Nothing was recorded.`,
    ],
  }),
  'statements by number': {
    ...afterStage({
      gate: { ...lead, confirms: ['it was rehearsed'] },
      last: [{ ...approve, confirm: [1] }, ana],
      told: 'ana approved. (gate 1',
      wrong: [
        { ...approve, confirm: [7] },
        ana,
        'bad-confirm',
        `Gate 1 of ${id} has statements 1 to 1, and no number 7. Nothing was recorded.`,
      ],
    }),
  },
  'sign-off round': {
    ...afterStage({
      gate: {
        approvals: 0,
        roles: [],
        each: roles('team-lead', 'sre-oncall'),
        decides: ['go-on', 'roll-back'],
        review: ['peak p99'],
      },
      before: both,
      last: [approve, ben],
      told: 'ben signed for going on. (gate 1',
      wrong: [
        extend,
        ana,
        'not-asked',
        `Gate 1 of ${id} does not ask whether to observe it longer; it takes \`approve ${id}\` or \`reject ${id}\`.`,
      ],
    }),
    voided: cell(
      () => {
        const gate = { approvals: 0, roles: [], each: roles('team-lead', 'sre-oncall'), extendBy: 7000 };
        const one = atGate({ ...gate, decides: ['go-on', 'extend', 'roll-back'] });
        return one.tell(approve, ana).tell(extend, ben).seen();
      },
      { phase: 'observing', outcome: 'extended' },
      `everybody has decided, and ${id} is observed once more.`,
      ['ben wants to observe it longer: “too quiet”', 'observed for another 7s'],
    ),
  },
  'entry approval': {
    opens: cell(
      () => entry().tell(approve).seen(),
      { phase: 'queued', outcome: 'approved', weight: 0 },
      `Approved: ${id} takes its turn.`,
      ['ana approved. (gate 1, plan', 'Enough people approved.'],
    ),
    refuses: cell(
      () => entry().tell(promote).seen(),
      { phase: 'waiting', stage: null, code: 'gate' },
      `${id} waits for approval before it begins; promote does not give it. Type \`approve ${id}\`.`,
    ),
    expires: cell(
      () => entry().pass(minute).seen(),
      { phase: 'cancelled', weight: 0, outcome: 'expired' },
      'Dropped before any traffic moved: nobody opened the gate within 1m.',
      ['expired before enough people', 'Dropped'],
    ),
    overridden: cell(
      () =>
        scene(pastApproval({ entry: aGate(lead) }, false), false)
          .settle()
          .mark()
          .seen(),
      { phase: 'observing', stage: 0, gates: 0 },
      '',
    ),
    voided: cell(
      () =>
        entry()
          .find({ kind: 'superseded', by: 'r-0000000002' as never })
          .tell(approve)
          .seen(),
      { phase: 'cancelled', outcome: 'withdrawn', code: 'no-gate' },
      'does not wait for an approval now',
    ),
  },
  'gate that holds': {
    opens: cell(
      () =>
        atGate({ ...lead, onReject: 'hold' })
          .tell(reject, ben)
          .tell(promote)
          .tell(approveAt(2))
          .seen(),
      { phase: 'shifting', stage: 1, outcome: 'approved', gates: 2 },
      'is open.',
      ['ana approved. (gate 2', 'Enough people approved.', 'passed', 'begins'],
    ),
    refuses: cell(
      () =>
        atGate({ ...lead, onReject: 'hold' })
          .tell(reject, ben)
          .tell(approve)
          .seen(),
      { phase: 'waiting', stage: 0, code: 'gate-decided', outcome: 'rejected' },
      `Gate 1 of ${id} is decided already; nothing was recorded.`,
    ),
    expires: cell(
      () =>
        atGate({ ...lead, onExpiry: 'hold' })
          .pass(minute)
          .seen(),
      { phase: 'waiting', stage: 0, weight: 5, outcome: 'expired' },
      'The request for approval expired before enough people had approved.',
      ['Belay: api v2 → production: The request for approval expired'],
    ),
    overridden: cell(
      () =>
        atGate({ ...lead, onExpiry: 'hold' })
          .pass(minute)
          .tell(rollback, dia)
          .seen(),
      { phase: 'rolling-back', weight: 0 },
      `${id} is rolled back at once`,
      ['dia on test, as developer: api v2 → production: Rollback from 5 % ordered by dia: “odd”.'],
    ),
    voided: cell(
      () => {
        const one = atGate(lead, { noData: { after: 600_000, outcome: 'hold' } });
        return one.wait(minute).tell(approve).seen();
      },
      { phase: 'waiting', stage: 0, code: 'expired' },
      `Gate 1 of ${id} has expired; nothing was recorded.`,
    ),
  },
  'lent role': {
    opens: cell(() => atGate(lead).tell(approve, eli).seen(), { phase: 'shifting', stage: 1 }, 'is open.', [
      'eli on test, as team-lead (lent by ana): api v2 → production: eli approved.',
      'Enough',
      'passed',
      'begins',
    ]),
    refuses: cell(
      () => atGate({ approvals: 2 }).tell(approve, eli).tell(approve, ana).seen(),
      { phase: 'waiting', code: 'right-used' },
      `The right you would approve ${id} with counts already: a lent role is one person's, whoever uses it.`,
    ),
    expires: cell(
      () => atGate(lead).tell(approve, person('eli')).seen(),
      { phase: 'waiting', code: 'role' },
      `Gate 1 of ${id} needs team-lead; you have no role.`,
    ),
    overridden: cannot('whoever holds the role by themselves approves all the same: that is no override'),
    voided: cell(
      () => atGate(lead).tell(approve, fay).seen(),
      { phase: 'waiting', code: 'own-rollout' },
      `Your right to approve is lent to you by whoever asked for ${id}, so it counts as theirs.`,
    ),
  },
  'role that was taken away': {
    opens: cell(
      () => atGate({ approvals: 2 }).tell(approve, ana).tell(approve, ben).seen(),
      { phase: 'shifting', stage: 1 },
      'is open.',
      ['ben on test, as sre-oncall', 'Enough', 'passed', 'begins'],
    ),
    refuses: cell(
      () => atGate(lead).tell(approve, person('ana')).seen(),
      { phase: 'waiting', code: 'role' },
      'needs team-lead; you have no role',
    ),
    expires: cannot('a vote is bound to the roles of its moment and does not run out while the gate is open'),
    overridden: cannot('nobody gives a role back by another command: belay.yml or the group does'),
    voided: cell(
      () => atGate({ approvals: 2 }).tell(approve, ana).tell(approve, person('ana')).seen(),
      { phase: 'waiting', outcome: null },
      `Your approval of ${id} counts already; one person counts once.`,
    ),
  },
  'gated rollback by hand': {
    opens: cell(
      () => asked().tell(approve, ana).seen(),
      { phase: 'rolling-back', weight: 0, outcome: 'approved' },
      `Approved: ${id} is rolled back.`,
      [
        'ana approved.',
        'Enough people approved.',
        'Rollback from 5 % ordered as cem asked, with the approval it needs: “odd”.',
      ],
    ),
    refuses: cell(
      () => asked().tell(approve, cem).seen(),
      { phase: 'observing', code: 'own-rollout' },
      `You asked for the rollback of ${id} yourself, so somebody else has to approve it.`,
    ),
    expires: cannot(
      'silence about a rollback is no answer: the request is renewed and people are asked again',
    ),
    overridden: cell(
      () => asked().tell(emergency, dia).seen(),
      { phase: 'rolling-back', weight: 0, outcome: 'withdrawn' },
      `${id} is rolled back at once`,
      [
        'dia on test, as developer: api v2 → production: Rollback from 5 % ordered as an emergency by dia: “odd”.',
      ],
    ),
    voided: cell(
      () => asked().tell({ kind: 'resume' }).seen(),
      { phase: 'observing', code: 'rollback-asked' },
      `A rollback of ${id} is asked for, and it stands still until that is decided.`,
    ),
  },
  'gated rollback, asked twice': {
    opens: cell(
      () => asked().pass(minute).tell(approve, ana).seen(),
      { phase: 'rolling-back', outcome: 'approved' },
      'is rolled back.',
      ['ana approved', 'Enough', 'Rollback'],
    ),
    refuses: cell(
      () => asked().tell(rollback, ben).seen(),
      { phase: 'observing', code: 'rollback-asked' },
      `A rollback of ${id} is asked for already (gate 1). Missing: 1 approval by team-lead. To agree, type \`approve ${id} --gate 1\`.`,
    ),
    expires: cell(
      () => asked().pass(minute).seen(),
      { phase: 'observing', weight: 5, outcome: null },
      'Nobody has decided about the rollback yet; people are asked again.',
      ['Nobody has decided'],
    ),
    overridden: cell(
      () =>
        asked()
          .find({ kind: 'taken-back', cause: { kind: 'trigger', check: 'x', sentence: 'error-rate 9%' } })
          .seen(),
      { phase: 'rolling-back', weight: 0, outcome: 'withdrawn' },
      'Rollback from 5 % ordered',
      ['Belay: api v2 → production: Rollback from 5 % ordered'],
    ),
    voided: cell(
      () =>
        completed()
          .tell({ ...rollback, isStable: true }, cem)
          .tell({ ...approve, isStable: false })
          .seen(),
      { phase: 'completed', code: 'not-kept' },
      `${id} is completed, and what it brought is no longer what it would be rolled back from. Nothing was moved.`,
    ),
  },
  'approval of a tier': {
    opens: cell(
      () => tiered().tell(approve, ana).tell(approve, ben).seen(),
      { phase: 'queued', outcome: 'approved' },
      'takes its turn',
      ['ben approved.', 'Enough people approved.'],
    ),
    refuses: cell(
      () => tiered().tell(approve, dia).seen(),
      { phase: 'waiting', code: 'role' },
      `Gate 1 of ${id} needs team-lead or sre-oncall; you have developer.`,
    ),
    expires: cell(
      () => tiered().pass(minute).seen(),
      { phase: 'cancelled', outcome: 'expired' },
      'nobody opened the gate within 1m',
      ['expired', 'Dropped'],
    ),
    overridden: cell(
      () =>
        scene(pastApproval({ ...(tierGate === null ? {} : { entry: tierGate }) }, false), false)
          .settle()
          .mark()
          .seen(),
      { phase: 'observing', gates: 0 },
      '',
    ),
    voided: cell(
      () =>
        scene({ ...(tierGate === null ? {} : { entry: tierGate }), source }, false)
          .tell({ kind: 'approve', bound: { gate: 1, commit: 'c'.repeat(40) } })
          .seen(),
      { phase: 'waiting', code: 'other-commit' },
      'your vote is for cccccccccccc',
    ),
  },
  'second person of break-glass': {
    opens: cell(
      () => glass().tell(approve, ana).seen(),
      { phase: 'queued', outcome: 'approved' },
      'takes its turn',
      ['ana approved.', 'Enough'],
    ),
    refuses: cell(
      () => glass().tell(approve, cem).seen(),
      { phase: 'waiting', code: 'own-rollout' },
      `You asked for ${id} yourself`,
    ),
    expires: cell(
      () =>
        glass()
          .pass(30 * minute)
          .seen(),
      { phase: 'cancelled', weight: 0, outcome: 'expired' },
      'nobody opened the gate within 30m',
      ['expired', 'Dropped', 'Follow-up for people: “Look at this deployment past the safeguards'],
    ),
    overridden: cell(
      () => scene(pastApproval({}, false), false).settle().mark().seen(),
      { phase: 'observing', gates: 0 },
      '',
    ),
    voided: cell(
      () =>
        glass()
          .tell({ ...approve, bound: { gate: 2, commit: null } })
          .seen(),
      { phase: 'waiting', code: 'other-gate' },
      'has asked for no gate 2 yet',
    ),
  },
} as const satisfies Readonly<Record<string, Row>>;
