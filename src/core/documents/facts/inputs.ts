import { counted } from '../../prose.ts';
import { formatDuration, type Instant, type Millis } from '../../time.ts';
import { instantText } from '../instant-text.ts';
import type { FactInput } from './make-fact.ts';

type Said = readonly [id: string, about: string];

/** A name or a word. @param missing what documents show when there is none */
export function named(
  [id, about]: Said,
  value: string | null,
  source: string,
  missing = 'not known',
): FactInput {
  return { id, about, value, unit: null, shown: value ?? missing, source };
}

/** A number of things, shown with what they are. */
export function count([id, about]: Said, value: number | null, noun: string, source: string): FactInput {
  const shown = value === null ? 'not known' : counted(value, noun);
  return { id, about, value, unit: 'count', shown, source };
}

export function length(
  [id, about]: Said,
  value: Millis | null,
  source: string,
  missing = 'not known',
): FactInput {
  return {
    id,
    about,
    value,
    unit: 'duration',
    shown: value === null ? missing : formatDuration(value),
    source,
  };
}

export function instant([id, about]: Said, at: Instant | null, source: string, missing = 'never'): FactInput {
  return {
    id,
    about,
    value: at,
    unit: 'instant',
    shown: at === null ? missing : instantText(at),
    source,
    at,
  };
}
