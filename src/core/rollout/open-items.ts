import { listNow, seeBox } from '../checklist/list-now.ts';
import type { RolloutId } from '../ids.ts';
import type { Rollout } from './state.ts';

/** A box or a follow-up task that somebody may say is done. */
export interface OpenItem {
  readonly rollout: RolloutId;
  readonly service: string;
  readonly environment: string;
  /** Counted from 1 in the whole list, the done ones included. */
  readonly number: number;
  readonly text: string;
}

export type ItemKind = 'boxes' | 'tasks';

/** What is open and up to people: what Belay sees by itself nobody ticks. */
export function openItems(rollout: Rollout, kind: ItemKind): readonly OpenItem[] {
  return listOf(rollout, kind).flatMap(({ text, open }, at) =>
    open ? [{ ...whereOf(rollout), number: at + 1, text }] : [],
  );
}

function listOf(
  rollout: Rollout,
  kind: ItemKind,
): readonly { readonly text: string; readonly open: boolean }[] {
  if (kind === 'tasks') {
    return rollout.tasks?.items.map(({ text, done }) => ({ text, open: done === null })) ?? [];
  }
  const now = listNow(rollout);
  if (now === null) return [];
  return now.list.boxes.map((box) => {
    const { seen, done } = seeBox(rollout, box, now.stage);
    return { text: box.text, open: !done && (seen === null || seen.state === 'unknown') };
  });
}

function whereOf({ id, plan }: Rollout) {
  return { rollout: id, service: plan.service, environment: plan.environment };
}

/** How somebody says each: its number; with its rollout where several have some. */
export function itemWords(
  items: readonly OpenItem[],
): readonly { readonly word: string; readonly item: OpenItem }[] {
  const several = new Set(items.map(({ rollout }) => rollout)).size > 1;
  return items.map((item) => ({
    word: several ? `${item.rollout} ${item.number}` : String(item.number),
    item,
  }));
}
