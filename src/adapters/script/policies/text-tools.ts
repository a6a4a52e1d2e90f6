import {
  type Argument,
  isOperand,
  isWorkFile,
  isWorkFolder,
  type Policy,
  readOptions,
} from '../arguments.ts';

const any = () => null;
const counting = ({ values }: Argument): string | null =>
  values.every((value) => /^[+-]?\d{1,6}$/.test(value)) ? null : 'a count is a number';
const text = ({ values }: Argument): string | null =>
  values.every((value) => !value.includes('\uE001')) ? null : 'a pattern is no file';

/** Reads its input, or files of the script's own folder. */
function reads(
  command: string,
  plain: readonly string[],
  valued: Readonly<Record<string, (value: Argument) => string | null>> = {},
  leading = 0,
): Policy {
  const table = { plain: new Set(plain), valued };
  return (args, context) => {
    const read = readOptions(command, args, table, context);
    if (read.kind === 'wrong') return read.sentence;
    const named = read.options.some((name) => name === '-e' || name === '--regexp');
    const files = read.operands.slice(named ? 0 : leading);
    return files.every((file) => isWorkFile(file) || file.literal === '-')
      ? null
      : `${command} reads its input or the folder that the script made itself`;
  };
}

export const grep = reads(
  'grep',
  [
    '-q',
    '-F',
    '-E',
    '-i',
    '-v',
    '-c',
    '-o',
    '-w',
    '-x',
    '-s',
    '-n',
    '-h',
    '--quiet',
    '--fixed-strings',
    '--extended-regexp',
    '--ignore-case',
    '--invert-match',
    '--count',
    '--only-matching',
    '--word-regexp',
    '--line-regexp',
    '--no-messages',
  ],
  { '-e': text, '--regexp': text, '-m': counting, '--max-count': counting },
  1,
);

const short = (args: readonly Argument[]) =>
  args.flatMap((arg) => {
    const found = arg.literal === null ? null : /^-([nc])?(\d{1,6})$/.exec(arg.literal);
    if (found === null) return [arg];
    return [`-${found[1] ?? 'n'}`, found[2] ?? ''].map((one) => ({ values: [one], literal: one }));
  });
const ends = { '-n': counting, '-c': counting, '--lines': counting, '--bytes': counting };
const headRead = reads('head', ['-q', '--quiet'], ends);
export const head: Policy = (args, context) => headRead(short(args), context);
const tailRead = reads('tail', ['-q', '--quiet'], ends);
export const tail: Policy = (args, context) => tailRead(short(args), context);
export const wc = reads('wc', ['-l', '-w', '-c', '-m', '--lines', '--words', '--bytes', '--chars']);
const list = ({ values }: Argument) =>
  values.every((value) => /^[\d,-]+$/.test(value)) ? null : 'a list of fields is numbers';
const cutRead = reads('cut', ['-s', '--only-delimited'], {
  '-d': any,
  '--delimiter': any,
  '-f': list,
  '--fields': list,
  '-c': list,
  '--characters': list,
  '-b': list,
});
export const cut: Policy = (args, context) =>
  cutRead(
    args.flatMap((arg) => attached(arg, /^(-[dfcb])(.+)$/)),
    context,
  );
export const sort = reads(
  'sort',
  ['-n', '-r', '-u', '-f', '-h', '-V', '--numeric-sort', '--reverse', '--unique'],
  { '-k': any, '--key': any, '-t': any },
);
export const cat = reads('cat', []);
export const rev = reads('rev', []);
export const cmp = reads('cmp', ['-s', '--silent', '--quiet']);
export const diff = reads('diff', ['-u', '-q', '--brief', '--unified']);
export const sha256sum = reads('sha256sum', []);

function attached(arg: Argument, pattern: RegExp): readonly Argument[] {
  const found = arg.literal === null ? null : pattern.exec(arg.literal);
  if (found === null) return [arg];
  return [found[1] ?? '', found[2] ?? ''].map((one) => ({ values: [one], literal: one }));
}

/** Its second operand would be written. */
export const uniq: Policy = (args, context) => {
  const read = readOptions(
    'uniq',
    args,
    { plain: new Set(['-c', '-d', '-u', '-i', '--count']), valued: {} },
    context,
  );
  if (read.kind === 'wrong') return read.sentence;
  return read.operands.length === 0 ? null : 'uniq reads its input alone';
};

export const tr: Policy = (args, context) => {
  const plain = new Set(['-d', '-s', '-c', '-cd', '-dc', '--delete', '--squeeze-repeats', '--complement']);
  const read = readOptions('tr', args, { plain, valued: {} }, context);
  return read.kind === 'wrong' ? read.sentence : null;
};

export const tee: Policy = (args, context) => {
  const read = readOptions('tee', args, { plain: new Set(['-a', '--append']), valued: {} }, context);
  if (read.kind === 'wrong') return read.sentence;
  return read.operands.every(isWorkFile) ? null : 'tee writes into the folder that the script made itself';
};

/** Nothing but what the script has put there goes. */
export const rm: Policy = (args, context) => {
  const read = readOptions('rm', args, { plain: new Set(['-f', '--force']), valued: {} }, context);
  if (read.kind === 'wrong') return read.sentence;
  return read.operands.every(isWorkFile) ? null : 'rm takes away files of the script’s own folder alone';
};

export const rmdir: Policy = (args, context) => {
  const read = readOptions('rmdir', args, { plain: new Set(), valued: {} }, context);
  if (read.kind === 'wrong') return read.sentence;
  return read.operands.every(isWorkFolder) ? null : 'rmdir takes away the script’s own folder alone';
};

export const cd: Policy = (args) =>
  args.length === 1 && args.every(isWorkFolder) ? null : 'cd goes into the script’s own folder alone';

export const basename: Policy = (args) => (args.every(isOperand) ? null : 'an argument may become an option');

/** Every part one substitution, deletion or print: nothing that writes or runs. */
const sedPart =
  /^(?:\d+(?:,(?:\d+|\$))?|\$|\/(?:[^/\\]|\\.)*\/)?(?:[dpq]|s([/|#,])(?:(?!\1)[^\\\n]|\\.)*\1(?:(?!\1)[^\\\n]|\\.)*\1[gpiI\d]*)$/;

export const sed: Policy = (args, context) => {
  const program = ({ literal }: Argument) =>
    literal?.split(/;\s*/).every((part) => sedPart.test(part.trim())) === true
      ? null
      : 'sed may substitute, delete and print alone, in a program that is written out';
  const valued = { '-e': program, '--expression': program };
  const plain = new Set(['-n', '-E', '-r', '--quiet', '--regexp-extended']);
  const read = readOptions('sed', args, { plain, valued }, context);
  if (read.kind === 'wrong') return read.sentence;
  const named = read.options.some((name) => name === '-e' || name === '--expression');
  const [first, ...rest] = read.operands;
  const problem = named ? null : first === undefined ? 'sed has no program' : program(first);
  const files = named ? read.operands : rest;
  return problem ?? (files.every(isWorkFile) ? null : 'sed reads its input or the script’s own folder');
};

export const awk: Policy = (args, context) => {
  const valued = {
    '-F': any,
    '-v': ({ values }: Argument) =>
      values.every((value) => /^[a-z_]\w*=/.test(value)) ? null : 'awk -v sets a variable',
  };
  const read = readOptions(
    'awk',
    args.flatMap((arg) => attached(arg, /^(-F)(.+)$/)),
    { plain: new Set(), valued },
    context,
  );
  if (read.kind === 'wrong') return read.sentence;
  const [program, ...files] = read.operands;
  if (program?.literal == null) return 'the program of awk must be written out';
  if (awkActs(program.literal)) return 'awk may compare and print alone';
  return files.every(isWorkFile) ? null : 'awk reads its input or the script’s own folder';
};

/** Anything but comparing and printing: running, reading and writing files, the network, other programs. */
function awkActs(program: string): boolean {
  const code = program.replaceAll('||', ' ');
  if (
    /system|getline|close|fflush|\||@|\/inet|ENVIRON|ARGV|PROCINFO|SYMTAB|FUNCTAB|\bfunc|while|\bfor\b|\bdo\b/.test(
      code,
    )
  )
    return true;
  return /print/.test(code) && code.includes('>');
}

const jqOptions = {
  plain: new Set([
    '-e',
    '-r',
    '-c',
    '-n',
    '-s',
    '-S',
    '-j',
    '-M',
    '--exit-status',
    '--raw-output',
    '--compact-output',
    '--null-input',
    '--slurp',
    '--sort-keys',
    '--join-output',
    '--raw-input',
    '-R',
  ]),
};

/** Programs that are written out; none reads the environment, a module or another file. */
export const jq: Policy = (args, context) => {
  const pairs: Argument[] = [];
  const rest: Argument[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const one = args[at] as Argument;
    if (one.literal === '--arg' || one.literal === '--argjson') {
      pairs.push(...args.slice(at + 1, at + 3));
      at += 2;
    } else rest.push(one);
  }
  if (pairs.some(({ values }) => values.some((value) => value.includes('\uE001'))))
    return 'jq is given values, not files';
  const read = readOptions('jq', rest, { ...jqOptions, valued: {} }, context);
  if (read.kind === 'wrong') return read.sentence;
  const [program, ...files] = read.operands;
  if (program?.literal == null) return 'the program of jq must be written out';
  if (
    /\benv\b|\$ENV|\binputs?\b|input_filename|\binclude\b|\bimport\b|\bmodulemeta\b|\bdef\b|(?<!\$)\b(?:repeat|recurse|while|until|range|limit)\b|\bdebug\b|\bstderr\b|get_search_list|\$__prog/.test(
      program.literal,
    )
  ) {
    return 'jq may look into its input alone';
  }
  return files.every(isWorkFile) ? null : 'jq reads its input or the script’s own folder';
};
