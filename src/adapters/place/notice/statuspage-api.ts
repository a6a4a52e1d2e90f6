import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { PlaceName } from '../../../core/ids.ts';
import { listed, quoted } from '../../../core/prose.ts';
import { askServer } from './request.ts';

export interface StatuspageAccess {
  readonly name: PlaceName;
  /** Id of the page. */
  readonly page: string;
  readonly token: string;
  /** Where the API is when it is another one than Atlassian's own. */
  readonly apiUrl: string | null;
  /** Ids or names. */
  readonly components: readonly string[];
}

/** What Belay keeps with an incident, so that it knows its own after whatever happened to itself. */
const Kept = z.object({ belay: z.object({ thread: z.string(), keys: z.array(z.string()) }) });
export type Kept = z.infer<typeof Kept>['belay'];

const Incident = z.object({
  id: z.string(),
  status: z.string(),
  metadata: z.unknown(),
});
export interface Incident {
  readonly id: string;
  readonly status: string;
  /** Null for one that others made. */
  readonly kept: Kept | null;
}

const Component = z.object({ id: z.string(), name: z.string() });

/** Atlassian Statuspage, version 1 of its API: incidents and scheduled maintenances are one kind of thing. */
export interface StatuspageApi {
  /** The newest hundred. */
  incidents(): Promise<readonly Incident[]>;
  create(incident: object): Promise<void>;
  update(id: string, incident: object): Promise<void>;
  /** Ids of the configured components. @throws Failure place-refused for one that the page does not have */
  components(): Promise<readonly string[]>;
}

const usualApi = 'https://api.statuspage.io';

/** Every call @throws Failure place-busy, place-unreachable, place-refused */
export function statuspageApi(access: StatuspageAccess): StatuspageApi {
  const base = `${(access.apiUrl ?? usualApi).replace(/\/+$/, '')}/v1/pages/${encodeURIComponent(access.page)}`;
  const headers = { authorization: `OAuth ${access.token}`, 'content-type': 'application/json' };

  async function call(method: 'GET' | 'PATCH' | 'POST', path: string, content: object | null) {
    const body = content === null ? null : JSON.stringify(content);
    const request = { place: access.name, method, url: `${base}/${path}`, headers, body };
    const answer = await askServer(request);
    return answer.json().catch((cause: unknown) => {
      throw unreadable(access.name, cause);
    });
  }

  async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const parsed = schema.safeParse(await call('GET', path, null));
    if (!parsed.success) throw unreadable(access.name, parsed.error.message);
    return parsed.data;
  }

  return {
    async incidents() {
      const found = await read('incidents?limit=100', z.array(Incident));
      return found.map(({ id, status, metadata }) => {
        const kept = Kept.safeParse(metadata);
        return { id, status, kept: kept.success ? kept.data.belay : null };
      });
    },
    async create(incident) {
      await call('POST', 'incidents', { incident });
    },
    async update(id, incident) {
      await call('PATCH', `incidents/${encodeURIComponent(id)}`, { incident });
    },
    async components() {
      if (access.components.length === 0) return [];
      return idsOf(access, await read('components', z.array(Component)));
    },
  };
}

function idsOf({ name, components }: StatuspageAccess, there: readonly z.infer<typeof Component>[]) {
  const same = (wanted: string) =>
    there.find((one) => one.id === wanted || one.name.toLowerCase() === wanted.toLowerCase());
  const missing = components.filter((wanted) => same(wanted) === undefined);
  if (missing.length > 0) {
    const sentence = `The status page of ${name} has no component ${listed(missing.map(quoted))}, so customers are not told there. Name it as the page does, or by its id.`;
    throw new Failure('place-refused', sentence, { retryable: false });
  }
  return components.flatMap((wanted) => same(wanted)?.id ?? []);
}

function unreadable(place: PlaceName, cause: unknown): Failure {
  const sentence = `The status page of ${place} answers what Belay cannot read, so nobody knows whether customers were told there. It is tried again.`;
  return new Failure('place-unreachable', sentence, { retryable: true, cause });
}
