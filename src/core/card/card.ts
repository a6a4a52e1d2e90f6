import { z } from 'zod';
import { PersonId, RolloutId } from '../ids.ts';
import { Origin } from '../rollout/origin.ts';
import { Source } from '../rollout/plan.ts';
import { Instant } from '../time.ts';
import { TrainId } from '../trains/coach.ts';
import { WebLink } from '../web-link.ts';

export const Tone = z.enum(['quiet', 'moving', 'good', 'warning', 'bad']);
export type Tone = z.infer<typeof Tone>;

/** A button. Pressing it sends `command` through the same grammar as typed text. */
export const CardAction = z.object({
  label: z.string(),
  command: z.string(),
  style: z.enum(['primary', 'danger', 'plain']),
  /** The verb whose permission it needs; a place hides what the reader may not do. */
  verb: z.string(),
  /** Ask for a reason first, then send it as the command's last quoted argument. */
  wantsReason: z.boolean(),
});
export type CardAction = z.infer<typeof CardAction>;

export const CardCheck = z.object({
  label: z.string(),
  value: z.string(),
  /** What stable shows in the same window; empty when not comparable. */
  stable: z.string(),
  rule: z.string(),
  tone: Tone,
  sentence: z.string(),
  /** Where the value can be looked up; a place shows it where it costs no line. */
  link: WebLink.optional(),
});
export type CardCheck = z.infer<typeof CardCheck>;

/** Something that every reader should know besides how the rollout does: `Risk`, `high: src/payments/** …`. */
export const CardRemark = z.object({ label: z.string(), sentence: z.string(), tone: Tone });
export type CardRemark = z.infer<typeof CardRemark>;

/** The rollouts that go together with it, in their order. */
export const CardTrain = z.object({
  id: TrainId,
  name: z.string(),
  /** How they follow each other, and what a failure does. */
  rules: z.string(),
  members: z.array(
    z.object({
      rollout: RolloutId,
      service: z.string(),
      /** Empty where nothing is known of it. */
      version: z.string(),
      /** Counted from 0; rollouts of the same position go together. */
      position: z.number().int(),
      phase: z.string(),
      tone: Tone,
      /** Percent of the traffic that its version should have now. */
      weight: z.number(),
      /** What it waits for, as the end of a sentence; null when nothing keeps it. */
      waits: z.string().nullable(),
    }),
  ),
});
export type CardTrain = z.infer<typeof CardTrain>;

/** The live message about a rollout, the same on every place. Times are instants; each place formats them. */
export const Card = z.object({
  rollout: RolloutId,
  seq: z.number().int(),
  title: z.string(),
  service: z.string(),
  environment: z.string(),
  version: z.string(),
  stable: z.string(),
  phase: z.string(),
  tone: Tone,
  over: z.boolean(),
  requestedBy: z.string(),
  requestedAt: Instant,
  reason: z.string().nullable(),
  /** Where the released code stands; null when it was not said. */
  source: Source.nullable(),
  /** The thread it was asked for in; null when that was none. */
  origin: Origin.nullable(),
  /** What happens now, as one sentence, and since when. */
  now: z.object({ sentence: z.string(), since: Instant }),
  /** What comes next and when; `at` null when it waits for people or conditions. */
  next: z.object({ sentence: z.string(), at: Instant.nullable() }),
  stages: z.array(
    z.object({
      label: z.string(),
      weight: z.number(),
      state: z.enum(['done', 'current', 'ahead', 'undone']),
      /** Start and end of the hold while current. */
      from: Instant.nullable(),
      to: Instant.nullable(),
      asks: z.boolean(),
    }),
  ),
  traffic: z.object({ wanted: z.number(), observed: z.number().nullable(), requests: z.number() }),
  checks: z.array(CardCheck),
  approval: z
    .object({
      /** A vote names it, so that it cannot count for another request. */
      gate: z.number(),
      /** What is approved: leaving this stage. */
      stage: z.string(),
      /** What comes with it: `25 % of the traffic`, `everybody`. */
      towards: z.string(),
      needed: z.number(),
      roles: z.array(z.string()),
      given: z.array(z.object({ person: z.string(), at: Instant })),
      expiresAt: Instant,
      reason: z.string(),
      /** Who could still say yes. Whoever asked for the rollout is among them only where the plan lets them. */
      eligible: z.array(z.object({ person: PersonId, name: z.string() })),
    })
    .nullable(),
  /** Requests that are decided, the oldest first. */
  decisions: z.array(
    z.object({
      gate: z.number(),
      stage: z.string(),
      outcome: z.enum(['approved', 'rejected', 'expired', 'withdrawn', 'extended']),
      votes: z.array(z.object({ person: z.string(), at: Instant })),
      /** Who rejected it, and why; null otherwise. */
      by: z.string().nullable(),
      reason: z.string().nullable(),
      at: Instant,
    }),
  ),
  /** Risk, what keeps it from going on, mutes, owner and the like, in the order in which they matter. */
  remarks: z.array(CardRemark).optional(),
  /** Absent where it goes alone. */
  train: CardTrain.optional(),
  actions: z.array(CardAction),
  /** Commands that undo by hand when Belay is dead. */
  undoByHand: z.array(z.string()),
});
export type Card = z.infer<typeof Card>;
