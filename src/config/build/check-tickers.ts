import type { PlanBody } from '../../core/rollout/plan.ts';
import { error, type Report, warning } from '../mistake.ts';
import { type Crew, mayAnybody } from './check-people.ts';

type Listed = Pick<PlanBody, 'stages' | 'before' | 'rollback'>;

/** A box that nobody may tick holds a rollout for ever, and would only be found out in mid-rollout. */
export function checkTickers(plan: Listed, service: string, crew: Crew, report: Report): void {
  const lists = [plan.before, ...plan.stages.map(({ checklist }) => checklist)];
  const box = lists
    .flatMap((list) => list?.boxes ?? [])
    .find(({ required, evidence }) => required && evidence === null);
  if (box !== undefined && !mayAnybody('tick', crew)) {
    const sentence = `\`${box.text}\` must be ticked before \`${service}\` goes on in ${crew.environment}, and nobody may \`tick\` there. Allow it under \`access: tick\`.`;
    report(error(['access'], 'nobody-ticks', sentence, { at: 'key', expected: '`tick` with a role' }));
  }
  if (plan.rollback.tasks !== undefined && !mayAnybody('done', crew)) {
    const sentence = `After a rollback of \`${service}\` in ${crew.environment} there are tasks, and nobody may say that one is \`done\`. Allow it under \`access: done\`.`;
    report(warning(['access'], 'nobody-does', sentence, { at: 'key' }));
  }
}
