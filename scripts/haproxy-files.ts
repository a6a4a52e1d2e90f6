import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printHaproxy } from '../demo/servers/print-haproxy.ts';

const folder = 'demo/servers';
const root = join(import.meta.dirname, '..');
const lastOfHead = /^# From here on .*\n/m;

/** The parts of the sample's HAProxy files that belay.yml decides; what a person wrote before them stays. */
export function haproxyFiles(): readonly { readonly file: string; readonly text: string }[] {
  const configuration = join(root, folder, 'belay.yml');
  const written = readFileSync(join(root, folder, 'haproxy.cfg'), 'utf8');
  const [line = ''] = lastOfHead.exec(written) ?? [];
  const head = written.slice(0, written.indexOf(line) + line.length);
  return [
    { file: `${folder}/haproxy.cfg`, text: `${head}${printHaproxy(configuration)}` },
    { file: `${folder}/belay.map`, text: printHaproxy(configuration, '--map') },
  ];
}
