import { RolloutId } from '../../core/ids.ts';

/** Which request for approval an issue is about. */
export interface ApprovalOf {
  readonly rollout: RolloutId;
  readonly gate: number;
}

export function approvalKey({ rollout, gate }: ApprovalOf): string {
  return `approval/${rollout}/${gate}`;
}

/** Null for what is no issue for an approval. */
export function readApprovalKey(key: string): ApprovalOf | null {
  const [, id, gate] = /^approval\/([^/]+)\/(\d+)$/.exec(key) ?? [];
  const rollout = RolloutId.safeParse(id);
  return rollout.success ? { rollout: rollout.data, gate: Number(gate) } : null;
}
