/** Settings that may hold a password, and so may stand in a file: `DATABASE_URL_FILE` names the file of `DATABASE_URL`. */
export const fileSettings = ['DATABASE_URL', 'REDIS_URL', 'BELAY_SESSION_KEY'] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** @returns the variables with what stands in files, and a sentence for each mistake; none repeats a secret */
export function withFiles(
  variables: Variables,
  readFile: (file: string) => string,
): { readonly variables: Variables; readonly sentences: readonly string[] } {
  const found: Record<string, string> = {};
  const sentences: string[] = [];
  for (const name of fileSettings) {
    const file = variables[`${name}_FILE`] ?? '';
    if (file === '') continue;
    const given = variables[name] ?? '';
    const read = given === '' ? contentOf(file, readFile) : null;
    if (given !== '') sentences.push(`${name} and ${name}_FILE are both set; leave one of them out.`);
    else if (read === null) sentences.push(`${name}_FILE names ${file}, which cannot be read.`);
    else if (read === '') sentences.push(`${name}_FILE names ${file}, which is empty.`);
    else found[name] = read;
  }
  return { variables: { ...variables, ...found }, sentences };
}

/** The line break at the end is the editor's. */
function contentOf(file: string, readFile: (file: string) => string): string | null {
  try {
    return readFile(file).replace(/\r?\n$/, '');
  } catch {
    return null;
  }
}
