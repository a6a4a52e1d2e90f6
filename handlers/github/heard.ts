import { z } from 'zod';
import { EnvironmentName, ServiceName } from '../../src/core/ids.ts';
import { Instant } from '../../src/core/time.ts';

const Repository = z.object({
  id: z.number().int(),
  /** `owner/name`, as belay.yml writes it. */
  name: z.string(),
});
const Commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

export const Account = z.object({
  /** Never reused; names are. */
  id: z.number().int(),
  login: z.string(),
});
export type Account = z.infer<typeof Account>;

/** What a trigger of belay.yml starts. */
const Slot = z.object({ service: ServiceName, environment: EnvironmentName });

/** What of a webhook is worked, as the inbox keeps it: nothing else of it counts. */
export const Heard = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('comment'),
    repository: Repository,
    /** Of the issue or pull request. */
    number: z.number().int().positive(),
    isPull: z.boolean(),
    comment: z.number().int(),
    at: Instant,
    by: Account,
    /** The command without the mention. */
    text: z.string(),
    /** Further commands in the same comment, which are not carried out. */
    further: z.number().int(),
  }),
  z.object({
    kind: z.literal('merge'),
    repository: Repository,
    pull: z.number().int().positive(),
    branch: z.string(),
    commit: Commit,
    at: Instant,
    /** Null when GitHub does not say. */
    by: Account.nullable(),
    slot: Slot,
  }),
  z.object({
    kind: z.literal('release'),
    repository: Repository,
    tag: z.string(),
    at: Instant,
    by: Account,
    slot: Slot,
  }),
  z.object({
    kind: z.literal('protection'),
    repository: Repository,
    /** Of GitHub. */
    environment: z.string(),
    run: z.number().int().positive(),
    deployment: z.number().int(),
    commit: Commit,
    ref: z.string(),
    at: Instant,
  }),
]);
export type Heard = z.infer<typeof Heard>;
export type HeardOf<K extends Heard['kind']> = Extract<Heard, { kind: K }>;
