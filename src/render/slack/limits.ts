/**
 * What Slack takes. Characters are counted as JavaScript counts them (UTF-16), which is never fewer than Slack does.
 * Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition objects), docs.slack.dev/reference/views,
 * docs.slack.dev/reference/methods/chat.postMessage.
 */
export const limits = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  /** Slack recommends this for the text of a message and cuts it at 40,000. */
  messageText: 4000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  buttonLabel: 75,
  /** A command longer than this gets no button. */
  buttonValue: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3000,
  inputLabel: 2000,
  inputText: 3000,
  placeholder: 150,
  selectOptions: 100,
  selectGroups: 100,
  optionText: 75,
  optionValue: 150,
  /** Answers through a response_url, of which there are five. */
  responses: 5,
  /**
   * Characters of all blocks as JSON. Slack documents no such limit and answers `msg_blocks_too_long` from about 11,300
   * characters of text in rich text and 13,200 in Markdown on (slackapi/bolt-js issues 2509 and 2867). JSON is longer
   * than the text in it, so this stays below however Slack counts.
   */
  blocksJson: 11_000,
  /** Characters of one piece of text. For rich text Slack documents none; a section's text has this one. */
  text: 3000,
} as const;
