import type { TextGate } from './text-gate.ts';

const patterns = [
  /\b(?:password|passwords|passphrase|passcode|api[ -]?keys?|private keys?|access keys?|secret keys?|bearer)\b/u,
  /\b(?:share|send|give|enter|provide|confirm|disclose|reveal)\b[^.]{0,40}\b(?:credentials?|secrets?|tokens?)\b/u,
  /begin (?:rsa |ec |openssh )?private key/u,
  /\b(?:xox[abprs]|ghp|gho|github_pat|glpat|akia|asia|sk|pk|rk|eyj)[-_]?[a-z]{8,}\b/u,
  // Nobody writes a word that long; a key or a payload is.
  /[\p{L}/+=-]{36,}/u,
];

export const secrets: TextGate = {
  gate: 'secret',
  // What looks like a secret is not quoted: the objection goes back to the model and into the audit.
  objection: ({ folded }) =>
    patterns.some((one) => one.test(folded))
      ? 'Text holds something that looks like a secret, or asks for one: leave it out.'
      : null,
};
