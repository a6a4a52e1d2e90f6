/** A message of Slack: `C0123456789/1700000000.000100` in the store. */
export interface SlackRef {
  readonly channel: string;
  readonly ts: string;
}

export function refText({ channel, ts }: SlackRef): string {
  return `${channel}/${ts}`;
}

export function readRef(text: string): SlackRef | null {
  const [channel, ts, ...rest] = text.split('/');
  return channel === undefined || ts === undefined || rest.length > 0 ? null : { channel, ts };
}
