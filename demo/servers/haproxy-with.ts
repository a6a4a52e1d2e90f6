import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectable } from './haproxy.ts';
import { installed } from './programs.ts';
import { startProcess } from './server-process.ts';

/**
 * A HAProxy with a configuration and map of one's own, as the container of docker-compose.yml runs it.
 * @param folder for both files, and for the socket `admin.sock` that the configuration opens there
 */
export async function startHaproxyWith(
  folder: string,
  configuration: string,
  map: string,
): Promise<AsyncDisposable> {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration);
  writeFileSync(join(folder, 'belay.map'), map);
  const answers = () => connectable(join(folder, 'admin.sock'));
  const server = await startProcess(installed('haproxy'), ['-W', '-db', '-f', file], answers, {
    cwd: folder,
  });
  return { [Symbol.asyncDispose]: () => server.end('SIGTERM') };
}
