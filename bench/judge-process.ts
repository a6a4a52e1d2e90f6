import { cases } from './judge-cases.ts';
import { heldOut } from './judge-held-out.ts';
import { judges } from './judge-judges.ts';
import { run } from './judge-run.ts';
import { Task } from './judge-task.ts';

const known = [...cases, ...heldOut];

process.on('message', (message) => {
  const task = Task.parse(message);
  const watched = known.find(({ name }) => name === task.case);
  if (watched === undefined) throw new TypeError(`There is no case ${task.case}.`);
  const asked = judges.filter(({ name }) => task.judges.includes(name));
  process.send?.(
    Array.from({ length: task.seeds.count }, (_, index) => run(watched, asked, task.seeds.from + index)),
  );
});
