import { pointerKeys } from './json-path.ts';
import type { ScriptProbe } from './probe.ts';
import { commentLine, shellQuoted } from './quote.ts';
import type { HttpCheck } from './verification-plan.ts';

/** One probe: asks, and reports under its number. */
export function probeLines(probe: ScriptProbe, number: number): readonly string[] {
  const lines = workLines(probe);
  if (lines.length === 0) return [];
  return ['', commentLine(probe.about), ...lines, `report ${number} ${shellQuoted(probe.about)} "$why"`];
}

function workLines(probe: ScriptProbe): readonly string[] {
  switch (probe.kind) {
    case 'http':
      return ['rm --force -- "$work/cookies"', ...checkLines(probe.check)];
    case 'metric':
      return [
        'rm --force -- "$work/cookies"',
        askLine({ method: 'GET', path: probe.path, within: probe.within, status: 200 }),
        `field_holds ${keys(probe.field)} ${shellQuoted(probe.comparison)} ${shellQuoted(JSON.stringify(probe.limit))}`,
      ];
    case 'flow':
      return ['rm --force -- "$work/cookies"', ...flowLines(probe.steps), `seconds=''`];
    case 'sql':
      return [
        `answer=$(psql --no-psqlrc --quiet --tuples-only --no-align --command=${shellQuoted(probe.sql)} 2>/dev/null) || answer='(the query failed)'`,
        `seconds=''`,
        `query_gives "$answer" ${shellQuoted(probe.equals)}`,
      ];
    case 'judged':
      return [];
  }
}

/** The steps after the first wait for those before: one that fails ends the journey. */
function flowLines(steps: readonly HttpCheck[]): readonly string[] {
  const [first, ...rest] = steps;
  if (first === undefined) return [];
  return [
    ...checkLines(first),
    ...rest.flatMap((step) => [
      'if test -z "$why"; then',
      ...checkLines(step).map((line) => `  ${line}`),
      'fi',
    ]),
  ];
}

function checkLines(check: HttpCheck): readonly string[] {
  const { contains, equals } = check;
  return [
    askLine(check),
    ...(contains === null ? [] : [`body_contains ${shellQuoted(contains)}`]),
    ...(equals === null
      ? []
      : [`field_equals ${keys(equals.pointer)} ${shellQuoted(JSON.stringify(equals.value))}`]),
  ];
}

function askLine({ method, path, within, status }: Pick<HttpCheck, 'method' | 'path' | 'within' | 'status'>) {
  return `ask ${method} ${shellQuoted(path.slice(1))} ${within / 1000} ${status}`;
}

function keys(pointer: string): string {
  return shellQuoted(JSON.stringify(pointerKeys(pointer) ?? []));
}
