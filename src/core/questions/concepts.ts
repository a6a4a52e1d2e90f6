import { distance } from 'fastest-levenshtein';

/** What a word of a question can stand for. One word may stand for several. */
const lexicon = {
  why: ['why', 'reason', 'reasons', 'cause', 'caused', 'because'],
  who: ['who', 'whom', 'whose', 'approver', 'approvers'],
  when: ['when', 'eta', 'long', 'soon', 'remaining'],
  should: [
    'should',
    'shall',
    'can',
    'could',
    'may',
    'must',
    'ok',
    'okay',
    'safe',
    'ready',
    'good',
    'recommend',
    'recommendation',
  ],
  was: ['was', 'were', 'did', 'has', 'had', 'been', 'got'],
  proceed: [
    'proceed',
    'go',
    'going',
    'continue',
    'promote',
    'promoting',
    'advance',
    'ahead',
    'forward',
    'increase',
    'ramp',
    'expand',
    'ship',
    'release',
    'deploy',
    'decision',
    'decide',
    'gonogo',
    'nogo',
  ],
  rollback: ['rollback', 'rollbacks', 'rolledback', 'revert', 'reverted', 'aborted', 'undone'],
  rolled: ['roll', 'rolled', 'rolling', 'taken', 'take', 'pulled', 'went'],
  back: ['back'],
  compare: [
    'compare',
    'compares',
    'compared',
    'comparing',
    'comparison',
    'versus',
    'vs',
    'against',
    'better',
    'worse',
    'difference',
    'differences',
    'differ',
    'differs',
    'baseline',
  ],
  approve: [
    'approve',
    'approves',
    'approved',
    'approval',
    'approvals',
    'approving',
    'approver',
    'approvers',
    'signoff',
    'vote',
    'votes',
  ],
  next: ['next', 'upcoming', 'afterwards'],
  done: [
    'done',
    'finish',
    'finished',
    'finishes',
    'complete',
    'completed',
    'completes',
    'end',
    'ends',
    'over',
    'eta',
    'long',
    'left',
    'remaining',
    'ready',
    'take',
  ],
  change: [
    'change',
    'changes',
    'changed',
    'changing',
    'diff',
    'commit',
    'commits',
    'new',
    'contains',
    'contain',
    'includes',
    'files',
  ],
  fail: [
    'fail',
    'fails',
    'failed',
    'failing',
    'failure',
    'failures',
    'wrong',
    'broken',
    'breach',
    'breached',
    'breaches',
    'breaking',
    'red',
    'problem',
    'problems',
    'unhealthy',
    'alert',
    'alerts',
    'issue',
    'issues',
  ],
  history: [
    'history',
    'happened',
    'timeline',
    'log',
    'far',
    'past',
    'previous',
    'previously',
    'recent',
    'recently',
    'events',
    'yesterday',
    'earlier',
  ],
  happens: ['happens', 'happen'],
  analyze: [
    'analyze',
    'analyse',
    'analysis',
    'analyzing',
    'assess',
    'evaluate',
    'review',
    'summarize',
    'summarise',
    'summary',
    'overview',
  ],
  status: [
    'status',
    'doing',
    'state',
    'look',
    'looks',
    'looking',
    'healthy',
    'health',
    'deployment',
    'rollout',
    'live',
    'running',
    'going',
    'explain',
    'fine',
    'okay',
    'paused',
    'waiting',
    'stuck',
    'metrics',
    'canary',
    'progress',
  ],
  current: ['current', 'currently', 'this', 'live', 'ongoing', 'now', 'present'],
} as const;

export type Concept = keyof typeof lexicon;

const conceptsOfWord: ReadonlyMap<string, readonly Concept[]> = byWord();
const known = [...conceptsOfWord.keys()];

function byWord(): Map<string, Concept[]> {
  const found = new Map<string, Concept[]>();
  for (const [concept, words] of Object.entries(lexicon) as [Concept, readonly string[]][]) {
    for (const word of words) found.set(word, [...(found.get(word) ?? []), concept]);
  }
  return found;
}

/** What a word stands for, one slip of the fingers forgiven in five letters and two in eight. */
export function conceptsOf(word: string): readonly Concept[] {
  const exact = conceptsOfWord.get(word);
  if (exact !== undefined) return exact;
  if (word.length < 5 || word.length > 20) return [];
  const allowed = word.length < 8 ? 1 : 2;
  const near = known.find((one) => one.length >= 5 && apart(word, one) <= allowed);
  return near === undefined ? [] : (conceptsOfWord.get(near) ?? []);
}

/** Two letters that changed places are one slip. */
function apart(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  const swapped = one.length === other.length && isSwap(one, other);
  return swapped ? 1 : distance(one, other);
}

function isSwap(one: string, other: string): boolean {
  const at = Array.from(one).findIndex((letter, index) => letter !== other[index]);
  if (at === -1) return false;
  const mended = one.slice(0, at) + (one[at + 1] ?? '') + (one[at] ?? '') + one.slice(at + 2);
  return mended === other;
}
