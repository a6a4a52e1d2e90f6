import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { installed, programAt } from './programs.ts';
import { startProcess } from './server-process.ts';

export function alertmanagerInstalled(): boolean {
  return programAt('alertmanager') !== null;
}

export interface AlertmanagerServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * A server of its own on a free loopback port, which talks to no other Alertmanager.
 * @param configuration its `alertmanager.yml`
 */
export async function startAlertmanager(configuration: string): Promise<AlertmanagerServer> {
  const dir = mkdtempSync(join(tmpdir(), 'belay-alertmanager-'));
  writeFileSync(join(dir, 'alertmanager.yml'), configuration);
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${join(dir, 'alertmanager.yml')}`,
    `--storage.path=${join(dir, 'data')}`,
    `--web.listen-address=${new URL(url).host}`,
    '--cluster.listen-address=',
    '--log.level=debug',
  ];
  const server = await startProcess(installed('alertmanager'), args, () => ready(url), { cwd: dir });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      await server.end('SIGTERM');
      rmSync(dir, { recursive: true });
    },
  };
}

async function ready(url: string): Promise<void> {
  const answer = await fetch(`${url}/-/ready`);
  await answer.body?.cancel();
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
}
