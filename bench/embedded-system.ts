import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoConsole } from '../demo/console.ts';
import { freePort } from '../demo/servers/free-port.ts';
import { terminalToken } from '../demo/stage.ts';
import { openDataFolder } from '../src/roles/data-folder.ts';
import { type ServerMessage, start } from '../src/roles/start.ts';
import { loadConfigFile } from './load-config-file.ts';
import type { System, SystemParts } from './rollback-rig.ts';
import { systemConfiguration } from './system-configuration.ts';

/** `belay start` with everything embedded, one proxy route for each service. */
export async function openEmbeddedSystem(parts: SystemParts): Promise<System> {
  const { folder, services, tell } = parts;
  const ports = await Promise.all(services.map(() => freePort()));
  const routers = services.map(
    ({ name }, index) => `  ${name}-edge: { kind: embedded, listen: "127.0.0.1:${ports[index]}" }`,
  );
  const file = join(folder, 'belay.yml');
  writeFileSync(
    file,
    systemConfiguration(parts, routers.join('\n'), (name) => `${name}-edge`),
  );
  const over = new AbortController();
  const ready = Promise.withResolvers<Extract<ServerMessage, { kind: 'ready' }>>();
  const running = start(
    {
      config: loadConfigFile(file),
      data: openDataFolder(folder),
      proxyEndsToo: true,
      environment: {
        ...process.env,
        BELAY_CONFIG: file,
        BELAY_DATA: folder,
        BELAY_PORT: String(await freePort()),
        BELAY_LOG_LEVEL: 'error',
      },
      tell: (message) => {
        if (message.kind === 'ready') ready.resolve(message);
        else tell(message.sentence);
      },
    },
    over.signal,
  );
  const first = await Promise.race([ready.promise, running.then(() => null)]);
  if (first === null) throw new TypeError('Belay could not be started');
  return {
    console: demoConsole(first.url, terminalToken(folder)),
    addresses: ports.map((port) => `http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      over.abort();
      await running;
    },
  };
}
