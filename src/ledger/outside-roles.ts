import type { Config } from '../config/config.ts';
import { sourceWords } from '../core/access/role-source.ts';
import type { CardRemark } from '../core/card/card.ts';
import type { PersonId, RoleName } from '../core/ids.ts';
import { listed } from '../core/prose.ts';
import { askedGate } from '../core/rollout/gates/asked-gate.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { HeldRoles } from './held-roles.ts';

/** Roles that others than belay.yml give, for whoever shows a request for approval. */
export interface OutsideRoles {
  /** Who was told lately to hold one; nobody is asked. */
  known(role: RoleName): readonly PersonId[];
  /** That others than the people who are named may approve, and how to find out who. */
  remarks(rollout: Rollout): readonly CardRemark[];
  /** Asks who holds what the open gate wants, so that they can be named. Never throws. */
  learn(rollout: Rollout): Promise<void>;
}

export const noOutsideRoles: OutsideRoles = {
  known: () => [],
  remarks: () => [],
  learn: async () => undefined,
};

export function createOutsideRoles(config: Pick<Config, 'people' | 'roles'>, held: HeldRoles): OutsideRoles {
  const { roles } = config;
  const open = roles.filter(({ sources }) => sources.length > 0);
  const asked = (rollout: Rollout) => open.filter(({ name }) => wantedNow(rollout).includes(name));
  return {
    known: (role) => (open.some(({ name }) => name === role) ? held.known(role).map(({ id }) => id) : []),
    remarks(rollout) {
      const others = asked(rollout).map(
        ({ name, sources }) =>
          `${name} is held through ${listed(sources.map(sourceWords), 'or')}: whoever that is when they approve counts.`,
      );
      const reachable = wantedNow(rollout).filter((role) => isReachable(config, role));
      const who = reachable.map((role) => `\`who ${role}\``);
      const call =
        who.length === 0 ? [] : [`${listed(who, 'or')} says who that is now and how to reach them.`];
      const sentence = [...others, ...call].join(' ');
      return sentence === '' ? [] : [{ label: 'Whom to ask', sentence, tone: 'quiet' }];
    },
    async learn(rollout) {
      await Promise.all(asked(rollout).map(({ name }) => held.holders(name, 'lately')));
    },
  };
}

function wantedNow(rollout: Rollout): readonly RoleName[] {
  const gate = askedGate(rollout);
  return gate === null ? [] : [...new Set([...gate.roles, ...(gate.each ?? [])])];
}

/** Whether anything is to be said of who has a role that is not said already: numbers never stand on a card. */
function isReachable({ people, roles }: Pick<Config, 'people' | 'roles'>, role: RoleName): boolean {
  return (
    roles.some(({ name, sources, contact }) => name === role && (sources.length > 0 || contact !== null)) ||
    people.some((person) => person.contact !== null && person.roles.includes(role))
  );
}
