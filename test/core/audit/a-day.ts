import { continueChain, EMPTY_CHAIN, type HashedRow } from '../../../src/core/audit/chain.ts';
import {
  Actor,
  type EventOf,
  RolloutEvent,
  type RolloutEventKind,
} from '../../../src/core/rollout/events.ts';
import { aCheck, aGate } from '../../builders/check.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { measured as anEvaluation, aVerdict } from '../../builders/story.ts';

const minute = 60_000;
export const midnight = Date.UTC(2026, 10, 21);
const later = midnight + 86_400_000;

const check = aCheck('rollback');
const plan = aPlan({
  source: { repository: 'acme/api', commit: 'd6fde92930d4715a2b49857d24b940956b26d2d3', pull: 12 },
  stages: [
    aStage({ checks: [check], gate: aGate() }),
    aStage({ name: '100 %', weight: 100, checks: [check] }),
  ],
});
const traffic = { weight: 5, observed: 4.9, requests: 1200 };
const [one, other] = ['r-0000000001', 'r-0000000002'];

/** One example of every kind; the test holds it to the kinds that there are. */
const examples: { readonly [K in RolloutEventKind]: Omit<EventOf<K>, 'kind'> } = {
  requested: { rollout: one, plan, reason: 'faster checkout', committedAt: midnight },
  queued: { behind: other },
  cancelled: { reason: 'not today' },
  started: { stable: aTarget('v1') },
  'step-started': { phase: 'prepare', step: 0, name: 'migrate', attempt: 1 },
  'step-finished': {
    phase: 'prepare',
    step: 0,
    name: 'migrate',
    succeeded: true,
    sentence: 'it succeeded',
    output: 'SECRET',
    took: 900,
  },
  'stage-entered': { stage: 0, weight: 5 },
  'weight-confirmed': { stage: 0, traffic },
  'weight-refused': { weight: 5, attempts: 1, sentence: 'the router does not answer' },
  'drift-found': { wanted: 5, traffic, sentence: 'the router was set to 9 % for the canary' },
  measured: {
    ...(anEvaluation(0, 0.09, [
      aVerdict(check, {
        verdict: 'fail',
        acts: true,
        holdsSince: midnight,
        sentence: 'error-rate 9% breaks "error-rate > 5%"',
      }),
    ]) as EventOf<'measured'>),
  },
  'budget-measured': {
    budget: 'availability',
    level: 'warn',
    alert: 'ticket',
    remaining: 0.2,
    sentence: '20 % is left',
  },
  'stage-extended': {
    stage: 0,
    until: later,
    sentence: 'p95 has no data; the hold is extended by 5m (1 of 1)',
  },
  'approval-requested': { stage: 0, gate: 1, reason: '2 of 2 checks pass', expiresAt: later },
  approved: {
    gate: 1,
    person: 'bo',
    roles: ['lead'],
    plan: plan.hash,
    stage: 0,
    commit: 'd6fde92930d4715a2b49857d24b940956b26d2d3',
    lent: { lead: 'ada' },
  },
  rejected: { gate: 1, person: 'bo', reason: 'not on a Friday' },
  'gate-opened': { gate: 1 },
  'gate-expired': { gate: 1 },
  'approval-reminded': { gate: 1, expiresAt: later, missing: 'one lead' },
  'approval-escalated': { gate: 1, sentence: 'nobody has answered, so whoever is on call is asked too' },
  'rollback-requested': { gate: 2, reason: 'slow', gradual: false, expiresAt: later },
  'rollback-request-renewed': { gate: 2, expiresAt: later },
  'rollback-refused': { gate: 2, person: 'bo', reason: 'it is the database' },
  'advance-blocked': { by: 'freeze', sentence: 'releases are frozen until noon', until: later },
  'advance-unblocked': { by: 'freeze' },
  muted: { check: check.id, reason: 'the exporter lies', until: later },
  unmuted: { check: check.id },
  'handed-over': { to: 'bo', reason: 'my shift ends' },
  'procedure-step': { action: 'page', succeeded: true, sentence: 'on-call was paged', took: 200 },
  paged: { place: 'pager', succeeded: true, sentence: 'whoever is on call was called' },
  marked: { as: 'needless', reason: 'the exporter lied' },
  promoted: { stage: 0, all: true, unmet: ['p95 has no data'] },
  'stage-passed': { stage: 0, sentence: '2 of 2 checks pass' },
  paused: { reason: 'lunch' },
  resumed: {},
  'rollback-ordered': {
    cause: { kind: 'trigger', check: check.id, sentence: 'error-rate 9% breaks "error-rate > 5%"' },
    gradual: false,
    from: 5,
  },
  'rollback-stepped': { weight: 1 },
  safe: {},
  'rolled-back': {},
  completed: { stable: 'v2', keptUntil: later },
  'previous-released': { version: 'v1' },
  noted: { text: 'the spike was a load test' },
  verified: { script: plan.hash, results: [], sandboxed: false, notRun: 'there is no sandbox here' },
  ticked: { box: 'before/1', text: 'Support was told', done: true },
  'boxes-reminded': { open: ['Support was told'] },
  'ci-observed': { commit: 'd6fde92930d4', names: [], state: 'green', sentence: '3 of 3 checks are green' },
  'notice-sent': {
    template: 'maintenance',
    subject: 'api tonight',
    body: 'Until noon.',
    through: ['status'],
    late: 0,
  },
  'notice-due': { template: 'maintenance', since: midnight, last: false },
  'tasks-opened': { tasks: [{ id: 'a', text: 'Root cause found' }], due: later },
  'task-done': { task: 'a', text: 'Root cause found', done: true },
  'task-reminded': { open: ['Root cause found'], due: later },
} as never;

const person = (place: string, lent?: object): Actor =>
  Actor.parse({
    kind: 'person',
    person: 'bo',
    roles: ['lead'],
    place,
    ...(lent === undefined ? {} : { lent }),
  });
const belay: Actor = { kind: 'belay' };

const ofPeople: readonly RolloutEventKind[] = [
  ...([
    'requested',
    'approved',
    'rejected',
    'rollback-requested',
    'rollback-refused',
    'muted',
    'handed-over',
  ] as const),
  ...(['marked', 'promoted', 'paused', 'resumed', 'noted', 'ticked', 'notice-sent', 'task-done'] as const),
];

/** A whole day: every kind of event of a rollout, and of everything else that is written. */
export function aDay(): readonly HashedRow[] {
  const rows: HashedRow[] = [];
  const seqs = new Map<string, number>();
  const add = (stream: string, actor: Actor, data: unknown) => {
    const last = rows.at(-1);
    const head = last === undefined ? EMPTY_CHAIN : { position: last.position, hash: last.hash };
    const at = midnight + (rows.length + 1) * 5 * minute;
    const afterSeq = seqs.get(stream) ?? 0;
    seqs.set(stream, afterSeq + 1);
    rows.push(...continueChain(head, { stream, afterSeq, at, actor }, [data]));
  };
  add('lock/api/production', person('slack'), {
    kind: 'locked',
    service: 'api',
    environment: 'production',
    owner: 'bo',
    reason: 'migration',
    until: later,
  });
  add('lock/api/production', person('slack'), {
    kind: 'unlocked',
    service: 'api',
    environment: 'production',
  });
  for (const kind of Object.keys(examples) as RolloutEventKind[]) {
    const actor = ofPeople.includes(kind)
      ? person('console', kind === 'approved' ? { lead: 'ada' } : undefined)
      : belay;
    add(one, actor, RolloutEvent.parse({ ...examples[kind], kind }));
  }
  add('freeze/*', person('terminal'), {
    kind: 'frozen',
    environment: '*',
    owner: 'bo',
    reason: 'the database is on fire',
    until: later,
  });
  add('freeze/*', belay, { kind: 'unfrozen', environment: '*' });
  add('delegation/ada', person('console'), {
    kind: 'delegated',
    lender: 'ada',
    role: 'lead',
    borrower: 'bo',
    until: later,
    reason: 'holiday',
  });
  add('delegation/ada', person('console'), { kind: 'delegation-ended', lender: 'ada', role: 'lead' });
  add('budget/availability/api/production', belay, {
    kind: 'budget-level',
    budget: 'availability',
    service: 'api',
    environment: 'production',
    level: 'frozen',
    remaining: 0.04,
  });
  add('token/0123456789', person('terminal'), {
    kind: 'token-created',
    id: '0123456789',
    name: 'ci',
    person: 'bo',
    scopes: ['deploy'],
    environments: null,
    services: null,
    expiresAt: later,
  });
  add('token/0123456789', belay, { kind: 'token-refused', id: '0123456789', why: 'scope', times: 2 });
  add('token/0123456789', person('terminal'), { kind: 'token-revoked', id: '0123456789' });
  add('rehearsal/quarterly', belay, {
    kind: 'rehearsed',
    about: 'going back',
    secretKey: 'hunter2',
    took: 90,
    worked: true,
  });
  return rows;
}

export const kinds = Object.keys(examples) as readonly RolloutEventKind[];
