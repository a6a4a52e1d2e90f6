import type { SlotConfig } from '../src/config/config.ts';
import { versionWords } from '../src/core/card/version-words.ts';
import type { EnvironmentName } from '../src/core/ids.ts';
import { type Refusal, refuse } from '../src/core/refusal.ts';
import type { Plan } from '../src/core/rollout/plan.ts';
import type { Desk } from './command.ts';

/** So many of the newest rollouts there are looked through. */
const looked = 500;

/** The same version must have completed where this environment, or the tier of the release, asks for it first. */
export async function refuseFirstHere(desk: Desk, slot: SlotConfig, plan: Plan): Promise<Refusal | null> {
  const wanted = new Set([...(slot.firstIn === null ? [] : [slot.firstIn]), ...(plan.risk?.firstIn ?? [])]);
  for (const environment of wanted) {
    const standing = await standingIn(desk, plan, environment);
    if (standing === null) continue;
    const version = versionWords(plan.canary.version);
    const who = environment === slot.firstIn ? plan.environment : `a release of tier ${plan.risk?.tier}`;
    return refuse(
      'first-elsewhere',
      `${version} must complete in ${environment} before it comes to ${plan.environment}: ${who} asks for that, and ${standing} Nothing was started; type \`deploy ${plan.service} ${plan.canary.version} to ${environment}\`, or \`status ${plan.service}\` to see it there.`,
    );
  }
  return null;
}

/** Where it stands there, as the end of a sentence; null when it has completed. */
async function standingIn(desk: Desk, plan: Plan, environment: EnvironmentName): Promise<string | null> {
  const { service, canary } = plan;
  const stable = await desk.findStable({ service, environment });
  if (stable?.version === canary.version) return null;
  const rows = await desk.store.recent({ service, environment }, looked);
  const of = rows.filter(({ version }) => version === canary.version);
  if (of.some(({ phase }) => phase === 'completed')) return null;
  const [newest] = of;
  if (newest === undefined) return 'no rollout of it has been there.';
  switch (newest.phase) {
    case 'rolled-back':
    case 'rolling-back':
      return `${newest.id} was rolled back there.`;
    case 'cancelled':
      return `${newest.id} was dropped there before it began.`;
    default:
      return `${newest.id} is still under way there.`;
  }
}
