/** Where something stands in the file's data: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** A mistake before it has a line and a column. */
export interface Mistake {
  readonly path: Path;
  /** Whether the key or the value is pointed at. */
  readonly at: 'key' | 'value';
  /** Characters into the value, for a mistake inside a rule. */
  readonly offset?: number;
  readonly code: string;
  readonly sentence: string;
  readonly expected: string;
  readonly suggestion: string | null;
  readonly severity: 'error' | 'warning';
  /** Parts of the file this mistake follows from: when one of them is broken itself, this is not reported. */
  readonly about?: readonly Path[];
}

/** Takes mistakes as they are found. */
export type Report = (mistake: Mistake) => void;

type Details = Omit<Mistake, 'path' | 'code' | 'sentence' | 'severity' | 'at' | 'expected' | 'suggestion'> &
  Partial<Pick<Mistake, 'at' | 'expected' | 'suggestion'>>;

export function error(path: Path, code: string, sentence: string, details: Details = {}): Mistake {
  return { path, code, sentence, at: 'value', expected: '', suggestion: null, severity: 'error', ...details };
}

export function warning(path: Path, code: string, sentence: string, details: Details = {}): Mistake {
  return { ...error(path, code, sentence, details), severity: 'warning' };
}

/** `plans.careful.stages[0].weight` */
export function pathText(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((segment, index) => path[index] === segment);
}

/** What stands at a path, undefined when nothing does. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[segment];
  }
  return value;
}
