import { once } from 'node:events';
import { connect, createServer, type LookupFunction } from 'node:net';
import { expect, it } from 'vitest';
import { createSocksForwarder, withoutMetadata } from '../../../src/adapters/script/socks-forwarder.ts';

const resolvedTo =
  (address: string): LookupFunction =>
  (_host, options, done) =>
    options.all === true
      ? done(null, [{ address, family: address.includes(':') ? 6 : 4 }])
      : done(null, address, 4);

/** What the forwarder answers to whoever asks for `shop.example`, whose name leads to an address. 0: it is connected. */
async function answerFor(address: string, port: number): Promise<number | undefined> {
  const forwarder = createSocksForwarder([`shop.example:${port}`], () => undefined, resolvedTo(address));
  forwarder.listen(0, '127.0.0.1');
  await once(forwarder, 'listening');
  const at = forwarder.address();
  const client = connect({ host: '127.0.0.1', port: typeof at === 'object' && at !== null ? at.port : 0 });
  try {
    client.write(Buffer.from([5, 1, 0]));
    await once(client, 'data');
    const name = Buffer.from('shop.example');
    client.write(
      Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]),
    );
    const [answer] = await once(client, 'data');
    return Buffer.isBuffer(answer) ? answer[1] : undefined;
  } finally {
    client.destroy();
    forwarder.close();
  }
}

it('leads a listed name to where it leads', async () => {
  const far = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(far, 'listening');
  const at = far.address();
  expect(await answerFor('127.0.0.1', typeof at === 'object' && at !== null ? at.port : 0)).toBe(0);
  far.close();
});

it.each(['169.254.169.254', 'fe80::1', 'fd00:ec2::254', '::ffff:169.254.169.254'])(
  'does not lead a listed name to %s, where a cloud tells its keys',
  async (address) => {
    expect(await answerFor(address, 80)).toBe(4);
    const found = Promise.withResolvers<unknown>();
    withoutMetadata(resolvedTo(address))('shop.example', {}, (error) => found.resolve(error));
    expect(await found.promise).toMatchObject({ message: 'shop.example leads nowhere' });
  },
);
