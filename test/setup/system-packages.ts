import { installServers } from '../../demo/servers/install.ts';

/** Real servers and a real browser that some tests run against; tests of what stays missing are skipped. */
export function setup(): void {
  installServers(process.env['BELAY_NO_INSTALL'] !== '1', (sentence) => console.warn(sentence));
}
