import { compilePlan } from '../src/config/compile.ts';
import type { SlotConfig } from '../src/config/config.ts';
import type { Refusal } from '../src/core/refusal.ts';
import type { Changed } from '../src/core/risk/assess.ts';
import type { Plan, Source } from '../src/core/rollout/plan.ts';
import type { Instant } from '../src/core/time.ts';
import type { FoundChange } from '../src/ports/find-change.ts';
import type { Call, Desk } from './command.ts';

/** A plan, and what is known of the code that it releases. */
export interface CompiledRelease {
  readonly kind: 'release';
  readonly plan: Plan;
  readonly committedAt: Instant | null;
}

/** A pull request that changes more is not listed whole. */
const longestPull = 3000;

/** Freezes the plan of what somebody asks for, by how risky its changes are and what tier they give it by hand. */
export async function compileRelease(
  call: Call,
  desk: Desk,
  slot: SlotConfig,
  version: string,
): Promise<CompiledRelease | Refusal> {
  const { tier } = call.parsed.flags;
  const raisedTo = typeof tier === 'string' ? tier : null;
  const source = sourceOf(version, call.about.source);
  const wish = { service: slot.service, environment: slot.environment, version };
  const known = compilePlan(desk.config, { ...wish, ...(source === undefined ? {} : { source }) });
  if (known.kind === 'refused') return known;
  // An emergency does not wait for what others may say of it.
  const urgent = call.parsed.flags['break-glass'] === true;
  const found = urgent
    ? nothing('a release past the safeguards does not wait for it')
    : await ask(call, desk, slot, version);
  const { commit, committedAt } = found;
  const where = source ?? sourceFound(slot, desk, commit);
  const compiled = compilePlan(desk.config, {
    ...wish,
    ...(where === undefined ? {} : { source: where }),
    risk: { changed: together(call, version, found), raisedTo },
  });
  return compiled.kind === 'refused' ? compiled : { kind: 'release', plan: compiled.plan, committedAt };
}

/** What the place tells of the code is true of its own version alone, not of another one that was typed there. */
export function sourceOf(version: string, source: Source | undefined): Source | undefined {
  return source !== undefined && version === source.commit ? source : undefined;
}

/** What a release changes, asked of the place where its code stands. */
export async function ask(call: Call, desk: Desk, slot: SlotConfig, version: string): Promise<FoundChange> {
  const repository =
    sourceOf(version, call.about.source)?.repository ?? desk.config.repositories[slot.service];
  const matters = slot.risk !== null && slot.risk.scopes.length > 0;
  if (repository === undefined)
    return nothing(matters ? `${slot.service} has no repository that Belay reads` : null);
  return desk.findChange({ repository, from: matters ? await stableOf(desk, slot) : null, to: version });
}

/** The commit that was released, rather than a tag that may have been moved since. */
async function stableOf(desk: Desk, slot: SlotConfig): Promise<string> {
  const row = await desk.store.stable(slot);
  if (row === null) return slot.stable.version;
  const plan = (await desk.ledger.load(row.rollout))?.plan;
  const released = plan?.canary.version === row.target.version ? plan.source?.commit : undefined;
  return released ?? row.target.version;
}

function nothing(missing: string | null): FoundChange {
  return { commit: null, committedAt: null, changed: { files: [], missing }, fromUnknown: false };
}

/** Where the stable version is no commit of the repository, what the pull request itself changes is what is known. */
export function together(call: Call, version: string, { changed, fromUnknown }: FoundChange): Changed {
  const pull = sourceOf(version, call.about.source) === undefined ? [] : (call.about.changes ?? []);
  const files = [...new Set([...changed.files, ...pull])];
  const whole = changed.missing === null || (fromUnknown && pull.length > 0 && pull.length < longestPull);
  return { files, missing: whole ? null : changed.missing };
}

/** CI is asked of a commit; without tiers plans stay what they were. */
function sourceFound(slot: SlotConfig, desk: Desk, commit: string | null): Source | undefined {
  const repository = desk.config.repositories[slot.service];
  return slot.risk === null || commit === null || repository === undefined
    ? undefined
    : { repository, commit, pull: null };
}
