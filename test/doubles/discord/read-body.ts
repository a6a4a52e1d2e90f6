import type { IncomingMessage } from 'node:http';

export interface Upload {
  /** The n of `files[n]`. */
  readonly index: string;
  readonly filename: string;
  readonly bytes: Uint8Array;
}

export interface Body {
  readonly json: unknown;
  readonly files: readonly Upload[];
}

/** JSON, or multipart with `payload_json` and `files[n]`. */
export async function readBody(request: IncomingMessage): Promise<Body | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return { json: undefined, files: [] };
  const type = request.headers['content-type'] ?? '';
  try {
    if (!type.startsWith('multipart/form-data'))
      return { json: JSON.parse(bytes.toString('utf8')), files: [] };
    return await readForm(bytes, type);
  } catch {
    return null;
  }
}

async function readForm(bytes: Buffer<ArrayBuffer>, type: string): Promise<Body> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: Upload[] = [];
  for (const [key, value] of form.entries()) {
    const [, index] = /^files\[(\d+)\]$/.exec(key) ?? [];
    if (index === undefined || typeof value === 'string') continue;
    files.push({ index, filename: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  const json = form.get('payload_json');
  return { json: typeof json === 'string' ? JSON.parse(json) : {}, files };
}
