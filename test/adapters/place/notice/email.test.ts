import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { type MailPlace, sendMail } from '../../../../src/adapters/place/notice/email.ts';
import { examineMail } from '../../../../src/adapters/place/notice/examine.ts';
import { aNotice, here } from './notices.ts';

interface Mail {
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: unknown;
  readonly raw: string;
}

const password = 'of the mail account';
let server: SMTPServer | null = null;
let got: Mail[] = [];
const warned: string[] = [];

afterEach(async () => {
  got = [];
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(resolve)));
  server = null;
});

async function start(options: SMTPServerOptions = {}): Promise<number> {
  const started = new SMTPServer({
    logger: false,
    authOptional: true,
    onAuth: (auth, _session, done) =>
      auth.password === password ? done(null, { user: auth.username }) : done(new Error(`no ${password}`)),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('gone') ? done(new Error('no such mailbox')) : done(),
    onData: (stream, { envelope, secure, user }, done) => {
      void text(stream).then((raw) => {
        got.push({ to: envelope.rcptTo.map(({ address }) => address), secure, user, raw });
        done();
      });
    },
    ...options,
  });
  started.on('error', () => undefined);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function place(port: number, more: Partial<MailPlace> = {}): MailPlace {
  const log = {
    info: () => undefined,
    error: () => undefined,
    warn: (_: object, said: string) => warned.push(said),
  };
  return {
    ...{ name: here, host: '127.0.0.1', port, onThisMachine: true, auth: null, log },
    from: 'releases@example.com',
    to: ['customers@example.com'],
    ...more,
  };
}

function headersOf(raw: string): readonly (readonly [string, string])[] {
  const [head = ''] = raw.split('\r\n\r\n');
  return head
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    });
}
const header = (raw: string, name: string) =>
  headersOf(raw)
    .filter(([one]) => one === name)
    .map(([, value]) => value);
const auth = { user: 'releases@example.com', password };
const failure = (mail: MailPlace) =>
  sendMail(mail)('n/1', aNotice()).then(
    () => new Error('sent'),
    (e: Error) => e,
  );

describe('a mail', () => {
  it('says the notice as plain text and as a page, and its key makes its id', async () => {
    const port = await start({ hideSTARTTLS: true });
    await sendMail(place(port))('n/1', aNotice({ body: 'Now & then <b>\n\nMore.' }));
    await sendMail(place(port))('n/1', aNotice());
    await sendMail(place(port))('n/2', aNotice());
    const [first = '', again = '', other = ''] = got.map(({ raw }) => raw);
    expect(header(first, 'subject')).toEqual([aNotice().subject]);
    expect(header(first, 'from')).toEqual(['releases@example.com']);
    expect(first).toContain('Now & then <b>');
    expect(first).toContain('<p>Now &amp; then &lt;b&gt;</p>');
    expect(header(first, 'message-id')[0]).toMatch(/^<[0-9a-f]{40}@example\.com>$/);
    expect(header(again, 'message-id')).toEqual(header(first, 'message-id'));
    expect(header(other, 'message-id')).not.toEqual(header(first, 'message-id'));
  });

  it('has no header and no recipient that somebody wrote into its words', async () => {
    const port = await start({ hideSTARTTLS: true });
    await sendMail(place(port))('n/0', aNotice());
    const usual = headersOf(got[0]?.raw ?? '')
      .map(([name]) => name)
      .toSorted();
    const words = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constant('x\r\nBcc: evil@example.com\r\n\r\nbody'),
    );
    await fc.assert(
      fc.asyncProperty(words, words, async (subject, body) => {
        got = [];
        await sendMail(place(port))('n/1', aNotice({ subject, body: `x${body}` }));
        const [mail] = got;
        const names = headersOf(mail?.raw ?? '').map(([name]) => name);
        expect(names.filter((name) => name !== 'subject').toSorted()).toEqual(
          usual.filter((name) => name !== 'subject'),
        );
        expect(mail?.to).toEqual(['customers@example.com']);
      }),
      { numRuns: 15 },
    );
  });

  it('goes to several people who do not learn of each other, and a lost mailbox is logged', async () => {
    const port = await start({ hideSTARTTLS: true });
    const to = ['anna@example.com', 'gone@example.com', 'benno@example.com'];
    await sendMail(place(port, { to }))('n/1', aNotice());
    expect(got.map((mail) => mail.to)).toEqual([['anna@example.com', 'benno@example.com']]);
    expect(got[0]?.raw).not.toMatch(/anna|benno/);
    expect(warned).toHaveLength(1);
    expect(await failure(place(port, { to: ['gone@example.com'] }))).toMatchObject({ code: 'place-refused' });
  });

  it('leaves this machine encrypted, by a certificate that can be trusted, or not at all', async () => {
    const plain = place(await start({ disabledCommands: ['STARTTLS'] }), { onThisMachine: false });
    expect(await failure(plain)).toMatchObject({
      code: 'place-refused',
      message: expect.stringContaining('encrypted'),
    });
    await new Promise<void>((resolve) => server?.close(resolve));
    const port = await start();
    expect(await failure(place(port, { onThisMachine: false }))).toMatchObject({
      code: 'place-refused',
      message: expect.stringContaining('encrypted'),
    });
    expect(got).toEqual([]);
    await sendMail(place(port))('n/1', aNotice());
    expect(got).toMatchObject([{ secure: true }]);
  });

  it('is sent as the account of belay.yml, whose password stands in no sentence', async () => {
    const port = await start();
    await sendMail(place(port, { auth }))('n/1', aNotice());
    expect(got).toMatchObject([{ user: auth.user }]);
    const wrong = place(port, { auth: { ...auth, password: 'a wrong one' } });
    const error = await failure(wrong);
    expect(error).toMatchObject({ code: 'place-refused' });
    expect(`${error.message} ${error.cause}`).not.toMatch(/a wrong one|of the mail account/);
    expect(await examineMail('mail', wrong)).toMatchObject([{ state: 'error' }]);
    expect(await examineMail('mail', place(port, { auth }))).toMatchObject([{ state: 'ok' }]);
    expect(got).toHaveLength(1);
  });

  it('waits for a server that is not there', async () => {
    expect(await failure(place(1))).toMatchObject({ code: 'place-unreachable', retryable: true });
  });
});
