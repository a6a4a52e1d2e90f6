import { existsSync, lstatSync, readlinkSync } from 'node:fs';

/** What one script may use up. */
export const limits = {
  /** Seconds of processor time of one process. */
  cpu: 10,
  /** Bytes of memory of one process. */
  memory: 512 * 1024 * 1024,
  processes: 48,
  /** Bytes of one file, and of everything it keeps. */
  file: 16 * 1024 * 1024,
  files: 64,
} as const;

export interface SandboxFolders {
  /** Holds `script.sh`, `.curlrc` and `.pgpass`. */
  readonly inside: string;
  /** Holds the sockets that lead out. */
  readonly sockets: string;
}

export const socketsInside = '/run/belay';

/**
 * Arguments of bubblewrap: nothing of the machine but its programs, read only; no network but the sockets; no
 * environment, no home, nobody else's processes.
 */
export function sandboxArguments(
  { inside, sockets }: SandboxFolders,
  programFolders: readonly string[],
  environment: Readonly<Record<string, string>>,
  prlimit: string,
): readonly string[] {
  const variables = {
    ...environment,
    PATH: programFolders.join(':'),
    HOME: '/home/belay',
    LC_ALL: 'C.UTF-8',
    TMPDIR: '/tmp',
  };
  const room = ['--size', String(limits.file)];
  return [
    ...[
      '--unshare-all',
      '--unshare-user',
      '--die-with-parent',
      '--new-session',
      '--cap-drop',
      'ALL',
      '--uid',
      '65534',
      '--gid',
      '65534',
    ],
    ...['--hostname', 'belay', '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...['/bin', '/sbin', '/lib', '/lib64', '/lib32'].flatMap(systemFolder),
    ...[
      '/etc/ld.so.cache',
      '/etc/ssl/certs',
      '/etc/ssl/openssl.cnf',
      '/etc/pki/tls',
      '/etc/pki/ca-trust',
      '/etc/ca-certificates',
    ].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', ...room, '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...[...room, '--tmpfs', '/tmp', '--dir', '/home', ...room, '--tmpfs', '/home/belay'],
    ...[
      '--ro-bind',
      `${inside}/.curlrc`,
      '/home/belay/.curlrc',
      '--ro-bind',
      `${inside}/.pgpass`,
      '/home/belay/.pgpass',
      '--ro-bind',
      `${inside}/script.sh`,
      '/home/script.sh',
    ],
    ...['--dir', '/run', '--ro-bind', sockets, socketsInside, '--chdir', '/home/belay', '--remount-ro', '/'],
    '--',
    prlimit,
    ...[
      `--cpu=${limits.cpu}`,
      `--as=${limits.memory}`,
      `--nproc=${limits.processes}`,
      `--fsize=${limits.file}`,
      `--nofile=${limits.files}`,
      '--core=0',
    ],
    '--',
    ...['/bin/bash', '--noprofile', '--norc', '/home/script.sh'],
  ];
}

/** On most systems these are links into /usr. */
function systemFolder(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (lstatSync(path).isSymbolicLink()) return ['--symlink', readlinkSync(path), path];
  return ['--ro-bind', path, path];
}
