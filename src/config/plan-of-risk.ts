import { withBoxes } from '../core/checklist/with-boxes.ts';
import type { RoleName } from '../core/ids.ts';
import type { Announced } from '../core/notices/announced.ts';
import { plainLine } from '../core/prose.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { assessRisk, type Changed } from '../core/risk/assess.ts';
import { entryGate } from '../core/risk/entry-gate.ts';
import type { Risk } from '../core/risk/risk.ts';
import type { Gate } from '../core/rollout/gates/gate-plan.ts';
import { formatDuration } from '../core/time.ts';
import type { ScopeConfig, SlotConfig, TierConfig } from './config.ts';

type Body = SlotConfig['plan'];

/**
 * The plan of a release by what it changes: that of its tier, with who must agree, what must be checked and how long
 * before it is told. Without tiers it is the slot's own.
 */
export function planOfRisk(slot: SlotConfig, changed: Changed, raisedTo: string | null): Body | Refusal {
  const { risk } = slot;
  if (risk === null) {
    return raisedTo === null
      ? slot.plan
      : refuse(
          'no-tiers',
          'No tiers of risk are declared, so `--tier` means nothing here. Declare them under `tiers`.',
        );
  }
  const assessed = assessRisk(risk.scopes, risk.ladder, changed, raisedTo);
  if (assessed.kind === 'refused') return assessed;
  const tier = risk.tiers.find(({ name }) => name === assessed.risk.tier);
  if (tier === undefined) return slot.plan;
  const scopes = risk.scopes.filter((_, index) => assessed.decided.includes(index));
  const asked = tier.rehearsed ? [] : [...tier.approvals, ...scopes.flatMap((scope) => scope.approvals)];
  const entry = withOwn(tier.plan.entry, asked, tier.signOffs, risk.gate);
  const before = withBoxes(
    tier.plan.before,
    scopes.flatMap(({ boxes }) => boxes),
  );
  const announcements = [...(tier.plan.announcements ?? []), ...announced(tier)];
  return {
    ...tier.plan,
    ...(before === undefined ? {} : { before }),
    ...(entry === undefined ? {} : { entry: noticed(entry, tier) }),
    ...(announcements.length === 0 ? {} : { announcements }),
    risk: frozen(assessed.risk, tier, scopes),
  };
}

/** What the plan itself asks for before anything begins is asked for too. */
function withOwn(
  own: Gate | undefined,
  asked: readonly Gate[],
  signOffs: readonly RoleName[],
  base: Gate,
): Gate | undefined {
  if (asked.length === 0 && signOffs.length === 0) return own;
  return entryGate([...(own === undefined ? [] : [own]), ...asked], signOffs, base) ?? own;
}

function frozen(risk: Omit<Risk, 'demands'>, tier: TierConfig, scopes: readonly ScopeConfig[]): Risk {
  const checks = scopes.flatMap(({ boxes }) => boxes.map(({ text }) => text));
  return {
    ...risk,
    demands: [...new Set(checks), ...tier.demands],
    ...(tier.notice === null ? {} : { notice: tier.notice.ahead }),
    ...(tier.firstIn === null ? {} : { firstIn: [tier.firstIn] }),
  };
}

/** People who agree before the notice is over must not find that their time ran out first. */
function noticed<G extends { readonly expiresAfter: number }>(entry: G, { notice }: TierConfig): G {
  return notice === null ? entry : { ...entry, expiresAfter: Math.max(entry.expiresAfter, notice.ahead) };
}

function announced({ name, notice, plan }: TierConfig): readonly Announced[] {
  if (notice === null) return [];
  const to = notice.to === '' ? '' : ` For ${plainLine(notice.to)}:`;
  const through = notice.through.length === 0 ? plan.places : notice.through;
  const message =
    `${to} {service} {version} to {environment} is of tier ${name} and begins in ${formatDuration(notice.ahead)} at the earliest.`.trim();
  return through.length === 0 ? [] : [{ when: 'before-start', through: [...through], message }];
}
