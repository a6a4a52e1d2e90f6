/** What the demo was asked for. */
export interface DemoOptions {
  /** Tell the whole story, write the reports, and end. */
  readonly once: boolean;
  /** On PostgreSQL, Redis, HAProxy and Prometheus, with several processes, instead of everything embedded. */
  readonly servers: boolean;
  readonly reports: string;
  readonly open: boolean;
}

export const demoHelp = `npm run demo                 start everything and open the console; Ctrl-C ends it
npm run demo -- --once       release v2 to everybody, v3 until it is taken back, write both reports, and end
  --servers                  on PostgreSQL, Redis, HAProxy and Prometheus of this machine, with one bot and two workers
  --reports FOLDER           where --once writes the reports (demo-reports)
  --no-open                  do not open a browser`;

/** @returns the options, or what is wrong with them */
export function readOptions(argv: readonly string[]): DemoOptions | string {
  let options: DemoOptions = { once: false, servers: false, reports: 'demo-reports', open: true };
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at];
    if (word === '--once') options = { ...options, once: true };
    else if (word === '--servers') options = { ...options, servers: true };
    else if (word === '--no-open') options = { ...options, open: false };
    else if (word === '--reports' && argv[at + 1] !== undefined) {
      at += 1;
      options = { ...options, reports: argv[at] ?? options.reports };
    } else
      return word === '--help' || word === '-h' ? demoHelp : `The demo does not know "${word}".\n${demoHelp}`;
  }
  return options;
}
