import { programsOf } from './head.ts';
import type { ScriptProbe } from './probe.ts';

/** What the probes of a script call, each only where it is called. */
export function functionLines(probes: readonly ScriptProbe[]): readonly string[] {
  const programs = programsOf(probes);
  const looksIntoBody = probes.some(
    (probe) =>
      (probe.kind === 'http' && probe.check.contains !== null) ||
      (probe.kind === 'flow' && probe.steps.some(({ contains }) => contains !== null)),
  );
  const equals = probes.some(
    (probe) =>
      (probe.kind === 'http' && probe.check.equals !== null) ||
      (probe.kind === 'flow' && probe.steps.some((step) => step.equals !== null)),
  );
  return [
    ...report,
    ...(programs.includes('curl') ? ask : []),
    ...(looksIntoBody ? bodyContains : []),
    ...(equals ? fieldEquals : []),
    ...(probes.some(({ kind }) => kind === 'metric') ? fieldHolds : []),
    ...(programs.includes('psql') ? queryGives : []),
    '',
  ];
}

const report = [
  '',
  '# report NUMBER ABOUT WHY: what one probe came to; an empty WHY is a pass. How long it took is in "seconds".',
  'report() {',
  '  if test -z "$3"; then',
  '    passed=$((passed + 1))',
  `    printf 'ok %s - %s\\n' "$1" "$2"`,
  '  else',
  '    failed=$((failed + 1))',
  `    printf 'not ok %s - %s: %s\\n' "$1" "$2" "$3"`,
  '  fi',
  '  if test -n "$seconds"; then',
  `    printf '# %s took %s s\\n' "$1" "$seconds"`,
  '  fi',
  '}',
];

/** Redirects are not followed and nothing but this address is asked, whatever the version answers. */
const ask = [
  '',
  '# ask METHOD PATH SECONDS STATUS: reads one page; says in "why" what is wrong with its answer.',
  'ask() {',
  '  rm --force -- "$work/body"',
  '  if test "$1" = HEAD; then',
  `    answer=$(curl --silent --globoff --proto '=http,https' --max-redirs 0 --max-time "$3" --max-filesize 1048576 --cookie "$work/cookies" --cookie-jar "$work/cookies" --head --output "$work/body" --write-out '%{http_code} %{time_total}' --url "$base_url/$2") || answer='000 0'`,
  '  else',
  `    answer=$(curl --silent --globoff --proto '=http,https' --max-redirs 0 --max-time "$3" --max-filesize 1048576 --cookie "$work/cookies" --cookie-jar "$work/cookies" --output "$work/body" --write-out '%{http_code} %{time_total}' --url "$base_url/$2") || answer='000 0'`,
  '  fi',
  `  status="\${answer%% *}"`,
  `  seconds="\${answer##* }"`,
  `  why=''`,
  '  if test "$status" = 000; then',
  '    why="no whole answer from /$2 within $3 s"',
  '  elif test "$status" != "$4"; then',
  '    why="/$2 answered $status, not $4"',
  '  fi',
  '}',
];

const bodyContains = [
  '',
  '# body_contains TEXT: the page read last has it in it.',
  'body_contains() {',
  '  if test -n "$why"; then',
  '    return',
  '  fi',
  '  if ! grep --quiet --fixed-strings --regexp="$1" "$work/body" 2>/dev/null; then',
  `    why="the text '$1' is not in the answer"`,
  '  fi',
  '}',
];

const found = 'reduce $path[] as $key (.; if type == "array" then .[$key | tonumber] else .[$key] end)';

const fieldEquals = [
  '',
  '# field_equals PATH VALUE: both as JSON; what the page read last has at that path.',
  'field_equals() {',
  '  if test -n "$why"; then',
  '    return',
  '  fi',
  `  if ! jq --exit-status --argjson path "$1" --argjson want "$2" '${found} == $want' "$work/body" >/dev/null 2>&1; then`,
  '    why="$1 is not $2 in the answer"',
  '  fi',
  '}',
];

const fieldHolds = [
  '',
  '# field_holds PATH SIGN LIMIT: the page read last has a number there that lies so to the limit.',
  'field_holds() {',
  '  if test -n "$why"; then',
  '    return',
  '  fi',
  `  if ! jq --exit-status --argjson path "$1" --arg sign "$2" --argjson limit "$3" '${found} | type == "number" and (if $sign == "<" then . < $limit elif $sign == "<=" then . <= $limit elif $sign == ">" then . > $limit else . >= $limit end)' "$work/body" >/dev/null 2>&1; then`,
  '    why="$1 is no number $2 $3 in the answer"',
  '  fi',
  '}',
];

const queryGives = [
  '',
  '# query_gives VALUE WANT: what a query gave is exactly that.',
  'query_gives() {',
  `  why=''`,
  '  if test "$1" != "$2"; then',
  '    why="the query did not give $2"',
  '  fi',
  '}',
];
