import { createServer, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mistrust, mistrustHeaders } from '../../../../handlers/http/signature.ts';
import { examinePost } from '../../../../src/adapters/place/notice/examine.ts';
import { signedPost } from '../../../../src/adapters/place/notice/signed-post.ts';
import { noon } from '../../../builders/rollout.ts';
import { listening } from '../../../doubles/statuspage/statuspage.ts';
import { aNotice, here } from './notices.ts';

interface Got {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

const secret = 'between Belay and the product';
let server: Server;
let url: string;
let got: Got[];
let reply: (response: ServerResponse) => void;

beforeEach(async () => {
  got = [];
  reply = (response) => response.writeHead(204).end();
  server = createServer(async (request, response) => {
    const { method, url: path, headers } = request;
    const [timestamp, signature] = [headers['x-belay-timestamp'], headers['x-belay-signature']].map(String);
    got.push({
      method,
      path,
      timestamp: timestamp ?? '',
      signature: signature ?? '',
      body: await buffer(request),
    });
    reply(response);
  });
  url = await listening(server);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (components: readonly string[] | null = null) =>
  signedPost({ name: here, kind: 'webhook', url: `${url}/notices`, secret, components, clock: () => noon });
const failure = () =>
  post()('n/1', aNotice()).then(
    () => new Error('sent'),
    (error: Error) => error,
  );

describe('a signed post', () => {
  it('is believed by whoever checks signatures as Belay does, for its place alone', async () => {
    await post()('n/1', aNotice());
    const [one] = got;
    if (one === undefined) throw new Error('nothing came');
    expect(mistrustHeaders(one, noon)).toBeNull();
    expect(mistrust({ ...one, source: here }, secret)).toBeNull();
    expect(mistrust({ ...one, source: 'another' }, secret)).not.toBeNull();
    expect(mistrust({ ...one, source: here, body: Buffer.from('{}') }, secret)).not.toBeNull();
    expect(mistrust({ ...one, source: here }, 'another secret')).not.toBeNull();
  });

  it('carries what is told, of what, when, and the key that makes it one', async () => {
    const planned = aNotice({ template: 'maintenance', end: noon + 1000 });
    await post(['API'])('n/1', planned);
    expect(JSON.parse(String(got[0]?.body))).toEqual({
      id: 'n/1',
      kind: 'webhook',
      template: 'maintenance',
      state: 'planned',
      subject: planned.subject,
      text: planned.body,
      service: 'shop',
      environment: 'production',
      version: 'v2.0.0',
      rollout: 'r-0123456789',
      starts_at: new Date(noon).toISOString(),
      ends_at: new Date(noon + 1000).toISOString(),
      resolved: false,
      components: ['API'],
    });
    await post()('n/2', aNotice());
    await post()('n/3', aNotice({ resolved: true }));
    expect(got.slice(1).map(({ body }) => JSON.parse(String(body)).state)).toEqual(['open', 'resolved']);
  });

  it('says the same again when nobody noted that it was said, so that the receiver knows it', async () => {
    await post()('n/1', aNotice());
    await post()('n/1', aNotice());
    expect(got[1]).toEqual(got[0]);
  });

  it('follows no redirect', async () => {
    reply = (response) => response.writeHead(307, { location: `${url}/elsewhere` }).end();
    expect(await failure()).toMatchObject({ code: 'place-refused', message: expect.stringContaining('307') });
    expect(got.map(({ path }) => path)).toEqual(['/notices']);
  });

  it.each([
    [404, {}, { code: 'place-refused', retryAfter: null }],
    [500, {}, { code: 'place-unreachable', retryAfter: null }],
    [429, { 'retry-after': '7' }, { code: 'place-busy', retryAfter: 7000 }],
    [429, { 'retry-after': 'soon' }, { code: 'place-busy', retryAfter: 60_000 }],
    [429, { 'retry-after': '999999' }, { code: 'place-busy', retryAfter: 600_000 }],
  ])('answered with %i %o is tried again as it should', async (status, headers, expected) => {
    reply = (response) => response.writeHead(status, headers).end(`leaked ${secret}`);
    const error = await failure();
    expect(error).toMatchObject(expected);
    expect(`${error.message} ${error.cause}`).not.toContain('leaked');
  });

  it('that nobody takes says so without its secret', async () => {
    reply = (response) => response.destroy();
    const error = await failure();
    expect(error).toMatchObject({ code: 'place-unreachable', retryable: true });
    expect(`${error.message} ${error.cause}`).not.toContain(secret);
  });

  it('is not needed to see whether the server is there', async () => {
    expect(await examinePost('place', here, url)).toMatchObject([{ state: 'ok' }]);
    expect(got.map(({ method }) => method)).toEqual(['HEAD']);
    expect(await examinePost('place', here, 'http://127.0.0.1:1')).toMatchObject([{ state: 'error' }]);
  });
});
