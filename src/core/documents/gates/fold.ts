/** Letters that Unicode does not take apart into a letter and its accent. */
const whole: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
};

/** Small letters without accents, so that a word cannot hide behind them: `Zwölf` is `zwolf`. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþħıłŧŋĸ]/gu, (letter) => whole[letter] ?? letter)
    .replace(/[‘’]/gu, "'")
    .replace(/[–—‐‑]/gu, '-');
}
