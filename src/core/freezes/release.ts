import { somebodyElse } from '../budget/critical-fix.ts';
import type { Freeze } from '../calendar/freeze.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { PlanBody } from '../rollout/plan.ts';
import type { Instant } from '../time.ts';
import type { FreezeOrder } from './order.ts';
import { nextWords, orderWords, unfreezeLine, windowWords } from './words.ts';

/** What forbids releases to an environment now. */
export interface Standing {
  readonly order: FreezeOrder | null;
  readonly window: Freeze | null;
  /** A calendar that could not be read and is required, as a clause. */
  readonly unknown: string | null;
  /** The incident that is open, as a clause. */
  readonly incident: string | null;
}

type Asked = Pick<PlanBody, 'service' | 'environment' | 'canary'>;

/**
 * Whether a release may begin: critical fixes go during a freeze of a calendar or an incident, once somebody else has
 * agreed; what somebody froze by hand stays until it is lifted.
 * @returns `agreed`: somebody else has to agree before anything begins
 */
export function decideFrozen(
  { order, window, unknown, incident }: Standing,
  { service, environment, canary }: Asked,
  critical: boolean,
  ownerName: string,
): { readonly kind: 'may'; readonly agreed: boolean } | Refusal {
  if (order !== null) {
    return refuse(
      'frozen',
      `Nothing can be released to ${environment} now: ${orderWords(order, ownerName)}. Nothing was started. ${unfreezeLine(order)} lifts it for those who may; rollbacks are always possible.`,
    );
  }
  const clause = window === null ? (unknown ?? incident) : windowWords(window, environment);
  if (clause === null) return { kind: 'may', agreed: false };
  if (critical) return { kind: 'may', agreed: true };
  const line = `deploy ${service} ${canary.version} to ${environment} --critical "why"`;
  const chance =
    window === null ? 'It can be asked for again once that is over.' : 'It can be asked for again then.';
  return refuse(
    window === null && unknown === null ? 'incident-open' : 'frozen',
    `Nothing can be released to ${environment} now: ${clause}. Nothing was started. ${chance} A fix that cannot wait goes with \`${line}\`, and somebody else then approves it before anything begins; rollbacks are always possible.`,
  );
}

/** The plan of a critical fix that goes during a freeze: somebody else agrees before anything begins. */
export function agreedFirst<P extends PlanBody>(body: P): P {
  const entry = body.entry === undefined ? somebodyElse : { ...body.entry, requesterMayApprove: false };
  return { ...body, critical: true, entry };
}

/** A freeze that begins before the plan could end, as a sentence; null when there is none. */
export function freezeAhead(
  next: Freeze | null,
  { stages, environment }: Pick<PlanBody, 'stages' | 'environment'>,
  now: Instant,
): string | null {
  const earliest = now + stages.reduce((total, { hold }) => total + hold, 0);
  if (next === null || next.from >= earliest) return null;
  return `A freeze begins before this could end, and it would wait meanwhile: ${nextWords(next, environment)}.`;
}
