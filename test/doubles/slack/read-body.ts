import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Arguments of a Web API call: a form, or JSON. */
export function readArguments(type: string, bytes: Buffer): Readonly<Record<string, unknown>> {
  const body = bytes.toString();
  if (type.startsWith('application/json')) return JSON.parse(body === '' ? '{}' : body);
  return { ...parse(body) };
}

/** The one file of an upload: raw, or the first part of a form. */
export async function readUpload(type: string, bytes: Buffer): Promise<Uint8Array> {
  if (!type.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const [first] = form.values();
  return first === undefined || typeof first === 'string' ? Buffer.from(first ?? '') : first.bytes();
}
