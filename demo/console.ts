import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Card } from '../src/core/card/card.ts';
import { DocumentTree } from '../src/core/documents/tree.ts';
import { Instant } from '../src/core/time.ts';

const Entry = z.object({ seq: z.number(), at: Instant, actor: z.string(), sentence: z.string() });
export type Entry = z.infer<typeof Entry>;

const View = z.object({
  card: Card,
  timeline: z.array(Entry),
  documents: z.array(
    z.object({ document: z.string(), title: z.string(), draftedBy: z.enum(['template', 'model']) }),
  ),
});
export type View = z.infer<typeof View>;

const Answer = z.object({
  kind: z.string(),
  sentence: z.string().default(''),
  rollout: z.string().nullish(),
  tree: DocumentTree.optional(),
});

/** Types into the console and reads from it, as a person with a browser would. */
export interface DemoConsole {
  say(text: string): Promise<z.infer<typeof Answer>>;
  view(rollout: string): Promise<View>;
  report(rollout: string): Promise<DocumentTree>;
  /** The report as a file to send. */
  pdf(rollout: string): Promise<Uint8Array>;
}

export function demoConsole(url: string, token: string): DemoConsole {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  async function read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${url}${path}`, { headers });
    return schema.parse(await response.json());
  }

  return {
    async say(text) {
      const body = JSON.stringify({ text, key: randomUUID() });
      const response = await fetch(`${url}/api/command`, { method: 'POST', headers, body });
      return Answer.parse(await response.json());
    },
    view: (rollout) => read(`/api/rollouts/${rollout}`, View),
    report: (rollout) => read(`/api/rollouts/${rollout}/documents/report`, DocumentTree),
    async pdf(rollout) {
      const response = await fetch(`${url}/api/rollouts/${rollout}/documents/report.pdf`, { headers });
      if (!response.ok) throw new Error(`the report could not be printed: ${response.status}`);
      return response.bytes();
    },
  };
}
