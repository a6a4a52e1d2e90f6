import { causeClause } from '../../card/cause.ts';
import { everyCheck } from '../../card/checks.ts';
import { actorName, type PersonName } from '../../card/names.ts';
import { listed, plainLine, quoted, unstopped } from '../../prose.ts';
import { obstacles, stageOutcome, verdictsOf } from '../../rollout/outcome.ts';
import { unwellProbes } from '../../rollout/probe-streaks.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import type { Outcome } from '../outcome.ts';

/** Why the decision is what it is, from the same measurements that it was computed from. */
export function decisionSentence(
  rollout: Rollout,
  outcome: Outcome,
  now: Instant,
  personName: PersonName,
): string {
  switch (outcome) {
    case 'proceed':
      return `${upper(stageOutcome(rollout, now).sentence)}. No trigger holds and nothing is paused.`;
    case 'roll_back':
      return `${upper(listed(due(rollout, personName)))}.`;
    case 'hold':
      return `${upper(listed(holding(rollout, now, personName)))}.`;
    case 'insufficient_data':
      return `${upper(missing(rollout, now))}. Missing data never counts as success.`;
  }
}

function due(rollout: Rollout, personName: PersonName): readonly string[] {
  const { phase } = rollout;
  if (phase.kind === 'rolled-back' || phase.kind === 'rolling-back') {
    const by = phase.by === undefined ? 'a person' : actorName(phase.by, personName);
    return [`traffic was taken back ${causeClause(phase.cause, by)}`];
  }
  const acting = verdictsOf(rollout, ['rollback']).filter(({ acts }) => acts);
  const why = [...acting.map(({ sentence }) => said(sentence)), ...unwellProbes(rollout).failing];
  return why.length === 0 ? ['a rollback is due'] : why;
}

function holding(rollout: Rollout, now: Instant, personName: PersonName): readonly string[] {
  const { pause, phase } = rollout;
  if (pause !== null) {
    const reason = pause.by.kind === 'belay' ? said(pause.reason) : quoted(pause.reason);
    return [`${actorName(pause.by, personName)} paused the rollout: ${reason}`];
  }
  const why = obstacles(rollout).map(said);
  if (why.length > 0) return why;
  if (phase.kind === 'waiting' && phase.closed) return ['the request for approval was not granted'];
  if (phase.kind === 'cancelled') return [`the rollout was dropped: ${quoted(phase.reason)}`];
  const found = stageOutcome(rollout, now);
  return found.kind === 'proceed' ? ['the hold of this stage is not over yet'] : [said(found.sentence)];
}

function missing(rollout: Rollout, now: Instant): string {
  if (verdictsOf(rollout, ['rollback', 'pause', 'criterion']).length === 0)
    return 'no check that could act has been measured at this stage';
  const found = stageOutcome(rollout, now);
  return found.kind === 'insufficient-data' ? silence(rollout) : said(found.sentence);
}

/** Checks without data for the same reason are told together: five times the same is read by nobody. */
function silence(rollout: Rollout): string {
  const texts = new Map(everyCheck(rollout.plan).map(({ id, rule }) => [id, rule.text]));
  const silent = verdictsOf(rollout, ['rollback', 'pause', 'criterion']).flatMap(
    ({ check, verdict, sentence }) => {
      const text = texts.get(check) ?? check;
      const reason = said(sentence).replace(`${text}: no data, `, '');
      return verdict === 'no-data' ? [{ text, reason }] : [];
    },
  );
  const alike = Map.groupBy(silent, ({ reason }) => reason);
  return [...alike]
    .map(([reason, checks]) => {
      const rules = [...new Set(checks.map(({ text }) => quoted(text)))];
      return `${listed(rules)} ${rules.length === 1 ? 'has' : 'have'} no data: ${reason}`;
    })
    .join('; ');
}

function said(sentence: string): string {
  return unstopped(plainLine(sentence));
}

function upper(sentence: string): string {
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`;
}
