import { type PaperForm, paperForms } from '../papers/print-paper.ts';

/** What `belay report … --pdf --out FILE` asks of the terminal, apart from which document is meant. */
export interface PaperWish {
  readonly form: PaperForm;
  /** Null for its own name in this folder, `-` for the output. */
  readonly out: string | null;
  /** The other words, for the grammar. */
  readonly argv: readonly string[];
}

const formFlags: Readonly<Record<string, PaperForm>> = {
  '--pdf': 'pdf',
  '--html': 'html',
  '--markdown': 'md',
};

/** @returns null when no file is asked for; a sentence when it cannot be told which */
export function paperWish(argv: readonly string[]): PaperWish | null | string {
  if (argv[0] !== 'report') return null;
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const rest: string[] = [];
  const forms: PaperForm[] = [];
  let out: string | null = null;
  for (let at = 0; at < before.length; at += 1) {
    const word = before[at] ?? '';
    const form = formFlags[word];
    if (form !== undefined) forms.push(form);
    else if (word.startsWith('--out=')) out = word.slice('--out='.length);
    else if (word === '--out') {
      at += 1;
      out = before[at] ?? '';
    } else rest.push(word);
  }
  if (out === '') return '`--out` needs the name of a file, or `-` for the output.';
  const [form = formOf(out), other] = forms;
  if (other !== undefined) return 'A document is written in one form at a time: --pdf, --html or --markdown.';
  if (form === null) {
    return out === null ? null : '`--out` needs a form: --pdf, --html or --markdown, or a file that ends so.';
  }
  if (rest.includes('--list'))
    return '`--list` is no document; leave it out, or say which one with --document.';
  return { form, out, argv: [...rest, ...(end === -1 ? [] : argv.slice(end))] };
}

/** What the ending of a file says. */
function formOf(out: string | null): PaperForm | null {
  return paperForms.find((form) => out?.toLowerCase().endsWith(`.${form}`) === true) ?? null;
}
