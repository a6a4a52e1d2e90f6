import { z } from 'zod';
import { versionWords } from '../card/version-words.ts';
import { PlaceName } from '../ids.ts';
import { plainLine } from '../prose.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';

/** Points of a rollout at which somebody besides its places can be told. */
export const announcedAt = ['before-start', 'start', 'stage', 'approval', 'rollback', 'completion'] as const;
type Point = (typeof announcedAt)[number];

/** Who is told at which point, frozen with the plan. */
export const Announced = z.object({
  when: z.enum(announcedAt),
  through: z.array(PlaceName).min(1),
  /** `{…}` of `announcedVariables` are filled in; absent: what the rollout's thread says. */
  message: z.string().optional(),
});
export type Announced = z.infer<typeof Announced>;

export const announcedVariables = ['service', 'version', 'previous', 'environment'] as const;

/** One line for one place about one event. */
export interface AnnouncedLine {
  readonly seq: number;
  /** Which entry of the plan it is. */
  readonly entry: number;
  readonly place: PlaceName;
  readonly text: string;
}

/**
 * What the plan's announcements say about new events.
 * @param seqBefore `seq` of the last event before these
 * @param isTold whether that place reads the sentence about the event in its thread anyway
 */
export function announcedLines(
  { plan, stable }: Pick<Rollout, 'plan' | 'stable'>,
  events: readonly RolloutEvent[],
  seqBefore: number,
  sentenceOf: (event: RolloutEvent) => string,
  isTold: (place: PlaceName, seq: number) => boolean,
): readonly AnnouncedLine[] {
  const values = {
    service: plan.service,
    version: versionWords(plan.canary.version),
    previous: stable === null ? 'the version before' : versionWords(stable.version),
    environment: plan.environment,
  };
  return events.flatMap((event, index) => {
    const seq = seqBefore + index + 1;
    return (plan.announcements ?? []).flatMap(({ when, through, message }, entry) => {
      if (when !== pointOf(event)) return [];
      const text = message === undefined ? sentenceOf(event) : filled(message, values);
      return [...new Set(through)]
        .filter((place) => message !== undefined || !isTold(place, seq))
        .map((place) => ({ seq, entry, place, text }));
    });
  });
}

/** Places that have been told of the rollout by now: its card there has to go on with it. */
export function announcedPlaces(rollout: Rollout): readonly PlaceName[] {
  return (rollout.plan.announcements ?? []).flatMap(({ when, through }) =>
    isReached(rollout, when) ? through : [],
  );
}

function pointOf({ kind }: RolloutEvent): Point | null {
  switch (kind) {
    case 'requested':
      return 'before-start';
    case 'started':
      return 'start';
    case 'stage-entered':
      return 'stage';
    case 'approval-requested':
      return 'approval';
    case 'rollback-ordered':
      return 'rollback';
    case 'completed':
      return 'completion';
    default:
      return null;
  }
}

function isReached({ phase, stable, gates }: Rollout, when: Point): boolean {
  switch (when) {
    case 'before-start':
      return true;
    case 'start':
      return stable !== null;
    case 'stage':
      return stable !== null && phase.kind !== 'preparing';
    case 'approval':
      return phase.kind === 'waiting' || gates > 0;
    case 'rollback':
      return phase.kind === 'rolling-back' || phase.kind === 'rolled-back';
    case 'completion':
      return phase.kind === 'completed';
  }
}

function filled(message: string, values: Readonly<Record<string, string>>): string {
  return message.replace(/\{([^{}]*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? plainLine(values[name] ?? '') : whole,
  );
}
