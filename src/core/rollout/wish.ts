import type { Actor } from './events.ts';

/** What a person asks of a rollout. `gate` binds a vote to the request it was shown with. */
export type Wish =
  | { readonly kind: 'promote'; readonly all: boolean }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'rollback';
      readonly reason: string;
      readonly gradual: boolean;
      /** Whether the slot's stable version is the one this rollout brought. */
      readonly isStable: boolean;
    }
  | { readonly kind: 'approve'; readonly gate: number | null }
  | { readonly kind: 'reject'; readonly gate: number | null; readonly reason: string }
  | { readonly kind: 'note'; readonly text: string };

export type Person = Extract<Actor, { kind: 'person' }>;

/** How a rollout that is (nearly) over is spoken of. */
export const overWords = {
  'rolling-back': 'being rolled back',
  'rolled-back': 'rolled back',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;
