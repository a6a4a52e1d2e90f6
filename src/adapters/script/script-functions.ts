import { forEachChild, type Script, type SyntaxNode } from 'unbash';
import { allowedCommands } from './allow-list.ts';

export interface ScriptFunctions {
  readonly names: ReadonlySet<string>;
  readonly problems: readonly { readonly node: SyntaxNode; readonly sentence: string }[];
}

/** Bash's own words that are not on the list; a function of that name would change what others do. */
const shellWords =
  /^(?:eval|source|exec|trap|alias|unalias|enable|builtin|export|declare|typeset|unset|shopt|let|mapfile|readarray|getopts|hash|type|ulimit|umask|wait|kill|jobs|bg|fg|disown|bind|caller|complete|compgen|compopt|dirs|pushd|popd|pwd|history|fc|help|logout|suspend|times|if|then|else|fi|for|while|do|done|case|esac|function|select|time|coproc|in|until|sudo|bash|sh|env|ls|mv|cp|ln|find|chmod|chown|kubectl|docker|ssh|git)$/;

/** Functions of the script, each defined once under a name of its own, none calling itself. */
export function functionsOf(script: Script): ScriptFunctions {
  const calls = new Map<string, readonly string[]>();
  const problems: { node: SyntaxNode; sentence: string }[] = [];
  const visit = (node: SyntaxNode) => {
    if (node.type === 'Function') {
      const name = node.name.value;
      if (!/^[a-z_][a-z0-9_]*$/.test(name))
        problems.push({ node, sentence: 'a function has a plain name in small letters' });
      if (allowedCommands.has(name) || shellWords.test(name))
        problems.push({ node, sentence: `a function may not stand in for ${name}` });
      if (calls.has(name)) problems.push({ node, sentence: `${name} is defined twice` });
      calls.set(name, commandsIn(node));
    }
    forEachChild(node, visit);
  };
  visit(script);
  problems.push(...beforeItIs(script, new Set(calls.keys())));
  for (const name of calls.keys()) {
    if (reaches(name, name, calls)) problems.push({ node: script, sentence: `${name} calls itself` });
  }
  return { names: new Set(calls.keys()), problems };
}

/**
 * A name that is not a function yet is a program of the machine. So functions are defined for sure, one after the other
 * and never inside of anything, before the first of them is called.
 */
function beforeItIs(script: Script, names: ReadonlySet<string>): ScriptFunctions['problems'] {
  const defined = new Set<string>();
  const calling: { readonly node: SyntaxNode; readonly name: string }[] = [];
  const problems: { node: SyntaxNode; sentence: string }[] = [];
  for (const statement of script.commands) {
    const { command } = statement;
    if (command.type === 'Function') {
      if (calling.length > 0)
        problems.push({
          node: command,
          sentence: `${command.name.value} is defined after functions are called`,
        });
      defined.add(command.name.value);
    } else {
      const name = commandsIn(statement).find((one) => names.has(one));
      if (name !== undefined) calling.push({ node: statement, name });
    }
  }
  const inside = [...names].filter((name) => !defined.has(name));
  return [
    ...problems,
    ...inside.map((name) => ({ node: script, sentence: `${name} is defined inside of something else` })),
  ];
}

function commandsIn(node: SyntaxNode): readonly string[] {
  const found: string[] = [];
  const visit = (one: SyntaxNode) => {
    if (one.type === 'Command' && one.name !== undefined) found.push(one.name.value);
    forEachChild(one, visit);
  };
  forEachChild(node, visit);
  return found;
}

function reaches(
  from: string,
  to: string,
  calls: ReadonlyMap<string, readonly string[]>,
  seen = new Set<string>(),
): boolean {
  return (calls.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, to, calls, seen);
  });
}
