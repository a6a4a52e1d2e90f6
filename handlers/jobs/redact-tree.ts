import { DocumentTree } from '../../src/core/documents/tree.ts';
import type { Redact } from '../../src/ports/redact.ts';

/** A document without anything that looks like a secret, text by text: what is withheld withholds nothing else. */
export async function redactTree(redact: Redact, tree: DocumentTree): Promise<DocumentTree> {
  return DocumentTree.parse(await clean(redact, tree));
}

async function clean(redact: Redact, value: unknown): Promise<unknown> {
  if (typeof value === 'string') return value === '' ? value : (await redact(value)).text;
  if (Array.isArray(value)) return Promise.all(value.map((one) => clean(redact, one)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([key, member]) => [
    key,
    fixed.has(key) ? member : await clean(redact, member),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Words of Belay's own, of which a document is made. */
const fixed: ReadonlySet<string> = new Set(['kind', 'draftedBy', 'outcome']);
