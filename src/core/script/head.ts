import type { EnvironmentName, ServiceName, Sha256, VersionName } from '../ids.ts';
import { listed } from '../prose.ts';
import type { ScriptProbe } from './probe.ts';
import { commentLine, shellQuoted } from './quote.ts';

/** What the script is about. */
export interface ScriptHead {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly version: VersionName;
  /** Address of the version; the script talks to nothing else, apart from the database of its queries. */
  readonly url: string;
  readonly plan: Sha256;
}

/** Programs that the script calls, besides bash and what every system has. */
export function programsOf(probes: readonly ScriptProbe[]): readonly string[] {
  const checks = probes.flatMap((probe) =>
    probe.kind === 'http' ? [probe.check] : probe.kind === 'flow' ? probe.steps : [],
  );
  const json = checks.some(({ equals }) => equals !== null) || probes.some(({ kind }) => kind === 'metric');
  const asks = checks.length > 0 || probes.some(({ kind }) => kind === 'metric');
  return [
    ...(asks ? ['curl'] : []),
    ...(json ? ['jq'] : []),
    ...(probes.some(({ kind }) => kind === 'sql') ? ['psql'] : []),
  ];
}

/** The address stands in the script alone, never in the environment: who wants another one edits the one line. */
export function headLines(head: ScriptHead, probes: readonly ScriptProbe[]): readonly string[] {
  const { service, environment, version, url, plan } = head;
  const programs = listed(['bash', ...programsOf(probes)]);
  return [
    '#!/usr/bin/env bash',
    commentLine(
      `Verification of ${service} ${version} in ${environment}, emitted by Belay for plan ${plan.slice(0, 12)}.`,
    ),
    commentLine(`It only reads. Run it with: bash FILE. It needs ${programs}.`),
    commentLine('It answers in TAP, one line for each probe, and exits with 0 when all of them passed.'),
    ...(probes.some(({ kind }) => kind === 'sql')
      ? [
          commentLine(
            'Its queries go where PGHOST, PGPORT, PGUSER, PGDATABASE and PGPASSFILE say; a reading user is enough.',
          ),
        ]
      : []),
    'set -euo pipefail',
    '',
    `base_url=${shellQuoted(url.replace(/\/+$/, ''))}`,
    'work=$(mktemp --directory)',
    'passed=0',
    'failed=0',
    `seconds=''`,
  ];
}
