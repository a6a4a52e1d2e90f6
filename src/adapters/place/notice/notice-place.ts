import type { PlaceName } from '../../../core/ids.ts';
import type { NoticeOnItsWay, Place } from '../../../ports/place.ts';

/** Tells customers once by each key, as far as what it speaks to can tell. @throws Failure place-busy, place-unreachable, place-refused */
export type SendNotice = (key: string, notice: NoticeOnItsWay) => Promise<void>;

/** A place whose readers are customers: it gets notices, and nothing of what a rollout does. */
export function noticePlace(name: PlaceName, notice: SendNotice): Place {
  return {
    name,
    remote: true,
    async card() {
      // Cards are for the people who release.
    },
    async line() {
      // So are lines,
    },
    async document() {
      // and documents.
    },
    notice,
  };
}
