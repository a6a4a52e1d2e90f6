import { type Argument, isOperand, type Policy, readOptions } from '../arguments.ts';
import { maySet } from '../variable-names.ts';

export const anything: Policy = () => null;

export const printf: Policy = ([format, ...rest]) => {
  const [real] = format?.literal === '--' ? rest : [format];
  if (real?.literal == null) return 'the format of printf must be written out';
  // %n sets the variable that an argument names, and runs what stands in its index.
  if (/%[-#0 +'.*\d]*[hjlLqtz]*n/.test(real.literal)) return 'printf may not set a variable';
  return real.literal.startsWith('-') ? 'printf gets no option' : null;
};

export const set: Policy = (args) => {
  const texts = args.map(({ literal }) => literal ?? '');
  const fine = texts.every((text, at) => {
    if (text === 'pipefail') return /o$/.test(texts[at - 1] ?? '');
    return /^[-+](?:[euEf]+|[euEf]*o)$/.test(text) && (!text.endsWith('o') || texts[at + 1] === 'pipefail');
  });
  return fine && args.length > 0 ? null : 'set may switch -e, -u, -f and -o pipefail alone';
};

const asks = new Set(['-z', '-n', '=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '!']);
const aboutFiles = new Set(['-f', '-s', '-e', '-r', '-d']);

/** Compares texts and numbers; of files it asks about the script's own alone. */
export const test: Policy = (all) => {
  const args = all.filter(({ literal }) => literal !== ']');
  if (args.length === 2 && args[0]?.literal == null) return 'what test asks must be written out';
  const operator = args.length === 3 ? args[1] : args.length === 4 ? args[2] : undefined;
  if (operator !== undefined && operator.literal === null && args[0]?.literal !== '!')
    return 'what test asks must be written out';
  if (args[0]?.literal === '!' && args[1]?.literal == null && args.length === 3)
    return 'what test asks must be written out';
  if (args.length > 4) return 'test asks one thing at a time';
  for (const [at, { literal, values }] of args.entries()) {
    if (literal === null || !/^-[a-zA-Z]{1,2}$/.test(literal) || asks.has(literal)) continue;
    const own = args[at + 1]?.values.every((value) => value.startsWith('\uE001')) === true;
    if (aboutFiles.has(literal) && own) continue;
    if (at > 0 && asks.has(args[at - 1]?.literal ?? '')) continue;
    return `test may not ask ${values[0]}`;
  }
  return null;
};

const seconds = ({ values }: Argument, most: number) =>
  values.every((value) => /^\d+(\.\d+)?$/.test(value) && Number(value) <= most);

export const sleep: Policy = (args) =>
  args.length === 1 && args.every((one) => seconds(one, 60))
    ? null
    : 'sleep waits a written number of seconds, 60 at most';

export const seq: Policy = (args) =>
  args.length > 0 && args.length < 4 && args.every((one) => seconds(one, 1000))
    ? null
    : 'seq counts to a written number, 1000 at most';

export const date: Policy = (args, context) => {
  const read = readOptions(
    'date',
    args,
    { plain: new Set(['-u', '--utc', '-R', '-Iseconds', '-Is']), valued: {} },
    context,
  );
  if (read.kind === 'wrong') return read.sentence;
  return read.operands.every(({ literal }) => literal?.startsWith('+') === true)
    ? null
    : 'date tells the time and sets nothing';
};

export const mktemp: Policy = (args) =>
  args.every(({ literal }) => literal === '-d' || literal === '--directory')
    ? null
    : 'mktemp makes a folder or a file with a name of its own';

export const read: Policy = (args, context) => {
  const none = ({ literal }: Argument) =>
    literal === null || literal.length > 1 ? 'the delimiter of read is one sign' : null;
  const found = readOptions('read', args, { plain: new Set(['-r']), valued: { '-d': none } }, context);
  if (found.kind === 'wrong') return found.sentence;
  const wrong = found.operands.find(({ literal }) => literal === null || !maySet(literal));
  if (wrong !== undefined) return 'read may not fill this variable';
  return found.operands.length > 0 ? null : 'read names the variable that it fills';
};

/** Assignments are looked at where they stand; what is left is names. */
export const local: Policy = (args) =>
  args.every(({ literal, values }) =>
    literal === null ? values.every((value) => value === '\uE000') : maySet(literal),
  )
    ? null
    : 'only plain variables may be declared';

export const leave: Policy = (args) =>
  args.length < 2 &&
  args.every(({ values }) => values.every((value) => /^(?:\d{1,3}|[\uE000\uE002])$/.test(value)))
    ? null
    : 'this takes one number';

export const command: Policy = ([flag, name, ...more]) =>
  flag?.literal === '-v' &&
  name !== undefined &&
  isOperand(name) &&
  name.literal !== null &&
  more.length === 0
    ? null
    : 'command may be asked whether a program is there (-v) and nothing else';
