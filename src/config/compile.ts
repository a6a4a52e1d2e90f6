import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import { versionWords } from '../core/card/version-words.ts';
import { Sha256, VersionName } from '../core/ids.ts';
import { nearest } from '../core/nearest.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { Changed } from '../core/risk/assess.ts';
import type { Plan, PlanBody, Source, Target } from '../core/rollout/plan.ts';
import { type Config, type SlotConfig, versionMark } from './config.ts';
import { planOfRisk } from './plan-of-risk.ts';

export interface Wish {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  /** Where the code of that version stands, when the place it is asked for on knows. */
  readonly source?: Source;
  /** Files that it changes, and the tier that somebody gave by hand; where nobody says, nobody knows the files. */
  readonly risk?: { readonly changed: Changed; readonly raisedTo: string | null };
}

export type Compiled = { readonly kind: 'plan'; readonly plan: Plan } | Refusal;

/** Freezes the plan of one rollout: everything that is decided before it starts, and the hash that approvals bind to. */
export function compilePlan(config: Config, wish: Wish): Compiled {
  const slot = findSlot(config, wish);
  if ('kind' in slot) return slot;
  const canary = findVersion(slot, wish.version);
  if (canary === null) {
    const known = slot.versions.map(({ version }) => version as string);
    const place = `\`${wish.service}\` in ${wish.environment}`;
    return refuse(
      'no-such-version',
      `${place} has no version \`${wish.version}\`. ${hint(wish.version, known, 'Versions')}`,
    );
  }
  const planned = planOfRisk(slot, wish.risk?.changed ?? nobodyKnows, wish.risk?.raisedTo ?? null);
  if ('kind' in planned) return planned;
  const body = { ...planned, canary, ...(wish.source === undefined ? {} : { source: wish.source }) };
  return { kind: 'plan', plan: { ...body, hash: planHash(body) } };
}

const nobodyKnows: Changed = { files: [], missing: 'nobody was asked' };

/** A version of the file, or one that its `*` gives an address. */
function findVersion({ versions, anyVersion }: SlotConfig, typed: string): Target | null {
  const known = versions.find(({ version }) => version === typed);
  if (known !== undefined) return known;
  const version = VersionName.safeParse(typed);
  if (anyVersion === null || !version.success || !fitsAddress.test(version.data)) return null;
  const url = URL.parse(anyVersion.replaceAll(versionMark, version.data.toLowerCase()));
  if (url === null || versions.some((one) => one.url === url.href)) return null;
  return { version: version.data, url: url.href.replace(/\/$/, '') };
}

/** One label of a host name, or one segment of a path: a version never brings another host or a port into it. */
const fitsAddress = /^[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9])){0,62}$/i;

/** SHA-256 over the canonical JSON of the body. */
export function planHash(body: PlanBody): Sha256 {
  return Sha256.parse(createHash('sha256').update(canonicalJson(body)).digest('hex'));
}

/** SHA-256 over the plan hashes of a train in its order: what one approval of all of them binds to. */
export function trainDigest(hashes: readonly Sha256[]): Sha256 {
  return Sha256.parse(
    createHash('sha256')
      .update(canonicalJson([...hashes]))
      .digest('hex'),
  );
}

function findSlot(config: Config, { service, environment }: Wish): SlotConfig | Refusal {
  const ofService = config.slots.filter((slot) => slot.service === service);
  if (ofService.length === 0) {
    return refuse(
      'no-such-service',
      `There is no service \`${service}\`. ${hint(service, config.services, 'Services')}`,
    );
  }
  const slot = ofService.find((one) => one.environment === environment);
  if (slot !== undefined) return slot;
  const known = ofService.map((one) => one.environment as string);
  return refuse(
    'no-such-environment',
    `\`${service}\` does not run in \`${environment}\`. ${hint(environment, known, 'It runs in')}`,
  );
}

/** More names than this are counted, not listed. */
const listedAtMost = 10;

function hint(word: string, known: readonly string[], label: string): string {
  const near = nearest(word, known);
  const names = known.slice(0, listedAtMost).map((name) => `\`${versionWords(name)}\``);
  const more = known.length - names.length;
  const all = more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
  const list = `${label}${label.includes(' ') ? '' : ':'} ${all}.`;
  return near === null ? list : `Did you mean \`${near}\`? ${list}`;
}
