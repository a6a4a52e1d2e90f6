import type { BlockedBy } from '../../src/core/blocks/block.ts';
import { approvalRows } from './approval-rows.ts';
import { belayRows } from './belay-rows.ts';
import { blockRows } from './block-rows.ts';
import { outcomes, type Row } from './table.ts';

/** Every gate there is, with what can become of it. */
export const gates = { ...approvalRows, ...blockRows, ...belayRows } as const satisfies Readonly<
  Record<string, Row>
>;
export type GateName = keyof typeof gates;

/** What keeps a rollout that is live from going forward: a new kind needs a row. */
export const blockedBy: { readonly [K in BlockedBy]: GateName } = {
  freeze: 'freeze window',
  order: 'freeze order',
  incident: 'incident',
  'staffed-hours': 'staffed hours',
  train: 'order of a train',
  requirement: 'stage requirement',
  lock: 'lock',
  notice: 'notice of a tier',
};

/** What people read by the code of the refusal: the fullest sentence that a row has of it. */
export function refusals(): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (const row of Object.values<Row>(gates)) {
    for (const outcome of outcomes) {
      const found = row[outcome];
      if (!('state' in found && 'code' in found.state) || found.state.code === null) continue;
      const code = String(found.state.code);
      if (found.said.length > (said.get(code)?.length ?? 0)) said.set(code, found.said);
    }
  }
  return said;
}
