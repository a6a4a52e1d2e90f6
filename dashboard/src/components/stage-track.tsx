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

export function StageTrack({ stages, now }: { stages: readonly Stage[]; now: Instant }) {
  if (stages.length === 0) return null;
  return (
    <ol class="track" aria-label="Stages">
      {placed(stages).map(({ key, item: stage }) => (
        <li key={key} class="stage" data-state={stage.state} aria-current={isCurrent(stage)}>
          <span class="stage-bar" aria-hidden="true">
            <i class="stage-fill" style={{ '--fill': filled(stage, now) }} />
          </span>
          <span class="stage-weight">{percent(stage.weight)}</span>
          {stage.asks ? (
            <span class="stage-asks" title="People must approve before the next stage">
              asks
            </span>
          ) : null}
          <span class="stage-note">{note(stage, now)}</span>
        </li>
      ))}
    </ol>
  );
}

function isCurrent(stage: Stage): 'step' | undefined {
  return stage.state === 'current' ? 'step' : undefined;
}

function filled(stage: Stage, now: Instant): string {
  if (stage.state === 'done') return '1';
  if (stage.state !== 'current') return '0';
  if (stage.from === null || stage.to === null) return '0.06';
  return progress(stage.from, stage.to, now).toFixed(4);
}

function note(stage: Stage, now: Instant): string {
  const label = stage.label === '' || stage.label === `${stage.weight}%` ? '' : stage.label;
  if (stage.state === 'current' && stage.to !== null && stage.to > now)
    return `${wholeSeconds(stage.to - now)} left`;
  return label === '' || label.replaceAll(/\s/g, '') === `${stage.weight}%` ? stateWords[stage.state] : label;
}
