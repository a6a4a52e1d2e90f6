import type { PlaceName } from '../../../core/ids.ts';
import type { PageOnItsWay, Place } from '../../../ports/place.ts';

/**
 * Calls people once by each incident, as far as what it speaks to can tell.
 * @throws Failure place-busy, place-unreachable, place-refused
 */
export type SendPage = (key: string, page: PageOnItsWay) => Promise<void>;

/** A place that calls people: cards, lines and documents would only wake them. */
export function pagerPlace(name: PlaceName, page: SendPage): Place {
  return {
    name,
    remote: true,
    async card() {
      // Whoever is called finds the card by the link in the call.
    },
    async line() {
      // What happens is told where people talk,
    },
    async document() {
      // and so is what is written about it.
    },
    page,
  };
}

/** What it means when a pager does not take a page. */
export const meansOfPager = {
  untold: 'nobody is called there',
  later: 'people are called a little later',
} as const;
