/**
 * What an action of a card is about to do, as people say it: `Roll back shop v2 in production?`
 * @param title of the card; null where it is not at hand, then its rollout is named
 */
export function actionQuestion(label: string, title: string | null, command: string): string {
  const [, rollout = ''] = command.split(' ');
  const about = title === null ? rollout : title.replace(' → ', ' in ');
  return `${label} ${about}`.trim().concat('?');
}
