/** What GitHub takes at most, in characters; https://docs.github.com/en/rest. Longer is answered with 422. */
export const githubLimits = {
  comment: 65_536,
  issueTitle: 256,
  /** A check run's summary, and its text. */
  checkText: 65_535,
  checkTitle: 255,
  deploymentDescription: 140,
  /** What a protection rule says in one report; and how often it may. */
  protectionReport: 1024,
  protectionReports: 10,
} as const;
