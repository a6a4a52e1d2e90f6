import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Limits } from '../../../src/adapters/traffic/embedded-proxy/limits.ts';
import { type RunningProxy, startProxy } from '../../../src/adapters/traffic/embedded-proxy/start.ts';
import { createEmbeddedRouter } from '../../../src/adapters/traffic/embedded-router.ts';
import type { RouterUnderTest } from '../../contract/router.ts';

export const token = 'a-token-for-tests-only';

export interface OpenProxy extends RouterUnderTest {
  readonly proxy: RunningProxy;
  readonly controlUrl: string;
  readonly stateFile: string;
  readonly said: string[];
}

/** A proxy with one route in this process, and the router that orders it about. */
export async function openProxy(stateFile?: string, limits: Partial<Limits> = {}): Promise<OpenProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'belay-proxy-'));
  const file = stateFile ?? join(folder, 'proxy.json');
  const said: string[] = [];
  const proxy = await startProxy({
    control: { host: '127.0.0.1', port: 0 },
    listeners: [{ route: 'shop', host: '127.0.0.1', port: 0 }],
    token,
    stateFile: file,
    log: (sentence) => said.push(sentence),
    limits,
  });
  const controlUrl = `http://127.0.0.1:${proxy.control.port}`;
  return {
    proxy,
    controlUrl,
    stateFile: file,
    said,
    router: createEmbeddedRouter({ controlUrl, token }),
    route: 'shop',
    url: `http://127.0.0.1:${proxy.listeners[0]?.port}/`,
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
