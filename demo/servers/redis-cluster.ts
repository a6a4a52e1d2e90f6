import { freePort } from './free-port.ts';
import { type RedisServer, startRedis } from './redis.ts';

const SLOTS = 16_384;

export interface RedisCluster extends AsyncDisposable {
  readonly url: string;
  readonly nodes: readonly RedisServer[];
}

/** Masters without replicas that share the slots, on loopback. */
export async function startRedisCluster(size: 1 | 3): Promise<RedisCluster> {
  await using starting = new AsyncDisposableStack();
  const members: { node: RedisServer; bus: number }[] = [];
  for (let index = 0; index < size; index += 1) {
    const bus = await freePort();
    const cluster = [
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(bus),
      '--cluster-node-timeout',
      '2000',
    ];
    members.push({ node: starting.use(await startRedis({ more: cluster })), bus });
  }
  const [first, ...others] = members;
  for (const [index, { node }] of members.entries()) {
    const [from, next] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / size));
    await node.say('CLUSTER', 'ADDSLOTSRANGE', String(from), String((next ?? SLOTS) - 1));
    await node.say('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  }
  for (const { node, bus } of others)
    await first?.node.say('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(bus));
  await Promise.all(members.map(({ node }) => whole(node, size)));
  const started = starting.move();
  return {
    url: `redis+cluster://${members.map(({ node }) => `127.0.0.1:${node.port}`).join(',')}`,
    nodes: members.map(({ node }) => node),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function whole(node: RedisServer, size: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const info = String(await node.say('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_size:${size}`)) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error('The nodes did not become a cluster within 20 s.');
}
