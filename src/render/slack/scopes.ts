export interface SlackScope {
  readonly scope: string;
  /** What Belay needs it for. */
  readonly why: string;
  /** Without it Belay cannot be used from Slack at all. */
  readonly vital: boolean;
}

/** Everything the bot token may do, and why. The manifest asks for these and for nothing else. */
export const botScopes: readonly SlackScope[] = [
  { scope: 'chat:write', why: 'to post the card of a rollout, edit it and answer', vital: true },
  { scope: 'commands', why: 'to hear /belay and /deploy-prepare', vital: true },
  { scope: 'app_mentions:read', why: 'to hear @belay in channels and threads', vital: false },
  { scope: 'im:write', why: 'to ask approvers by direct message', vital: false },
  { scope: 'files:write', why: 'to put reports and charts into the thread of a rollout', vital: false },
  {
    scope: 'channels:history',
    why: 'to find its own message in a public channel when the answer of Slack was lost, so that nothing is posted twice',
    vital: false,
  },
  {
    scope: 'groups:history',
    why: 'to find its own message in a private channel when the answer of Slack was lost',
    vital: false,
  },
  {
    scope: 'im:history',
    why: 'to find its own direct message to an approver when the answer of Slack was lost',
    vital: false,
  },
  { scope: 'channels:read', why: 'to see whether it is in the public channel it posts to', vital: false },
  { scope: 'groups:read', why: 'to see whether it is in the private channel it posts to', vital: false },
  { scope: 'usergroups:read', why: 'to see who is in a user group that gives a role', vital: false },
];
