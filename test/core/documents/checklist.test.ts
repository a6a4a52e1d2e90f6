import { describe, expect, test } from 'vitest';
import { checklist } from '../../../src/core/documents/checklist.ts';
import { renderMarkdown } from '../../../src/core/documents/render-markdown.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { RoleName } from '../../../src/core/ids.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aCheck, aGate } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';
import { goodStory } from '../../builders/story.ts';

function boxesOf(tree: DocumentTree) {
  return tree.blocks.flatMap((block) => (block.kind === 'checklist' ? block.items : []));
}

function box(rollout: Rollout, words: string) {
  return boxesOf(checklist(rollout, noon)).find(({ text }) => text.includes(words));
}

describe('the checklist', () => {
  test('names the stages where they differ in what follows when criteria are not met', () => {
    const stage = { checks: [aCheck('criterion')] };
    const plan = aPlan({
      stages: [
        aStage({ ...stage, name: 'first', weight: 5 }),
        aStage({
          ...stage,
          name: 'half',
          weight: 50,
          unmet: { extendBy: 30_000, extensions: 1, outcome: 'ask' },
        }),
        aStage({ ...stage, name: 'everybody', weight: 100 }),
      ],
    });
    const text = renderText(checklist(aRollout({ plan }), noon)).replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'at the end of a hold of first and everybody: the hold is extended by 5s, at most 1 time;',
    );
    expect(text).toContain('at the end of a hold of half: the hold is extended by 30s, at most 1 time;');
  });

  test('says whose agreement a rollback by hand needs, and what does not wait for it', () => {
    const plan = aPlan({
      rollback: { steps: [], every: 0, approval: aGate({ approvals: 2, roles: [RoleName.parse('lead')] }) },
    });
    const text = renderText(checklist(aRollout({ plan }), noon)).replaceAll(/\s+/g, ' ');
    expect(text).toContain('By hand it needs 2 approvals by lead first');
    expect(text).toContain('--emergency "why"`.');
    expect(text).not.toContain('nobody has to approve it');
  });

  test('tells what is asked before anything begins, what is confirmed, and which stage asks how', () => {
    const plan = aPlan({
      entry: aGate({ approvals: 2, roles: [RoleName.parse('council')], confirms: ['support is told'] }),
      stages: [
        aStage({ name: 'first', weight: 5, gate: aGate({ requesterMayApprove: true }) }),
        aStage({ name: 'half', weight: 50, gate: aGate({ requesterMayApprove: false }) }),
        aStage({ name: 'everybody', weight: 100 }),
      ],
    });
    const text = renderText(checklist(aRollout({ plan }), noon)).replaceAll(/\s+/g, ' ');
    expect(text).toContain('begins it needs 2 approvals by council');
    expect(text).toContain('Who approves confirms: “support is told”.');
    expect(text).toContain('Approval after first is asked for');
    expect(text).toContain('Approval after half is asked for');
  });

  test('of a rollout whose migration is running', () => {
    const rollout = fold(goodStory().slice(0, 3));
    expect(rollout && renderText(checklist(rollout, noon + 1000))).toMatchInlineSnapshot(`
      "Checklist: api v2 to production
      ═══════════════════════════════

      v2 goes to production in 3 stages up to 100 %; 2 items that Belay can see are still open.

      What Belay has checked
      ──────────────────────

      [x] The plan is frozen; changing belay.yml does not change this rollout. (plan bb4bfea904b4)
      [x] No lock and no other rollout holds api in production. (the rollout could start at 2026-03-02
          12:00:00 UTC)
      [x] The stable version is known and keeps the capacity to take everything back. (v1 served everybody
          at the start, and Belay never scales it down)
      [ ] v2 can be reached at http://127.0.0.1:4102. (no probe has been run yet)
      [ ] Preparation step “migrate” succeeds. (is running)

      What only people can check
      ──────────────────────────

      Belay cannot see these; a person ticks them.

      [?] Somebody who knows api can be reached until the rollout is over.
      [?] The on-call engineer knows about this release and knows the rollback command below.
      [?] No incident is open that api in production could make worse.
      [?] What v2 writes (database, queues, caches) can be read by the version before it.
      [?] Customers and support have been told, if they will notice.

      Stages
      ──────

      Stage      Traffic to v2  Hold  Checks  Approval before it goes on
      ─────────  ─────────────  ────  ──────  ──────────────────────────────────────
      first      5 %            5m    2       none
      half       50 %           5m    2       2 approvals by team-lead or sre-oncall
      everybody  100 %          1m    2       none

      • Approval is asked for 2h; whoever requested the rollout may not approve. Rejected: it is rolled
        back. Expired: it is rolled back.
      • Criteria not met, or without data, at the end of a hold: the hold is extended by 5s, at most 1
        time; then people are asked.

      After the last stage these have to succeed before v2 becomes stable: smoke.

      Success criteria
      ────────────────

      Rule             What it does        Requests needed  Stages
      ───────────────  ──────────────────  ───────────────  ──────
      error-rate < 1%  must hold to go on  100              all

      What takes traffic back or stops it
      ───────────────────────────────────

      Rule                    What it does  Requests needed  Stages
      ──────────────────────  ────────────  ───────────────  ──────
      error-rate > 5% for 1m  rolls back    100              all

      If no check has had any data for 30s, it is paused. Missing data never counts as success.

      Health probes
      ─────────────

      Probe  Path    Every  What it does
      ─────  ──────  ─────  ─────────────────────────────
      ready  /ready  5s     3 failures in a row roll back

      How to roll back
      ────────────────

          rollback r-0123456789 "why"

      • All traffic goes to v1 at once; nobody has to approve it.
      • Afterwards, once traffic is safe, these steps are undone, last first: “migrate”.
      • After completion v1 is kept for 10m, and the same command works.

      If Belay itself is down, the rollout’s card has the commands that send everything back by hand.

      Drafted by Belay, without a model, 2026-03-02 12:00:01 UTC. Written from the frozen plan and from
      what Belay has observed; no model was asked.
      "
    `);
  });

  test('counts the checks that watch in a stage: at 100 % there is no stable to compare with', () => {
    const worse = aCheck('rollback', {
      text: 'error-rate worse than stable',
      limit: { kind: 'worse', margin: 1 },
      minimumRequests: 0,
    });
    const stages = aPlan().stages.map((stage) => ({ ...stage, checks: [worse] }));
    const text = renderText(checklist(aRollout({ plan: aPlan({ stages }) }), noon));
    expect(text).toMatch(/ 100 % +\S+ +0 /);
    expect(text).toMatch(/error-rate worse than stable +rolls back +none /);
  });

  test('ticks nothing for a rollout that waits', () => {
    const queued = aRollout({ phase: examplePhases.queued, startedAt: null, stable: null });
    expect(box(queued, 'No lock')).toMatchObject({ done: false });
    expect(box(queued, 'stable version is known')).toMatchObject({ done: false });
  });

  test('leaves to people what no probe has looked at', () => {
    expect(box(aRollout(), 'can be reached')).toMatchObject({
      done: null,
      evidence: expect.stringContaining('no probe'),
    });
  });

  test('does not call a failing startup probe done', () => {
    const probe = {
      name: 'boot',
      kind: 'startup',
      path: '/up',
      critical: true,
      delay: 0,
      every: 1000,
      timeout: 500,
      failures: 3,
      successes: 2,
    } as const;
    const plan = aPlan({ probes: [probe] });
    const streak = { failures: 0, successes: 1, lastAt: noon, sentence: '200 in 9ms' };
    expect(box(aRollout({ plan, probes: { boot: streak } }), 'Startup probe')).toEqual({
      text: 'Startup probe boot (/up) succeeds 2 times in a row.',
      done: false,
      evidence: '1 of 2: 200 in 9ms',
    });
    expect(
      box(aRollout({ plan, probes: { boot: { ...streak, successes: 2 } } }), 'Startup probe'),
    ).toMatchObject({ done: true });
  });

  test('says once that people tick what only they can see', () => {
    expect(renderMarkdown(checklist(aRollout(), noon)).match(/a person ticks/g)).toHaveLength(1);
  });

  test('of what would be done names the service in the command that rolls back', () => {
    const { blocks } = checklist(aRollout(), noon, 'api');
    expect(blocks).toContainEqual({ kind: 'code', lines: ['rollback api "why"'] });
    expect(JSON.stringify(blocks)).not.toContain('r-0123456789');
  });

  test('has the command that rolls back', () => {
    const { blocks } = checklist(aRollout(), noon);
    expect(blocks).toContainEqual({ kind: 'code', lines: ['rollback r-0123456789 "why"'] });
  });
});
