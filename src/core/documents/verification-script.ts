import { versionWords } from '../card/version-words.ts';
import { counted } from '../prose.ts';
import type { Rollout } from '../rollout/state.ts';
import type { PlanScript } from '../script/plan-script.ts';
import type { ScriptProbe } from '../script/probe.ts';
import { type Verification, verifiedSentence } from '../script/verification.ts';
import { formatDuration, type Instant } from '../time.ts';
import { code, facts, heading, list, paragraph, table } from './blocks.ts';
import { instantText } from './instant-text.ts';
import type { Block, DocumentTree } from './tree.ts';

/**
 * The verification script with what it came to. Complete by itself: people can run the script without Belay.
 * @param script null when the plan has nothing that a script could find out
 * @param last what is told as its result; null before it was run
 */
export function verificationScript(
  rollout: Rollout,
  script: PlanScript | null,
  last: Verification | null,
  now: Instant,
): DocumentTree {
  const { plan } = rollout;
  return {
    title: `Verification script: ${plan.service} ${versionWords(plan.canary.version)} in ${plan.environment}`,
    summary: summaryOf(script, last),
    draftedBy: 'template',
    draftedWhy: 'Emitted from the frozen plan; no model was asked.',
    at: now,
    blocks:
      script === null ? nothingToAsk : [...resultBlocks(script, last), ...scriptBlocks(rollout, script)],
  };
}

const nothingToAsk: Block[] = [
  paragraph(
    'The plan has no probe, no success criterion and no `documents: verification_script`, so there is nothing that a script could find out. Name endpoints there, such as `endpoints: { /health: 200 }`.',
  ),
];

function summaryOf(script: PlanScript | null, last: Verification | null): string {
  if (script === null) return 'There is nothing that a script could verify.';
  if (last !== null) return verifiedSentence(last);
  return `${counted(script.probes.length, 'probe')}; the script has not been run yet.`;
}

function resultBlocks({ probes, sha256 }: PlanScript, last: Verification | null): readonly Block[] {
  if (last === null) return [];
  const how =
    last.notRun ?? (last.sandboxed ? 'in a sandbox that reaches the new version alone' : 'by people');
  const known = new Map(probes.map((probe) => [probe.id, probe]));
  return [
    heading('What it came to'),
    facts(
      ['Run', instantText(last.at)],
      ['How', how],
      ...(last.script === sha256
        ? []
        : ([['Script', 'another one than below; the plan is the same']] as const)),
    ),
    table(
      ['Probe', 'Result', 'Took', 'What was seen'],
      last.results.map(({ probe, ok, sentence, took }) => [
        known.get(probe)?.about ?? probe,
        ok === null ? 'not known' : ok ? 'passed' : 'FAILED',
        took === null ? '–' : formatDuration(took),
        sentence,
      ]),
    ),
  ];
}

function scriptBlocks(rollout: Rollout, script: PlanScript): readonly Block[] {
  const { probes, programs, text, sha256, hosts } = script;
  return [
    heading('What it looks at'),
    list(probes.map(probeWords)),
    heading('The script'),
    code(text.trimEnd().split('\n')),
    facts(['SHA-256', sha256], ['Talks to', hosts.join(', ')], ['Needs', ['bash', ...programs].join(', ')]),
    heading('How to run it'),
    list([
      `Have Belay run it, in a sandbox: \`verify ${rollout.id}\`.`,
      `Run it yourself: \`belay verify ${rollout.id} --script > verify.sh\`, then \`bash verify.sh\`. It only reads.`,
      'It prints one line for each probe and exits with 0 when all of them passed.',
    ]),
  ];
}

function probeWords(probe: ScriptProbe): string {
  switch (probe.kind) {
    case 'http':
    case 'metric':
    case 'sql':
      return `${probe.about}.`;
    case 'flow':
      return `${probe.about}: ${probe.steps.map(({ method, path, status }) => `${method} ${path} → ${status}`).join(', ')}.`;
    case 'judged':
      return `${probe.about}. Belay judges this one itself, because ${probe.why}.`;
  }
}
