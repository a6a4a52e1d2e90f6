import { z } from 'zod';
import { Card, Tone } from '../../src/core/card/card.ts';
import { DocumentKind } from '../../src/core/documents/kinds.ts';
import { Unit } from '../../src/core/judge/rule.ts';
import { Instant } from '../../src/core/time.ts';

/** Who reads this page, and the verbs this person may use: buttons for the others are not shown. */
export const Me = z.object({
  person: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  verbs: z.array(z.string()),
  environments: z.array(z.string()),
});
export type Me = z.infer<typeof Me>;

export const TimelineEntry = z.object({
  seq: z.number().int(),
  at: Instant,
  actor: z.string(),
  tone: Tone,
  sentence: z.string(),
  detail: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const ChartPoint = z.object({
  at: Instant,
  canary: z.number().nullable(),
  stable: z.number().nullable(),
});
export type ChartPoint = z.infer<typeof ChartPoint>;

export const MetricSeries = z.object({
  name: z.string(),
  unit: Unit,
  points: z.array(ChartPoint),
  limits: z.array(z.object({ label: z.string(), value: z.number() })),
});
export type MetricSeries = z.infer<typeof MetricSeries>;

export const WeightChange = z.object({ at: Instant, weight: z.number() });
export type WeightChange = z.infer<typeof WeightChange>;

export const ChartSeries = z.object({ metrics: z.array(MetricSeries), weights: z.array(WeightChange) });
export type ChartSeries = z.infer<typeof ChartSeries>;

export const DocumentLink = z.object({
  document: DocumentKind,
  part: z.string(),
  title: z.string(),
  draftedBy: z.enum(['template', 'model']),
  at: Instant,
});
export type DocumentLink = z.infer<typeof DocumentLink>;

export const RolloutView = z.object({
  card: Card,
  timeline: z.array(TimelineEntry),
  series: ChartSeries,
  documents: z.array(DocumentLink),
});
export type RolloutView = z.infer<typeof RolloutView>;

export const RolloutList = z.object({ rollouts: z.array(Card) });

export const Suggestion = z.object({ text: z.string(), hint: z.string() });
export type Suggestion = z.infer<typeof Suggestion>;

export const Suggestions = z.object({ suggestions: z.array(Suggestion) });

/** The stream's `changed` event: these rollouts look different now. */
export const Changed = z.object({ revision: z.number(), rollouts: z.array(z.string()) });

/** How the server explains an answer that is no success; `message` is fastify's own word for it. */
export const Trouble = z.object({ sentence: z.string().optional(), message: z.string().optional() });
