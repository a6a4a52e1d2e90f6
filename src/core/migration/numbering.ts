import type { Instant } from '../time.ts';

/** How the files of a folder are numbered. */
export type Numbering =
  | {
      readonly kind: 'counted';
      readonly prefix: string;
      readonly digits: number;
      readonly separator: string;
      readonly last: number;
    }
  | {
      readonly kind: 'dated';
      readonly prefix: string;
      readonly form: 'compact' | 'iso';
      readonly separator: string;
    };

/** Larger numbers are dates. */
const mostCounted = 999_999_999;

const named = /^([Vv]?)(\d{8}T\d{6}Z?|\d+)(__|_|-|\.)(.+)$/;

/** The number a file begins with; null when it has none. Dates count as numbers. */
export function numberOf(file: string): bigint | null {
  const [, , number = ''] = named.exec(file) ?? [];
  const digits = number.replaceAll(/[TZ]/g, '');
  return digits === '' ? null : BigInt(digits);
}

/** What a folder's files follow: the newest of them decides; `001_` where nothing is numbered yet. */
export function numberingOf(files: readonly string[]): Numbering {
  const numbered = files.filter((file) => numberOf(file) !== null).toSorted(byNumber);
  const [, prefix = '', number = '', separator = '_'] = named.exec(numbered.at(-1) ?? '') ?? [];
  if (number === '') return { kind: 'counted', prefix: '', digits: 3, separator: '_', last: 0 };
  if (number.includes('T')) return { kind: 'dated', prefix, form: 'iso', separator };
  if (Number(number) > mostCounted) return { kind: 'dated', prefix, form: 'compact', separator };
  return { kind: 'counted', prefix, digits: number.length, separator, last: Number(number) };
}

/** In the order in which migrations run; files without a number come last, by name. */
export function byNumber(one: string, other: string): number {
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== null && b !== null && a !== b) return a < b ? -1 : 1;
  if ((a === null) !== (b === null)) return a === null ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** `013_add_orders.sql`. @param step 1 for the first file after those that are there */
export function nextName(numbering: Numbering, step: number, words: string, now: Instant): string {
  const { prefix, separator } = numbering;
  const number =
    numbering.kind === 'counted'
      ? String(numbering.last + step).padStart(numbering.digits, '0')
      : dated(now + (step - 1) * 1000, numbering.form);
  return `${prefix}${number}${separator}${words}.sql`;
}

function dated(at: Instant, form: 'compact' | 'iso'): string {
  const iso = new Date(at).toISOString();
  const [date = '', time = ''] = iso.slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  return form === 'iso' ? `${date}T${time}Z` : `${date}${time}`;
}

/** What takes a migration back is called so: `V12__x` becomes `U12__x` and `x.up.sql` becomes `x.down.sql`; else the same. */
export function rollbackName(forward: string, known: readonly string[]): string {
  if (/\.up\.sql$/i.test(forward)) return forward.replace(/\.up\.sql$/i, '.down.sql');
  const undo = forward.replace(/^V/, 'U');
  if (known.includes(forward)) return forward;
  return undo !== forward && (known.includes(undo) || known.some((one) => /^U\d/.test(one))) ? undo : forward;
}

/** Numbers that two files have: which one runs first is anybody's guess. */
export function sharedNumbers(files: readonly string[]): readonly (readonly string[])[] {
  const groups = Map.groupBy(
    files.filter((file) => numberOf(file) !== null),
    (file) => String(numberOf(file)),
  );
  return [...groups.values()].filter((group) => group.length > 1);
}
