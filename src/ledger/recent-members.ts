import type { RoleSource } from '../core/access/role-source.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { Member, Memberships } from '../ports/memberships.ts';

/** `now` for what is decided by it; `lately` for what is only shown, up to half a minute old. */
export type Freshness = 'now' | 'lately';

const longest: Millis = 30_000;

/** Asks who is in a group, and remembers for a while what it was told, or that it was told nothing. */
export function createRecentMembers(memberships: Memberships, clock: () => Instant) {
  const told = new Map<string, { readonly member: Member | null; readonly at: Instant }>();
  const failed = new Map<string, { readonly error: unknown; readonly at: Instant }>();
  const keyOf = (source: RoleSource, account: string) => JSON.stringify([source, account]);
  const recall = (source: RoleSource, account: string) => {
    const found = told.get(keyOf(source, account));
    return found !== undefined && clock() - found.at < longest ? found : null;
  };
  return {
    /** @throws Failure membership-unknown */
    async among(
      source: RoleSource,
      accounts: readonly string[],
      freshness: Freshness,
    ): Promise<readonly Member[]> {
      const recalled = freshness === 'now' ? [] : accounts.flatMap((one) => recall(source, one) ?? []);
      const isComplete = recalled.length === accounts.length;
      if (isComplete) return recalled.flatMap(({ member }) => member ?? []);
      const before = failed.get(JSON.stringify(source));
      if (freshness === 'lately' && before !== undefined && clock() - before.at < longest) throw before.error;
      const members = await memberships.among(source, accounts).catch((error: unknown) => {
        failed.set(JSON.stringify(source), { error, at: clock() });
        throw error;
      });
      failed.delete(JSON.stringify(source));
      const at = clock();
      for (const account of accounts) {
        const member = members.find((one) => one.account === account) ?? null;
        told.set(keyOf(source, account), { member, at });
      }
      return members;
    },
    /** Whether it was told lately that this account is in it. */
    isKnown: (source: RoleSource, account: string) => (recall(source, account)?.member ?? null) !== null,
  };
}
