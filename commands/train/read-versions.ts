import { listed } from '../../src/core/prose.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';

/** What was typed after the name of a train: a version for each service, and where to. */
export interface TypedVersions {
  readonly kind: 'typed';
  readonly versions: ReadonlyMap<string, string>;
  /** Null when it was not said there. */
  readonly environment: string | null;
}

/** `api=v2 web=v5`, and `to production` before, between or after them. */
export function readVersions(typed: string): TypedVersions | Refusal {
  const words = typed.split(/\s+/u).filter((word) => word !== '');
  const versions = new Map<string, string>();
  let environment: string | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (/^(to|in)$/iu.test(word)) {
      at += 1;
      environment = words[at] ?? '';
      continue;
    }
    const [, service, version] = /^([^=]+)=(.+)$/u.exec(word) ?? [];
    if (service === undefined || version === undefined) return notAPair(word);
    if (versions.has(service)) {
      return refuse('service-twice', `\`${service}\` is named twice. Nothing was started; name it once.`);
    }
    versions.set(service, version);
  }
  return { kind: 'typed', versions, environment };
}

function notAPair(word: string): Refusal {
  const shown = word.replaceAll('`', "'").slice(0, 60);
  return refuse(
    'bad-value',
    `\`${shown}\` is no version of a service; write \`SERVICE=VERSION\`, such as \`api=v2\`. Nothing was started.`,
  );
}

/** Every service of a train is named or left out aloud: none is forgotten. @returns null when all is well */
export function refuseUnnamed(
  name: string,
  services: readonly string[],
  versions: ReadonlyMap<string, string>,
  without: ReadonlySet<string>,
): Refusal | null {
  const strange = [...versions.keys(), ...without].find((service) => !services.includes(service));
  if (strange !== undefined) {
    const shown = strange.replaceAll('`', "'").slice(0, 60);
    return refuse(
      'not-in-train',
      `\`${shown}\` is not in ${name}, which has ${listed(services)}. Nothing was started.`,
    );
  }
  const both = [...versions.keys()].find((service) => without.has(service));
  if (both !== undefined) {
    return refuse(
      'service-twice',
      `\`${both}\` is named and left out. Nothing was started; say one of them.`,
    );
  }
  const missing = services.filter((service) => !versions.has(service) && !without.has(service));
  if (missing.length > 0) {
    const pairs = missing.map((service) => `${service}=VERSION`).join(' ');
    return refuse(
      'missing-argument',
      `${name} releases ${listed(services)}, and ${listed(missing)} ${missing.length === 1 ? 'has' : 'have'} no version. Nothing was started; add \`${pairs}\`, or say \`--without ${missing.join(',')}\`.`,
    );
  }
  return versions.size > 0
    ? null
    : refuse('missing-argument', `Every service of ${name} is left out. Nothing was started.`);
}
