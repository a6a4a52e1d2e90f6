import { bookOf } from '../documents/facts/book-of.ts';
import type { Fact, FactBook } from '../documents/facts/fact.ts';
import { fact } from '../documents/facts/make-fact.ts';
import { counted } from '../prose.ts';
import type { Compared, Evidence } from './document.ts';
import { judgeTrip } from './judge-trip.ts';
import { lockWords, strongestLocks } from './locks.ts';

/** What a model may say of a migration: what the trial found, part by part. */
export function migrationFacts({ service, from, to }: Compared, { parts, lint }: Evidence): FactBook {
  const all = parts.flatMap(({ part }, at) => {
    const { kind, schema, data, losses } = judgeTrip(part);
    const { trip } = part;
    const of = `part ${at + 1} (${part.phase})`;
    const say = (name: string, about: string, value: Fact['value'], shown: string) =>
      fact({
        id: `part-${at + 1}/${name}`,
        about: `${about} of ${of}`,
        value,
        unit: null,
        shown,
        source: 'trial',
      });
    const locks = strongestLocks(trip.forward.flatMap((one) => one.locks));
    const rewrites = [...new Set(trip.forward.flatMap((one) => one.rewrites))];
    return [
      say('verdict', 'verdict of the trial', kind, kind),
      say(
        'schema',
        'schema after the rollback',
        schema,
        schema ? 'the schema came back' : 'the schema did not come back',
      ),
      say(
        'rows',
        'rows after the rollback',
        data,
        data ? 'the rows came back' : 'the rows did not come back',
      ),
      say('statements', 'statements', trip.forward.length, counted(trip.forward.length, 'statement')),
      ...(losses.length === 0
        ? []
        : [say('losses', 'what is lost for ever', losses.length, losses.join('; '))]),
      ...locks
        .slice(0, 8)
        .map((lock, index) => say(`lock-${index + 1}`, 'a lock', lock.mode, lockWords(lock))),
      ...(rewrites.length === 0
        ? []
        : [say('rewrites', 'tables written anew', rewrites.length, rewrites.join(', '))]),
    ];
  });
  const found = lint?.length ?? null;
  const linted = fact({
    id: 'lint',
    about: 'findings of the linter',
    value: found,
    unit: null,
    shown: found === null ? 'the linter could not be run' : counted(found, 'finding'),
    source: 'linter',
  });
  return bookOf(null, [...all, linted], [], [service, from.tag, to.tag], null);
}
