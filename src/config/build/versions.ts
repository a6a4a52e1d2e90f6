import { VersionName } from '../../core/ids.ts';
import { nearest } from '../../core/nearest.ts';
import type { Target } from '../../core/rollout/plan.ts';
import { versionMark } from '../config.ts';
import { error, type Path } from '../mistake.ts';
import type { Building } from './building.ts';
import type { Placement } from './placed.ts';

export interface Versions {
  readonly versions: readonly Target[];
  /** The address of every other version, with `{version}` in it. */
  readonly anyVersion: string | null;
  readonly stable: Target;
}

/** @returns null when a version or stable is missing; that is reported */
export function buildVersions(placement: Placement, embedded: boolean, building: Building): Versions | null {
  const { report } = building;
  const versions = placement.said('versions');
  if (versions === null) return missing(placement, 'versions', building);
  const { '*': any, ...named } = versions.value;
  const anyVersion = any === undefined ? null : addressOf(any);
  if (anyVersion !== null) checkAnyVersion(anyVersion, [...versions.path, '*'], building);
  const targets = Object.entries(named).map(([version, value]) => ({
    version: VersionName.parse(version),
    url: addressOf(value),
  }));
  checkAddresses(targets, versions.path, embedded, building);
  const stable = placement.said('stable');
  if (stable === null) return missing(placement, 'stable', building);
  const target = targets.find(({ version }) => version === stable.value);
  if (target !== undefined) return { versions: targets, anyVersion, stable: target };
  const names = targets.map(({ version }) => version as string);
  const suggestion = nearest(stable.value, names);
  const known = names.map((name) => `\`${name}\``).join(', ');
  const sentence = `\`stable\` is \`${stable.value}\`, which is not among the versions of \`${placement.service}\`: ${known}.`;
  report(
    error(stable.path, 'unknown-reference', sentence, {
      expected: known,
      suggestion,
      about: [versions.path],
    }),
  );
  return null;
}

function addressOf(value: string | { readonly url: string }): string {
  return typeof value === 'string' ? value : value.url;
}

function checkAnyVersion(address: string, path: Path, { report }: Building): void {
  if (address.includes(versionMark)) return;
  const sentence = `The address of \`*\` is that of every version without one of its own, so it needs \`${versionMark}\` in it: \`http://shop-${versionMark}.internal:8080\`.`;
  report(error(path, 'wrong-value', sentence, { expected: `an address with \`${versionMark}\`` }));
}

function missing(placement: Placement, key: 'versions' | 'stable', { report }: Building): null {
  const what = {
    versions: 'the versions that run and their addresses: `versions: {v1: "http://127.0.0.1:9001"}`',
    stable: 'the version that serves everybody before the first rollout: `stable: v1`',
  }[key];
  const sentence = `\`${placement.service}\` needs ${what}.`;
  const about = [
    ['services', placement.service, key],
    [...placement.path, key],
  ];
  report(error(placement.path, 'missing-key', sentence, { at: 'key', expected: `\`${key}\``, about }));
  return null;
}

/** Two versions at one address could not be told apart; the embedded proxy keeps the path of a request. */
function checkAddresses(
  targets: readonly Target[],
  path: Path,
  embedded: boolean,
  { report }: Building,
): void {
  const taken = new Map<string, string>();
  for (const { version, url } of targets) {
    const address = new URL(url);
    const at = [...path, version];
    if (embedded && `${address.pathname}${address.search}${address.hash}` !== '/') {
      const sentence = `The embedded router keeps the path of every request, so the address of \`${version}\` is an origin alone: \`${address.origin}\`.`;
      report(error(at, 'wrong-value', sentence, { expected: 'an origin', suggestion: address.origin }));
    }
    const key = embedded ? address.origin : address.href;
    const first = taken.get(key);
    if (first === undefined) taken.set(key, version);
    else {
      const sentence = `\`${version}\` and \`${first}\` have the same address, so the two could not be told apart.`;
      report(error(at, 'same-address', sentence, { expected: 'an address of its own' }));
    }
  }
}
