import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';

/** A way to HAProxy's socket on which each command waits until the gate lets it through. */
export interface GatedSocket extends AsyncDisposable {
  readonly path: string;
  /** Asked before each command is passed on, with its number since the last `watch`, from 0. */
  watch(gate: (number: number, command: string) => Promise<void>): void;
}

export async function openGatedSocket(to: string, path: string): Promise<GatedSocket> {
  let gate: (number: number, command: string) => Promise<void> = async () => undefined;
  let number = 0;
  const server = createServer((client) => {
    const behind = createConnection(to);
    const close = () => {
      client.destroy();
      behind.destroy();
    };
    client.on('data', async (data) => {
      const command = String(data).trim();
      if (command !== 'prompt' && command !== 'quit') {
        const own = number;
        number += 1;
        await gate(own, command);
      }
      if (behind.writable) behind.write(data);
    });
    behind.on('data', (data) => client.writable && client.write(data));
    for (const socket of [client, behind]) socket.on('close', close).on('error', close);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    path,
    watch(next) {
      gate = next;
      number = 0;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
