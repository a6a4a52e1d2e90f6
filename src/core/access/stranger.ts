/** What somebody hears on every place of others whom belay.yml does not name there. */
export const strangerSentence =
  'Belay does not know you, so nothing was done. Whoever keeps belay.yml can put this under you in `people`:';

/** As it is put into belay.yml. Ids of digits alone would be numbers there. */
export function accountLine(kind: 'slack' | 'discord' | 'github', account: string): string {
  return `accounts: { ${kind}: ${/^\d+$/.test(account) ? `"${account}"` : account} }`;
}
