import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

const programs =
  'kubectl|curl|wget|sudo|bash|zsh|npx|npm|yarn|pip|docker|helm|psql|chmod|chown|powershell|terraform|systemctl|crontab|nohup|netcat|rsync|scp|eval|xargs|istioctl|argocd|gcloud|mkfs';
const spoken =
  'deploy|rollback|promote|approve|reject|pause|resume|unlock|lock|note|status|explain|audit|budget|metrics|prepare|report|help|abort|revert|ship';

const patterns = [
  // `/deploy` and `!approve`; `and/or` is neither.
  /(?:^|[\s(“"'\u{E000}-\u{E002}])\/\s*[a-z]/u,
  /![a-z]/u,
  new RegExp(`\\b(?:${programs})\\b`, 'u'),
  /\brm\s+-|\bdrop\s+(?:table|database|schema)\b|\bdelete\s+from\b|\btruncate\s+table\b|\bgit\s+(?:push|reset|revert|checkout|clean)\b/u,
  new RegExp(`\\bbelay\\s+(?:${spoken}|verify|ask|answer)\\b`, 'u'),
  // A command word and what it would be about: `rollback r-…`, `approve “why”`, `deploy shop to production`.
  new RegExp(
    `(?:^|[.;:!?,(“"]\\s*|\\b(?:please|now|then|just|and|or|to|must|should)\\s+)(?:${spoken})\\s+(?:\u{E002}|\u{E000}|r-|["“]|it\\b|now\\b|this\\b)`,
    'u',
  ),
  /\b(?:type|say|send|write|enter|post|issue|copy|paste|execute|invoke|run)\s+(?:the\s+(?:following|command|words?)|["“'‘]|in (?:chat|the thread))/u,
  /\b(?:reply with|answer with|respond with|click|tap|visit|download|install|log in|sign in|log ?in (?:to|at|with|on)|sign ?in (?:to|at|with|on)|call this|scan the|dm me|message me|contact (?:us|support|me)|ask the bot|tell your|forward this|press the)\b/u,
  // An order to whoever reads begins a sentence: what is to be done stands in the document already.
  /(?:^|[.;:!?]\s+|["“(]|\b(?:then|and|first|now|to be sure|to fix (?:it|this)),? )(?:run|restart|reboot|delete|drop|kill|truncate|wipe|merge|confirm|push|press|hit|remove|uninstall|disable|grant|paste|share|send|email|call) (?:the|a|an|your|this|it|them|everything)\b/u,
  /\bask your\b/u,
];

export const commands: TextGate = {
  gate: 'command',
  objection: ({ folded }) => {
    const found = patterns.map((one) => one.exec(folded)).find((one) => one !== null);
    return found === undefined
      ? null
      : `Text describes; it gives no command and asks nobody to do one (${excerpt(found[0])}).`;
  },
};
