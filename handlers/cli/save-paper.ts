import { writeFile } from 'node:fs/promises';
import { Failure } from '../../src/core/failure.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Client } from './client.ts';
import type { PaperWish } from './paper-wish.ts';

export type Kept = NonNullable<Extract<Reply, { kind: 'document' }>['kept']>;

/** A document that was written as a file. */
export interface SavedPaper {
  readonly kind: 'written';
  /** `-` for the output. */
  readonly file: string;
  readonly rollout: string;
  readonly document: string;
  readonly part: string;
}

/**
 * Fetches a document as a file and writes it.
 * @param print where `--out -` goes @throws Failure file-unwritable, server-unreachable, not-logged-in
 */
export async function savePaper(
  client: Pick<Client, 'file'>,
  { rollout, document, part }: Kept,
  { form, out }: PaperWish,
  print: (data: Uint8Array) => void,
): Promise<SavedPaper> {
  const query = part === '' ? '' : `?part=${encodeURIComponent(part)}`;
  const { name, data } = await client.file(`/api/rollouts/${rollout}/documents/${document}.${form}${query}`);
  const file = out ?? name;
  if (file === '-') print(data);
  // A file that nobody named is never written over.
  else await writeFile(file, data, { flag: out === null ? 'wx' : 'w' }).catch(unwritable(file));
  return { kind: 'written', file, rollout, document, part };
}

function unwritable(file: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const why =
      error.code === 'EEXIST'
        ? `There is a file ${file} already, so nothing was written. Say where it goes: --out FILE.`
        : `${file} could not be written (${error.code ?? error.message}). Say another place: --out FILE.`;
    throw new Failure('file-unwritable', why, { retryable: false, cause: error });
  };
}
