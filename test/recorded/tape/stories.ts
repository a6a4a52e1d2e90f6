import { scenario } from '../../../src/simulate/scenarios.ts';
import type { Behaviour } from '../../../src/simulate/traffic.ts';
import { aStanding } from '../../builders/budget.ts';
import { released } from './plans.ts';
import { createTape, perMinute, type Tape } from './tape.ts';

const unbound = { gate: null, commit: null };

function traffic(behaviour: Partial<Behaviour> = {}) {
  const usual = {
    instances: 3,
    requestsPerMinute: perMinute,
    errorRate: 0.003,
    tail: { stable: 0, canary: 0 },
  };
  return scenario({ name: 'recorded', sentence: 'Made up.', kind: 'healthy' }, { ...usual, ...behaviour });
}

function isOver({ rollout }: Tape): boolean {
  return ['completed', 'rolled-back', 'cancelled'].includes(rollout().phase.kind);
}

function end(tape: Tape): Tape {
  tape.runUntil(() => isOver(tape));
  return tape;
}

function untilWaiting(tape: Tape): void {
  tape.runUntil(({ phase }) => phase.kind === 'waiting');
}

function untilStage(tape: Tape, stage: number): void {
  tape.runUntil(({ phase }) => phase.kind === 'observing' && phase.stage === stage);
}

function approveBoth(tape: Tape): void {
  tape.look(3);
  tape.wait(5000);
  tape.say('lin', { kind: 'approve', bound: unbound });
  tape.look(4);
  tape.wait(17_000);
  tape.say('grace', { kind: 'approve', bound: unbound });
}

function checkout(id: string, behaviour: Partial<Behaviour> = {}, reason?: string): Tape {
  return createTape(id, released('checkout'), traffic(behaviour), reason === undefined ? {} : { reason });
}

function completed(id: string): Tape {
  const tape = checkout(id, {}, 'faster checkout');
  untilWaiting(tape);
  approveBoth(tape);
  return end(tape);
}

/** From minute `from` the canary has so many times the errors. */
const errorsFrom = (from: number, factor: number) => ({
  errors: (minute: number) => (minute < from ? 1 : factor),
});

/** Every recorded rollout by the name of its file. */
export const stories: Readonly<Record<string, () => Tape>> = {
  healthy: () => completed('r-0000000001'),
  'errors-rolled-back': () => {
    const tape = checkout('r-0000000002', errorsFrom(3, 14));
    tape.runUntil(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'warn'));
    tape.wait(12_000);
    tape.say('grace', { kind: 'note', text: 'checkout errors, looks like the new tax call' });
    return end(tape);
  },
  'latency-rolled-back': () => end(checkout('r-0000000003', { latency: 1.9 })),
  'sequential-rolled-back': () => {
    const wide = traffic({ errors: () => 2, errorRate: 0.01 });
    return end(createTape('r-0000000004', released('search'), wide, { seed: 3 }));
  },
  'compared-completed': () =>
    end(createTape('r-0000000005', released('search'), traffic({ errorRate: 0.01 }))),
  'no-data': () => end(checkout('r-0000000006', { missing: 1 })),
  'approval-rejected': () => {
    const tape = checkout('r-0000000007');
    untilWaiting(tape);
    tape.look(7);
    tape.say('lin', { kind: 'approve', bound: unbound });
    tape.look(2);
    tape.say('sam', { kind: 'reject', bound: unbound, reason: 'the campaign starts at ten, not now' });
    return end(tape);
  },
  'approval-expired': () => {
    const tape = checkout('r-0000000008');
    untilWaiting(tape);
    return end(tape);
  },
  'extended-then-passed': () => {
    const slow = { drift: (minute: number) => (minute < 6 ? 3.6 : 1) };
    const tape = checkout('r-0000000009', slow);
    untilWaiting(tape);
    approveBoth(tape);
    return end(tape);
  },
  'rolled-back-by-hand': () => {
    const tape = checkout('r-0000000010');
    untilStage(tape, 1);
    tape.look(3);
    tape.wait(8000);
    tape.say('sam', {
      kind: 'rollback',
      reason: 'support sees empty carts',
      gradual: false,
      isStable: false,
    });
    return end(tape);
  },
  'rolled-back-gradually': () => {
    const tape = checkout('r-0000000011');
    untilWaiting(tape);
    tape.say('sam', { kind: 'rollback', reason: 'cache is cold', gradual: true, isStable: false });
    return end(tape);
  },
  drift: () => {
    const tape = checkout('r-0000000012');
    untilStage(tape, 1);
    tape.look(2);
    tape.world.strays = 31.2;
    tape.look(1);
    tape.world.strays = null;
    untilWaiting(tape);
    approveBoth(tape);
    return end(tape);
  },
  'paused-and-resumed': () => {
    const tape = checkout('r-0000000013');
    tape.runUntil(({ phase }) => phase.kind === 'observing');
    tape.look(4);
    tape.say('grace', { kind: 'pause', reason: 'looking into a page of another service' });
    tape.look(9);
    tape.wait(11_000);
    tape.say('grace', { kind: 'resume' });
    untilWaiting(tape);
    approveBoth(tape);
    return end(tape);
  },
  'budget-frozen': () => {
    const tape = checkout('r-0000000014');
    untilStage(tape, 1);
    tape.look(2);
    tape.budgets([aStanding(0.08, { name: 'availability' })]);
    tape.look(6);
    tape.say('sam', { kind: 'resume' });
    untilWaiting(tape);
    approveBoth(tape);
    return end(tape);
  },
  'completed-then-rolled-back': () => {
    const tape = completed('r-0000000015');
    tape.wait(47 * 60_000);
    tape.say('grace', {
      kind: 'rollback',
      reason: 'invoices lack the tax line',
      gradual: false,
      isStable: true,
    });
    return end(tape);
  },
  cancelled: () => {
    const tape = createTape('r-0000000016', released('checkout'), traffic(), { behind: 'r-0000000001' });
    tape.wait(75_000);
    tape.say('ada', { kind: 'rollback', reason: 'wrong tag', gradual: false, isStable: false });
    return tape;
  },
  'pull-request-rolled-back': () => {
    const source = {
      repository: 'acme/checkout',
      commit: '3f2a9c1d5b7e8f60a1b2c3d4e5f60718293a4b5c',
      pull: 481,
    };
    const changes = [
      'src/tax/rates.ts',
      'src/tax/lookup.ts',
      'migrations/0042_tax.sql',
      'test/tax/rates.test.ts',
    ];
    const behaviour = traffic(errorsFrom(7, 11));
    return end(
      createTape('r-0000000017', released('checkout', source), behaviour, {
        reason: 'new tax rates',
        changes,
      }),
    );
  },
  'router-refused': () => {
    const tape = checkout('r-0000000018');
    tape.runUntil(({ phase }) => phase.kind === 'observing' && phase.stage === 0);
    tape.look(8);
    tape.world.refuses = 'the runtime socket did not answer within 2s';
    tape.look(4);
    tape.world.refuses = null;
    untilWaiting(tape);
    approveBoth(tape);
    return end(tape);
  },
  'probe-failed': () => {
    const tape = checkout('r-0000000019');
    tape.runUntil(({ phase }) => phase.kind === 'observing');
    tape.look(5);
    tape.world.answers = false;
    return end(tape);
  },
  'waiting-for-approval': () => {
    const tape = checkout('r-0000000020', {}, 'faster checkout');
    untilWaiting(tape);
    tape.look(3);
    tape.say('lin', { kind: 'approve', bound: unbound });
    tape.look(2);
    return tape;
  },
};
