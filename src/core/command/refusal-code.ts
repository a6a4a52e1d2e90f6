/** Why a line was not understood. Everything else that is refused was understood. */
const grammarRefusals = [
  'too-long',
  'invisible-character',
  'unclosed-quote',
  'line-break-in-quotes',
  'text-after-quote',
  'unknown-command',
  'unknown-flag',
  'flag-twice',
  'flag-takes-no-value',
  'flag-value-missing',
  'flag-value-wrong',
  'missing-argument',
  'too-many-arguments',
  'bad-value',
] as const;
export type GrammarRefusal = (typeof grammarRefusals)[number];

export function isGrammarRefusal(code: string): code is GrammarRefusal {
  return grammarRefusals.some((known) => known === code);
}
