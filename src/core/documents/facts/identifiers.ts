/** Letters and digits with the marks that names have; nothing that could open markup, a mention or an address. */
const plain = /^[#A-Za-z0-9][A-Za-z0-9._+/-]{1,99}$/;

/** `5xx`, `4xx`: classes of HTTP status codes. */
const statusClass = /^[1-5]xx$/;
const pull = /^#\d{1,9}$/;
/** At least three parts: nobody measures `2.3.0`. */
const versionLike = /^\d+(\.\d+){2,}([._+-][A-Za-z0-9]+)*$/;
/** What git shortens a commit to, with a letter in it. */
const commitLike = /^(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}$/;
/** A letter first, so that it cannot be read as an amount: `p95`, `v2.3.0`, `src/tax1.ts`, `r-0123456789`. */
const named = /^[A-Za-z]/;

/**
 * Names that prose may use as they stand. A name that reads as a quantity (`5`, `100m`, `10x`), and one that says
 * something about it (`all-100-percent-safe`), is none: the fact that shows it can be cited instead.
 */
export function isIdentifier(word: string): boolean {
  if (statusClass.test(word) || pull.test(word)) return true;
  // A plain word needs no permission, and must not get one: a stage may be called `everybody`.
  if (!/[0-9]|[A-Za-z][._/-][A-Za-z]/.test(word)) return false;
  if (!plain.test(word) || word.startsWith('#') || saysSomething.test(word)) return false;
  return named.test(word) || versionLike.test(word) || commitLike.test(word);
}

/** A file can be named by whoever opens a pull request. */
const saysSomething =
  /percent|never|always|approv|guarante|safe|proceed|ignore|disregard|promote|free|perfect|(^|[^a-z])(x|no|all|every|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|half|twice|hundred|thousand|million)([^a-z]|$)/i;

/** Each once, in order of their letters; those that are no identifiers are left out, and so is what follows the first thousand. */
export function soundIdentifiers(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter(isIdentifier))].toSorted().slice(0, most);
}

const most = 1000;
