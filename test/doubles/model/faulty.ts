import type { Asked } from '../../../demo/fake-model/asked.ts';
import { honest } from '../../../demo/fake-model/honest.ts';
import type { FakeReply } from '../../../demo/fake-model/server.ts';
import { messageOf } from '../../../demo/fake-model/server.ts';
import type { ModelFault } from '../../../src/ports/model.ts';

export interface FaultMode {
  readonly name: string;
  /** Null where an answer comes that only the gates refuse. */
  readonly fault: ModelFault | null;
  /** How often the client tries again; 0 when left out. */
  readonly retries?: number;
  readonly reply: (asked: Asked) => FakeReply;
}

const soundText = (asked: Asked) => {
  const reply = honest(asked);
  return reply.kind === 'message' ? reply.text : '';
};

function status(code: number, type: string, headers: Record<string, string> = {}): FaultMode['reply'] {
  // A service that repeats the key in what it complains about must not get it into a document or the audit.
  return ({ key }) => ({ kind: 'error', error: { status: code, type, message: `no: ${key}` }, headers });
}

function says(more: object, text?: string): FaultMode['reply'] {
  return (asked) => ({ kind: 'message', text: text ?? soundText(asked), ...more });
}

function raw(
  write: (asked: Asked, ...rest: Parameters<Extract<FakeReply, { kind: 'raw' }>['write']>) => void,
) {
  return (asked: Asked): FakeReply => ({ kind: 'raw', write: (response) => write(asked, response) });
}

const json = { 'content-type': 'application/json' };
const wholeMessage = (asked: Asked) =>
  JSON.stringify(messageOf({ kind: 'message', text: soundText(asked) }, asked, 100));

/** Every way in which a service was seen or feared to fail. */
export const faultModes: readonly FaultMode[] = [
  { name: '401', fault: 'unauthorised', reply: status(401, 'authentication_error') },
  { name: '403', fault: 'unauthorised', reply: status(403, 'permission_error') },
  { name: '400', fault: 'rejected', reply: status(400, 'invalid_request_error') },
  { name: '404', fault: 'rejected', reply: status(404, 'not_found_error') },
  { name: '413', fault: 'too-large', reply: status(413, 'request_too_large') },
  {
    name: '429 that says to come back in an hour',
    fault: 'deadline',
    retries: 2,
    reply: status(429, 'rate_limit_error', { 'retry-after': '3600' }),
  },
  {
    name: '429 that says not to come back',
    fault: 'rate-limited',
    reply: status(429, 'rate_limit_error', { 'x-should-retry': 'false' }),
  },
  {
    name: '529',
    fault: 'overloaded',
    retries: 2,
    reply: status(529, 'overloaded_error', { 'retry-after-ms': '5' }),
  },
  { name: '500', fault: 'overloaded', reply: status(500, 'api_error', { 'retry-after-ms': '5' }) },
  { name: 'silence', fault: 'deadline', reply: raw(() => undefined) },
  {
    name: 'headers and then silence',
    fault: 'deadline',
    reply: raw((_, response) => void response.writeHead(200, json).write('{"id":')),
  },
  {
    name: 'a byte now and then',
    fault: 'deadline',
    reply: raw((asked, response) => {
      const text = wholeMessage(asked);
      let at = 0;
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(text[at++] ?? ' '), 20);
      response.on('close', () => clearInterval(timer));
    }),
  },
  {
    name: 'a page with status 200',
    fault: 'broken',
    reply: raw((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in to the hotel Wi-Fi</html>');
    }),
  },
  {
    name: 'a body that ends too early',
    fault: 'broken',
    reply: raw((asked, response) => {
      response.writeHead(200, json).end(wholeMessage(asked).slice(0, -40));
    }),
  },
  {
    name: 'a connection that breaks in the middle',
    fault: 'broken',
    reply: raw((asked, response) => {
      const text = wholeMessage(asked);
      response.writeHead(200, { ...json, 'content-length': String(text.length) });
      response.write(text.slice(0, 60), () => response.destroy());
    }),
  },
  {
    name: 'a connection that breaks at once',
    fault: 'unreachable',
    reply: raw((_, response) => void response.destroy()),
  },
  {
    name: 'a redirect to somebody else',
    fault: 'unreachable',
    reply: raw((_, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:9/v1/messages' }).end();
    }),
  },
  {
    name: 'an answer without an end',
    fault: 'broken',
    reply: raw((_, response) => {
      response.writeHead(200, json);
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(1_000_000))) {
          // As long as it is taken.
        }
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    }),
  },
  {
    name: 'JSON of another API',
    fault: 'broken',
    reply: raw((_, response) => {
      response.writeHead(200, json).end('{"choices":[{"message":{"content":"hi"}}]}');
    }),
  },
  { name: 'a refusal with a sound draft in it', fault: 'refused', reply: says({ stopReason: 'refusal' }) },
  { name: 'a draft that is cut off', fault: 'truncated', reply: says({ stopReason: 'max_tokens' }, '{"ver') },
  {
    name: 'a sound draft that is said to be cut off',
    fault: 'truncated',
    reply: says({ stopReason: 'max_tokens' }),
  },
  { name: 'a pause', fault: 'broken', reply: says({ stopReason: 'pause_turn' }) },
  { name: 'a call of a tool', fault: 'broken', reply: says({ stopReason: 'tool_use' }) },
  { name: 'nothing', fault: 'empty', reply: says({}, '') },
  {
    name: 'JSON that is cut off',
    fault: 'not-json',
    reply: says({}, '{"verdict": "proceed", "sections": ['),
  },
  { name: 'JSON in a code block', fault: 'not-json', reply: says({}, '```json\n{}\n```') },
  { name: 'JSON of another shape', fault: null, reply: says({}, '{"decision": "go", "body": ["well"]}') },
  {
    name: 'the key in a header',
    fault: 'broken',
    reply: (asked) => ({ kind: 'message', text: soundText(asked), requestId: asked.key }),
  },
  {
    name: 'the key as the name of the model',
    fault: 'broken',
    reply: (asked) => ({ kind: 'message', text: soundText(asked), served: asked.key }),
  },
];
