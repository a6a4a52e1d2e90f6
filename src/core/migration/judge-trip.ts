import type { Part } from './migration.ts';

/** What was shown of one part, schema and data apart. */
export interface TripVerdict {
  /** `failed`: it does not run, or the way back does not lead to where it began. */
  readonly kind: 'proven' | 'irreversible' | 'failed';
  readonly schema: boolean;
  readonly data: boolean;
  /** What is lost for ever; needs the approval of a person. */
  readonly losses: readonly string[];
  /** Why it failed; null when it did not. */
  readonly why: string | null;
}

/** Numeric value out of range, string too long: existing values do not fit the new type. */
const doesNotFit = /^22/;

/**
 * A part is proven when forward, rollback and forward again ran, and schema and rows were what they were. Where rows
 * were not, or where the statements lose something that the scratch database cannot show, it is irreversible.
 */
export function judgeTrip({ trip, demands }: Pick<Part, 'trip' | 'demands'>): TripVerdict {
  const stated = trip.forward.flatMap(({ loss }) => loss ?? []);
  const losses = [
    // What the statements say names it better than what the rows show.
    ...new Set(stated.length > 0 ? stated : (trip.data ?? [])),
    ...(demands !== null && doesNotFit.test(demands.state)
      ? ['values that do not fit the new type are lost']
      : []),
  ];
  const schema = trip.schema !== null && trip.schema.length === 0;
  const data = trip.data !== null && trip.data.length === 0;
  const why = whyFailed(trip, losses.length > 0);
  if (why !== null) return { kind: 'failed', schema, data, losses, why };
  return { kind: losses.length > 0 ? 'irreversible' : 'proven', schema, data, losses, why: null };
}

function whyFailed({ failure, schema }: Part['trip'], loses: boolean): string | null {
  if (failure !== null) return `The ${failure.during} fails: ${failure.sentence}`;
  if (schema === null) return 'It was not tried to the end.';
  // What comes back without its values cannot be required again.
  const wrong = loses ? schema.filter((one) => !notNull.test(one)) : schema;
  if (wrong.length > 0)
    return `After the rollback the schema is not what it was: ${wrong.slice(0, 3).join('; ')}.`;
  return null;
}

const notNull = /^ALTER TABLE \S+ ALTER COLUMN .+ DROP NOT NULL$/i;
