import type { Card } from '../../../src/core/card/card.ts';
import type { Instant } from '../../../src/core/time.ts';
import { percent, progress, wholeSeconds } from '../format.ts';
import { placed } from '../placed.ts';

type Stage = Card['stages'][number];

const stateWords: Readonly<Record<Stage['state'], string>> = {
  done: 'done',
  current: 'under way',
  ahead: 'ahead',
  undone: 'taken back',
};

interface Props {
  readonly stages: readonly Stage[];
  /** True once nothing lies ahead any more. */
  readonly over: boolean;
  /** The highest weight the rollout came to; null while it is not known. */
  readonly furthest: number | null;
  readonly now: Instant;
}

export function StageTrack({ stages: given, over, furthest, now }: Props) {
  if (given.length === 0) return null;
  const stages = given.map((stage) => asReached(stage, furthest));
  return (
    <ol class="track" aria-label="Stages">
      {placed(stages).map(({ key, item: stage }) => (
        <li key={key} class="stage" data-state={stage.state} aria-current={isCurrent(stage)}>
          <span class="stage-bar" aria-hidden="true">
            <i class="stage-fill" data-timed={isTimed(stage)} style={{ '--fill': filled(stage, now) }} />
          </span>
          <span class="stage-weight">{percent(stage.weight)}</span>
          {stage.asks ? (
            <span class="stage-asks" title="People must approve before the next stage">
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="5.2" r="2.7" />
                <path d="M2.8 13.6c.5-3 2.5-4.4 5.2-4.4s4.7 1.4 5.2 4.4" />
              </svg>
              <span>asks</span>
            </span>
          ) : null}
          <span class="stage-note">{note(stage, over, now)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Once all traffic is back every stage counts as undone; those it never came to were not taken back. */
function asReached(stage: Stage, furthest: number | null): Stage {
  const never = stage.state === 'undone' && furthest !== null && stage.weight > furthest;
  return never ? { ...stage, state: 'ahead' } : stage;
}

function isCurrent(stage: Stage): 'step' | undefined {
  return stage.state === 'current' ? 'step' : undefined;
}

/** A current stage without a hold waits for traffic to move or for people: nothing runs out. */
function isTimed(stage: Stage): boolean {
  return stage.state !== 'current' || (stage.from !== null && stage.to !== null);
}

function filled(stage: Stage, now: Instant): string {
  if (stage.state === 'done') return '1';
  if (stage.state !== 'current') return '0';
  if (stage.from === null || stage.to === null) return '1';
  return progress(stage.from, stage.to, now).toFixed(4);
}

function note(stage: Stage, over: boolean, now: Instant): string {
  if (over && stage.state === 'ahead') return 'not reached';
  const label = stage.label === '' || stage.label === `${stage.weight}%` ? '' : stage.label;
  if (stage.state === 'current' && stage.to !== null && stage.to > now)
    return `${wholeSeconds(stage.to - now)} left`;
  return label === '' || label.replaceAll(/\s/g, '') === `${stage.weight}%` ? stateWords[stage.state] : label;
}
