import { createConnection, type Socket } from 'node:net';
import { Failure } from '../../../core/failure.ts';

/** One connection to a stats socket or to a master's command line; commands are answered one by one. */
export interface CommandLine extends AsyncDisposable {
  /** @returns what was answered, without the prompt; empty when HAProxy did it. @throws Failure router-unreachable */
  ask(command: string): Promise<string>;
}

/** How long one answer may take, in milliseconds: HAProxy answers within one. */
const patience = 1000;
const prompt = /(?:^|\n)[\w()]*> $/;

/**
 * @param address path of a unix socket, or host:port
 * @throws Failure router-unreachable
 */
export async function openCommandLine(address: string): Promise<CommandLine> {
  const socket = createConnection(connectTo(address)).setEncoding('utf8').setNoDelay(true);
  const line = talkThrough(socket, address);
  try {
    await line.ask('prompt');
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return line;
}

function talkThrough(socket: Socket, address: string): CommandLine {
  let heard = '';
  let broken: Failure | null = null;
  let waiting: { resolve: (answer: string) => void; reject: (failure: Failure) => void } | null = null;

  function end(failure: Failure): void {
    broken ??= failure;
    waiting?.reject(broken);
    waiting = null;
    socket.destroy();
  }

  socket.on('data', (text) => {
    heard += String(text);
    const found = prompt.exec(heard);
    if (found === null) return;
    const answer = heard.slice(0, found.index).trim();
    heard = '';
    waiting?.resolve(answer);
    waiting = null;
  });
  socket.on('error', (cause) => end(unreachable(address, reasonOf(cause), cause)));
  socket.on('close', () => end(unreachable(address, 'it closed the connection')));
  socket.setTimeout(patience, () => end(unreachable(address, 'it does not answer')));

  return {
    ask(command) {
      if (broken !== null) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(`${command}\n`);
      });
    },
    async [Symbol.asyncDispose]() {
      socket.end('quit\n');
      socket.unref();
    },
  };
}

const tcp = /^(\[[0-9a-fA-F:]+\]|[a-zA-Z0-9.-]+):(\d{1,5})$/;

/** Whether the address is host:port rather than a path. */
export function isTcp(address: string): boolean {
  return tcp.test(address);
}

function connectTo(address: string): { path: string } | { host: string; port: number } {
  const [, host = '', port = ''] = tcp.exec(address) ?? [];
  return host === '' ? { path: address } : { host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  EACCES: 'Belay is not permitted to open it',
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'its host name is not known',
};

function reasonOf(cause: Error & { code?: string }): string {
  return reasons[cause.code ?? ''] ?? `the connection broke (${cause.code ?? cause.message})`;
}

function unreachable(address: string, reason: string, cause?: unknown): Failure {
  return new Failure(
    'router-unreachable',
    `HAProxy’s socket ${address} cannot be used: ${reason}. Its traffic cannot be moved; a split returns to stable by itself when its lease ends. Check that HAProxy runs and that \`socket\` in belay.yml is its stats socket.`,
    { retryable: true, cause },
  );
}
