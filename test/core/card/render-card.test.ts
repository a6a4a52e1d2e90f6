import { describe, expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { Card } from '../../../src/core/card/card.ts';
import { type CardContext, renderCard } from '../../../src/core/card/render-card.ts';
import { type ParsedCommand, parseCommand } from '../../../src/core/command/parse.ts';
import { PersonId, RoleName } from '../../../src/core/ids.ts';
import { decideWish } from '../../../src/core/rollout/decide-person.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Phase, Rollout } from '../../../src/core/rollout/state.ts';
import type { Person, Wish } from '../../../src/core/rollout/wish.ts';
import { aCheck, aGate } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aPerson, aRollout, belay, examplePhases, noon, rolloutId } from '../../builders/rollout.ts';
import { aVerdict, badStory, criterion, goodStory, storyPlan, trigger } from '../../builders/story.ts';

const context: CardContext = {
  now: noon,
  personName: (id) => id.toUpperCase(),
  undoByHand: ['echo "set weight 0" | socat stdio /run/haproxy.sock'],
  approversOf: () => [],
};

const pause = { by: aPerson('grace'), reason: 'lunch', since: noon + 1000 };
const phases: readonly Phase[] = Object.values(examplePhases);
const everySituation = phases.flatMap((phase) => [
  { name: phase.kind, rollout: aRollout({ phase, plan: storyPlan() }) },
  { name: `${phase.kind}, paused`, rollout: aRollout({ phase, plan: storyPlan(), pause }) },
]);

function card(rollout: Rollout, over: Partial<CardContext> = {}): Card {
  return renderCard(rollout, { ...context, ...over });
}

describe.each(everySituation)('$name', ({ rollout }) => {
  test('says what happens now and what is next, in whole sentences', () => {
    const shown = Card.parse(card(rollout));
    for (const { sentence } of [shown.now, shown.next]) expect(sentence).toMatch(/^[\p{Lu}v].+[^.]\.$/u);
    expect(`${shown.now.sentence} ${shown.next.sentence}`).not.toMatch(/undefined|null|NaN|\bkind\b/);
  });

  test('offers only buttons that the rollout grants', () => {
    for (const { command, wantsReason, verb } of card(rollout).actions) {
      expect(wantsReason).toBe(['rollback', 'reject'].includes(verb));
      expect(verb.replace(/-all$/, '')).toBe(command.split(' ')[0]);
      expect(decideWish(rollout, wishOf(command), sre, noon)).toMatchObject({ kind: 'decided' });
    }
  });

  test('offers only commands that the grammar reads, about this rollout', () => {
    for (const { command, wantsReason } of card(rollout).actions) {
      expect(parsed(wantsReason ? `${command} "a reason"` : command)).toMatchObject({
        args: { target: rolloutId, ...(wantsReason ? { reason: 'a reason' } : {}) },
      });
    }
  });

  test('can be rolled back by a button exactly as long as a rollback would change something', () => {
    const offered = card(rollout).actions.some(({ verb }) => verb === 'rollback');
    const decision = decideWish(rollout, wishOf(`rollback ${rolloutId}`), sre, noon);
    expect(offered).toBe(decision.kind === 'decided' && decision.events.length > 0);
  });
});

const sre = aPerson('sam', ['sre-oncall']) as Person;

const specs = commands.map(({ spec }) => spec);

function parsed(command: string): ParsedCommand {
  const found = parseCommand(command, specs);
  if (found.kind !== 'command') throw new TypeError(`the grammar does not read ${command}`);
  return found;
}

function wishOf(command: string): Wish {
  const { spec, flags } = parsed(/^(rollback|reject)/.test(command) ? `${command} because` : command);
  const reason = 'because';
  switch (spec.name) {
    case 'promote':
      return { kind: 'promote', all: flags['all'] === true, from: Number(flags['stage']) };
    case 'pause':
      return { kind: 'pause', reason };
    case 'resume':
      return { kind: 'resume' };
    case 'approve':
      return { kind: 'approve', bound: { gate: Number(flags['gate']), commit: null } };
    case 'reject':
      return { kind: 'reject', bound: { gate: Number(flags['gate']), commit: null }, reason };
    case 'rollback':
      return { kind: 'rollback', reason, gradual: false, isStable: true };
    default:
      throw new TypeError(`no button sends ${spec.name}`);
  }
}

describe('what a tired engineer reads', () => {
  const p99 = aCheck('rollback', { text: 'p99 > 1s', metric: 'p99' });
  const rules = [1, 2, 3, 4, 5].map((percent) => aCheck('rollback', { text: `error-rate > ${percent}%` }));
  const six = aPlan({
    stages: [aStage({ name: 'quarter', weight: 25, hold: 300_000, checks: [...rules, p99] })],
  });
  const silent = aVerdict(p99, {
    verdict: 'no-data',
    value: null,
    requests: 84,
    sentence: 'p99 > 1s: no data',
  });

  test('healthy with one check that has no data yet', () => {
    const verdicts = [...rules.map((check) => aVerdict(check)), silent];
    expect(card(aRollout({ plan: six, verdicts, measuredAt: noon })).now).toEqual({
      sentence:
        'v2 serves 25 % and is healthy; 5 of 6 checks pass, p99 has no data yet (84 of 100 requests).',
      since: noon,
    });
  });

  test('no data at all is not health', () => {
    const plan = aPlan({ stages: [aStage({ checks: [p99] })] });
    const shown = card(aRollout({ plan, verdicts: [silent], measuredAt: noon }));
    expect(shown.now.sentence).toBe(
      'v2 serves 5 % and cannot be judged: p99 has no data yet (84 of 100 requests).',
    );
    expect(shown.tone).toBe('warning');
  });

  test('figures of an earlier stage do not vouch for this one', () => {
    const verdicts = rules.map((check) => aVerdict(check));
    const shown = card(aRollout({ plan: six, verdicts, measuredAt: noon - 1 }));
    expect(shown.now.sentence).toBe('v2 serves 25 % and has not been measured in this stage yet.');
  });

  test('while a limit is broken: what Belay will do by itself, and when; nothing offers to promote', () => {
    const plan = storyPlan();
    const verdicts = [
      aVerdict(trigger, { verdict: 'warn', holdsSince: noon, sentence: 'error-rate 8.1% breaks it' }),
    ];
    const shown = card(aRollout({ plan, verdicts, measuredAt: noon }));
    expect(shown.now.sentence).toBe('v2 serves 5 % and is breaking a limit: error-rate 8.1% breaks it.');
    expect(shown.next).toEqual({
      sentence:
        'All traffic is taken back by itself if the limit stays broken. It does not move forward meanwhile.',
      at: noon + 60_000,
    });
    expect(shown.actions.map(({ verb }) => verb)).toEqual(['pause', 'rollback']);
  });

  test('an unmet criterion is not a danger', () => {
    const verdicts = [
      aVerdict(trigger),
      aVerdict(criterion, { verdict: 'fail', sentence: 'error-rate 2% does not meet "error-rate < 1%"' }),
    ];
    const shown = card(aRollout({ plan: storyPlan(), verdicts, measuredAt: noon }));
    expect(shown.now.sentence).toBe(
      'v2 serves 5 % and is not ready for the next step: error-rate 2% does not meet "error-rate < 1%".',
    );
    expect(shown.tone).toBe('moving');
  });

  test('a criterion of which it is only not known yet is no breach, and takes one line', () => {
    const within = aCheck('criterion', {
      text: 'error-rate within 2x stable',
      limit: { kind: 'within', margin: 2 },
    });
    const plan = storyPlan();
    const stages = plan.stages.map((stage) => ({ ...stage, checks: [within] }));
    const evidence = { kind: 'e-value', value: 3.4, needed: 100 } as const;
    const verdicts = [aVerdict(within, { verdict: 'fail', outcome: 'not-yet-known', evidence })];
    const shown = card(aRollout({ plan: { ...plan, stages }, verdicts, measuredAt: noon }));
    expect(shown.now.sentence).toBe(
      'v2 serves 5 % and is not ready for the next step: it is not yet known whether "error-rate within 2x stable" (evidence 3.4, 100 needed) holds.',
    );
    expect(shown.checks[0]?.tone).toBe('moving');
  });

  test('a hold that has ended without effect is due, not a plan for the past', () => {
    const shown = card(aRollout({ plan: storyPlan() }), { now: noon + 300_000 });
    expect(shown.next).toEqual({
      sentence: 'When the hold ends and the criteria are met: 50 % of the traffic for 5m. That is due now.',
      at: null,
    });
  });

  test('paused by a person and paused by Belay', () => {
    const rollout = aRollout({ plan: storyPlan(), pause });
    expect(card(rollout)).toMatchObject({
      phase: 'paused',
      tone: 'warning',
      now: {
        sentence: 'Paused by GRACE: “lunch”. v2 serves 5 % and has not been measured in this stage yet.',
        since: noon + 1000,
      },
      next: { at: null },
    });
    const own = { by: belay, reason: 'no check has had data for 30s', since: noon };
    expect(card({ ...rollout, pause: own }).now.sentence).toContain(
      'Paused by Belay: no check has had data for 30s. ',
    );
  });

  test('an open gate: who must approve, who has, what happens if nobody does', () => {
    const votes = [{ person: PersonId.parse('lin'), roles: [RoleName.parse('team-lead')], at: noon + 5 }];
    const approversOf = () => [PersonId.parse('lin'), PersonId.parse('kim')];
    const waiting = aRollout({ plan: storyPlan(), phase: { ...examplePhases.waiting, votes } });
    const shown = card(waiting, { approversOf });
    expect(shown.approval).toEqual({
      gate: 1,
      stage: 'half',
      towards: 'everybody',
      needed: 2,
      roles: ['team-lead', 'sre-oncall'],
      given: [{ person: 'LIN', at: noon + 5 }],
      expiresAt: noon + 7_200_000,
      reason: '2 of 2 checks pass',
      eligible: [{ person: 'kim', name: 'KIM' }],
    });
    expect(shown.now.sentence).toMatch(
      /waits for people to approve the next step: 1 of 2 approvals given\.$/,
    );
    expect(shown.next.sentence).toBe(
      'With 2 approvals by team-lead or sre-oncall: 100 % of the traffic for 1m. If nobody decides in time, it is rolled back.',
    );
  });

  test('a closed gate asks for a person, and offers to ask again', () => {
    const plan = aPlan({ stages: [aStage(), aStage({ weight: 50, gate: aGate({ onReject: 'hold' }) })] });
    const shown = card(aRollout({ plan, phase: { ...examplePhases.waiting, closed: true } }));
    expect(shown.approval).toBeNull();
    expect(shown.actions.map(({ label }) => label)).toEqual(['Ask again', 'Pause', 'Roll back']);
  });

  test('the router does not do what it was told', () => {
    const traffic = { weight: 5, observed: 31, requests: 900 };
    const shown = card(aRollout({ drifting: true, traffic, refusals: 2, refusal: 'its socket is gone.' }));
    expect(shown.now.sentence).toBe(
      'v2 serves 5 % and has no checks to pass in this stage. The router sends 31 % instead and is being corrected. The router refused or did not answer 2 times in a row: its socket is gone.',
    );
    expect(shown.traffic).toEqual({ wanted: 5, observed: 31, requests: 900 });
  });

  test('a canary that nobody has looked at for a minute is not said to be healthy', () => {
    const rollout = aRollout({ measuredAt: noon, traffic: { weight: 5, observed: 5, requests: 900 } });
    const shown = renderCard(rollout, {
      now: noon + 50_000,
      personName: String,
      undoByHand: [],
      approversOf: () => [],
    });
    expect(shown.now.sentence).toMatch(
      /was given 5 % and has not been looked at for 50s: no worker seems to be alive, and the router /,
    );
    expect(shown.tone).toBe('bad');
    const later = renderCard(rollout, {
      now: noon + 300_000,
      personName: String,
      undoByHand: [],
      approversOf: () => [],
    });
    expect(later.now.sentence).toContain('has returned its traffic to stable by now');
  });

  test('what was seen before a rollback is not shown as what is seen now', () => {
    const traffic = { weight: 5, observed: 8.2, requests: 511 };
    const shown = card(aRollout({ phase: examplePhases['rolled-back'], traffic }));
    expect(shown.traffic).toEqual({ wanted: 0, observed: null, requests: 0 });
  });

  test('a gradual rollback says how far down it is and when the next step comes', () => {
    const plan = aPlan({ rollback: { steps: [20, 10, 5], every: 60_000 } });
    const phase = { ...examplePhases['rolling-back'], gradual: true, weight: 20 };
    const shown = card(aRollout({ plan, phase }));
    expect(shown.now.sentence).toMatch(
      /^Traffic goes back to v1 step by step, 20 % is still on v2, because error-rate 8\.1% breaks/,
    );
    expect(shown.next).toEqual({ sentence: 'Then down to 10 %.', at: noon + 60_000 });
    expect(shown.actions).toMatchObject([{ label: 'Roll back at once', style: 'danger', wantsReason: true }]);
  });
});

describe('the whole card', () => {
  test('of a rollout under observation', () => {
    const rollout = fold(goodStory().slice(0, 7));
    expect(rollout && card(rollout, { now: noon + 20_000 })).toMatchInlineSnapshot(`
      {
        "actions": [
          {
            "command": "promote r-0123456789 --stage 1",
            "label": "Promote",
            "style": "primary",
            "verb": "promote",
            "wantsReason": false,
          },
          {
            "command": "promote r-0123456789 --stage 1 --all",
            "label": "Promote, skip all holds",
            "style": "plain",
            "verb": "promote-all",
            "wantsReason": false,
          },
          {
            "command": "pause r-0123456789",
            "label": "Pause",
            "style": "plain",
            "verb": "pause",
            "wantsReason": false,
          },
          {
            "command": "rollback r-0123456789",
            "label": "Roll back",
            "style": "danger",
            "verb": "rollback",
            "wantsReason": true,
          },
        ],
        "approval": null,
        "checks": [
          {
            "label": "error-rate",
            "rule": "error-rate > 5% for 1m",
            "sentence": "error-rate 0.2% does not break "error-rate > 5% for 1m" (1m window, 1000 requests, stable 0.1%)",
            "stable": "0.1%",
            "tone": "good",
            "value": "0.2%",
          },
          {
            "label": "error-rate",
            "rule": "error-rate < 1%",
            "sentence": "error-rate 0.2% does not break "error-rate < 1%" (1m window, 1000 requests, stable 0.1%)",
            "stable": "0.1%",
            "tone": "good",
            "value": "0.2%",
          },
          {
            "label": "ready",
            "rule": "3 failures in a row roll back",
            "sentence": "200 in 12ms",
            "stable": "",
            "tone": "good",
            "value": "healthy",
          },
        ],
        "decisions": [],
        "environment": "production",
        "next": {
          "at": 1772453110000,
          "sentence": "When the hold ends and the criteria are met: 50 % of the traffic for 5m.",
        },
        "now": {
          "sentence": "v2 serves 5 % and is healthy; both checks pass.",
          "since": 1772452810000,
        },
        "origin": null,
        "over": false,
        "phase": "observing",
        "reason": "faster checkout",
        "requestedAt": 1772452800000,
        "requestedBy": "ADA",
        "rollout": "r-0123456789",
        "seq": 7,
        "service": "api",
        "source": null,
        "stable": "v1",
        "stages": [
          {
            "asks": false,
            "from": 1772452810000,
            "label": "first",
            "state": "current",
            "to": 1772453110000,
            "weight": 5,
          },
          {
            "asks": true,
            "from": null,
            "label": "half",
            "state": "ahead",
            "to": null,
            "weight": 50,
          },
          {
            "asks": false,
            "from": null,
            "label": "everybody",
            "state": "ahead",
            "to": null,
            "weight": 100,
          },
        ],
        "title": "api v2 → production",
        "tone": "moving",
        "traffic": {
          "observed": 5.2,
          "requests": 1000,
          "wanted": 5,
        },
        "undoByHand": [
          "echo "set weight 0" | socat stdio /run/haproxy.sock",
        ],
        "version": "v2",
      }
    `);
  });

  test('of a rollback that is safe and undoes its migration', () => {
    const rollout = fold(badStory().slice(0, 13));
    expect(rollout && card(rollout)).toMatchObject({
      phase: 'rolling back',
      tone: 'bad',
      over: false,
      stages: [{ state: 'undone' }, { state: 'ahead' }, { state: 'ahead' }],
      traffic: { wanted: 0 },
      undoByHand: context.undoByHand,
      next: { sentence: 'Then undo migrate.', at: null },
    });
  });

  test('is over, and can still be rolled back, once completed', () => {
    const rollout = fold(goodStory());
    expect(rollout && card(rollout)).toMatchObject({
      phase: 'completed',
      tone: 'good',
      over: true,
      actions: [{ command: `rollback ${rolloutId}` }],
      next: { at: noon + 1_571_000 },
    });
  });

  test('a reason cannot break out of its sentence', () => {
    const reason = 'line one\n# heading \u202E reversed \u001b[31m';
    const shown = card(aRollout({ pause: { ...pause, reason } }));
    expect(shown.now.sentence).toContain('“line one # heading reversed [31m”');
  });
});
