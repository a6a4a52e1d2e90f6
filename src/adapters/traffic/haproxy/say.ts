import { refused } from './facts.ts';
import type { Process } from './process.ts';

/** Commands that HAProxy confirms with words. */
const confirmed = /^(IP changed from|no need to change|port changed from|nothing changed)/i;

/** Gives one command. @throws Failure router-refused when HAProxy did not take it, router-unreachable */
export async function say({ ask, name }: Process, command: string): Promise<void> {
  const answer = await ask(command);
  if (answer === '' || confirmed.test(answer)) return;
  const help = /permission denied/i.test(answer)
    ? ' Its socket lacks the rights: add `level admin` to its `stats socket` line.'
    : '';
  throw refused(`HAProxy at ${name} did not take \`${shortened(command)}\`: ${shortened(answer)}.${help}`);
}

function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
