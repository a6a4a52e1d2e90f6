import { type Argument, type Policy, type PolicyContext, readOptions } from '../arguments.ts';

const plain = new Set([
  '--no-psqlrc',
  '--quiet',
  '--tuples-only',
  '--no-align',
  '--csv',
  '--no-password',
  '-X',
  '-q',
  '-t',
  '-A',
  '-w',
]);

const query = ({ literal }: Argument, { sqlProblem }: PolicyContext): string | null =>
  literal === null ? 'what psql asks must be written out' : sqlProblem(literal);

const setting = ({ literal }: Argument): string | null =>
  literal === 'ON_ERROR_STOP=1' || literal === 'ON_ERROR_STOP=on' ? null : 'psql may set ON_ERROR_STOP alone';

/** One read of the database that the environment names; no file, no other host, no command of its own. */
export const psql: Policy = (args, context) => {
  const valued = { '--command': query, '-c': query, '--set': setting, '--variable': setting, '-v': setting };
  const read = readOptions('psql', spread(args), { plain, valued }, context);
  if (read.kind === 'wrong') return read.sentence;
  if (read.operands.length > 0) return 'psql takes its database from the environment alone';
  if (!read.options.some((name) => name === '-c' || name === '--command'))
    return 'psql is asked nothing with --command';
  const own = read.options.some((name) => name === '-X' || name === '--no-psqlrc');
  return own ? null : 'psql needs --no-psqlrc, or it would run what stands in a file of the user';
};

/** `-XAtqc` is the options before, and `-c` with the next argument. */
function spread(args: readonly Argument[]): readonly Argument[] {
  return args.flatMap((arg) => {
    const found = arg.literal === null ? null : /^-([XqtAw]+)c$/.exec(arg.literal);
    if (found === null) return [arg];
    return [`-${found[1]}`, '-c'].map((text) => ({ values: [text], literal: text }));
  });
}
