/** A pull request or an issue: `acme/shop#12`. */
export interface Thread {
  readonly repository: string;
  readonly number: number;
}

/** @returns null for what is no thread of GitHub */
export function readThread(text: string): Thread | null {
  const [, repository = '', number = ''] = /^([\w.-]+\/[\w.-]+)#([1-9]\d{0,9})$/.exec(text) ?? [];
  return repository === '' ? null : { repository, number: Number(number) };
}

export function threadText({ repository, number }: Thread): string {
  return `${repository}#${number}`;
}
