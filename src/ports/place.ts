import type { Card } from '../core/card/card.ts';
import type { DocumentTree } from '../core/documents/tree.ts';
import type { PlaceName, RolloutId } from '../core/ids.ts';
import type { ToldNotice } from '../core/notices/told-notice.ts';
import type { Page } from '../core/notify/page.ts';
import type { Picture } from './draw-chart.ts';

/** A document on its way to people. */
export interface Paper {
  readonly tree: DocumentTree;
  /** Null when there is nothing to draw. */
  readonly chart: Picture | null;
  /** The same as a file to send and to print, when it is wanted. A place that takes no files leaves it out. */
  readonly pdf?: Uint8Array;
}

/** A notice and what it is about. */
export interface NoticeOnItsWay extends ToldNotice {
  readonly rollout: RolloutId;
  readonly service: string;
  readonly environment: string;
  /** The version that the rollout releases. */
  readonly version: string;
}

/** A call to whoever is on call, and what it is about. */
export interface PageOnItsWay extends Page {
  readonly rollout: RolloutId;
  readonly service: string;
  readonly environment: string;
  /** The version that the rollout releases. */
  readonly version: string;
}

/** Where people read about rollouts. Every call is idempotent by `key`: the same key again edits, it never repeats. */
export interface Place {
  readonly name: PlaceName;
  /**
   * Hosted by somebody else: what is said there about one rollout goes in order, by one worker at a time, and what
   * the platform does not take is said later. Such a place throws Failure place-busy, place-unreachable, place-refused.
   */
  readonly remote: boolean;
  /** The rollout's one live message: posted once, then edited. */
  card(key: string, card: Card): Promise<void>;
  /** A line in the rollout's thread. */
  line(key: string, rollout: RolloutId, text: string): Promise<void>;
  document(key: string, rollout: RolloutId, paper: Paper): Promise<void>;
  /** Tells customers. Without it a notice is a line; with it the place shows nothing else. */
  notice?(key: string, notice: NoticeOnItsWay): Promise<void>;
  /** Opens a ticket, once by its key. @returns where it is, for people: `acme/ops#7` */
  ticket?(key: string, rollout: RolloutId, tree: DocumentTree): Promise<string>;
  /** Calls whoever is on call. Without it a page is a line; with it the place shows nothing else. */
  page?(key: string, page: PageOnItsWay): Promise<void>;
}
