import { z } from 'zod';
import type { Config } from '../../src/config/config.ts';
import { speakerOf } from '../../src/config/find-speaker.ts';
import { verbs } from '../../src/config/schema/people.ts';
import { allowedVerbs } from '../../src/core/access/access.ts';
import { nearest } from '../../src/core/nearest.ts';
import { listed } from '../../src/core/prose.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/core/rollout/events.ts';
import { formatDuration, type Instant } from '../../src/core/time.ts';
import { longestLife, TokenName } from '../../src/core/tokens/token.ts';
import type { NewToken, Tokens } from '../../src/ports/tokens.ts';
import { type FreshToken, newToken } from './token-text.ts';

/** What somebody asks a token to be. Names are checked against belay.yml afterwards. */
export const AskedToken = z.strictObject({
  name: z.string(),
  person: z.string(),
  scopes: z.array(z.string()),
  environments: z.array(z.string()).nullable(),
  services: z.array(z.string()).nullable(),
  /** Milliseconds. */
  expires: z.number(),
});
export type AskedToken = z.infer<typeof AskedToken>;

export const MadeToken = z.object({ kind: z.literal('made'), text: z.string(), sentence: z.string() });
export type MadeToken = z.infer<typeof MadeToken>;

interface Parts {
  readonly config: Config;
  readonly tokens: Pick<Tokens, 'create'>;
}

/** Makes a token; its text is in the answer and nowhere else ever again. */
export async function makeToken(
  { config, tokens }: Parts,
  asked: AskedToken,
  actor: Actor,
  now: Instant,
): Promise<MadeToken | Refusal> {
  const fresh = newToken();
  const token = checked(config, asked, fresh, now);
  if ('kind' in token) return token;
  if (!(await tokens.create(token, actor, now))) {
    return refuse(
      'name-taken',
      `A token that still counts is called ${asked.name} already, and the log would not tell them apart. Nothing was made; take another name, or revoke that one first.`,
    );
  }
  const until = new Date(token.expiresAt).toISOString().slice(0, 10);
  const sentence = `Token ${token.id} (${token.name}) speaks as ${token.person} for ${listed(token.scopes)} until ${until}. It is shown this once and cannot be read again; keep it as a secret.${idle(config, token)}`;
  return { kind: 'made', text: fresh.text, sentence };
}

function checked(config: Config, asked: AskedToken, fresh: FreshToken, now: Instant): NewToken | Refusal {
  if (!TokenName.safeParse(asked.name).success) {
    return no(
      'bad-name',
      'A token is called by small letters, digits, dots, dashes and underscores, at most 40, such as `deploy-bot`.',
    );
  }
  if (asked.scopes.length === 0) return no('no-scope', `Say what it may: \`--scope deploy,status\`.`);
  if (asked.scopes.includes('*')) {
    return no(
      'bad-scope',
      'A token that may everything is not made: whoever finds it could do all that its person may. Name each command.',
    );
  }
  if (!(asked.expires > 0 && asked.expires <= longestLife)) {
    return no('bad-expiry', `A token ends after at most ${formatDuration(longestLife)}: \`--expires 90d\`.`);
  }
  const person = known('person', names(config.people), [asked.person]);
  if ('kind' in person) return person;
  const scopes = known('command that can be allowed', verbs, asked.scopes);
  if ('kind' in scopes) return scopes;
  const environments = config.environments.map(({ name }) => name);
  const where = asked.environments === null ? null : known('environment', environments, asked.environments);
  if (where !== null && 'kind' in where) return where;
  const services = asked.services === null ? null : known('service', config.services, asked.services);
  if (services !== null && 'kind' in services) return services;
  const [speaksAs] = person;
  if (speaksAs === undefined) return no('bad-person', 'Say whose rights it borrows: `--person ana`.');
  return {
    id: fresh.id,
    hash: fresh.hash,
    name: asked.name,
    person: speaksAs,
    scopes,
    environments: where,
    services,
    expiresAt: now + Math.round(asked.expires),
  };
}

function names(people: Config['people']) {
  return people.map(({ id }) => id);
}

/** @returns each once, in the order asked for */
function known<T extends string>(what: string, all: readonly T[], asked: readonly string[]): T[] | Refusal {
  const found: T[] = [];
  for (const name of asked) {
    const one = all.find((each) => each === name);
    if (one === undefined) {
      const near = nearest(name, all);
      const hint = near === null ? ` Known: ${all.join(', ')}.` : ` Did you mean ${near}?`;
      return no('unknown-name', `There is no ${what} "${name}".${hint}`);
    }
    if (!found.includes(one)) found.push(one);
  }
  return found;
}

/** Allowed to the token and not to its person: it would be refused, and nobody would know why. */
function idle(config: Config, { person, scopes }: NewToken): string {
  const speaker = speakerOf(config, person);
  const may = speaker === null ? [] : allowedVerbs(config.access, speaker, scopes);
  const not = scopes.filter((scope) => !may.includes(scope));
  return not.length === 0
    ? ''
    : ` As belay.yml stands ${person} may not ${listed(not, 'or')}, so the token may not either.`;
}

function no(code: string, sentence: string): Refusal {
  return refuse(code, `${sentence} Nothing was made.`);
}
