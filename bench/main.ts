import { parseArgs } from 'node:util';
import { ack } from './ack.ts';
import { type Bench, machine } from './measure.ts';
import { overhead } from './overhead.ts';
import { rollback } from './rollback.ts';
import { takeover } from './takeover.ts';

const benches: readonly Bench[] = [takeover, rollback, overhead, ack];

const help = `npm run bench -- NAME [--runs N] [--router haproxy|embedded] [--quick] [--json]

${benches.map(({ name, summary, usualRuns }) => `  ${name.padEnd(10)} ${summary}; ${usualRuns} runs`).join('\n')}

--quick makes ack small, to see that it runs; its figures say nothing then.
The last line is one JSON object with the figures, n and the machine; --json leaves out everything else.`;

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      runs: { type: 'string' },
      router: { type: 'string' },
      quick: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const bench = benches.find(({ name }) => name === positionals[0]);
  const runs = Number(values.runs ?? bench?.usualRuns ?? 1);
  if (bench === undefined || values.help === true || !Number.isInteger(runs) || runs < 1) {
    console.log(help);
    return values.help === true ? 0 : 2;
  }
  const tell = values.json === true ? () => undefined : (line: string) => console.log(line);
  const figures = await bench.run(runs, tell, {
    router: values.router,
    quick: values.quick === true,
  });
  console.log(JSON.stringify({ bench: bench.name, ...figures, machine: machine() }));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
