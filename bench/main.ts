import { parseArgs } from 'node:util';
import { ack } from './ack.ts';
import { documents } from './documents.ts';
import { judge } from './judge.ts';
import { type Bench, machine } from './measure.ts';
import { overhead } from './overhead.ts';
import { rollback } from './rollback.ts';
import { takeover } from './takeover.ts';

const benches: readonly Bench[] = [takeover, rollback, overhead, ack, judge, documents];

/** A million runs each lie within what a generator of random numbers takes as its seed. */
const seeds = 4000;

const help = `npm run bench -- NAME [--runs N] [--router haproxy|embedded] [--seed N] [--quick] [--json]

${benches.map(({ name, summary, usualRuns }) => `  ${name.padEnd(10)} ${summary}; ${usualRuns} runs`).join('\n')}

--quick makes ack small, to see that it runs; its figures say nothing then. judge has 200 runs of each scenario then,
and ends with exit code 1 when healthy releases are surely rolled back more often than they may be. documents has every
attack twice then; it ends with exit code 1 when a figure is not grounded or an injection succeeds.
--seed chooses other made-up releases for judge, from 0 to 3999; 1 when left out.
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
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const bench = benches.find(({ name }) => name === positionals[0]);
  const runs = Number(values.runs ?? bench?.usualRuns ?? 1);
  const seed = Number(values.seed ?? 1);
  const sound = Number.isInteger(runs) && runs > 0 && Number.isInteger(seed) && seed >= 0 && seed < seeds;
  if (bench === undefined || values.help === true || !sound) {
    console.log(help);
    return values.help === true ? 0 : 2;
  }
  const tell = values.json === true ? () => undefined : (line: string) => console.log(line);
  const failures: string[] = [];
  const figures = await bench.run(runs, tell, {
    router: values.router,
    quick: values.quick === true,
    seed,
    fail: (sentence) => failures.push(sentence),
  });
  for (const sentence of failures) console.error(sentence);
  console.log(JSON.stringify({ bench: bench.name, ...figures, machine: machine() }));
  return failures.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
