import {
  type Argument,
  isWorkFile,
  type OptionTable,
  type Policy,
  readOptions,
  shown,
} from '../arguments.ts';

const plain = new Set([
  '--silent',
  '--show-error',
  '--fail',
  '--fail-with-body',
  '--head',
  '--get',
  '--globoff',
  '--compressed',
  '--include',
  '--http1.1',
  '--http2',
  '--ipv4',
  '--ipv6',
  '--tlsv1.2',
  '--tlsv1.3',
  '--no-progress-meter',
  '--path-as-is',
  '--retry-connrefused',
  '--retry-all-errors',
  '--no-buffer',
  '--no-keepalive',
  '--verbose',
  '-s',
  '-S',
  '-f',
  '-I',
  '-G',
  '-g',
  '-i',
  '-v',
]);

/** Reads one address of a listed host, and writes nowhere but into the script's own folder. */
export const curl: Policy = (args, context) => {
  const urls: Argument[] = [];
  const url: Check = (value) => {
    urls.push(value);
    return null;
  };
  const table: OptionTable = { plain, valued: { ...valued, '--url': url } };
  const read = readOptions('curl', args, table, context);
  if (read.kind === 'wrong') return read.sentence;
  const asked = [...urls, ...read.operands];
  if (asked.length === 0) return 'curl is given no address';
  if (asked.length > 1) return 'curl is given more than one address at once';
  const globs = !read.options.includes('--globoff') && !read.options.includes('-g');
  return (
    asked.map((url) => urlProblem(url, context.hosts, globs)).find((problem) => problem !== null) ?? null
  );
};

const authority = /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::(\d{1,5}))?(?=\/|$)/;

function urlProblem({ values }: Argument, hosts: ReadonlySet<string>, globs: boolean): string | null {
  for (const value of values) {
    const found = authority.exec(value.toLowerCase());
    const [whole = '', scheme, host, port] = found ?? [];
    if (found === null) return `the address ${shown(value)} does not begin with a host that is written out`;
    const at = `${host}:${port ?? (scheme === 'https' ? '443' : '80')}`;
    if (!hosts.has(at)) return `${at} is not one of the hosts that this script may talk to`;
    if (globs && /[[\]{}]/.test(value.slice(whole.length))) return 'an address with brackets needs --globoff';
  }
  return null;
}

type Check = (value: Argument) => string | null;

const number =
  (name: string, most: number): Check =>
  ({ values }) => {
    const fits = values.every(
      (value) => /^[\uE000\uE002]$/.test(value) || (/^\d+(\.\d+)?$/.test(value) && Number(value) <= most),
    );
    return fits ? null : `curl ${name} is a number up to ${most}`;
  };

const oneOf =
  (name: string, ...allowed: readonly string[]): Check =>
  ({ values }) =>
    values.every((value) => allowed.includes(value)) ? null : `curl ${name} is ${allowed.join(' or ')}`;

const output: Check = (value) =>
  value.values.every((one) => one === '/dev/null' || one === '-') || isWorkFile(value)
    ? null
    : 'curl writes to /dev/null or into the folder that the script made itself';

/** A value that begins with @ would be read from a file. */
const written =
  (name: string): Check =>
  ({ values }) =>
    values.every((value) => !/^[@\uE000]/.test(value)) ? null : `curl ${name} must not come from a file`;

const header: Check = (value) =>
  value.values.every(
    (one) =>
      /^(?:accept|accept-language|user-agent|cache-control|x-[a-z0-9-]+|if-none-match|content-type|origin|referer): ?/i.test(
        one,
      ) && !/^x-(?:http-method|method-override|original|rewrite)/i.test(one),
  )
    ? null
    : 'curl may send a header of the usual reading kind only';

const writeOut: Check = (value) => {
  if (value.literal === null) return 'curl --write-out must be written out';
  return value.literal.startsWith('@') || /%(?:output|header)\s*\{/i.test(value.literal)
    ? 'curl --write-out must not name a file'
    : null;
};

const cookie: Check = (value) =>
  isWorkFile(value) || value.values.every((one) => /^[\w-]+=[^@]*$/.test(one) && !/[\uE001]/.test(one))
    ? null
    : 'curl takes cookies from the script’s own folder or as NAME=VALUE';

const methods = oneOf('--request', 'GET', 'HEAD', 'OPTIONS');
const valued: Readonly<Record<string, Check>> = {
  '--max-time': number('--max-time', 60),
  '-m': number('--max-time', 60),
  '--connect-timeout': number('--connect-timeout', 60),
  '--retry': number('--retry', 10),
  '--retry-delay': number('--retry-delay', 30),
  '--retry-max-time': number('--retry-max-time', 60),
  '--max-filesize': number('--max-filesize', 104_857_600),
  '--max-redirs': oneOf('--max-redirs', '0'),
  '--proto': oneOf('--proto', '=http,https', '=https', '=http', '=https,http'),
  '--request': methods,
  '-X': methods,
  '--header': header,
  '-H': header,
  '--user-agent': written('--user-agent'),
  '-A': written('--user-agent'),
  '--write-out': writeOut,
  '-w': writeOut,
  '--output': output,
  '-o': output,
  '--dump-header': output,
  '-D': output,
  '--cookie': cookie,
  '-b': cookie,
  '--cookie-jar': output,
  '-c': output,
};
