import type { EnvironmentName, RolloutId, ServiceName } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { DeliveryFact } from './fact.ts';

/** One rollout as the delivery figures see it. */
export interface Release {
  readonly rollout: RolloutId;
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly requestedAt: Instant;
  readonly committedAt: Instant | null;
  /** When canary first had traffic to come, and when everybody was to be served by it. */
  readonly canaryAt: Instant | null;
  readonly everybodyAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly rollback: {
    readonly cause: string;
    readonly orderedAt: Instant;
    readonly breachedAt: Instant | null;
    readonly safeAt: Instant | null;
    /** Everybody was served by it, or was to be. */
    readonly fromEverybody: boolean;
  } | null;
  readonly overAt: Instant | null;
  readonly approvals: readonly {
    readonly gate: number;
    readonly askedAt: Instant;
    /** Null while it is open, and for one that nobody decided. */
    readonly decidedAt: Instant | null;
  }[];
  readonly mark: 'needless' | 'escaped' | 'sound' | null;
}

/** The release after one more event; null for an event of a rollout whose beginning is not known. */
export function learn(release: Release | null, { rollout, at, event }: DeliveryFact): Release | null {
  if (event.kind === 'requested') {
    const { service, environment, committedAt } = event;
    return { ...unbegun, rollout, service, environment, committedAt, requestedAt: at };
  }
  if (release === null) return null;
  switch (event.kind) {
    case 'stage-entered':
      return {
        ...release,
        canaryAt: release.canaryAt ?? at,
        everybodyAt: release.everybodyAt ?? (event.weight >= 100 ? at : null),
      };
    case 'completed':
      return { ...release, completedAt: release.completedAt ?? at, overAt: at };
    case 'rollback-ordered':
      return release.rollback !== null
        ? release
        : { ...release, rollback: { ...ordered(release, event), orderedAt: at, safeAt: null } };
    case 'safe':
      return release.rollback === null || release.rollback.safeAt !== null
        ? release
        : { ...release, rollback: { ...release.rollback, safeAt: at } };
    case 'rolled-back':
    case 'cancelled':
      return { ...release, overAt: at };
    case 'approval-requested': {
      const asked = { gate: event.gate, askedAt: at, decidedAt: null };
      return { ...release, approvals: [...release.approvals, asked] };
    }
    case 'gate-opened':
    case 'rejected':
      return {
        ...release,
        approvals: release.approvals.map((one) =>
          one.gate === event.gate && one.decidedAt === null ? { ...one, decidedAt: at } : one,
        ),
      };
    case 'gate-expired':
      return release;
    case 'marked':
      return { ...release, mark: event.as };
  }
}

const unbegun = {
  canaryAt: null,
  everybodyAt: null,
  completedAt: null,
  rollback: null,
  overAt: null,
  approvals: [],
  mark: null,
} as const;

function ordered(
  { everybodyAt, completedAt }: Release,
  { cause, breachedAt }: { readonly cause: string; readonly breachedAt: Instant | null },
) {
  return { cause, breachedAt, fromEverybody: everybodyAt !== null || completedAt !== null };
}

/** Causes by which Belay takes traffic back for what it saw itself. */
const seen: readonly string[] = ['trigger', 'probe', 'criteria', 'no-data'];

export function isAutomatic(release: Release): boolean {
  return release.rollback !== null && seen.includes(release.rollback.cause);
}

/** A newer release took its place: that says nothing of this one. */
export function isSuperseded(release: Release): boolean {
  return release.rollback?.cause === 'superseded';
}
